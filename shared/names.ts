/**
 * Names are bytes (DESIGN.md, invariant 10). A name that is not valid UTF-8 is held in strings as Python's
 * surrogateescape does (PEP 383): each undecodable byte 0x80-0xFF becomes the lone surrogate U+DC80-U+DCFF. The two
 * functions here are exact inverses for every byte sequence, and need neither Node nor the DOM.
 */

const escapeBase = 0xdc00;

/** True when the string holds an escaped byte or any other lone surrogate, so that it has no plain UTF-8 form. */
export function hasEscapedBytes(name: string): boolean {
  return !name.isWellFormed();
}

/** Bytes of a name. @throws RangeError for a lone surrogate that is not an escaped byte (it stands for no bytes). */
export function nameToBytes(name: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (let i = 0; i < name.length; i += 1) {
    const unit = name.charCodeAt(i);
    if (unit < 0x80) {
      bytes.push(unit);
    } else if (unit < 0x800) {
      bytes.push(0xc0 | (unit >> 6), 0x80 | (unit & 0x3f));
    } else if (unit < 0xd800 || unit > 0xdfff) {
      bytes.push(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f));
    } else if (unit < 0xdc00 && i + 1 < name.length && (name.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      const code = 0x10000 + ((unit & 0x3ff) << 10) + (name.charCodeAt(i + 1) & 0x3ff);
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
      i += 1;
    } else if (unit >= 0xdc80 && unit <= 0xdcff) {
      bytes.push(unit - escapeBase);
    } else {
      throw new RangeError(`U+${unit.toString(16)} is a lone surrogate that stands for no byte`);
    }
  }
  return Uint8Array.from(bytes);
}

/** Length of the well-formed UTF-8 sequence at `at`, or 0 (Unicode 15, table 3-7). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const second = bytes[at + 1] ?? 0;
  const tail = (index: number): boolean => ((bytes[at + index] ?? 0) & 0xc0) === 0x80;
  if (lead >= 0xc2 && lead <= 0xdf) return tail(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const low = lead === 0xe0 ? 0xa0 : 0x80;
    const high = lead === 0xed ? 0x9f : 0xbf;
    return second >= low && second <= high && tail(2) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const low = lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

/** The string that stands for these bytes; every byte sequence has exactly one. */
export function nameFromBytes(bytes: Uint8Array): string {
  let name = '';
  for (let i = 0; i < bytes.length;) {
    const lead = bytes[i] ?? 0;
    const length = sequenceLength(bytes, i);
    if (length === 0) {
      name += String.fromCharCode(escapeBase + lead);
      i += 1;
      continue;
    }
    let code = length === 1 ? lead : lead & (0x7f >> length);
    for (let k = 1; k < length; k += 1) code = (code << 6) | ((bytes[i + k] ?? 0) & 0x3f);
    name += String.fromCodePoint(code);
    i += length;
  }
  return name;
}

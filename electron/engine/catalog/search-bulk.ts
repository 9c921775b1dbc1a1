import { fold } from '../../../shared/query-fold.ts';
import { nameEnd } from './search-marks.ts';
import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';

/**
 * Columns of many rows in a few values: SQLite joins them, which is three times as quick as a row at a time (a million
 * entries: 0.5 s instead of 1.6 s), and they are taken apart here.
 */

/** Calls `take` for each number of a text such as `12 -5 7`; any one character that is no digit or minus parts them. */
export function eachNumber(bytes: Uint8Array, take: (value: number, index: number) => void): void {
  let value = 0;
  let sign = 1;
  let index = 0;
  let isOpen = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x30 && byte <= 0x39) {
      value = value * 10 + (byte - 0x30);
      isOpen = true;
    } else if (byte === 0x2d) sign = -1;
    else if (isOpen) {
      take(value * sign, index);
      index += 1;
      value = 0;
      sign = 1;
      isOpen = false;
    }
  }
  if (isOpen) take(value * sign, index);
}

/** Bytes that grow. */
export class ByteColumn {
  bytes: Buffer;
  length = 0;

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.length + more, Math.ceil(this.bytes.length * 1.5)));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }
}

/**
 * Appends names that are parted by slashes, folded (query-fold.ts), each with a slash behind it. Calls `took` for each,
 * with the place where it begins and a hash of the name as it was.
 */
export function appendFolded(column: ByteColumn, names: Uint8Array, took: (at: number, hash: number) => void): void {
  column.reserve(names.length + 1);
  let { bytes } = column;
  let start = 0;
  let hash = 0x811c9dc5;
  let isPlain = true;
  let begin = column.length;
  let at = begin;
  for (let index = 0; index <= names.length; index += 1) {
    const byte = index === names.length ? nameEnd : (names[index] ?? 0);
    if (byte !== nameEnd) {
      if (byte >= 0x80) isPlain = false;
      hash = Math.imul(hash ^ byte, 0x01000193);
      bytes[at] = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
      at += 1;
      continue;
    }
    if (!isPlain) {
      const folded = foldedBytes(textOf(names.subarray(start, index)));
      column.length = begin;
      // Some letters are longer when they are folded.
      column.reserve(folded.length + names.length - index + 1);
      ({ bytes } = column);
      bytes.set(folded, begin);
      at = begin + folded.length;
      isPlain = true;
    }
    bytes[at] = nameEnd;
    at += 1;
    took(begin, hash >>> 0);
    begin = at;
    start = index + 1;
    hash = 0x811c9dc5;
  }
  column.length = at;
}

/** Folded bytes of single characters; null for those that may melt with others beside them (marks, jamo). */
const foldedCharacters = new Map<string, Uint8Array | null>();
const mostCharacters = 20_000;
let spare = new Uint8Array(1024);

/** The bytes of `fold(text)`: character by character where none of them changes with what is beside it. */
function foldedBytes(text: string): Uint8Array {
  let length = 0;
  for (const character of text) {
    let bytes = foldedCharacters.get(character);
    if (bytes === undefined) {
      bytes = /[\p{M}\u1100-\u11ff\ud800-\udfff]/u.test(character) ? null : nameToBytes(fold(character));
      if (foldedCharacters.size < mostCharacters) foldedCharacters.set(character, bytes);
    }
    if (bytes === null) return nameToBytes(fold(text));
    if (length + bytes.length > spare.length) {
      const grown = new Uint8Array((length + bytes.length) * 2);
      grown.set(spare);
      spare = grown;
    }
    for (const byte of bytes) {
      spare[length] = byte;
      length += 1;
    }
  }
  return spare.subarray(0, length);
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `nameFromBytes`, quicker for what is UTF-8. */
export function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return nameFromBytes(bytes);
  }
}

import type { PreviewEncoding } from '../../../shared/preview.ts';

/** The beginning of a file as text. Pure. */
export interface ReadText {
  readonly text: string;
  readonly encoding: PreviewEncoding;
  /** Bytes that the text is made of: a character that is cut at the end is left out. */
  readonly bytes: number;
}

/**
 * As UTF-8, as UTF-16 with its mark (BOM), else as Latin-1 where nothing in it speaks against a text; null when it is
 * none. `isCut`: more bytes follow, so that a character at the end may be half.
 */
export function readText(bytes: Uint8Array, isCut: boolean): ReadText | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return readUtf16(bytes, 'utf-16le');
  if (first === 0xfe && second === 0xff) return readUtf16(bytes, 'utf-16be');
  if (bytes.includes(0)) return null;
  return readUtf8(bytes, isCut) ?? readLatin(bytes);
}

function readUtf8(bytes: Uint8Array, isCut: boolean): ReadText | null {
  for (let less = 0; less <= (isCut ? 3 : 0) && less < bytes.length; less += 1) {
    const used = bytes.subarray(0, bytes.length - less);
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(used);
      return isWords(text) ? { text, encoding: 'utf-8', bytes: used.length } : null;
    } catch {
      // A character may be cut in the middle.
    }
  }
  return null;
}

function readUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): ReadText | null {
  const even = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  if (encoding === 'utf-16be') even.swap16();
  let text = even.toString('utf16le', 2);
  let used = even.length;
  if (/[\ud800-\udbff]$/.test(text)) {
    text = text.slice(0, -1);
    used -= 2;
  }
  // Also the mark of UTF-32 begins like this: then every second character is nothing.
  return isWords(text) && text.isWellFormed() ? { text, encoding, bytes: used } : null;
}

/** What 0x80 to 0x9f are in windows-1252, which is meant where Latin-1 is said (WHATWG Encoding, index-windows-1252). */
const from80 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function readLatin(bytes: Uint8Array): ReadText | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (letter) => from80[letter.charCodeAt(0) - 0x80] ?? letter);
  // Nothing but the look of it speaks for this one: a single control character speaks against it.
  return controls(text, 1) === 0 ? { text, encoding: 'latin-1', bytes: bytes.length } : null;
}

/** Text may hold a few control characters (colours of a terminal, form feeds); of a program they are a large part. */
function isWords(text: string): boolean {
  return controls(text, text.length) <= text.length / 100 && !text.includes('\0');
}

/** Characters that no text needs, counted up to `most`. */
function controls(text: string, most: number): number {
  let count = 0;
  for (let at = 0; at < text.length && count < most; at += 1) {
    const code = text.charCodeAt(at);
    const isPlain = code >= 0x20 ? code < 0x7f || code > 0x9f : code >= 0x08 && code !== 0x0b && code <= 0x0d;
    if (!isPlain && code !== 0x1b) count += 1;
  }
  return count;
}

/** The text is an SVG picture: what its first element is, behind declaration, comments and document type. */
export function isSvg(text: string): boolean {
  const head = text.slice(0, 4096).replace(/^\ufeff/, '');
  return /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*|<!doctype\s+svg[^>[]*(?:\[[^\]]*\]\s*)?>\s*)*<svg[\s>]/i.test(
    head,
  );
}

/**
 * JPEG pictures that lie in other files: the thumbnail of a photo (Exif 2.32, 4.5.8), the previews of raw files, which are
 * TIFF files (TIFF 6.0, section 2; DNG 1.6 for SubIFDs). Everything is bounded, for a file may say anything.
 */

export interface Inside {
  /** Where pictures lie, the smallest first: offsets from the start of the file, bytes. */
  readonly pictures: readonly { readonly start: number; readonly length: number }[];
  /** Exif orientation, 1 to 8. */
  readonly turn: number;
}

/** Reads a part of the file; fewer bytes where it ends before. */
export type ReadPart = (start: number, end: number) => Promise<Buffer>;

/** Directories, entries of one, and directories below one: more are not looked at. */
const mostDirectories = 12;
const mostEntries = 512;
const mostBelow = 8;
/** Smaller ones are no pictures. */
const leastBytes = 100;

const tags = {
  compression: 0x0103,
  stripAt: 0x0111,
  turn: 0x0112,
  stripBytes: 0x0117,
  below: 0x014a,
  jpegAt: 0x0201,
  jpegBytes: 0x0202,
} as const;

/** Bytes of the types that count here: SHORT, LONG and IFD. */
const widths: Readonly<Record<number, 2 | 4>> = { 3: 2, 4: 4, 13: 4 };

/** Magic numbers behind the byte order: TIFF, Olympus (two), Panasonic. */
const magics = new Set([42, 0x4f52, 0x5352, 0x55]);

interface Order {
  u16(bytes: Buffer, at: number): number;
  u32(bytes: Buffer, at: number): number;
}
const little: Order = { u16: (bytes, at) => bytes.readUInt16LE(at), u32: (bytes, at) => bytes.readUInt32LE(at) };
const big: Order = { u16: (bytes, at) => bytes.readUInt16BE(at), u32: (bytes, at) => bytes.readUInt32BE(at) };

function orderOf(head: Buffer): Order | null {
  if (head.length < 8) return null;
  const name = head.toString('latin1', 0, 2);
  const order = name === 'II' ? little : name === 'MM' ? big : null;
  return order !== null && magics.has(order.u16(head, 2)) ? order : null;
}

/** True for what begins as a TIFF file does, which raw files do. */
export function isTiff(head: Buffer): boolean {
  return orderOf(head) !== null;
}

/** Pictures of a TIFF structure that begins at `base` of the file. Null when there is none. `size`: of the file. */
export async function insideTiff(read: ReadPart, base: number, size: number): Promise<Inside | null> {
  const head = await read(base, base + 8);
  const order = orderOf(head);
  if (order === null) return null;
  const pictures = new Map<number, number>();
  let turn = 1;
  const waiting = [order.u32(head, 4)];
  const seen = new Set<number>();
  for (let at = waiting.shift(); at !== undefined && seen.size < mostDirectories; at = waiting.shift()) {
    if (at === 0 || seen.has(at) || base + at + 2 > size) continue;
    seen.add(at);
    const found = await directory(read, order, base, at);
    if (seen.size === 1 && found.turn !== null) turn = found.turn;
    for (const [start, length] of found.pictures) {
      if (length >= leastBytes && base + start + length <= size) pictures.set(base + start, length);
    }
    waiting.push(...found.next);
  }
  return {
    pictures: [...pictures].map(([start, length]) => ({ start, length })).sort((a, b) => a.length - b.length),
    turn,
  };
}

interface Directory {
  readonly pictures: readonly (readonly [start: number, length: number])[];
  readonly turn: number | null;
  readonly next: readonly number[];
}

async function directory(read: ReadPart, order: Order, base: number, at: number): Promise<Directory> {
  const start = await read(base + at, base + at + 2);
  const nothing: Directory = { pictures: [], turn: null, next: [] };
  if (start.length < 2) return nothing;
  const count = Math.min(order.u16(start, 0), mostEntries);
  const entries = await read(base + at + 2, base + at + 2 + count * 12 + 4);
  /** Single values of the tags that count, and where several of them lie. */
  const values = new Map<number, number>();
  const next: number[] = [];
  for (let index = 0; index < count && (index + 1) * 12 <= entries.length; index += 1) {
    const entry = index * 12;
    const tag = order.u16(entries, entry);
    const width = widths[order.u16(entries, entry + 2)];
    const many = order.u32(entries, entry + 4);
    if (width === undefined) continue;
    const value = width === 2 ? order.u16(entries, entry + 8) : order.u32(entries, entry + 8);
    if (many === 1) values.set(tag, value);
    if (tag !== tags.below || width !== 4) continue;
    if (many === 1) next.push(value);
    else {
      const list = await read(base + value, base + value + Math.min(many, mostBelow) * 4);
      for (let item = 0; item + 4 <= list.length; item += 4) next.push(order.u32(list, item));
    }
  }
  if (entries.length >= count * 12 + 4) next.push(order.u32(entries, count * 12));
  const pictures: (readonly [number, number])[] = [];
  const pair = (from: number, bytes: number): void => {
    const [offset, length] = [values.get(from), values.get(bytes)];
    if (offset !== undefined && length !== undefined) pictures.push([offset, length]);
  };
  pair(tags.jpegAt, tags.jpegBytes);
  const compression = values.get(tags.compression);
  if (compression === 6 || compression === 7) pair(tags.stripAt, tags.stripBytes);
  const turn = values.get(tags.turn);
  return { pictures, turn: turn !== undefined && turn >= 1 && turn <= 8 ? turn : null, next };
}

/** Where the Exif data of a JPEG begin (its TIFF header); null when they are not within these bytes. */
export function exifAt(head: Buffer): number | null {
  for (let at = 2; at + 10 < head.length && head[at] === 0xff;) {
    const marker = head[at + 1] ?? 0;
    const length = head.readUInt16BE(at + 2);
    if (marker === 0xe1 && head.toString('latin1', at + 4, at + 10) === 'Exif\0\0') return at + 10;
    // Only application data and comments stand before the tables of the picture.
    if (length < 2 || !((marker >= 0xe0 && marker <= 0xef) || marker === 0xfe)) return null;
    at += 2 + length;
  }
  return null;
}

/** A JPEG that windows draw: not the lossless kind in which raw files keep what the sensor saw (ITU T.81, SOF3). */
export function isDrawnJpeg(bytes: Buffer): boolean {
  if (bytes.length < 4 || bytes[0] !== 0xff || bytes[1] !== 0xd8) return false;
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return marker <= 0xc2;
    }
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2) return false;
    at += 2 + length;
  }
  // What comes before the frame is longer than what was read: it may be one.
  return bytes[2] === 0xff;
}

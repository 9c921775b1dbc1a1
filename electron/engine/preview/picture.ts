import type { PictureFormat } from '../../../shared/preview.ts';

/** What the first bytes of a file tell of a picture. Pure; nothing is decoded. */
export type PictureHead =
  | {
      readonly isDrawn: true;
      readonly format: PictureFormat;
      /** Points, as the file says itself; null where that was not found in these bytes. */
      readonly width: number | null;
      readonly height: number | null;
    }
  /** A picture that a window cannot draw, by the name of its format. */
  | { readonly isDrawn: false; readonly format: string };

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Null when the bytes begin like no picture. Their names are not looked at: anybody can call a file `.png`. */
export function pictureHead(bytes: Uint8Array): PictureHead | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const { format, begins, size } of formats) {
    if (!begins(view)) continue;
    const found = size(view);
    return { isDrawn: true, format, width: found?.width ?? null, height: found?.height ?? null };
  }
  const other = others.find(({ begins }) => begins(view));
  return other === undefined ? null : { isDrawn: false, format: other.format };
}

const text = (bytes: Buffer, at: number, length: number): string => bytes.toString('latin1', at, at + length);
const starts = (magic: string, at = 0) => {
  return (bytes: Buffer): boolean => text(bytes, at, magic.length) === magic;
};

const formats: readonly {
  readonly format: PictureFormat;
  readonly begins: (bytes: Buffer) => boolean;
  readonly size: (bytes: Buffer) => Size | null;
}[] = [
  {
    format: 'png',
    begins: starts('\x89PNG\r\n\x1a\n'),
    size: (bytes) =>
      bytes.length < 24 || text(bytes, 12, 4) !== 'IHDR'
        ? null
        : { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) },
  },
  { format: 'jpeg', begins: starts('\xff\xd8\xff'), size: jpegSize },
  {
    format: 'gif',
    begins: (bytes) => starts('GIF87a')(bytes) || starts('GIF89a')(bytes),
    size: (bytes) => (bytes.length < 10 ? null : { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }),
  },
  { format: 'webp', begins: (bytes) => starts('RIFF')(bytes) && starts('WEBP', 8)(bytes), size: webpSize },
  {
    format: 'avif',
    begins: (bytes) => brands(bytes).some((brand) => brand === 'avif' || brand === 'avis'),
    size: ispe,
  },
  { format: 'bmp', begins: isBmp, size: bmpSize },
  { format: 'ico', begins: isIco, size: icoSize },
];

const others: readonly { readonly format: string; readonly begins: (bytes: Buffer) => boolean }[] = [
  { format: 'TIFF', begins: (bytes) => starts('II*\0')(bytes) || starts('MM\0*')(bytes) },
  {
    format: 'HEIC',
    begins: (bytes) => brands(bytes).some((brand) => ['heic', 'heix', 'heim', 'hevc', 'mif1', 'msf1'].includes(brand)),
  },
  { format: 'Photoshop', begins: starts('8BPS') },
  { format: 'JPEG XL', begins: (bytes) => starts('\xff\x0a')(bytes) || starts('JXL ', 4)(bytes) },
  { format: 'JPEG 2000', begins: starts('jP  ', 4) },
];

/** Marker by marker to the frame header (ITU T.81, B.2.2); null where it lies behind these bytes. */
function jpegSize(bytes: Buffer): Size | null {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // SOF0 to SOF15 but for the tables (DHT, JPG, DAC) that lie among them.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    const isBare = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    const length = isBare ? 0 : bytes.readUInt16BE(at + 2);
    if (!isBare && length < 2) return null;
    at += 2 + length;
  }
  return null;
}

/** RFC 9649: simple lossy, simple lossless, extended. */
function webpSize(bytes: Buffer): Size | null {
  if (bytes.length < 30) return null;
  switch (text(bytes, 12, 4)) {
    case 'VP8 ':
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    default:
      return null;
  }
}

/** Major and compatible brands of an ISO base media file. */
function brands(bytes: Buffer): readonly string[] {
  if (bytes.length < 16 || text(bytes, 4, 4) !== 'ftyp') return [];
  const end = Math.min(bytes.readUInt32BE(0), bytes.length, 256);
  const found = [text(bytes, 8, 4)];
  for (let at = 16; at + 4 <= end; at += 4) found.push(text(bytes, at, 4));
  return found;
}

/** The largest of all image sizes that it names (a picture is made of tiles, which have sizes of their own). */
function ispe(bytes: Buffer): Size | null {
  let largest: Size | null = null;
  for (let at = bytes.indexOf('ispe'); at >= 0 && at + 16 <= bytes.length; at = bytes.indexOf('ispe', at + 4)) {
    const size = { width: bytes.readUInt32BE(at + 8), height: bytes.readUInt32BE(at + 12) };
    if (largest === null || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}

/** Two letters are too little: a text may begin with them. */
function isBmp(bytes: Buffer): boolean {
  if (bytes.length < 26 || text(bytes, 0, 2) !== 'BM' || bytes.readUInt32LE(6) !== 0) return false;
  return [12, 40, 52, 56, 64, 108, 124].includes(bytes.readUInt32LE(14));
}

function bmpSize(bytes: Buffer): Size {
  if (bytes.readUInt32LE(14) === 12) return { width: bytes.readUInt16LE(18), height: bytes.readUInt16LE(20) };
  return { width: Math.abs(bytes.readInt32LE(18)), height: Math.abs(bytes.readInt32LE(22)) };
}

function isIco(bytes: Buffer): boolean {
  if (bytes.length < 22 || bytes.readUInt32BE(0) !== 0x00000100) return false;
  const count = bytes.readUInt16LE(4);
  return count > 0 && count < 256 && bytes[9] === 0;
}

/** The largest of its pictures; 0 means 256. */
function icoSize(bytes: Buffer): Size {
  let largest = { width: 0, height: 0 };
  for (let at = 6; at < 6 + bytes.readUInt16LE(4) * 16 && at + 16 <= bytes.length; at += 16) {
    const size = { width: (bytes[at] ?? 0) || 256, height: (bytes[at + 1] ?? 0) || 256 };
    if (size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}

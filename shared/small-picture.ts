import type { SeenFile } from './preview.ts';

/** What a window reads to draw a file small: as little as the file allows. Plain, JSON-safe; bytes, points. */

/** A file of more bytes is drawn small only from a picture that lies in it. */
export const smallWholeMost = 16 << 20;
/** A picture in a file may have so many. */
export const smallInsideMost = 6 << 20;
/** Pictures of more points are not drawn small: they would need four bytes of memory for each. */
export const smallPixelsMost = 50_000_000;

export type SmallPicture =
  | {
      readonly kind: 'picture';
      /** Whose copy was looked at, and what it was: parts are read of this file or of none (`entry.part`). */
      readonly volume: string;
      readonly seen: SeenFile;
      /** Where its bytes lie in the file: [start, end). */
      readonly start: number;
      readonly end: number;
      readonly mime: string;
      /** How a picture that lies in another one is turned: Exif's orientation, 1 to 8; 1 for whole files. */
      readonly turn: number;
      /** Width by height of what it is a picture of, before it is turned; null: not known. */
      readonly aspect: number | null;
      /** Its bytes, when there are few of them; in base64 on the wire. */
      readonly base64: string | null;
    }
  /** `format`: not drawn by windows, or no picture. `bytes`, `pixels`: too many. */
  | { readonly kind: 'none'; readonly reason: 'format' | 'bytes' | 'pixels' };

/** A picture that was kept as it was drawn before, in base64; nothing of the file was read. */
export interface KeptPicture {
  readonly kind: 'kept';
  readonly base64: string;
}

/** Edges that kept pictures are drawn with, points: the next one that is enough. Larger ones are not kept. */
export const smallKeptEdges = [64, 128, 256, 512] as const;
/** Bytes of a kept picture. */
export const smallKeptMost = 256 << 10;

/** A whole WebP, in which pictures are kept (RFC 9649), or a PNG where a browser writes no WebP: by how they begin and end. */
export function isSmallPicture(bytes: Uint8Array): boolean {
  const { length } = bytes;
  if (length < 20) return false;
  const text = (at: number, letters: number): string => String.fromCharCode(...bytes.subarray(at, at + letters));
  if (text(0, 4) === 'RIFF' && text(8, 4) === 'WEBP') {
    return new DataView(bytes.buffer, bytes.byteOffset, length).getUint32(4, true) + 8 === length;
  }
  return text(1, 3) === 'PNG' && text(length - 8, 4) === 'IEND';
}

/** Small pictures that the host keeps. */
export interface KeptPicturesUse {
  /** Real path on the host. */
  readonly folder: string;
  readonly pictures: number;
  readonly bytes: number;
  readonly most: number;
  /** Why the last one could not be kept; null: it was. */
  readonly problem: string | null;
}

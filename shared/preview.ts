import type { EntryType } from './model.ts';

/** What a window may show of a file: shapes and limits. Plain, JSON-safe; bytes, ms. */

/** Bytes of a file that are read for its first preview, and the most that are ever read to show a text. */
export const previewBytes = 256 * 1024;
export const previewBytesMost = 4 << 20;
/** Most bytes of one part of a file that is fetched (`entry.part`). */
export const partBytesMost = 512 * 1024;
/** Pictures of more bytes, or of more points, are not drawn: a few bytes can ask for gigabytes of memory. */
export const pictureBytesMost = 64 << 20;
export const pictureMostPixels = 100_000_000;

/** Pictures that browsers draw without running anything that is in them; SVG is a text and no format of these. */
export const pictureTypes = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  bmp: 'image/bmp',
  ico: 'image/x-icon',
} as const;
export type PictureFormat = keyof typeof pictureTypes;

/** `latin-1`: nothing says so, but its bytes are no UTF-8 and could be this (windows-1252): a guess. */
export type PreviewEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin-1';

export type PreviewContent =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly encoding: PreviewEncoding;
      /** Bytes from the beginning of the file that the text is made of. */
      readonly bytes: number;
      /** It is an SVG picture, as its text. */
      readonly svg: boolean;
    }
  /** Known by its first bytes. Width and height as it says itself; null where that is not found. */
  | {
      readonly kind: 'picture';
      readonly format: PictureFormat;
      readonly width: number | null;
      readonly height: number | null;
    }
  /** `picture`: of a format that is not drawn (`format`). `binary`: neither text nor picture. */
  | {
      readonly kind: 'none';
      readonly reason: 'empty' | 'folder' | 'special' | 'binary' | 'pdf' | 'picture';
      readonly format?: string;
    };

/** A file as it was seen: parts of it are of this one or of none. */
export interface SeenFile {
  readonly size: number;
  readonly mtimeMs: number;
  readonly inode: string;
}

/** The beginning of one copy, and what it is. */
export interface FilePreview extends SeenFile {
  /** Whose copy was read. */
  readonly volume: string;
  readonly type: EntryType;
  readonly content: PreviewContent;
}

/** Sums of a file's contents that people compare; hexadecimal digits. */
export const digestNames = ['sha256', 'xxh128'] as const;
export type DigestName = (typeof digestNames)[number];

/** Types of file systems of another computer: what lies there is not read unasked. */
const networkFilesystems: ReadonlySet<string> = new Set([
  ...['nfs', 'nfs4', 'cifs', 'smb3', 'smbfs', 'webdav', 'davfs', '9p', 'ceph', 'glusterfs', 'afs', 'afpfs'],
  ...['fuse.sshfs', 'fuse.rclone', 'fuse.davfs', 'fuse.s3fs', 'fuse.gvfsd-fuse', 'fuse.onedriver'],
]);

/** Nothing of a volume on such a file system is read without being asked for. */
export function isSlowFilesystem(filesystem: string): boolean {
  return networkFilesystems.has(filesystem.toLowerCase());
}

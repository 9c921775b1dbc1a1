import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import type { FsPath } from '../volume/rooted.ts';

/**
 * The scanner holds names and paths as strings with one character per byte (latin1): exact for every name, sorted as
 * SQLite sorts bytes, and as quick as plain strings. `raw` in a name means such a string; raw paths are those of the
 * volume: absolute, '/' for its root.
 */
export type RawPath = string;

/** From a pool path or name as everything else holds it (names.ts). */
export const rawOf = (text: string): RawPath => Buffer.from(nameToBytes(text)).toString('latin1');

/** The way back. */
export const textOf = (raw: RawPath): string => nameFromBytes(bytesOf(raw));

export const bytesOf = (raw: RawPath): Uint8Array => Buffer.from(raw, 'latin1');

export const rawFromBytes = (bytes: Uint8Array): RawPath =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

/** The folder that holds it; '/' for the root itself. */
export function rawParent(raw: RawPath): RawPath {
  const slash = raw.lastIndexOf('/');
  return slash <= 0 ? '/' : raw.slice(0, slash);
}

export const rawName = (raw: RawPath): string => raw.slice(raw.lastIndexOf('/') + 1);

export const rawJoin = (folder: RawPath, name: string): RawPath => (folder === '/' ? `/${name}` : `${folder}/${name}`);

/** Plain text to every file system call; what has control characters goes as bytes, like everything else. */
export const isAscii = /^[ -~]*$/;

/** As Node's fs takes it. `root`: a real path as raw string, without a slash at its end ('' for '/'). */
export function fsPathOf(root: string, raw: RawPath): FsPath {
  const path = raw === '/' ? root || '/' : `${root}${raw}`;
  return isAscii.test(path) ? path : Buffer.from(path, 'latin1');
}

/** A root as `fsPathOf` takes it. */
export const rawRoot = (root: string): string => {
  const raw = rawOf(root);
  return raw === '/' ? '' : raw;
};

import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { fail } from '../../../shared/errors.ts';
import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import { isReservedName } from '../../../shared/path.ts';
import { fromErrno } from '../volume/errno.ts';
import type { Volume } from '../volume/volume.ts';
import type { Source } from './source.ts';

export interface LocalPlace {
  /** Real path of the folder that holds it: no part of it is a link. */
  readonly folder: string;
  readonly name: string;
}

const bytesOf = (path: string): Buffer => Buffer.from(nameToBytes(path));

/**
 * Splits a path of this host into the real folder that holds it and its name. Links on the way to the folder are
 * resolved once, here; the entry itself may be a link and stays one.
 * @throws not-found, invalid (the root of the file system; not absolute)
 */
export async function placeOf(path: string): Promise<LocalPlace> {
  const attempted = `Copying ${path}`;
  if (!path.startsWith('/') && process.platform !== 'win32') {
    throw fail('invalid', attempted, 'the path is not absolute', 'give the whole path');
  }
  const whole = resolve(path);
  const name = basename(whole);
  if (name === '') throw fail('invalid', attempted, 'it is the whole computer', 'name a folder in it');
  return { folder: await realFolder(dirname(whole), attempted), name };
}

/** @throws not-found, denied... as `attempted` */
export async function realFolder(path: string, attempted: string): Promise<string> {
  try {
    return nameFromBytes(await realpath(bytesOf(path), { encoding: 'buffer' }));
  } catch (thrown) {
    throw fromErrno(thrown, attempted);
  }
}

/** Entries of this host, below the root of the volume. */
export function localSource(volume: Volume): Source {
  return {
    list: (path, signal) => volume.list(path, { signal }),
    stat: (path) => volume.stat(path),
    locate: () => Promise.resolve({ volume, name: volume.name }),
    async reservedNames(path) {
      const folder = volume.physical(path);
      if (folder === null) return [];
      try {
        const names = await readdir(bytesOf(folder), { encoding: 'buffer' });
        // Part names are long and plain; most names need no decoding to see that they are none.
        return names
          .filter((name) => name[0] === 0x2e)
          .map(nameFromBytes)
          .filter(isReservedName);
      } catch {
        // The listing itself has told that it cannot be read.
        return [];
      }
    },
  };
}

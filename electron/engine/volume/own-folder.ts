import { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, readdirSync, readSync } from 'node:fs';
import { rmdirSync, unlinkSync } from 'node:fs';
import { nameFromBytes } from '../../../shared/names.ts';
import { childPath, reservedFolder } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { errnoOf } from './errno.ts';
import { fsPath } from './rooted.ts';
import type { Rooted } from './rooted.ts';

/**
 * The volume's own folder `<root>/.cfs`: trash and journal records. All of it is reached by open handles, because a
 * crafted disk may hold links there; what is read in it is data to verify.
 */
export const ownFolder = `/${reservedFolder}` as PoolPath;

/** Makes one of the own folders, closed to other users, unless it is there. @throws errno errors */
export function makeOwnFolder(rooted: Rooted, path: PoolPath): void {
  try {
    mkdirSync(rooted.at(path), { mode: 0o700 });
  } catch (thrown) {
    if (errnoOf(thrown) !== 'EEXIST') throw thrown;
  }
}

/**
 * Text of a small regular file in an open folder; null when it is something else or larger than `largest` bytes.
 * @throws errno errors
 */
export function readSmallFile(folder: string, name: string, largest: number): string | null {
  const fd = openSync(fsPath(`${folder}/${name}`), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size > largest) return null;
    const buffer = Buffer.alloc(stat.size);
    let length = 0;
    // A read may give fewer bytes than it was asked for.
    for (let more = -1; more !== 0 && length < buffer.length; length += more) {
      more = readSync(fd, buffer, length, buffer.length - length, length);
    }
    return buffer.toString('utf8', 0, length);
  } finally {
    closeSync(fd);
  }
}

/** Names in one of the own folders; none when it is not there. @throws errno errors */
export function ownNames(rooted: Rooted, folder: PoolPath): readonly string[] {
  // Sees that the volume is there before it says that the folder is empty.
  rooted.folderAt('/' as PoolPath);
  try {
    return readdirSync(rooted.folderAt(folder), { encoding: 'buffer' }).map(nameFromBytes);
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return [];
    throw thrown;
  }
}

/**
 * Deletes one of the own folders with all in it: by handles, so that no link leads out, and never across a mount
 * point (`folderAt` refuses those). @throws errno errors; what was not deleted is still there
 */
export function removeTree(rooted: Rooted, path: PoolPath): void {
  // Deepest last: a folder is removed when it is met again, empty.
  const folders: PoolPath[] = [path];
  const opened = new Set<PoolPath>();
  for (let folder = folders.at(-1); folder !== undefined; folder = folders.at(-1)) {
    if (opened.has(folder)) {
      try {
        rmdirSync(rooted.at(folder));
      } catch (thrown) {
        // Another process tidies up, too.
        if (errnoOf(thrown) !== 'ENOENT') throw thrown;
      }
      rooted.forget();
      folders.pop();
      continue;
    }
    opened.add(folder);
    const at = rooted.folderAt(folder);
    for (const bytes of readdirSync(at, { encoding: 'buffer' })) {
      const name = nameFromBytes(bytes);
      const child = fsPath(`${at}/${name}`);
      if (lstatSync(child).isDirectory()) folders.push(childPath(folder, name));
      else unlinkSync(child);
    }
  }
}

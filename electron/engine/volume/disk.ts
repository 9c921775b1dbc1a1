import {
  closeSync,
  constants,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  statfsSync,
} from 'node:fs';
import { read as readCallback, fstatSync, symlinkSync, unlinkSync } from 'node:fs';
import type { BigIntStats, Stats } from 'node:fs';
import { promisify } from 'node:util';
import { fail } from '../../../shared/errors.ts';
import type { EntryType, Space } from '../../../shared/model.ts';
import { nameFromBytes } from '../../../shared/names.ts';
import { baseName, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { isBeingWritten } from './being-written.ts';
import { syncFolders } from './durable.ts';
import { errnoOf, fromErrno, withoutTrace } from './errno.ts';
import { openGroupCommit } from './group-commit.ts';
import { readMetadata, writeMetadata } from './metadata.ts';
import { fileSystemOf } from './mounts.ts';
import { isGone, isOrphanPart, ownerOfName } from './parts.ts';
import { posix } from './posix.ts';
import type { FileSystemSpace } from './posix.ts';
import { renameOnce } from './publish.ts';
import { removeSource } from './remove-source.ts';
import { copyFiles, writeFile } from './recipe.ts';
import type { RecipeContext } from './recipe.ts';
import { checkIdentity } from './marker.ts';
import { fsPath, openRooted } from './rooted.ts';
import type { FsPath } from './rooted.ts';
import { checkChange, checkHoldable, checkMove, checkNames } from './entry-path.ts';
import { listRecords, removeRecord, writeRecord } from './records.ts';
import { examine } from './examine.ts';
import { tidyOwnFolder } from './tidy.ts';
import { deleteFromTrash, listTrash, moveToTrash, restoreFromTrash, trashed, trashedAt } from './trash.ts';
import { readTraits } from './traits.ts';
import { moveManyToTrash, restoreManyFromTrash } from './trash-many.ts';
import { openLimit } from './limit.ts';
import { firstNames } from './first-names.ts';
import { namesOf, isForeignName } from './walk-disk.ts';
import { findPartsBelow, partsIn } from './find-parts.ts';
import type { ReadOptions, Volume, VolumeCapabilities, VolumeEntry } from './volume.ts';

export interface DiskOptions {
  readonly root: string;
  readonly name: string;
  /** Most bytes that the volume's files may allocate; null or undefined: as much as the file system holds. */
  readonly limit?: number | null;
  /**
   * Id of the marker that must be there whenever the volume is used; without it the folder is used as it is (a folder
   * of the person's that files are copied out to).
   */
  readonly id?: string;
}

/** Others decide when a file is opened (CIFS), or leave it to another program (FUSE). */
const directOnAnyHandle: ReadonlySet<string> = new Set(['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'f2fs', 'tmpfs']);
const read = promisify(readCallback);
const readChunk = 1 << 20;

/** An error as the file system would give it, so that the words are the same. */
const errno = (code: string): Error => withoutTrace(() => Object.assign(new Error(code), { code }));

function typeOf(stat: Stats | BigIntStats): EntryType {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  return stat.isSymbolicLink() ? 'symlink' : 'other';
}

/** Node does not tell the fragment size, which figures are in; on nearly every file system it is the block size. */
function spaceByNode(path: FsPath): FileSystemSpace {
  const { bsize, blocks, bfree, bavail } = statfsSync(path);
  return { total: blocks * bsize, free: bfree * bsize, available: bavail * bsize };
}

/** Inode numbers of FUSE and network file systems may be larger than a double holds: those are asked for again. */
function inodeOf(path: string, stat: Stats): string {
  const ino = Number.isSafeInteger(stat.ino) ? stat.ino : lstatSync(fsPath(path), { bigint: true }).ino;
  return `${String(stat.dev)}:${String(ino)}`;
}

/**
 * A folder of a real file system as a Volume. Metadata calls are synchronous (docs/decisions/0002): use it in a command
 * or inside a lane, never in the main process of a long-lived host. Opening touches nothing.
 */
export function openDiskVolume(options: DiskOptions): Volume {
  const { root, name } = options;
  const limit = options.limit ?? null;
  const rooted = openRooted(root, (through) => {
    if (options.id !== undefined) checkIdentity(root, options.id, through);
  });
  const quota = openLimit(name, root, limit);

  /** Runs one call; what it throws becomes an AppError that says what was attempted. */
  const attempt = <T>(what: string, path: PoolPath, act: () => T): Promise<T> => {
    try {
      return Promise.resolve(act());
    } catch (thrown) {
      return Promise.reject(fromErrno(thrown, `${what} ${path} on ${name}`));
    }
  };

  /** A path for looking at an entry. */
  const looking = (path: PoolPath): FsPath => {
    checkNames(path, name);
    return rooted.at(path);
  };
  /** A path for changing an entry: never the root, never a name of our own. */
  const changing = (path: PoolPath): string => {
    checkChange(path, name);
    return rooted.textAt(path);
  };

  const entryOf = (
    entryName: string,
    path: string,
    stat: Stats,
    device: () => number,
    atRoot: boolean,
  ): VolumeEntry => {
    const type = typeOf(stat);
    const isForeign = isForeignName(entryName, atRoot) || (type === 'directory' && stat.dev !== device());
    return {
      name: entryName,
      type,
      size: type === 'directory' ? 0 : stat.size,
      allocated: stat.blocks * 512,
      mtimeMs: stat.mtimeMs,
      createdMs: stat.birthtimeMs,
      mode: stat.mode & 0o7777,
      uid: stat.uid,
      gid: stat.gid,
      inode: inodeOf(path, stat),
      links: stat.nlink,
      ...(type === 'symlink' ? { linkTarget: nameFromBytes(readlinkSync(fsPath(path), { encoding: 'buffer' })) } : {}),
      ...(isForeign ? { foreign: true } : {}),
    };
  };
  /** @throws busy when the entry is the root of another file system */
  const refuseMountPoint = (attempted: string, path: PoolPath): void => {
    if (lstatSync(rooted.at(path)).dev === rootDevice()) return;
    throw fail('busy', attempted, 'another file system is mounted there', 'unmount it');
  };
  const rootDevice = (): number => lstatSync(rooted.at('/' as PoolPath)).dev;

  const lstatAt = (path: PoolPath): Stats => lstatSync(looking(path));
  const statEntry = (path: PoolPath): VolumeEntry => {
    checkNames(path, name);
    const at = rooted.textAt(path);
    const stat = lstatSync(fsPath(at), { throwIfNoEntry: false });
    if (stat === undefined) throw errno('ENOENT');
    return entryOf(baseName(path), at, stat, rootDevice, parentPath(path) === '/');
  };

  const listEntries = (path: PoolPath, first?: number): VolumeEntry[] => {
    checkNames(path, name);
    const folder = rooted.folderAt(path);
    const device = rootDevice();
    const entries: VolumeEntry[] = [];
    const names = first === undefined ? namesOf(folder).map((one) => one.name) : firstNames(folder, first);
    for (const entryName of names) {
      const at = `${folder}/${entryName}`;
      const stat = lstatSync(fsPath(at), { throwIfNoEntry: false });
      // Gone since it was read.
      if (stat === undefined) continue;
      entries.push(entryOf(entryName, at, stat, () => device, path === '/'));
    }
    return entries;
  };

  const spaceNow = (): Space => {
    // Sees that the volume is there: an unmounted root would tell of the system disk.
    const at = rooted.textAt('/' as PoolPath);
    const figures = posix()?.space(at) ?? spaceByNode(fsPath(at));
    const free = figures.available;
    if (limit === null) {
      const used = figures.total - figures.free;
      return { total: used + free, used, free };
    }
    const used = quota.used();
    return { total: limit, used, free: Math.max(0, Math.min(limit - used, free)) };
  };

  /** An entry that may go to the trash. @throws refused, not-found */
  const deletable = (path: PoolPath): VolumeEntry => {
    changing(path);
    const entry = statEntry(path);
    if (entry.foreign !== true) return entry;
    throw fail(
      'refused',
      `Moving ${path} on ${name} to the trash`,
      'it is not a file of the pool',
      'leave it as it is',
    );
  };

  /** A path for a new entry: what the file system cannot hold is said before it is tried. */
  const changingNew = (path: PoolPath): string => {
    checkHoldable(path, name, () => fileSystemOf(root, rootDevice()).filesystem);
    return changing(path);
  };

  /** A path for a new file: allowed, and nothing there. */
  const refuseTaken = (path: PoolPath): void => {
    changingNew(path);
    if (lstatSync(rooted.at(path), { throwIfNoEntry: false }) !== undefined) {
      throw errno('EEXIST');
    }
  };

  /**
   * True where the file system ignores case and the new name is "taken" only by the old one: it is there when asked
   * for, but the folder does not list it. (Two links of one file would both be listed; inode numbers tell nothing on
   * FUSE.)
   */
  const isOtherCase = (from: PoolPath, to: PoolPath): boolean => {
    if (from === to || from.toLowerCase() !== to.toLowerCase() || parentPath(from) !== parentPath(to)) return false;
    if (lstatSync(looking(to), { throwIfNoEntry: false }) === undefined) return false;
    const names = new Set(namesOf(rooted.folderAt(parentPath(from))).map((entry) => entry.name));
    return names.has(baseName(from)) && !names.has(baseName(to));
  };

  /** Sees that no link leads to it. */
  const isFolderHere = (path: PoolPath): boolean => {
    try {
      rooted.folderAt(path);
      return true;
    } catch (thrown) {
      if (errnoOf(thrown) === 'ENOENT' || errnoOf(thrown) === 'ENOTDIR') return false;
      throw thrown;
    }
  };
  const partsAt = (folder: PoolPath): readonly PoolPath[] => {
    checkNames(folder, name);
    return isFolderHere(folder) ? partsIn(rooted.folderAt(folder), folder) : [];
  };

  const recipe: RecipeContext = {
    volume: name,
    rooted,
    admit(path, bytes) {
      changingNew(path);
      return quota.admit(path, bytes);
    },
    refuseTaken,
    readsDirectly() {
      try {
        return directOnAnyHandle.has(fileSystemOf(root, rootDevice()).filesystem);
      } catch {
        // What is wrong with the disk, the next call that needs it says.
        return false;
      }
    },
    commit: openGroupCommit(rooted),
    published: quota.add,
  };

  /** @param where the path, each time it is used: it is valid only at once */
  async function* readFile(
    where: () => FsPath,
    attempted: string,
    { start = 0, end, signal }: ReadOptions = {},
  ): AsyncIterable<Uint8Array> {
    let fd: number | null = null;
    try {
      signal?.throwIfAborted();
      const stat = lstatSync(where());
      if (stat.isDirectory()) throw errno('EISDIR');
      const special = fail('unsupported', attempted, 'it is no regular file', 'open it itself');
      if (!stat.isFile()) throw special;
      fd = openSync(where(), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      const opened = fstatSync(fd);
      // Replaced in between.
      if (!opened.isFile()) throw special;
      const last = Math.min(end ?? Infinity, opened.size);
      for (let at = start; at < last;) {
        const buffer = Buffer.allocUnsafe(Math.min(readChunk, last - at));
        const { bytesRead } = await read(fd, buffer, 0, buffer.length, at);
        if (bytesRead === 0) break;
        signal?.throwIfAborted();
        yield buffer.subarray(0, bytesRead);
        at += bytesRead;
      }
    } catch (thrown) {
      throw fromErrno(thrown, attempted);
    } finally {
      if (fd !== null) closeSync(fd);
    }
  }

  return {
    name,

    capabilities: () =>
      attempt('Looking at', '/' as PoolPath, (): VolumeCapabilities => {
        const stat = lstatSync(rooted.at('/' as PoolPath));
        return { ...fileSystemOf(root, stat.dev), localCopy: true };
      }),

    traits: () =>
      attempt('Looking at', '/' as PoolPath, () => {
        const root = rooted.textAt('/' as PoolPath);
        return readTraits(root, fileSystemOf(options.root, lstatSync(fsPath(root)).dev), recipe.readsDirectly());
      }),

    list: (path, callOptions) =>
      attempt('Listing', path, () => {
        callOptions?.signal?.throwIfAborted();
        return listEntries(path, callOptions?.first);
      }),

    stat: (path) => attempt('Looking at', path, () => statEntry(path)),

    read: (path, readOptions) => readFile(() => looking(path), `Reading ${path} on ${name}`, readOptions),

    write: (path, source, writeOptions) => writeFile(recipe, path, source, writeOptions),

    copyIn: (requests, copyOptions) => copyFiles(recipe, requests, copyOptions),

    makeDirectory: (path, { mode = 0o777 } = {}) =>
      attempt('Making the folder', path, () => {
        mkdirSync(fsPath(changingNew(path)), { mode });
      }),

    makeSymlink: (path, target) =>
      attempt('Making the link', path, () => {
        symlinkSync(fsPath(target), fsPath(changing(path)));
      }),

    makeHardLink: (existing, path) =>
      attempt('Linking', path, () => {
        if (lstatAt(existing).isDirectory()) {
          throw fail('unsupported', `Linking ${existing} on ${name}`, 'folders have no hard links', 'link its files');
        }
        const target = changing(path);
        try {
          linkSync(rooted.at(existing), fsPath(target));
        } catch (thrown) {
          // link(2): EPERM is also what a file system without links says.
          const isLinkless = errnoOf(thrown) === 'EPERM' && !fileSystemOf(root, rootDevice()).hardLinks;
          if (!isLinkless && errnoOf(thrown) !== 'EMLINK') throw thrown;
          const why = isLinkless ? 'the file system has no hard links' : 'the file has as many names as can be';
          throw fail('unsupported', `Linking ${path} on ${name}`, why, 'copy the file', { cause: thrown });
        }
      }),

    async makeDurable(folders) {
      const more = folders.length > 1 ? ` and ${String(folders.length - 1)} more folders` : '';
      const attempted = `Making the names in ${folders[0] ?? '/'}${more} durable on ${name}`;
      try {
        for (const folder of folders) lstatSync(rooted.at(folder));
      } catch (thrown) {
        throw fromErrno(thrown, attempted);
      }
      const [failure] = (await syncFolders(rooted, folders)).values();
      if (failure !== undefined) throw fromErrno(failure, attempted);
    },

    beingWritten: (paths) =>
      Promise.resolve(
        paths.map((path) => {
          try {
            return isBeingWritten(looking(path));
          } catch {
            // It is not there any more: nobody can tell.
            return false;
          }
        }),
      ),

    rename: (from, to) =>
      attempt('Renaming', from, () => {
        checkMove(from, to, name);
        refuseMountPoint(`Renaming ${from} to ${to} on ${name}`, from);
        // Seen first, so that the answer does not depend on what else is wrong; the rename itself never overwrites.
        if (isOtherCase(from, to)) renameSync(rooted.at(from), rooted.at(to));
        else {
          refuseTaken(to);
          renameOnce(rooted.textAt(from), rooted.textAt(to), `Renaming ${from} to ${to} on ${name}`);
        }
        rooted.forget();
      }),

    exchange: (one, other) =>
      attempt('Exchanging', one, () => {
        const [first, second] = [changing(one), changing(other)];
        if (lstatSync(fsPath(first)).isDirectory() || lstatSync(fsPath(second)).isDirectory()) throw errno('EISDIR');
        const calls = posix();
        try {
          if (calls === null) throw errno('ENOSYS');
          calls.renameExchange(first, second);
        } catch (thrown) {
          if (!['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'].includes(errnoOf(thrown) ?? '')) throw thrown;
          const attempted = `Exchanging ${one} and ${other} on ${name}`;
          throw fail(
            'unsupported',
            attempted,
            'this file system cannot do it at once',
            'rename them one after the other',
          );
        }
      }),

    removeFile: (path, expected) =>
      attempt('Removing', path, () => {
        const at = fsPath(changing(path));
        let stat: BigIntStats;
        if (expected !== undefined) stat = removeSource(at, expected, `Removing ${path} on ${name}`);
        else {
          stat = lstatSync(at, { bigint: true });
          if (stat.isDirectory()) throw errno('EISDIR');
          unlinkSync(at);
        }
        if (stat.nlink === 1n) quota.add(-Number(stat.blocks) * 512);
      }),

    removeDirectory: (path) =>
      attempt('Removing the folder', path, () => {
        const at = changing(path);
        if (!lstatSync(fsPath(at)).isDirectory()) throw errno('ENOTDIR');
        refuseMountPoint(`Removing the folder ${path} on ${name}`, path);
        rmdirSync(fsPath(at));
        rooted.forget();
      }),

    readMetadata: (path) =>
      attempt('Reading the metadata of', path, () => (checkNames(path, name), readMetadata(rooted.textAt(path)))),

    writeMetadata: (path, metadata) =>
      attempt('Setting the metadata of', path, () => {
        const stat = lstatAt(path);
        const kind = { isDirectory: stat.isDirectory(), isLink: stat.isSymbolicLink() };
        return writeMetadata(rooted.textAt(path), metadata, kind);
      }),

    moveToTrash: (path, id, was) =>
      attempt('Moving to the trash', path, () => {
        const entry = deletable(path);
        quota.recount();
        return moveToTrash(rooted, path, entry, id, was);
      }),
    moveManyToTrash(requests) {
      quota.recount();
      return moveManyToTrash(rooted, requests, deletable, (path) => `Moving to the trash ${path} on ${name}`);
    },
    restoreManyFromTrash(requests) {
      quota.recount();
      return restoreManyFromTrash(rooted, requests, changing, (path) => `Restoring ${path} on ${name}`);
    },
    listTrash: () => attempt('Listing the trash at', '/' as PoolPath, () => listTrash(rooted)),
    trashed: (id) => attempt('Looking into the trash at', '/' as PoolPath, () => trashed(rooted, id)),
    readTrashed(id, readOptions) {
      const attempted = `Reading ${JSON.stringify(id)} in the trash of ${name}`;
      return readFile(() => trashedAt(rooted, id, attempted), attempted, readOptions);
    },
    restoreFromTrash: (id, path) =>
      attempt('Restoring', path, () => {
        changing(path);
        quota.recount();
        restoreFromTrash(rooted, id, path);
      }),
    deleteFromTrash: (id) =>
      attempt('Deleting from the trash at', '/' as PoolPath, () => {
        deleteFromTrash(rooted, id);
      }),

    findParts: ({ remove, keep = [], below = '/' as PoolPath }) =>
      attempt('Looking for part files below', '/' as PoolPath, () => {
        rooted.at('/' as PoolPath);
        checkNames(below, name);
        if (!isFolderHere(below)) return [];
        const found = findPartsBelow(root, below).filter(
          (path) => isOrphanPart(baseName(path)) && !keep.includes(path),
        );
        if (remove) for (const path of found) unlinkSync(rooted.at(path));
        return found;
      }),
    tidyFolders: (folders, keep) =>
      attempt('Looking for part files in', folders[0] ?? ('/' as PoolPath), () => {
        rooted.folderAt('/' as PoolPath);
        const removed: PoolPath[] = [];
        const busy: PoolPath[] = [];
        for (const path of folders.flatMap(partsAt)) {
          const owner = ownerOfName(baseName(path));
          if (owner === null || keep.includes(path)) continue;
          if (!isGone(owner)) busy.push(path);
          else {
            unlinkSync(rooted.at(path));
            removed.push(path);
          }
        }
        return { removed, busy };
      }),
    tidyOwnFolder: () => attempt('Tidying', '/' as PoolPath, () => tidyOwnFolder(rooted)),
    examine: () => attempt('Examining', '/' as PoolPath, () => examine(rooted)),

    writeRecord: (id, text) => attempt('Writing the journal at', '/' as PoolPath, () => writeRecord(rooted, id, text)),
    removeRecord: (id) => attempt('Clearing the journal at', '/' as PoolPath, () => removeRecord(rooted, id)),
    listRecords: () => attempt('Reading the journal at', '/' as PoolPath, () => listRecords(rooted)),

    space: ({ counted } = {}) =>
      attempt('Measuring', '/' as PoolPath, () => {
        if (counted !== undefined) quota.heard(counted);
        return spaceNow();
      }),
    physical: (path) => rooted.physical(path),
    close() {
      rooted.close();
      return Promise.resolve();
    },
  };
}

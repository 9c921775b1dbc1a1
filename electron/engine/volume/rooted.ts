import { closeSync, constants, existsSync, lstatSync, openSync } from 'node:fs';
import { hasEscapedBytes, nameToBytes } from '../../../shared/names.ts';
import { baseName, parentPath, pathNames } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { errnoOf } from './errno.ts';
import { posix } from './posix.ts';

/** A path as Node's fs takes it: bytes when the name has no UTF-8 form. */
export type FsPath = string | Buffer;

export function fsPath(text: string): FsPath {
  return hasEscapedBytes(text) ? Buffer.from(nameToBytes(text)) : text;
}

/**
 * A volume's root, below which paths are resolved without ever following a symlink or leaving the root: a path that is
 * checked and then used is not the same path any more when someone swaps a folder for a link in between. The folder
 * that holds the entry is opened by openat2(RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV), and the call is
 * made on `/proc/self/fd/N/name`. Where the kernel has no openat2, each part is seen to be no symlink just before the
 * call, which leaves a small window.
 *
 * Folders are held open for one turn of the event loop, because other programs move and replace them; the root a little
 * longer, but never so long that a disk cannot be unmounted or another volume in its place goes unseen.
 */
export interface Rooted {
  readonly root: string;
  /** Real path for other programs and messages. */
  physical(path: PoolPath): string;
  /**
   * A path for the synchronous calls that follow at once: it is not valid after an await.
   * @throws errno errors (ENOENT, ENOTDIR; ELOOP and EXDEV for links in the middle); what `verify` throws
   */
  at(path: PoolPath): FsPath;
  /** The same as text, for calls that take text with escaped bytes (posix.ts). */
  textAt(path: PoolPath): string;
  /** The same for a folder itself and names in it: never a symlink, never another file system. @throws ENOTDIR besides */
  folderAt(path: PoolPath): string;
  /**
   * An open handle of this folder for calls that take a folder and a name, which saves the system two walks; as short-lived
   * as the paths. Null where folders are not held open. @throws as `at`
   */
  handleOf(folder: PoolPath): number | null;
  /** After a folder was renamed or removed: what is held open of it is no longer where it was. */
  forget(): void;
  close(): void;
}

/** Folders open at one time, at most; at least two, because a rename needs both of its folders. */
const keptFolders = 64;
/** Age in ms at which the root is opened, and seen to be the right one, anew. */
const rootMs = 500;

/** Nothing was written through it, and it is closed even when the system reports an error (close(2)): never throws. */
export function letGo(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // Closing runs in timers, too, where an error would end the process.
  }
}

/** @param verify sees that `through` (the root, by the handle that is used) is the right volume; throws otherwise */
export function openRooted(root: string, verify: (through: string) => void): Rooted {
  const calls = posix();
  let guarded = calls !== null && existsSync('/proc/self/fd');
  let rootFd: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  let turn: NodeJS.Immediate | null = null;
  const kept = new Map<string, number>();

  const physical = (path: PoolPath): string => (path === '/' ? root : root === '/' ? path : `${root}${path}`);

  const forget = (): void => {
    if (turn !== null) clearImmediate(turn);
    turn = null;
    const fds = [...kept.values()];
    kept.clear();
    fds.forEach(letGo);
  };
  const close = (): void => {
    forget();
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const fd = rootFd;
    rootFd = null;
    if (fd !== null) letGo(fd);
  };

  const openRoot = (): number => {
    if (rootFd !== null) return rootFd;
    let fd: number;
    try {
      fd = openSync(fsPath(root), constants.O_RDONLY | constants.O_DIRECTORY);
    } catch (thrown) {
      // A volume that is not there says so in its own words.
      verify(root);
      throw thrown;
    }
    try {
      verify(guarded ? `/proc/self/fd/${String(fd)}/.` : root);
    } catch (thrown) {
      letGo(fd);
      throw thrown;
    }
    rootFd = fd;
    timer = setTimeout(close, rootMs).unref();
    return fd;
  };

  const openFolder = (folder: PoolPath, fd: number): number => {
    const known = kept.get(folder);
    if (known !== undefined) {
      // Most recently used last.
      kept.delete(folder);
      kept.set(folder, known);
      return known;
    }
    const opened = calls?.openBeneath(fd, folder.slice(1)) ?? -1;
    if (kept.size >= keptFolders) {
      const [oldest] = kept;
      if (oldest !== undefined) {
        kept.delete(oldest[0]);
        letGo(oldest[1]);
      }
    }
    kept.set(folder, opened);
    turn ??= setImmediate(forget).unref();
    return opened;
  };

  const checkedByHand = (folder: PoolPath): string => {
    let at = root === '/' ? '' : root;
    for (const name of pathNames(folder)) {
      at = `${at}/${name}`;
      if (lstatSync(fsPath(at)).isSymbolicLink()) {
        throw Object.assign(new Error(`ELOOP: ${at} is a symbolic link`), { code: 'ELOOP' });
      }
    }
    return physical(folder);
  };

  const handleOf = (folder: PoolPath): number | null => {
    const fd = openRoot();
    if (!guarded) return null;
    if (folder === '/') return fd;
    try {
      return openFolder(folder, fd);
    } catch (thrown) {
      if (errnoOf(thrown) !== 'ENOSYS') throw thrown;
      guarded = false;
      return null;
    }
  };

  const folderAt = (path: PoolPath): string => {
    const handle = handleOf(path);
    if (handle !== null) return `/proc/self/fd/${String(handle)}`;
    const at = checkedByHand(path);
    if (!lstatSync(fsPath(at)).isDirectory()) throw Object.assign(new Error('ENOTDIR'), { code: 'ENOTDIR' });
    return at;
  };

  const textAt = (path: PoolPath): string => {
    if (path === '/') return `${folderAt(path)}/.`;
    const folder = folderAt(parentPath(path));
    return `${folder === '/' ? '' : folder}/${baseName(path)}`;
  };

  return { root, physical, textAt, folderAt, handleOf, at: (path) => fsPath(textAt(path)), forget, close };
}

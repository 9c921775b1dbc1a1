import { closeSync, constants, lstatSync, openSync } from 'node:fs';
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
 * that holds the entry is opened by openat2(RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS), and the call is made on
 * `/proc/self/fd/N/name`. Where the kernel has no openat2, each part is seen to be no symlink just before the call,
 * which leaves a small window.
 *
 * Folders are held open only while there is work, so that a disk can be unmounted; `verify` runs each time the root is
 * opened anew, because it may be another file system by then.
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
  /** After a folder was renamed or removed: what is held open of it is no longer where it was. */
  forget(): void;
  close(): void;
}

/** Open parents are kept for the next call: most work goes through one folder after the other. */
const keptFolders = 64;
/** Idle time in ms after which everything is closed. */
const idleMs = 500;

export function openRooted(root: string, verify: () => void): Rooted {
  const calls = posix();
  let guarded = calls !== null;
  let rootFd: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  let lastUse = 0;
  const kept = new Map<string, number>();

  const physical = (path: PoolPath): string => (path === '/' ? root : root === '/' ? path : `${root}${path}`);

  const forget = (): void => {
    for (const fd of kept.values()) closeSync(fd);
    kept.clear();
  };
  const closeAll = (): void => {
    forget();
    if (rootFd !== null) closeSync(rootFd);
    rootFd = null;
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const closeWhenIdle = (): void => {
    timer = null;
    const left = lastUse + idleMs - Date.now();
    if (left <= 0) closeAll();
    else timer = setTimeout(closeWhenIdle, left).unref();
  };
  const openRoot = (): number => {
    lastUse = Date.now();
    if (rootFd === null) {
      verify();
      rootFd = openSync(fsPath(root), constants.O_RDONLY | constants.O_DIRECTORY);
      timer = setTimeout(closeWhenIdle, idleMs).unref();
    }
    return rootFd;
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
        closeSync(oldest[1]);
        kept.delete(oldest[0]);
      }
    }
    kept.set(folder, opened);
    return opened;
  };

  const checkedByHand = (path: PoolPath): string => {
    let at = root === '/' ? '' : root;
    for (const name of pathNames(parentPath(path))) {
      at = `${at}/${name}`;
      if (lstatSync(fsPath(at)).isSymbolicLink()) {
        throw Object.assign(new Error(`ELOOP: ${at} is a symbolic link`), { code: 'ELOOP' });
      }
    }
    return physical(path);
  };

  const textAt = (path: PoolPath): string => {
    const fd = openRoot();
    if (!guarded) return checkedByHand(path);
    if (path === '/') return `/proc/self/fd/${String(fd)}/.`;
    const folder = parentPath(path);
    if (folder === '/') return `/proc/self/fd/${String(fd)}/${baseName(path)}`;
    try {
      return `/proc/self/fd/${String(openFolder(folder, fd))}/${baseName(path)}`;
    } catch (thrown) {
      if (errnoOf(thrown) !== 'ENOSYS') throw thrown;
      guarded = false;
      return checkedByHand(path);
    }
  };

  return { root, physical, textAt, at: (path) => fsPath(textAt(path)), forget, close: closeAll };
}

import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lchownSync,
  lstatSync,
  lutimesSync,
  openSync,
} from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { errnoOf } from './errno.ts';
import { posix } from './posix.ts';
import type { EntryRef } from './posix.ts';
import { fsPath } from './rooted.ts';
import type { Metadata } from './volume.ts';

/** setuid and setgid: kept only when asked, because a copied program must not gain rights on another disk. */
const privilegedBits = 0o6000;
/** What a folder's default ACL gives to everything new in it, and what a copy must not have unless its source has. */
const inheritedByFiles = ['system.posix_acl_access'];
const inheritedByFolders = [...inheritedByFiles, 'system.posix_acl_default'];
/** Linux: names a file without opening it. */
const O_PATH = 0o10000000;

/** @param entry a path, or an open handle, which is quicker */
export function metadataOf(entry: EntryRef, stat: BigIntStats): Metadata {
  return {
    mode: Number(stat.mode & 0o7777n),
    mtimeNs: stat.mtimeNs,
    atimeNs: stat.atimeNs,
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    xattrs: posix()?.readXattrs(entry) ?? {},
  };
}

/** @throws errno errors */
export function readMetadata(path: string): Metadata {
  return metadataOf(path, lstatSync(fsPath(path), { bigint: true }));
}

/** True for errors that mean "this file system or user cannot keep it", not "something is wrong". */
function cannotKeep(thrown: unknown): boolean {
  const errno = errnoOf(thrown);
  return (
    errno !== null &&
    ['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'ENOSYS', 'E2BIG', 'ERANGE', 'ENOSPC'].includes(errno)
  );
}

/** chmod that follows no symlink, not even one that was put there a moment ago. */
function setMode(path: string, mode: number, openFd: number | undefined): void {
  if (openFd !== undefined) {
    fchmodSync(openFd, mode);
    return;
  }
  if (process.platform !== 'linux') {
    chmodSync(fsPath(path), mode);
    return;
  }
  const fd = openSync(fsPath(path), O_PATH | constants.O_NOFOLLOW);
  try {
    if (fstatSync(fd).isSymbolicLink()) throw Object.assign(new Error('ELOOP'), { code: 'ELOOP' });
    chmodSync(`/proc/self/fd/${String(fd)}`, mode);
  } finally {
    closeSync(fd);
  }
}

/**
 * Sets metadata of the entry itself and answers what could not be kept, as words. The order matters: a change of owner
 * clears bits of the mode, attributes may change ctime, and times come last. Then it looks: some file systems accept
 * what they do not keep.
 * @param kind setgid on a folder is inheritance, not privilege, and is kept; `open`: an open handle, which is quicker, and
 *   what fstat just said of it
 */
export function writeMetadata(
  path: string,
  wanted: Partial<Metadata>,
  kind: {
    readonly isDirectory: boolean;
    readonly isLink: boolean;
    readonly open?: { readonly fd: number; readonly stat: BigIntStats };
  },
): string[] {
  const fd = kind.open?.fd;
  const entry = fd ?? path;
  const lost: string[] = [];
  const lose = (what: string): void => {
    if (!lost.includes(what)) lost.push(what);
  };
  const attempt = (what: string, act: () => void): void => {
    try {
      act();
    } catch (thrown) {
      if (!cannotKeep(thrown)) throw thrown;
      lose(what);
    }
  };
  const at = fsPath(path);
  const calls = posix();
  const { uid, gid, mode, xattrs, atimeNs, mtimeNs } = wanted;
  if (uid !== undefined && gid !== undefined && process.platform !== 'win32') {
    const now = kind.open?.stat ?? lstatSync(at);
    const [owner, group] = [Number(now.uid), Number(now.gid)];
    const what = `owner ${String(uid)}:${String(gid)}`;
    if (owner !== uid || group !== gid) attempt(what, () => lchownSync(at, uid, gid));
    // The group may be kept where the owner may not.
    if (lost.includes(what) && group !== gid) attempt(what, () => lchownSync(at, owner, gid));
  }
  if (xattrs !== undefined && !kind.isLink && calls !== null) {
    const inherited = kind.isDirectory ? inheritedByFolders : inheritedByFiles;
    // Looked at first: taking off what is not there is a change of the file to most file systems, and as slow as one.
    const there = calls.readXattrs(entry);
    for (const name of inherited) {
      if (xattrs[name] === undefined && there[name] !== undefined) calls.dropXattr(entry, name);
    }
  }
  const kept = mode === undefined || kind.isDirectory ? mode : mode & ~privilegedBits;
  const modeName = `mode ${(mode ?? 0).toString(8)}`;
  if (kept !== undefined && !kind.isLink) {
    if (kept !== mode) lose('setuid or setgid bit');
    attempt(modeName, () => setMode(path, kept, fd));
  }
  for (const [name, value] of Object.entries(xattrs ?? {})) {
    if (calls === null) lose(`attribute ${name}`);
    else attempt(`attribute ${name}`, () => calls.writeXattr(entry, name, value));
  }
  if (mtimeNs !== undefined) {
    const accessed = atimeNs ?? mtimeNs;
    attempt('times', () => {
      if (calls !== null) calls.setTimes(entry, accessed, mtimeNs);
      // Node takes seconds as a double: right to about a microsecond.
      else lutimesSync(at, Number(accessed) / 1e9, Number(mtimeNs) / 1e9);
    });
  }
  const now = fd === undefined ? lstatSync(at, { bigint: true }) : fstatSync(fd, { bigint: true });
  if (kept !== undefined && !kind.isLink && Number(now.mode & 0o7777n) !== kept) lose(modeName);
  if (mtimeNs !== undefined && now.mtimeNs !== mtimeNs && !lost.includes('times')) {
    const off = now.mtimeNs > mtimeNs ? now.mtimeNs - mtimeNs : mtimeNs - now.mtimeNs;
    lose(off < 2_000_000_001n ? 'mtime to the nanosecond' : 'times');
  }
  return lost;
}

import { chmodSync, lchownSync, lstatSync, lutimesSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { errnoOf } from './errno.ts';
import { posix } from './posix.ts';
import { fsPath } from './rooted.ts';
import type { Metadata } from './volume.ts';

/** setuid and setgid: kept only when asked, because a copied program must not gain rights on another disk. */
const privilegedBits = 0o6000;

export function metadataOf(path: string, stat: BigIntStats): Metadata {
  return {
    mode: Number(stat.mode & 0o7777n),
    mtimeNs: stat.mtimeNs,
    atimeNs: stat.atimeNs,
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    xattrs: posix()?.readXattrs(path) ?? {},
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

/**
 * Sets metadata of the entry itself and answers what could not be kept, as words. The order matters: a change of owner
 * clears bits of the mode, attributes may change ctime, and times come last.
 * @param isDirectory setgid on a folder is inheritance, not privilege, and is kept
 */
export function writeMetadata(
  path: string,
  wanted: Partial<Metadata>,
  kind: { isDirectory: boolean; isLink: boolean },
): string[] {
  const lost: string[] = [];
  const attempt = (what: string, act: () => void): void => {
    try {
      act();
    } catch (thrown) {
      if (!cannotKeep(thrown)) throw thrown;
      lost.push(what);
    }
  };
  const at = fsPath(path);
  const { uid, gid, mode, xattrs, atimeNs, mtimeNs } = wanted;
  if (uid !== undefined && gid !== undefined && process.platform !== 'win32') {
    const now = lstatSync(at);
    if (now.uid !== uid || now.gid !== gid)
      attempt(`owner ${String(uid)}:${String(gid)}`, () => lchownSync(at, uid, gid));
  }
  if (mode !== undefined && !kind.isLink) {
    const kept = kind.isDirectory ? mode : mode & ~privilegedBits;
    if (kept !== mode) lost.push('setuid or setgid bit');
    attempt(`mode ${mode.toString(8)}`, () => chmodSync(at, kept));
  }
  for (const [name, value] of Object.entries(xattrs ?? {})) {
    const calls = posix();
    if (calls === null) lost.push(`attribute ${name}`);
    else attempt(`attribute ${name}`, () => calls.writeXattr(path, name, value));
  }
  if (mtimeNs !== undefined) {
    const accessed = atimeNs ?? mtimeNs;
    const calls = posix();
    if (calls !== null) {
      calls.setTimes(path, accessed, mtimeNs);
    } else {
      // Node takes seconds as a double: right to about a microsecond.
      lutimesSync(at, Number(accessed) / 1e9, Number(mtimeNs) / 1e9);
    }
  }
  return lost;
}

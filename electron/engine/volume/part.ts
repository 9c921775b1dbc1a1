import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync, unlinkSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { fail } from '../../../shared/errors.ts';
import { nameFromBytes } from '../../../shared/names.ts';
import { baseName, childPath, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { fromErrno } from './errno.ts';
import type { Room } from './limit.ts';
import { newPartName } from './parts.ts';
import { posix } from './posix.ts';
import type { Extent } from './reread.ts';
import { fsPath } from './rooted.ts';
import type { Rooted } from './rooted.ts';
import type { CopyRequest, Identity, Metadata } from './volume.ts';

/** The first half of the write recipe: one hidden part file beside its target, and its content. */
export interface Part {
  readonly path: PoolPath;
  readonly part: PoolPath;
  readonly fd: number;
  /** Promised within the volume's limit. */
  readonly room: Room;
  isOpen: boolean;
  extents: readonly Extent[];
  size: number;
  hash: string | null;
  metadata: Partial<Metadata>;
  /** The source as it was read, of a copy. */
  source: Identity | null;
}

/** @param mode of the part while it is written; the system takes its umask off */
export function openPart(rooted: Rooted, path: PoolPath, room: Room, mode: number): Part {
  const part = childPath(parentPath(path), newPartName());
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const fd = openSync(rooted.at(part), flags, mode);
  return { path, part, fd, room, isOpen: true, extents: [], size: 0, hash: null, metadata: {}, source: null };
}

/** Never throws: what could not be written, the sync before has told. */
export function closePart(part: Part): void {
  if (!part.isOpen) return;
  part.isOpen = false;
  try {
    closeSync(part.fd);
  } catch {
    // The handle is closed all the same (close(2)).
  }
}

/** Takes a part away that comes to nothing. Never throws: the error that led here is the one to tell. */
export function dropPart(rooted: Rooted, part: Part): void {
  part.room.release();
  try {
    unlinkSync(rooted.at(part.part));
  } catch {
    unlinkMoved(part);
  }
  closePart(part);
}

/** Its folder may have been moved away, or the root: the open file knows where it is now. */
function unlinkMoved(part: Part): void {
  try {
    const now = nameFromBytes(readlinkSync(`/proc/self/fd/${String(part.fd)}`, { encoding: 'buffer' }));
    if (!now.endsWith(`/${baseName(part.part)}`)) return;
    const [opened, named] = [fstatSync(part.fd), lstatSync(fsPath(now))];
    if (opened.ino === named.ino && opened.dev === named.dev) unlinkSync(fsPath(now));
  } catch {
    // The volume may be gone; then `findParts` finds the part when it is back.
  }
}

export const identityOf = (stat: BigIntStats): Identity => ({
  size: Number(stat.size),
  mtimeNs: stat.mtimeNs,
  inode: `${String(stat.dev)}:${String(stat.ino)}`,
});

export const isSame = (a: Identity, b: Identity): boolean =>
  a.size === b.size && a.mtimeNs === b.mtimeNs && a.inode === b.inode;

/** An open source of a copy. */
export interface Source {
  readonly fd: number;
  readonly stat: BigIntStats;
  readonly request: CopyRequest;
}

/** Opens a source, unless it is no regular file or not the expected one: opening a device or FIFO may do something. */
export function openSource(request: CopyRequest): Source {
  const attempted = `Copying ${request.source}`;
  const path = fsPath(request.source);
  let fd: number;
  try {
    if (!lstatSync(path).isFile()) throw fail('unsupported', attempted, 'it is not a regular file', 'leave it out');
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (thrown) {
    // It is not the target that refuses.
    throw fromErrno(thrown, `Reading ${request.source}`);
  }
  try {
    const stat = fstatSync(fd, { bigint: true });
    if (!stat.isFile()) throw fail('unsupported', attempted, 'it is not a regular file', 'leave it out');
    if (request.expected !== undefined && !isSame(request.expected, identityOf(stat))) {
      throw fail('changed', attempted, 'it changed since it was looked at', 'look again and repeat');
    }
    if (request.expected !== undefined) refuseWritten(fd, attempted);
    return { fd, stat, request };
  } catch (thrown) {
    closeSync(fd);
    throw thrown;
  }
}

/**
 * A file that is to be moved and that another program is writing would have to be copied in vain: told before. The lease is
 * not held, because that program would wait for as long as the copy takes. @throws busy
 */
function refuseWritten(fd: number, attempted: string): void {
  const calls = posix();
  const isUnwritten = calls?.leaseUnwritten(fd);
  if (isUnwritten === true) calls?.endLease(fd);
  if (isUnwritten === false) {
    throw fail('busy', attempted, 'another program has it open for writing', 'end that and try again');
  }
}

import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { fail } from '../../../shared/errors.ts';
import { nameFromBytes } from '../../../shared/names.ts';
import { baseName, childPath, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { ContentHash } from './hash.ts';
import type { Room } from './limit.ts';
import { metadataOf } from './metadata.ts';
import { newPartName } from './parts.ts';
import { posix } from './posix.ts';
import type { Extent } from './reread.ts';
import { fsPath } from './rooted.ts';
import type { Rooted } from './rooted.ts';
import { untilAborted } from './source.ts';
import type { Gate } from './steering.ts';
import type { ByteSource, CopyRequest, Identity, Metadata, WriteOptions } from './volume.ts';

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

const chunkBytes = 1 << 20;

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

function writeAll(fd: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(fd, bytes, done, bytes.length - done, at + done);
  }
}

export const identityOf = (stat: BigIntStats): Identity => ({
  size: Number(stat.size),
  mtimeNs: stat.mtimeNs,
  inode: `${String(stat.dev)}:${String(stat.ino)}`,
});

export const isSame = (a: Identity, b: Identity): boolean =>
  a.size === b.size && a.mtimeNs === b.mtimeNs && a.inode === b.inode;

/** Data extents of an open file; one for all of it where it has no holes or nobody can tell. */
function extentsOf(fd: number, stat: BigIntStats): readonly Extent[] {
  const size = Number(stat.size);
  if (size === 0) return [];
  const calls = posix();
  if (calls === null || stat.blocks * 512n >= stat.size) return [{ start: 0, end: size }];
  const extents: Extent[] = [];
  for (let at = 0; at < size;) {
    const start = calls.seekData(fd, at);
    if (start === null || start >= size) break;
    const end = Math.min(size, calls.seekHole(fd, start));
    // A file system that does not track holes answers the same place again.
    if (end <= start) return [{ start: 0, end: size }];
    extents.push({ start, end });
    at = end;
  }
  return extents;
}

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
  if (!lstatSync(path).isFile()) throw fail('unsupported', attempted, 'it is not a regular file', 'leave it out');
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
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

/** Shared by all copies: it is filled and emptied without an await in between. */
let chunk: Buffer | null = null;

/** Copies the content of an open source into the part. @throws changed, unsupported; errno errors; the signal's reason */
export async function fillFromFile(
  part: Part,
  source: Source,
  hash: ContentHash | null,
  options: { readonly signal?: AbortSignal; readonly gate: Gate; readonly onBytes: (bytes: number) => void },
): Promise<void> {
  const { gate, signal } = options;
  const { fd, stat, request } = source;
  const attempted = `Copying ${request.source}`;
  const identity = identityOf(stat);
  chunk ??= Buffer.allocUnsafeSlow(chunkBytes);
  part.extents = extentsOf(fd, stat);
  part.size = identity.size;
  part.room.raise(part.extents.reduce((sum, { start, end }) => sum + end - start, 0));
  hash?.start();
  for (const { start, end } of part.extents) {
    for (let at = start; at < end;) {
      const most = gate.step(Math.min(chunk.length, end - at));
      const wait = gate.pass(most, signal);
      if (wait !== null) await wait;
      const length = readSync(fd, chunk, 0, most, at);
      if (length === 0) throw fail('changed', attempted, 'it became shorter while it was read', 'repeat');
      const bytes = chunk.subarray(0, length);
      hash?.add(bytes);
      writeAll(part.fd, bytes, at);
      at += length;
      options.onBytes(length);
      if (at < end || length === chunkBytes) {
        await setImmediate();
        options.signal?.throwIfAborted();
      }
    }
  }
  if (readSync(fd, chunk, 0, 1, part.size) > 0) {
    // Files of /proc have no size until they are read.
    if (part.size === 0) throw fail('unsupported', attempted, 'the system makes it as it is read', 'leave it out');
    throw fail('changed', attempted, 'it grew while it was read', 'repeat');
  }
  if ((part.extents.at(-1)?.end ?? 0) < part.size) ftruncateSync(part.fd, part.size);
  part.hash = hash?.end() ?? null;
  part.metadata = metadataOf(fd, stat);
  // By path: what has its name now may be another file, which nobody has copied then.
  if (!isSame(identity, identityOf(lstatSync(fsPath(request.source), { bigint: true })))) {
    throw fail('changed', attempted, 'it changed while it was copied', 'repeat');
  }
  part.source = identity;
}

/** Copies the content of a stream into the part. */
export async function fillFromStream(
  part: Part,
  source: ByteSource,
  hash: ContentHash | null,
  options: WriteOptions,
): Promise<void> {
  const attempted = `Writing ${part.path}`;
  hash?.start();
  let at = 0;
  for await (const bytes of untilAborted(source, options.signal)) {
    if (options.size !== undefined && at + bytes.length > options.size) {
      throw fail('changed', attempted, `more than the ${String(options.size)} bytes that were said came`, 'repeat');
    }
    part.room.raise(Math.max(options.size ?? 0, at + bytes.length));
    hash?.add(bytes);
    writeAll(part.fd, bytes, at);
    at += bytes.length;
    options.onBytes?.(bytes.length);
  }
  options.signal?.throwIfAborted();
  if (options.size !== undefined && at !== options.size) {
    throw fail('changed', attempted, `${String(at)} of ${String(options.size)} bytes came`, 'repeat');
  }
  part.size = at;
  part.extents = at === 0 ? [] : [{ start: 0, end: at }];
  part.hash = hash?.end() ?? null;
  part.metadata = options.metadata ?? {};
}

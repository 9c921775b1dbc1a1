import { ftruncateSync, lstatSync, readSync, writeSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { fail } from '../../../shared/errors.ts';
import type { ContentHash } from './hash.ts';
import { metadataOf } from './metadata.ts';
import { identityOf, isSame } from './part.ts';
import type { Part, Source } from './part.ts';
import { posix } from './posix.ts';
import type { Extent } from './reread.ts';
import { fsPath } from './rooted.ts';
import { untilAborted } from './source.ts';
import type { Gate } from './steering.ts';
import { readInThread, writeInThread } from './threads.ts';
import type { ByteSource, WriteOptions } from './volume.ts';

/** The content of a part file: from a file of this host, or from a stream. */

/** Up to so many bytes are copied at once, without threads. */
const chunkBytes = 1 << 20;
/** A step by threads: larger, because each one has to wake a thread on a machine that may be busy. */
const stepBytes = 2 << 20;

interface Filling {
  readonly signal?: AbortSignal;
  readonly gate: Gate;
  readonly onBytes: (bytes: number) => void;
}

function writeAll(fd: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(fd, bytes, done, bytes.length - done, at + done);
  }
}

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

/** For small files: it is filled and emptied without an await in between. */
let small: Buffer | null = null;

const becameShorter = (attempted: string) =>
  fail('changed', attempted, 'it became shorter while it was read', 'repeat');

/** One extent, at most a chunk, without threads: those would cost more than they save. */
function copyAtOnce(part: Part, source: Source, hash: ContentHash | null, extent: Extent, filling: Filling): void {
  small ??= Buffer.allocUnsafeSlow(chunkBytes);
  for (let at = extent.start; at < extent.end;) {
    const count = readSync(source.fd, small, 0, extent.end - at, at);
    if (count === 0) throw becameShorter(`Copying ${source.request.source}`);
    const bytes = small.subarray(0, count);
    hash?.add(bytes);
    writeAll(part.fd, bytes, at);
    at += count;
    filling.onBytes(count);
  }
}

/** Bytes after which the system is asked to begin with writing them out, so that the sync has less left to wait for. */
const startWritingBytes = 16 << 20;

/** Buffers of copies by steps that are over. */
const spare: (readonly Buffer[])[] = [];

/** One extent by threads: while a chunk is hashed, the one before it is written and the one after it read. */
async function copyInSteps(
  part: Part,
  source: Source,
  hash: ContentHash | null,
  { start, end }: Extent,
  { gate, signal, onBytes }: Filling,
): Promise<void> {
  const buffers = spare.pop() ?? [0, 1, 2].map(() => Buffer.allocUnsafeSlow(stepBytes));
  let turn = 0;
  const begin = async (at: number): Promise<Buffer> => {
    const buffer = buffers[turn % buffers.length] ?? Buffer.alloc(0);
    turn += 1;
    const most = gate.step(Math.min(buffer.length, end - at));
    const wait = gate.pass(most, signal);
    if (wait !== null) await wait;
    return buffer.subarray(0, await readInThread(source.fd, buffer, most, at));
  };
  let begun = start;
  let reading: Promise<Buffer> | null = begin(start);
  let writing: Promise<void> = Promise.resolve();
  let starting: Promise<void> | null = null;
  try {
    for (let at = start; at < end;) {
      const bytes: Buffer = await (reading ?? begin(at));
      reading = null;
      signal?.throwIfAborted();
      if (bytes.length === 0) throw becameShorter(`Copying ${source.request.source}`);
      const next = at + bytes.length;
      if (next < end) reading = begin(next);
      // Whoever waits for it hears of its failure; until then it is not unhandled. The same below.
      reading?.catch(() => undefined);
      hash?.add(bytes);
      await writing;
      writing = writeInThread(part.fd, bytes, at);
      writing.catch(() => undefined);
      at = next;
      onBytes(bytes.length);
      if (at - begun >= startWritingBytes && starting === null) {
        await writing;
        starting = posix()?.startWriting(part.fd, begun, at - begun) ?? null;
        void starting?.then(() => (starting = null));
        begun = at;
      }
    }
    await writing;
  } finally {
    // Handles are closed and numbers used again: nobody may read or write then.
    await Promise.allSettled([reading, writing, starting]);
    spare.push(buffers);
  }
}

/** Copies the content of an open source into the part. @throws changed, unsupported; errno errors; the signal's reason */
export async function fillFromFile(
  part: Part,
  source: Source,
  hash: ContentHash | null,
  filling: Filling,
): Promise<void> {
  const { fd, stat, request } = source;
  const attempted = `Copying ${request.source}`;
  const identity = identityOf(stat);
  part.extents = extentsOf(fd, stat);
  part.size = identity.size;
  part.room.raise(part.extents.reduce((sum, { start, end }) => sum + end - start, 0));
  hash?.start();
  for (const extent of part.extents) {
    const length = extent.end - extent.start;
    if (length > chunkBytes || filling.gate.step(length) < length) {
      await copyInSteps(part, source, hash, extent, filling);
      continue;
    }
    const wait = filling.gate.pass(length, filling.signal);
    if (wait !== null) await wait;
    copyAtOnce(part, source, hash, extent, filling);
  }
  small ??= Buffer.allocUnsafeSlow(chunkBytes);
  // Files of /proc have no size until they are read. (One that grew is seen below.)
  if (part.size === 0 && readSync(fd, small, 0, 1, 0) > 0) {
    throw fail('unsupported', attempted, 'the system makes it as it is read', 'leave it out');
  }
  if ((part.extents.at(-1)?.end ?? 0) < part.size) ftruncateSync(part.fd, part.size);
  part.hash = hash?.end() ?? null;
  part.metadata = metadataOf(fd, stat);
  // By path: what has its name now may be another file, which nobody has copied then.
  if (!isSame(identity, identityOf(lstatSync(fsPath(request.source), { bigint: true })))) {
    throw fail('changed', attempted, 'it changed while it was copied', 'repeat');
  }
  part.source = { ...identity, ctimeNs: stat.ctimeNs };
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

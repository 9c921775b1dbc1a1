import { closeSync, constants, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { errnoOf } from './errno.ts';
import type { ContentHash } from './hash.ts';
import { posix } from './posix.ts';
import type { FsPath } from './rooted.ts';
import { openGate } from './steering.ts';
import { readInThread } from './threads.ts';

/** Data of a file without its holes: [start, end) in bytes. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** Told of bytes that were read, as they are. */
export type OnRead = (bytes: number) => void;

export interface Reread {
  /** Hash of the extents' content, in order. */
  readonly hash: string;
  readonly from: 'device' | 'cached';
}

const chunkBytes = 2 << 20;
const slabBytes = 2 * chunkBytes;
const page = 4096;

/** Small files are read so many at a time: a device answers many questions nearly as quickly as one. */
const atOnce = 16;
/** The largest file, in bytes, that counts as small. */
export const smallBytes = 128 << 10;
/** A volume whose quickest file takes longer than this (ms) to read back is a device to wait for; others are memory. */
const slowMs = 0.06;
/** So many are read before that is judged. */
const triedFiles = 8;

/** WebAssembly memory is page-aligned, which O_DIRECT asks for and Buffer.alloc does not promise. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: { readonly Memory: new (pages: { initial: number }) => { readonly buffer: ArrayBuffer } };
};
/** Not there on every system. */
const { O_DIRECT } = constants as { readonly O_DIRECT?: number };

/** Slabs that nobody uses now. */
const free: Uint8Array[] = [];
const takeSlab = (): Uint8Array =>
  free.pop() ?? new Uint8Array(new WebAssembly.Memory({ initial: slabBytes / 65_536 }).buffer);

type ReadAt = (fd: number, buffer: Uint8Array, at: number) => number | Promise<number>;
const readNow: ReadAt = (fd, buffer, at) => readSync(fd, buffer, 0, buffer.length, at);
const readLater: ReadAt = (fd, buffer, at) => readInThread(fd, buffer, buffer.length, at);

interface Opened {
  readonly fd: number;
  readonly from: Reread['from'];
}

function openForReread(path: FsPath, isDirect: boolean): Opened {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW;
  if (isDirect && O_DIRECT !== undefined) {
    try {
      const fd = openSync(path, flags | O_DIRECT);
      // Besides: some file systems read through the cache all the same where they cannot do it.
      posix()?.dropCache(fd);
      return { fd, from: 'device' };
    } catch (thrown) {
      if (errnoOf(thrown) !== 'EINVAL') throw thrown;
    }
  }
  const fd = openSync(path, flags);
  posix()?.dropCache(fd);
  return { fd, from: 'cached' };
}

/** Opens and reads it, once more through the cache where a file system accepts the flag and refuses the read. */
async function withOpened(path: () => FsPath, work: (opened: Opened) => Promise<Reread>): Promise<Reread> {
  for (const isDirect of [true, false]) {
    const opened = openForReread(path(), isDirect);
    try {
      return await work(opened);
    } catch (thrown) {
      if (opened.from !== 'device' || errnoOf(thrown) !== 'EINVAL') throw thrown;
    } finally {
      closeSync(opened.fd);
    }
  }
  throw new Error('it was read neither way');
}

/**
 * Reads a file that was just synced and hashes it, from the device where O_DIRECT works (ext4, xfs, btrfs, newer tmpfs),
 * else after asking the kernel to drop its cache (`cached`: it may still have come from memory). While one chunk is hashed,
 * the next one is read.
 * @throws errno errors; AbortError
 */
export async function reread(
  path: () => FsPath,
  extents: readonly Extent[],
  hash: ContentHash,
  signal?: AbortSignal,
  gate = openGate,
  onRead?: OnRead,
): Promise<Reread> {
  const slab = takeSlab();
  const halves = [slab.subarray(0, chunkBytes), slab.subarray(chunkBytes)] as const;
  try {
    return await withOpened(path, async ({ fd, from }) => {
      hash.start();
      for (const { start, end } of extents) {
        let turn = 0;
        const begin = async (at: number): Promise<number> => {
          // It reads nothing while the copy stands still; a limit is for what is copied.
          const wait = gate.pass(0, signal);
          if (wait !== null) await wait;
          return readLater(fd, halves[turn % 2 === 0 ? 0 : 1], at);
        };
        let at = start - (start % page);
        let reading: Promise<number> | null = begin(at);
        try {
          while (reading !== null) {
            const length: number = await reading;
            reading = null;
            if (length === 0) break;
            const half = halves[turn % 2 === 0 ? 0 : 1];
            const next = at + length;
            turn += 1;
            if (next < end) {
              signal?.throwIfAborted();
              reading = begin(next);
            }
            hash.add(half.subarray(Math.max(0, start - at), Math.min(length, end - at)));
            onRead?.(Math.min(length, end - at) - Math.max(0, start - at));
            at = next;
          }
        } finally {
          // The handle is closed and the memory given away only when nobody reads any more.
          await reading?.catch(() => undefined);
        }
      }
      return { hash: hash.end(), from };
    });
  } finally {
    free.push(slab);
  }
}

/** A file of `size` bytes (at most `smallBytes`) without holes. */
export interface SmallFile {
  readonly path: () => FsPath;
  /** An open handle that may be read through, where the file system is known to read past the cache on any handle. */
  readonly fd: number | null;
  readonly size: number;
}

/** The same for many small files. One result per file, in order. */
export async function rereadSmall(
  files: readonly SmallFile[],
  hash: ContentHash,
  signal?: AbortSignal,
  gate = openGate,
  onRead?: OnRead,
): Promise<readonly PromiseSettledResult<Reread>[]> {
  const results: PromiseSettledResult<Reread>[] = [];
  const slab = takeSlab();
  const readOne = async (index: number, read: ReadAt, buffer: Uint8Array): Promise<void> => {
    const file = files[index];
    if (file === undefined) return;
    try {
      const wait = gate.pass(0, signal);
      if (wait !== null) await wait;
      signal?.throwIfAborted();
      const readAll = async ({ fd, from }: Opened): Promise<Reread> => {
        let length = 0;
        while (length < file.size) {
          const got = read(fd, buffer.subarray(length), length);
          const count = typeof got === 'number' ? got : await got;
          if (count === 0) break;
          length += count;
        }
        // Nothing else uses the hash in between: the whole content is here.
        hash.start();
        hash.add(buffer.subarray(0, Math.min(length, file.size)));
        return { hash: hash.end(), from };
      };
      const direct = file.fd !== null && (posix()?.readDirectly(file.fd) ?? false) ? file.fd : null;
      if (direct !== null) posix()?.dropCache(direct);
      const value = await (direct === null ? withOpened(file.path, readAll) : readAll({ fd: direct, from: 'device' }));
      results[index] = { status: 'fulfilled', value };
      onRead?.(file.size);
    } catch (reason) {
      results[index] = { status: 'rejected', reason };
    }
  };
  try {
    let next = 0;
    let quickestMs = Infinity;
    for (; next < files.length && (next < triedFiles || quickestMs < slowMs); next += 1) {
      const beganMs = performance.now();
      await readOne(next, readNow, slab);
      quickestMs = Math.min(quickestMs, performance.now() - beganMs);
      if (next % atOnce === atOnce - 1) await setImmediate();
    }
    const lane = async (number: number): Promise<void> => {
      const buffer = slab.subarray(number * smallBytes, (number + 1) * smallBytes);
      for (let index = next; index < files.length; index = next) {
        next += 1;
        await readOne(index, readLater, buffer);
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, files.length - next) }, (_one, number) => lane(number)));
    return results;
  } finally {
    free.push(slab);
  }
}

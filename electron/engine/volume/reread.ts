import { closeSync, constants, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { errnoOf } from './errno.ts';
import type { ContentHash } from './hash.ts';
import { posix } from './posix.ts';
import type { FsPath } from './rooted.ts';
import { openGate } from './steering.ts';

/** Data of a file without its holes: [start, end) in bytes. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

const chunkBytes = 1 << 20;
const page = 4096;

/**
 * WebAssembly memory is page-aligned, which O_DIRECT asks for and Buffer.alloc does not promise. One buffer serves all:
 * reads are synchronous.
 */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: { readonly Memory: new (pages: { initial: number }) => { readonly buffer: ArrayBuffer } };
};
/** Not there on every system. */
const { O_DIRECT } = constants as { readonly O_DIRECT?: number };
let aligned: Uint8Array | null = null;
function alignedBuffer(): Uint8Array {
  aligned ??= new Uint8Array(new WebAssembly.Memory({ initial: chunkBytes / 65_536 }).buffer);
  return aligned;
}

export interface Reread {
  /** Hash of the extents' content, in order. */
  readonly hash: string;
  readonly from: 'device' | 'cached';
}

/**
 * Reads a file that was just synced and hashes it, from the device where O_DIRECT works (ext4, xfs, btrfs, newer tmpfs),
 * else after asking the kernel to drop its cache (`cached`: it may still have come from memory).
 * @throws errno errors; AbortError
 */
export async function reread(
  path: () => FsPath,
  extents: readonly Extent[],
  hash: ContentHash,
  signal?: AbortSignal,
  gate = openGate,
): Promise<Reread> {
  let from: Reread['from'] = 'device';
  let fd: number;
  try {
    fd = openSync(path(), constants.O_RDONLY | constants.O_NOFOLLOW | (O_DIRECT ?? 0));
    if (O_DIRECT === undefined) from = 'cached';
  } catch (thrown) {
    if (errnoOf(thrown) !== 'EINVAL') throw thrown;
    from = 'cached';
    fd = openSync(path(), constants.O_RDONLY | constants.O_NOFOLLOW);
  }
  try {
    // With O_DIRECT, too: some file systems read through the cache all the same where they cannot do it.
    posix()?.dropCache(fd);
    const buffer = alignedBuffer();
    hash.start();
    for (const { start, end } of extents) {
      for (let at = start - (start % page); at < end;) {
        let length: number;
        // It reads nothing while the copy stands still; a limit is for what is copied.
        const wait = gate.pass(0, signal);
        if (wait !== null) await wait;
        try {
          length = readSync(fd, buffer, 0, buffer.length, at);
        } catch (thrown) {
          // Some file systems accept the flag and refuse the read.
          if (from !== 'device' || errnoOf(thrown) !== 'EINVAL') throw thrown;
          closeSync(fd);
          from = 'cached';
          fd = openSync(path(), constants.O_RDONLY | constants.O_NOFOLLOW);
          posix()?.dropCache(fd);
          continue;
        }
        if (length === 0) break;
        hash.add(buffer.subarray(Math.max(0, start - at), Math.min(length, end - at)));
        at += length;
        if (at < end) {
          await setImmediate();
          signal?.throwIfAborted();
        }
      }
    }
    return { hash: hash.end(), from };
  } finally {
    closeSync(fd);
  }
}

import { isAppError } from '../../../shared/errors.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { parentPath } from '../../../shared/path.ts';
import type { Seen } from '../pool/intent.ts';
import type { Identity, Volume, VolumeEntry } from '../volume/volume.ts';

/** What is there now; null: nothing. @throws what the volume cannot tell */
export async function look(volume: Volume, path: PoolPath): Promise<VolumeEntry | null> {
  try {
    return await volume.stat(path);
  } catch (thrown) {
    if (isAppError(thrown, 'not-found') || isAppError(thrown, 'not-a-directory')) return null;
    throw thrown;
  }
}

/** Device numbers change when a disk is mounted again; the inode number behind the last colon does not. */
const inodeNumber = (inode: string): string => inode.slice(inode.lastIndexOf(':') + 1);

/**
 * True when the entry is the one that was seen: by its inode, or where a file system gives new ones (FUSE) by size and
 * time. Enough to rename by; nothing is deleted for it.
 */
export function isTheOne(entry: VolumeEntry | null, seen: Seen): boolean {
  if (entry?.type !== seen.type) return false;
  if (inodeNumber(entry.inode) === inodeNumber(seen.inode)) return true;
  return entry.type !== 'directory' && entry.size === seen.size && entry.mtimeMs === seen.mtimeMs;
}

/** To be seen unchanged by the removal itself. */
export async function identityAt(volume: Volume, path: PoolPath): Promise<Identity> {
  const { size, inode } = await volume.stat(path);
  const { mtimeNs } = await volume.readMetadata(path);
  return { size, inode, mtimeNs };
}

/** Compares two files byte by byte, or two links by their targets. Everything else is never the same. */
export async function isSameContent(a: Volume, atA: PoolPath, b: Volume, atB: PoolPath): Promise<boolean> {
  const [one, other] = [await a.stat(atA), await b.stat(atB)];
  if (one.type !== other.type || one.size !== other.size) return false;
  if (one.type === 'symlink') return one.linkTarget === other.linkTarget;
  if (one.type !== 'file') return false;
  const [left, right] = [reader(a.read(atA)), reader(b.read(atB))];
  try {
    for (;;) {
      const [x, y] = [await left.rest(), await right.rest()];
      if (x === null || y === null) return x === y;
      const length = Math.min(x.length, y.length);
      if (Buffer.compare(x.subarray(0, length), y.subarray(0, length)) !== 0) return false;
      left.took(length);
      right.took(length);
    }
  } finally {
    await left.close();
    await right.close();
  }
}

/** Chunks of any lengths, as one row of bytes. */
function reader(source: AsyncIterable<Uint8Array>): {
  readonly rest: () => Promise<Uint8Array | null>;
  readonly took: (length: number) => void;
  readonly close: () => Promise<void>;
} {
  const iterator = source[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array();
  return {
    async rest() {
      while (chunk.length === 0) {
        const next = await iterator.next();
        if (next.done === true) return null;
        chunk = next.value;
      }
      return chunk;
    },
    took(length) {
      chunk = chunk.subarray(length);
    },
    async close() {
      await iterator.return?.();
    },
  };
}

/** Removes the folder and those above it on one volume, as long as they are empty there and `other` has them too. */
export async function removeEmptyClones(volume: Volume, folder: PoolPath, other: Volume): Promise<void> {
  for (let at = folder; at !== '/'; at = parentPath(at)) {
    try {
      if ((await look(other, at))?.type !== 'directory') return;
      await volume.removeDirectory(at);
    } catch {
      // It holds something: that is as it should be.
      return;
    }
  }
}

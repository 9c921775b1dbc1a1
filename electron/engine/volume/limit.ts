import { fail } from '../../../shared/errors.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { allocatedBelow } from './walk-disk.ts';

/** Bytes that one file on its way holds of the limit. */
export interface Claim {
  /** Says how many bytes the file needs in all by now. @throws no-space when the limit leaves fewer */
  need(bytes: number): void;
  /** Ends the claim: the file was published (and counted) or given up. May be called more than once. */
  release(): void;
}

export interface Limit {
  /** Bytes that the files below the root allocate; without what is being written. */
  used(): number;
  claim(path: PoolPath): Claim;
  /** A file came (or went, when negative) that allocates so many bytes. */
  grow(allocated: number): void;
  /** What is below the root changed in a way that is not known: count anew when it is next asked for. */
  recount(): void;
}

/** How long, in ms, the bytes counted below a root are believed before they are counted again. */
const recountMs = 30_000;

const free: Claim = { need: () => undefined, release: () => undefined };

/** The most bytes that a volume's files may allocate. All that one process writes at once counts together. */
export function openLimit(volume: string, root: string, limit: number | null): Limit {
  let counted: { bytes: number; atMs: number } | null = null;
  let claimed = 0;

  const used = (): number => {
    if (counted === null || Date.now() - counted.atMs > recountMs) {
      counted = { bytes: allocatedBelow(root), atMs: Date.now() };
    }
    return counted.bytes;
  };

  return {
    used,
    grow(allocated) {
      if (counted !== null) counted.bytes = Math.max(0, counted.bytes + allocated);
    },
    recount() {
      counted = null;
    },
    claim(path) {
      if (limit === null) return free;
      let held = 0;
      return {
        need(bytes) {
          const more = bytes - held;
          if (more <= 0) return;
          const left = limit - used() - claimed;
          if (more > left) {
            const why = `its limit leaves ${String(Math.max(0, left + held))} bytes and ${String(bytes)} are needed`;
            throw fail('no-space', `Writing ${path} on ${volume}`, why, 'raise the limit or use another volume');
          }
          claimed += more;
          held = bytes;
        },
        release() {
          claimed -= held;
          held = 0;
        },
      };
    },
  };
}

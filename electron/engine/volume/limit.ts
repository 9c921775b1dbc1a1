import { fail } from '../../../shared/errors.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { allocatedBelow } from './walk-disk.ts';

/** Room for one write within a volume's limit. */
export interface Room {
  /** So many bytes in all are needed. @throws no-space */
  raise(bytes: number): void;
  /** The write ended, one way or the other. */
  release(): void;
}

/** What a volume with a limit holds. All figures are allocated bytes; CFS's own folder and part files are not counted. */
export interface Limit {
  readonly used: () => number;
  /** @throws no-space, seeing what other writes under way need */
  readonly admit: (path: PoolPath, bytes: number) => Room;
  /** A file came (or went, when negative). */
  readonly add: (bytes: number) => void;
  /** More changed than is known: count again. */
  readonly recount: () => void;
  /**
   * Somebody who sees all changes a moment late counts so many bytes: then they need not be counted here. While this
   * volume itself changes, only more than is known here is believed, never less.
   */
  readonly heard: (bytes: number) => void;
}

/** How long, in ms, a count is believed: other programs change the folder, too. */
const believedMs = 30_000;
/** A count is worth so many times the time it took. */
const worth = 50;
const block = 4096;
/** After this time (ms) who keeps count has heard of every change that was made here. */
const heardWithinMs = 10_000;

/** @param limit bytes; null: no limit, everything is admitted and nothing counted */
export function openLimit(volume: string, root: string, limit: number | null): Limit {
  let counted: { bytes: number; untilMs: number } | null = null;
  let promised = 0;
  let changedMs = -Infinity;

  const used = (): number => {
    const startMs = performance.now();
    if (counted === null || startMs > counted.untilMs) {
      const bytes = allocatedBelow(root);
      const endMs = performance.now();
      counted = { bytes, untilMs: endMs + Math.max(believedMs, (endMs - startMs) * worth) };
    }
    return counted.bytes;
  };

  return {
    used,
    admit(path, bytes) {
      let mine = 0;
      const raise = (total: number): void => {
        if (limit === null) return;
        const wanted = Math.ceil(total / block) * block;
        const left = limit - used() - (promised - mine);
        if (wanted > left) {
          const why = `its limit leaves ${String(Math.max(0, left))} bytes and ${String(wanted)} are needed`;
          throw fail('no-space', `Writing ${path} on ${volume}`, why, 'raise the limit or use another volume');
        }
        promised += wanted - mine;
        mine = wanted;
      };
      raise(bytes);
      return {
        raise,
        release() {
          promised -= mine;
          mine = 0;
        },
      };
    },
    add(bytes) {
      changedMs = performance.now();
      if (counted !== null) counted.bytes = Math.max(0, counted.bytes + bytes);
    },
    recount() {
      changedMs = performance.now();
      counted = null;
    },
    heard(bytes) {
      if (limit === null) return;
      const nowMs = performance.now();
      const isQuiet = nowMs - changedMs > heardWithinMs;
      if (!isQuiet && counted === null) return;
      counted = {
        bytes: isQuiet ? bytes : Math.max(bytes, counted?.bytes ?? 0),
        untilMs: nowMs + believedMs,
      };
    },
  };
}

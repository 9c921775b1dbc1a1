import { setTimeout as wait } from 'node:timers/promises';
import { recover } from '../journal/recover.ts';
import type { RecoverContext, Recovery } from '../journal/recover.ts';
import { isGone } from '../volume/parts.ts';

/** Recovery of one pool: before its first use, and later when something turns up. */
export interface Recovering {
  /** Before the first use of the pool; at once when that was done. Never rejects, and never waits long. */
  first(): Promise<void>;
  /** Now, all of it. @throws io (the home's journal cannot be used) */
  now(): Promise<Recovery>;
  /** What was settled since this was asked, and what is open after the last recovery. */
  since(): Recovery;
  /** Volumes came back, or time went by: only if there may be something to do. Never throws. */
  again(volumesChanged: boolean): void;
}

/** A volume that does not answer must not hold up the others: recovery goes on behind after this time (ms). */
const patienceMs = 5_000;

/** What a living process is still at is looked at again after this time (ms), then after twice as long, up to the most. */
const retryMs = 1_000;
const retryMostMs = 300_000;

/** So many items are kept for a check that may come. */
const mostSettled = 10_000;

/** @param look sees which volumes are there; `told`: recovery did something */
export function openRecovering(
  context: RecoverContext,
  look: () => Promise<void>,
  told: (recovery: Recovery) => void,
): Recovering {
  let first: Promise<void> | null = null;
  let tail: Promise<unknown> = Promise.resolve();
  let settled: Recovery['items'] = [];
  let open: Recovery['open'] = [];
  let present = '';
  let isRunning = false;
  let isIncomplete = false;
  let retry = { atMs: 0, afterMs: retryMs };

  /** Which volumes are there and may be changed. */
  const presentKey = (): string =>
    JSON.stringify(
      context.volume.members.map(({ name, settings, state }) => [name, settings.mode, state().online] as const),
    );

  const run = async (): Promise<Recovery> => {
    isRunning = true;
    present = presentKey();
    try {
      const recovery = await recover(context);
      settled = [...settled, ...recovery.items].slice(-mostSettled);
      open = recovery.open;
      isIncomplete = recovery.open.some(({ waits }) => !waits);
      const afterMs = isIncomplete ? Math.min(retry.afterMs * 2, retryMostMs) : retryMs;
      retry = { atMs: Date.now() + afterMs, afterMs };
      if (recovery.items.length > 0) told(recovery);
      return recovery;
    } finally {
      isRunning = false;
    }
  };
  /** Something may be settled now that was not before. */
  const isDue = (): boolean => {
    if (isIncomplete && Date.now() >= retry.atMs) return true;
    if (open.length > 0 && presentKey() !== present) return true;
    const known = new Set(open.map(({ id }) => id));
    const rows = context.store.list(context.pool);
    return rows.some(({ id, owner, intent }) => {
      return intent !== null && !known.has(id) && (owner === null || isGone(owner));
    });
  };
  const now = (): Promise<Recovery> => {
    const mine = tail.then(run);
    tail = mine.catch(() => undefined);
    return mine;
  };

  return {
    now,
    since() {
      const items = settled;
      settled = [];
      return { items, open };
    },
    first() {
      first ??= Promise.race([
        look()
          .then(now)
          .catch(() => (isIncomplete = true)),
        wait(patienceMs, undefined, { ref: false }),
      ]).then(() => undefined);
      return first;
    },
    again(volumesChanged) {
      if (first === null || isRunning) return;
      if (volumesChanged) retry = { atMs: 0, afterMs: retryMs };
      try {
        if (!volumesChanged && !isDue()) return;
        now().catch(() => undefined);
      } catch {
        // The journal is busy or cannot be read: whoever begins an operation hears of it.
      }
    },
  };
}

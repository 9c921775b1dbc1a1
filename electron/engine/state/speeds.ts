import { z } from 'zod';
import type { Database } from './database.ts';

/** How many bytes went at which speed on a volume, over days; kept in state.db, and lost with it. */
export interface SpeedStore {
  find(volume: string): KeptSpeeds;
  /** Adds to what is kept, also by other processes of this home. */
  add(volume: string, more: KeptSpeeds, nowMs: number): void;
}

/** Bytes by the number of their speed (see `stepOf`). */
export type Steps = Readonly<Record<string, number>>;

export interface KeptSpeeds {
  readonly read: Steps;
  readonly write: Steps;
}

const steps = z.record(z.string().regex(/^\d{1,3}$/u), z.number().nonnegative());
const body = z.object({ read: steps, write: steps, atMs: z.number() });

/** Days after which what was measured counts half: disks fill, and cables are changed. */
const halfLifeDays = 5;
const dayMs = 86_400_000;

const nothing = { read: {}, write: {}, atMs: 0 };

export function openSpeeds(database: () => Database): SpeedStore {
  const read = (volume: string): z.output<typeof body> => {
    const found = database().sql.prepare('SELECT body FROM speed WHERE volume = ?').get(volume);
    if (found === undefined) return nothing;
    try {
      return body.parse(JSON.parse(String(found['body'])));
    } catch {
      // Damaged, or of another version: it is measured anew.
      return nothing;
    }
  };
  return {
    find: read,
    add(volume, more, nowMs) {
      database().exclusively(() => {
        const kept = read(volume);
        const share = 0.5 ** (Math.max(0, nowMs - kept.atMs) / dayMs / halfLifeDays);
        const next = { read: sum(kept.read, share, more.read), write: sum(kept.write, share, more.write), atMs: nowMs };
        database().sql.prepare('REPLACE INTO speed VALUES (?, ?)').run(volume, JSON.stringify(next));
      });
    },
  };
}

/** The first one fades, what is left of nearly nothing goes. */
function sum(former: Steps, share: number, more: Steps): Steps {
  const total = new Map<string, number>();
  for (const [step, bytes] of Object.entries(former)) total.set(step, bytes * share);
  for (const [step, bytes] of Object.entries(more)) total.set(step, (total.get(step) ?? 0) + bytes);
  return Object.fromEntries(
    [...total].filter(([, bytes]) => bytes >= 1).map(([step, bytes]) => [step, Math.round(bytes)]),
  );
}

/** Speeds that differ by less than about 9 % are one step: eight to each doubling. */
const stepsPerDoubling = 8;

export const stepOf = (rate: number): string => String(Math.round(Math.log2(Math.max(1, rate)) * stepsPerDoubling));

const rateOf = (step: string): number => 2 ** (Number(step) / stepsPerDoubling);

/** Less than so many bytes say nothing about the days to come. */
const leastBytes = 16 << 20;

/**
 * The speed, in bytes per second, below which this part of all bytes went; null when too little was measured.
 * @param part 0 to 1
 */
export function speedAt(kept: Steps, part: number): number | null {
  const sorted = Object.entries(kept).sort(([a], [b]) => Number(a) - Number(b));
  const total = sorted.reduce((all, [, bytes]) => all + bytes, 0);
  if (total < leastBytes) return null;
  let below = 0;
  for (const [step, bytes] of sorted) {
    below += bytes;
    if (below >= total * part) return rateOf(step);
  }
  return null;
}

import type { RowNow } from './run-figures.ts';

/** When the rows of a run were seen to be done, ms since 1970, by key. What was done before this window looked is not known. */
export interface DoneTimes {
  see(plan: string, rows: readonly RowNow[], nowMs: number): void;
  at(plan: string, key: string): number | null;
}

/** Remembers one run: the one that was seen last. */
export function createDoneTimes(): DoneTimes {
  let run = '';
  let open = new Set<string>();
  let done = new Map<string, number>();
  return {
    see(plan, rows, nowMs) {
      if (plan !== run) {
        run = plan;
        open = new Set();
        done = new Map();
      }
      for (const { row, state } of rows) {
        if (state.kind !== 'done') open.add(row.key);
        else if (open.delete(row.key)) done.set(row.key, nowMs);
      }
    },
    at: (plan, key) => (plan === run ? (done.get(key) ?? null) : null),
  };
}

export const doneTimes = createDoneTimes();

import { expect, it } from 'vitest';
import type { RowNow, RowState, RunRow } from './run-figures.ts';
import { createDoneTimes } from './run-times.ts';

const row = (key: string, kind: 'waits' | 'done'): RowNow => ({
  row: { key } as RunRow,
  state: (kind === 'done' ? { kind } : { kind, volume: null }) satisfies RowState,
});

it('[B224] a row has the time at which it was seen to be done; one that was done before has none', () => {
  const times = createDoneTimes();
  times.see('p', [row('a', 'waits'), row('b', 'done')], 1_000);
  expect([times.at('p', 'a'), times.at('p', 'b')]).toEqual([null, null]);
  times.see('p', [row('a', 'done'), row('b', 'done')], 2_000);
  times.see('p', [row('a', 'done'), row('b', 'done')], 3_000);
  expect([times.at('p', 'a'), times.at('p', 'b')]).toEqual([2_000, null]);
  // Another run: nothing of the former one is left.
  times.see('q', [row('a', 'waits')], 4_000);
  expect([times.at('p', 'a'), times.at('q', 'a')]).toEqual([null, null]);
});

import { describe, expect, it } from 'vitest';
import type { ActiveItem, PlanMove } from '../../../shared/model.ts';
import type { RunReceipt } from '../../../shared/runs.ts';
import type { Level } from './figures.ts';
import {
  arrivalsOf,
  countsOf,
  doneOf,
  flowsNow,
  levelsNow,
  limitOf,
  meansOf,
  rowsNow,
  rowsOf,
  talliesOf,
  timeLeftOf,
  wentOf,
  writtenOn,
} from './run-figures.ts';

const GB = 1e9;
const move = (path: string, size: number, from = 'disk2', to = 'disk1'): PlanMove => ({
  path,
  from,
  to,
  size,
  reason: 'disk2 is fuller',
});
const moves = [
  move('/Photos/a.jpg', 2 * GB),
  move('/Films/Ran.mkv', 8 * GB, 'disk3', 'disk4'),
  move('/Photos/b.jpg', 2 * GB),
  move('/Photos/c.jpg', 2 * GB, 'disk2', 'disk4'),
];
const plan = { moves };
const item = (change: Partial<ActiveItem> = {}): ActiveItem => ({
  path: '/Photos/b.jpg',
  from: 'disk2',
  to: 'disk1',
  phase: 'copying',
  bytes: 2 * GB,
  bytesDone: GB,
  files: 1,
  ...change,
});
/** Of the moves at these places. */
const bitmap = (...places: readonly number[]): string => {
  const bytes = new Uint8Array(1);
  for (const place of places) bytes[0] = (bytes[0] ?? 0) | (1 << place);
  return btoa(String.fromCharCode(...bytes));
};
const receipt = {
  directions: [{ from: 'disk2', to: 'disk1', files: 1, bytes: 2 * GB, activeMs: 1 }],
  done: bitmap(0),
} as unknown as RunReceipt;
const level = (name: string, before: number, after: number, left = ''): Level => ({
  name,
  mark: name.slice(-1),
  colour: 1,
  state: 'online',
  total: 100 * GB,
  reserve: 0,
  before,
  after,
  now: before,
  left,
});

describe('figures of a run', () => {
  it('[B241] files of a folder that go the same way are one row; each row says what it does now', () => {
    const rows = rowsOf(moves);
    expect(rows.map(({ path, folder, files, bytes, to }) => [path, folder, files, bytes, to])).toEqual([
      ['/Photos', true, 2, 4 * GB, 'disk1'],
      ['/Films/Ran.mkv', false, 1, 8 * GB, 'disk4'],
      ['/Photos/c.jpg', false, 1, 2 * GB, 'disk4'],
    ]);
    const now = rowsNow(talliesOf(rows, plan, [], doneOf(receipt)), [item()], false);
    expect(now.map(({ state }) => state)).toEqual([
      { kind: 'active', item: item(), filesDone: 1, share: 0.75 },
      // Neither of its volumes works now; the other one waits for the volume that is read.
      { kind: 'waits', volume: null },
      { kind: 'waits', volume: 'disk2' },
    ]);
    expect(countsOf(now)).toEqual({ active: 1, failed: 0, waits: 2, left: 0, done: 0 });
  });

  it('[B241] done, failed and left rows are told apart when it has ended, in that order of need', () => {
    const error = { code: 'busy' as const, message: 'Moving: open in another program', data: {} };
    const errors = [{ path: '/Films/Ran.mkv', error }];
    const now = rowsNow(talliesOf(rowsOf(moves), plan, errors, doneOf({ done: bitmap(0, 2) })), [item()], true);
    expect(now.map(({ row, state }) => [row.path, state.kind])).toEqual([
      ['/Films/Ran.mkv', 'failed'],
      ['/Photos/c.jpg', 'left'],
      ['/Photos', 'done'],
    ]);
    expect([0, 1, 2, 3, 64].map(doneOf(null))).toEqual([false, false, false, false, false]);
  });

  it('[B242] bars and bands show what came and went by now, with what is being copied', () => {
    const flows = flowsNow(plan, receipt);
    expect(flows.map(({ from, to, bytes, done }) => [from, to, bytes, done])).toEqual([
      ['disk3', 'disk4', 8 * GB, 0],
      ['disk2', 'disk1', 4 * GB, 2 * GB],
      ['disk2', 'disk4', 2 * GB, 0],
    ]);
    const levels = [level('disk1', 10 * GB, 14 * GB), level('disk2', 50 * GB, 44 * GB), level('away', 5, 5, 'away')];
    const now = levelsNow(levels, flows, { active: [item(), item({ phase: 'verifying' })] });
    expect(now.map((one) => one.now)).toEqual([13 * GB, 48 * GB, 5]);
    // The rest of a plan that was interrupted: a part of what its figures tell was done before.
    const rest = [level('disk1', 2 * GB, 14 * GB), level('disk2', 60 * GB, 44 * GB)];
    const again = levelsNow(rest, flows, {});
    expect(again.map((one) => [one.before, one.now, one.after])).toEqual([
      [10 * GB, 12 * GB, 14 * GB],
      [50 * GB, 48 * GB, 44 * GB],
    ]);
  });

  it('[B243] it is limited by what was asked for, else by the volume that has the most left to do at its speed', () => {
    const flows = flowsNow(plan, receipt);
    const io = {
      disk1: { reads: [0, 0], writes: [200e6, 200e6] },
      disk2: { reads: [0, 0, 118e6, 118e6], writes: [] },
    };
    expect(limitOf({ limit: 5e6, active: [item()] }, flows, io)).toEqual({ kind: 'asked', bytesPerSecond: 5e6 });
    // disk2 has to read 4 GB still, disk1 to write 2 GB.
    expect(limitOf({ limit: null, active: [item()] }, flows, io)).toEqual({
      kind: 'volume',
      volume: 'disk2',
      does: 'reads',
      rate: 118e6,
    });
    expect(limitOf({ limit: null, active: [] }, flows, io)).toEqual({ kind: 'none' });
    expect(limitOf({ limit: null, active: [item()] }, flows, {})).toEqual({ kind: 'none' });
  });

  it('[B243] the time left is a range from how fast it went, and wider where little is known', () => {
    const job = { bytesDone: 0, bytesTotal: 60 * GB, etaMs: 600_000, state: 'running' as const, limit: null };
    expect(timeLeftOf(job, [])).toEqual({ lowMs: 510_000, highMs: 780_000 });
    const even = Array.from({ length: 300 }, () => 100e6);
    expect(timeLeftOf(job, even)).toEqual({ lowMs: 600_000, highMs: 600_000 });
    const uneven = Array.from({ length: 300 }, (_one, at) => (at % 30 < 15 ? 50e6 : 100e6));
    expect(timeLeftOf(job, uneven)).toEqual({ lowMs: 600_000, highMs: 1_200_000 });
    expect(timeLeftOf({ ...job, state: 'paused' }, even)).toBeNull();
    expect(timeLeftOf({ ...job, etaMs: null }, [])).toBeNull();
  });

  it('[B243] the chart adds up what was written on all targets', () => {
    const io = { a: { writes: [1, 2, 3] }, b: { writes: [10] } };
    expect(writtenOn(['a', 'b'], io)).toEqual([1, 2, 13]);
    expect(writtenOn(['c'], io)).toEqual([]);
    expect(meansOf([9, 1, 2, 3, 4], 2)).toEqual([9, 1.5, 3.5]);
  });

  it('[B250] a drain says what fits where, and afterwards where it went', () => {
    const levels = [
      level('disk1', 0, 4 * GB),
      level('disk2', 9 * GB, 0),
      level('disk4', 0, 10 * GB),
      level('x', 1, 1, 'away'),
    ];
    expect(arrivalsOf(plan, levels, 'disk2').map((one) => [one.level.name, one.bytes, one.folders])).toEqual([
      ['disk1', 4 * GB, ['/Photos']],
      ['disk4', 10 * GB, ['/Films', '/Photos']],
    ]);
    expect(wentOf(plan, doneOf({ done: bitmap(0, 1, 2) }))).toEqual([
      { folder: '/Films', to: 'disk4', bytes: 8 * GB },
      { folder: '/Photos', to: 'disk1', bytes: 4 * GB },
    ]);
  });
});

import { beforeEach, expect, test, vi } from 'vitest';
import type { Entry } from '../../../shared/model.ts';
import { parsePath, rootPath } from '../../../shared/path.ts';
import { bandSelect, select, selectAllRows, useBrowse } from '../../state/browse.ts';
import { Intervals } from '../../state/intervals.ts';
import { RowList, useRows } from '../../state/row-list.ts';
import { edgeSpeed } from './band.ts';
import { forgetPress, pressDrags, pressGround, pressRow, releasePress, selectedBeforePress } from './press.ts';

const platform = vi.hoisted(() => ({ mac: false }));

vi.mock('../../state/keys.ts', async (original) => ({
  ...(await original<object>()),
  get onMac() {
    return platform.mac;
  },
}));

const names = Array.from({ length: 10 }, (_, number) => `f${String(number)}`);
const entries = names.map((name): Entry => ({
  path: `/${name}`,
  name,
  type: 'file',
  size: 1,
  mtimeMs: 1,
  mode: 0,
  volumes: ['disk1'],
  conflict: false,
  offline: false,
}));

const held = (): string =>
  useBrowse
    .getState()
    .selected.entries()
    .map(({ name }) => name)
    .join(' ');

/** As an event has it: "Ctrl+Shift", "Meta", "second". */
function press(how: string) {
  const has = (name: string): boolean => how.split('+').includes(name);
  const button = has('second') ? 2 : has('middle') ? 1 : 0;
  return { button, shiftKey: has('Shift'), ctrlKey: has('Ctrl'), metaKey: has('Meta') };
}

beforeEach(() => {
  const folder = { path: rootPath, entries, level: 0, siblings: entries.length };
  useRows.setState({ rows: new RowList([{ kind: 'run', folder, from: 0, count: entries.length, open: false }]) });
  // Two are selected, and the anchor is the first of them.
  select([parsePath('/f2'), parsePath('/f3')], parsePath('/f3'), parsePath('/f2'));
});

interface Line {
  readonly how: string;
  readonly on: string;
  /** Selected while the button is down, and when it was let go without a drag. */
  readonly down: string;
  readonly up: string;
}

const anywhere: readonly Line[] = [
  { how: '', on: 'f5', down: 'f5', up: 'f5' },
  { how: '', on: 'f3', down: 'f2 f3', up: 'f3' },
  { how: 'Shift', on: 'f5', down: 'f2 f3 f4 f5', up: 'f2 f3 f4 f5' },
  { how: 'Shift', on: 'f0', down: 'f0 f1 f2', up: 'f0 f1 f2' },
  { how: 'second', on: 'f5', down: 'f5', up: 'f5' },
  { how: 'second', on: 'f3', down: 'f2 f3', up: 'f2 f3' },
  { how: 'middle', on: 'f5', down: 'f2 f3', up: 'f2 f3' },
];

/** With the key of commands: Ctrl, on a Mac Command. */
const withCommand = (key: string): readonly Line[] => [
  { how: key, on: 'f5', down: 'f2 f3 f5', up: 'f2 f3 f5' },
  { how: key, on: 'f3', down: 'f2 f3', up: 'f2' },
  { how: `${key}+Shift`, on: 'f5', down: 'f2 f3 f4 f5', up: 'f2 f3 f4 f5' },
  { how: `${key}+Shift`, on: 'f0', down: 'f0 f1 f2 f3', up: 'f0 f1 f2 f3' },
];

/** Ctrl with a press is the second button of a Mac. */
const macOnly: readonly Line[] = [
  { how: 'Ctrl', on: 'f5', down: 'f5', up: 'f5' },
  { how: 'Ctrl', on: 'f3', down: 'f2 f3', up: 'f2 f3' },
];

const table = [
  ...[...anywhere, ...withCommand('Ctrl')].map((line) => ({ ...line, mac: false })),
  ...[...anywhere, ...withCommand('Meta'), ...macOnly].map((line) => ({ ...line, mac: true })),
];

test.each(table)('[B260] a press with "$how" on $on, mac: $mac', ({ how, on, down, up, mac }) => {
  platform.mac = mac;
  pressRow(parsePath(`/${on}`), press(how), true);
  expect(held()).toBe(down);
  releasePress();
  expect(held()).toBe(up);
  // The end of one press is none of the next.
  releasePress();
  expect(held()).toBe(up);
});

test('[B260] a drag or a band that began takes the end of its press', () => {
  platform.mac = false;
  for (const how of ['', 'Ctrl']) {
    pressRow(parsePath('/f2'), press(how), true);
    forgetPress();
    releasePress();
    expect(held()).toBe('f2 f3');
  }
});

test('[B262] a press drags from the name, or from what is selected; else it draws a band', () => {
  platform.mac = false;
  const drags = (on: string, onName: boolean): boolean => {
    select([parsePath('/f2')]);
    pressRow(parsePath(`/${on}`), press(''), onName);
    return pressDrags();
  };
  expect([drags('f2', false), drags('f2', true), drags('f5', true), drags('f5', false)]).toEqual([
    true,
    true,
    true,
    false,
  ]);
  pressGround(press(''));
  expect([pressDrags(), held()]).toEqual([false, '']);
  releasePress();
  // Not all of what is selected has come: nothing is dragged by halves.
  selectAllRows(true);
  pressRow(parsePath('/f2'), press(''), true);
  expect(pressDrags()).toBe(false);
  releasePress();
});

test.each([
  { mode: 'only', how: '', band: [4, 6], becomes: 'f4 f5 f6' },
  { mode: 'add', how: 'Shift', band: [4, 6], becomes: 'f2 f3 f4 f5 f6' },
  { mode: 'toggle', how: 'Ctrl', band: [3, 5], becomes: 'f2 f4 f5' },
] as const)('[B262] a band on empty ground: $mode', ({ mode, how, band, becomes }) => {
  platform.mac = false;
  pressGround(press(how));
  expect(held()).toBe(mode === 'only' ? '' : 'f2 f3');
  const before = selectedBeforePress();
  // It grows and shrinks: what counts is what it touches now.
  bandSelect(before, mode, Intervals.range(0, 9));
  bandSelect(before, mode, Intervals.range(band[0], band[1]));
  expect(held()).toBe(becomes);
  bandSelect(before, mode, Intervals.none);
  expect(held()).toBe(mode === 'only' ? '' : 'f2 f3');
  releasePress();
});

test('[B262] the other button beside all rows opens a menu, and keeps what is selected', () => {
  pressGround({ ...press(''), button: 2 });
  releasePress();
  expect(held()).toBe('f2 f3');
});

test('[B262] the list scrolls at its edges, faster the further the pointer is beyond them', () => {
  const speed = (y: number): number => edgeSpeed(y, 100, 500);
  expect([speed(124), speed(300), speed(476)]).toEqual([0, 0, 0]);
  expect([speed(490), speed(110)]).toEqual([7, -7]);
  expect([speed(2_000), speed(-2_000)]).toEqual([32, -32]);
});

import { expect, test } from 'vitest';
import { setFormats } from '../../shared/format.ts';
import type { Entry } from '../../shared/model.ts';
import type { ColumnKey, GroupKey } from '../../shared/settings.ts';
import { arrange } from './order.ts';
import type { Order, SortKey } from './order.ts';

const now = new Date(2026, 10, 29, 15).getTime();
const day = 86_400_000;

function entry(name: string, more: Partial<Entry> = {}): Entry {
  return {
    path: `/${name}`,
    name,
    type: 'file',
    size: 0,
    mtimeMs: now,
    mode: 0o644,
    volumes: ['disk1'],
    conflict: false,
    offline: false,
    ...more,
  };
}

const plain: Order = { sort: { key: 'name', descending: false }, foldersFirst: true, hidden: false, group: 'none' };
const names = (entries: readonly Entry[], change: Partial<Order>): readonly string[] =>
  arrange(entries, { ...plain, ...change }, now).entries.map(({ name }) => name);

test('[B281] names that begin with a dot are left out and counted, and shown when they are asked for', () => {
  const listed = [entry('.config', { type: 'directory' }), entry('a'), entry('.profile'), entry('b.c')];
  expect(names(listed, {})).toEqual(['a', 'b.c']);
  expect(arrange(listed, plain).hidden).toBe(2);
  expect(names(listed, { hidden: true })).toEqual(['.config', 'a', '.profile', 'b.c']);
  expect(arrange(listed, { ...plain, hidden: true }).hidden).toBe(0);
  // A listing without any is not copied.
  const clean = [entry('a'), entry('b')];
  expect(arrange(clean, plain).entries).toBe(clean);
});

test('[B282] [B484] every column sorts both ways, and folders stand among the files where they are not to be first', () => {
  const listed = [
    entry('dir 2', { type: 'directory', mode: 0o755 }),
    entry('dir 10', { type: 'directory', volumes: ['disk1', 'disk2'], mode: 0o700 }),
    entry('doc 3.pdf', { size: 5, allocated: 4096, createdMs: now, mtimeMs: now - day, volumes: ['disk2'] }),
    entry('doc 20.txt', { size: 900, allocated: 8192, volumes: ['disk1', 'disk2'], mode: 0o600 }),
    entry('e.jpg', {
      size: 70,
      allocated: 512,
      createdMs: 5,
      mtimeMs: now - 2 * day,
      away: [{ volume: 'disk3', seenMs: null }],
    }),
  ];
  expect(names(listed, { foldersFirst: false })).toEqual(['dir 2', 'dir 10', 'doc 3.pdf', 'doc 20.txt', 'e.jpg']);
  const mixed = [entry('dir 10', { type: 'directory' }), entry('aa'), entry('dir 5'), entry('doc 3.pdf')];
  expect(names(mixed, { foldersFirst: false, sort: { key: 'name', descending: true } })).toEqual([
    'doc 3.pdf',
    'dir 10',
    'dir 5',
    'aa',
  ]);
  const files = (key: SortKey, descending: boolean): readonly string[] =>
    names(listed, { sort: { key, descending } }).slice(2);
  const [few, many, seen] = ['doc 3.pdf', 'doc 20.txt', 'e.jpg'];
  // What is the same in a column stands by name, whichever way it sorts.
  const both: Readonly<Record<ColumnKey, readonly [up: unknown, down: unknown]>> = {
    volumes: [
      [seen, many, few],
      [few, many, seen],
    ],
    size: [
      [few, seen, many],
      [many, seen, few],
    ],
    modified: [
      [seen, few, many],
      [many, few, seen],
    ],
    created: [
      [many, seen, few],
      [few, seen, many],
    ],
    copies: [
      [few, many, seen],
      [many, seen, few],
    ],
    allocated: [
      [seen, few, many],
      [many, few, seen],
    ],
    type: [
      [few, many, seen],
      [seen, many, few],
    ],
    mode: [
      [many, few, seen],
      [few, seen, many],
    ],
  };
  for (const [key, wanted] of Object.entries(both)) {
    expect([files(key as SortKey, false), files(key as SortKey, true)], key).toEqual(wanted);
  }
});

test('[B283] [B440] groups hold every entry once, in the order of the list, under words that say what they share', () => {
  const listed = [
    entry('Photos', { type: 'directory', volumes: ['disk1', 'disk2'] }),
    entry('a.jpg', { size: 2e6, mtimeMs: now - day }),
    entry('b.txt', { size: 0, volumes: ['disk2'] }),
    entry('c.jpg', { size: 3e9, mtimeMs: new Date(2024, 4, 1).getTime() }),
    entry('d', { type: 'symlink', mtimeMs: now + 3 * day }),
    entry('e.jpg', { size: 100, mtimeMs: now - 4 * day, away: [{ volume: 'disk2', seenMs: null }] }),
  ];
  const grouped = (group: GroupKey): Record<string, readonly string[]> => {
    const { entries, groups } = arrange(listed, { ...plain, group }, now);
    let from = 0;
    for (const one of groups ?? []) {
      expect(one.from).toBe(from);
      from += one.count;
    }
    expect(from).toBe(listed.length);
    expect(new Set(entries)).toEqual(new Set(listed));
    return Object.fromEntries(
      (groups ?? []).map((one) => [one.label, entries.slice(one.from, one.from + one.count).map(({ name }) => name)]),
    );
  };
  expect(arrange(listed, plain, now).groups).toBeNull();
  expect(Object.entries(grouped('type'))).toEqual([
    ['Folders', ['Photos']],
    ['Images', ['a.jpg', 'c.jpg', 'e.jpg']],
    ['Documents', ['b.txt']],
    ['Links', ['d']],
  ]);
  expect(Object.entries(grouped('modified'))).toEqual([
    ['2024', ['c.jpg']],
    ['Later than today', ['d']],
    ['Today', ['Photos', 'b.txt']],
    ['Yesterday', ['a.jpg']],
    ['Last 7 days', ['e.jpg']],
  ]);
  expect(grouped('size')).toEqual({
    'Over 10 GB': undefined,
    '1 to 10 GB': ['c.jpg'],
    '1 to 10 MB': ['a.jpg'],
    'Up to 100 KB': ['e.jpg'],
    Empty: ['b.txt', 'd'],
    'Folders that are not wholly counted': ['Photos'],
  });
  setFormats({ units: 'iec', locale: null });
  expect(Object.keys(grouped('size'))).toEqual([
    '1 to 10 GiB',
    '1 to 10 MiB',
    'Up to 100 KiB',
    'Empty',
    'Folders that are not wholly counted',
  ]);
  setFormats({ units: 'si', locale: null });
  expect(Object.entries(grouped('volume'))).toEqual([
    ['disk1', ['a.jpg', 'c.jpg', 'd']],
    ['disk2', ['b.txt']],
    ['disk1, disk2', ['Photos', 'e.jpg']],
  ]);
  // What is grouped by day is worked out anew on another day.
  const later = arrange(listed, { ...plain, group: 'modified' }, now + 40 * day);
  expect(later.groups?.map(({ label }) => label)).not.toContain('Today');
});

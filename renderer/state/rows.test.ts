import { expect, test } from 'vitest';
import type { Entry } from '../../shared/model.ts';
import { AppError } from '../../shared/errors.ts';
import { parsePath, rootPath } from '../../shared/path.ts';
import type { Folder } from './folders.ts';
import { narrowed } from './filter.ts';
import { readPattern } from './name-pattern.ts';
import type { NamePattern } from './name-pattern.ts';
import { arrange } from './order.ts';
import type { Order, Sort } from './order.ts';
import { flatten } from './rows.ts';

function entry(path: string, more: Partial<Entry> = {}): Entry {
  return {
    path,
    name: path.slice(path.lastIndexOf('/') + 1),
    type: 'file',
    size: 0,
    mtimeMs: 0,
    mode: 0o644,
    volumes: ['disk1'],
    conflict: false,
    offline: false,
    ...more,
  };
}

function folder(path: string, entries: readonly Entry[], more: Partial<Folder> = {}): [string, Folder] {
  const total = entries.length;
  return [
    path,
    {
      path: parsePath(path),
      entries,
      total,
      fresh: false,
      complete: true,
      tooMany: false,
      missing: [],
      error: null,
      ...more,
    },
  ];
}

const order: Order = { sort: { key: 'name', descending: false }, foldersFirst: true, hidden: true, group: 'none' };
const byName = order.sort;

// As a host lists them: folders first, natural order.
const listed = [
  entry('/a', { type: 'directory', mtimeMs: 5 }),
  entry('/b', { type: 'directory', mtimeMs: 9 }),
  entry('/file 2', { size: 30, mtimeMs: 3, volumes: ['disk2'] }),
  entry('/file 10', { size: 10, mtimeMs: 3 }),
  entry('/file 11', { size: 30, mtimeMs: 1 }),
];

test('[B12] folders stay first, equal entries stay in natural order, in both directions', () => {
  const names = (sort: Sort): readonly string[] => arrange(listed, { ...order, sort }).entries.map((one) => one.name);
  expect(names(byName)).toEqual(['a', 'b', 'file 2', 'file 10', 'file 11']);
  expect(names({ key: 'name', descending: true })).toEqual(['b', 'a', 'file 11', 'file 10', 'file 2']);
  expect(names({ key: 'size', descending: true })).toEqual(['a', 'b', 'file 2', 'file 11', 'file 10']);
  expect(names({ key: 'size', descending: false })).toEqual(['a', 'b', 'file 10', 'file 2', 'file 11']);
  expect(names({ key: 'modified', descending: true })).toEqual(['b', 'a', 'file 2', 'file 10', 'file 11']);
  expect(names({ key: 'volumes', descending: false })).toEqual(['a', 'b', 'file 10', 'file 11', 'file 2']);
  expect(listed[0]?.name).toBe('a');
});

test('[Q89] folders whose size is known are sorted by it, among themselves', () => {
  const size = (bytes: number) => ({ folder: { bytes, allocated: bytes, files: 1, atMs: 1, partial: false } });
  const entries = [
    entry('/big', { type: 'directory', ...size(900) }),
    entry('/small', { type: 'directory', ...size(5) }),
    entry('/unknown', { type: 'directory' }),
    entry('/file', { size: 400 }),
  ];
  const names = (descending: boolean): readonly string[] =>
    arrange(entries, { ...order, sort: { key: 'size', descending } }).entries.map((one) => one.name);
  expect(names(true)).toEqual(['big', 'small', 'unknown', 'file']);
  expect(names(false)).toEqual(['unknown', 'small', 'big', 'file']);
});

test('[B13] rows carry level, place and expansion, and say why an expanded folder shows nothing', () => {
  const gone = new AppError('offline', 'Listing /b: disk2 is not connected: connect it');
  const folders = new Map([
    folder('/', listed, { total: 9, complete: false }),
    folder('/a', []),
    folder('/b', [], { error: gone }),
  ]);
  const expanded = new Set([parsePath('/a'), parsePath('/b')]);
  const rows = [...flatten(folders, rootPath, expanded, order)];
  expect(rows.map((row) => [row.kind, row.path, row.level])).toEqual([
    ['entry', '/a', 0],
    ['note', '/a', 1],
    ['entry', '/b', 0],
    ['note', '/b', 1],
    ['entry', '/file 2', 0],
    ['entry', '/file 10', 0],
    ['entry', '/file 11', 0],
  ]);
  expect(rows[0]).toMatchObject({ expanded: true, place: 1, siblings: 9 });
  expect(rows[1]).toMatchObject({ note: 'empty' });
  expect(rows[3]).toMatchObject({ note: 'error', text: gone.message });
  expect(rows[6]).toMatchObject({ expanded: false, place: 5 });
});

function like(typed: string): NamePattern {
  const reading = readPattern(typed);
  if ('problem' in reading) throw new Error(reading.problem);
  return reading;
}

test('[B480] a filter narrows the folder itself, by its groups too; folders that are expanded show all they hold', () => {
  const pictures = folder('/a', [entry('/a/one.jpg'), entry('/a/two.txt')]);
  const folders = new Map([folder('/', listed), pictures]);
  const shown = (typed: string, change: Partial<Order> = {}): readonly string[] =>
    [...flatten(folders, rootPath, new Set([parsePath('/a')]), { ...order, ...change }, new Set(), like(typed))].map(
      (row) => (row.kind === 'group' ? `${row.label}: ${String(row.count)}` : row.path),
    );
  expect(shown('1')).toEqual(['/file 10', '/file 11']);
  expect(shown('A')).toEqual(['/a', '/a/one.jpg', '/a/two.txt']);
  expect(shown('file ??', { sort: { key: 'size', descending: true } })).toEqual(['/file 11', '/file 10']);
  expect(shown('2', { group: 'volume' })).toHaveLength(2);
  const rows = flatten(folders, rootPath, new Set(), order, new Set(), like('file'));
  expect(rows.at(0)).toMatchObject({ place: 1, siblings: 3 });
  // Of what is still on its way nobody knows how much is like it.
  const coming = new Map([folder('/', listed, { complete: false, total: 900 })]);
  expect(flatten(coming, rootPath, new Set(), order).coming).toBe(895);
  expect(flatten(coming, rootPath, new Set(), order, new Set(), like('file')).coming).toBe(0);
});

test('[B480] letter by letter only what was found before is looked through', () => {
  const many = Array.from({ length: 1000 }, (_, at) => entry(`/name ${String(at)}`));
  let asked = 0;
  const counted = (typed: string): NamePattern => {
    const { matches, ...rest } = like(typed);
    return { ...rest, matches: (name) => ++asked > 0 && matches(name) };
  };
  const [first, second] = [counted('99'), counted('999')];
  expect(narrowed(many, first)).toHaveLength(19);
  expect(asked).toBe(1000);
  expect(narrowed(many, second)).toHaveLength(1);
  expect(asked).toBe(1019);
  expect(narrowed(many, second)).toBe(narrowed(many, second));
  expect(asked).toBe(1019);
  // A shorter part, and a pattern, may find what the one before did not.
  expect(narrowed(many, counted('9'))).toHaveLength(271);
  expect(narrowed(many, counted('*9'))).toHaveLength(100);
  expect(narrowed(many, like('name'))).toBe(many);
});

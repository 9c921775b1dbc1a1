import { linkSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extensionOf } from '../../../shared/kinds.ts';
import type { UsageMeasure, UsageNode } from '../../../shared/usage.ts';
import { openMemoryCatalog } from './database.ts';
import type { CatalogWriter } from './database.ts';
import { fillFrom } from './fill.ts';
import { allocatedShare, entryType } from './schema.ts';
import { usageFolder } from './usage-folder.ts';
import { usageScan } from './usage-lists.ts';
import type { UsageScanPart, UsageScanPlace } from './usage-lists.ts';
import { usageSample } from './usage-sample.ts';
import { hardLinks } from './hard-links.ts';
import { usageSelection } from './usage-selection.ts';
import { folderSizes } from './usage-sizes.ts';

let base: string;
let roots: readonly string[];
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-usage-'));
  roots = ['one', 'two'].map((name) => join(base, name));
  for (const root of roots) mkdirSync(root);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** Repeatable: mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const endings = ['jpg', 'mov', 'txt', 'zip', 'ts', '', 'constructor'];

/** A tree over both roots: copies that are the same and that differ, hard links, sparse files, links, empty folders. */
function grow(seed: number, things: number): void {
  const next = random(seed);
  const pick = (below: number): number => Math.floor(next() * below);
  const folders = ['', '/a', '/a/b', '/a/b/c', '/d', '/d/e f', '/caf\u00e9', '/empty'];
  for (const root of roots)
    for (const folder of folders) if (next() < 0.8) mkdirSync(root + folder, { recursive: true });
  let last = '';
  for (let number = 0; number < things; number += 1) {
    const root = roots[pick(roots.length)] ?? '';
    const folder = folders[pick(folders.length - 1)] ?? '';
    mkdirSync(root + folder, { recursive: true });
    const ending = endings[pick(endings.length)] ?? '';
    // Few names: many of them are on both volumes.
    const path = `${root}${folder}/f${String(pick(things / 2))}${ending === '' ? '' : `.${ending}`}`;
    rmSync(path, { force: true });
    const kind = next();
    if (kind < 0.1 && last.startsWith(root) && last !== path) linkSync(last, path);
    else if (kind < 0.2) symlinkSync('/nowhere', path);
    else {
      writeFileSync(path, Buffer.alloc(pick(30_000), 1));
      if (kind < 0.3) truncateSync(path, 1_000_000 + pick(1_000_000));
      utimesSync(path, 1_500_000_000, 1_500_000_000 + pick(100_000_000));
      last = path;
    }
  }
}

function filled(): CatalogWriter {
  const db = openMemoryCatalog();
  fillFrom(
    db,
    roots.map((root, index) => ({ id: `id${String(index)}`, name: `disk${String(index + 1)}`, root })),
  );
  return db;
}

interface Sums {
  allocated: number;
  logical: number;
  files: number;
  split: { allocated: number[]; logical: number[] };
}

/** What is true of a path, from the real folders, read anew. */
function truth(path: string): Sums {
  const sums: Sums = { allocated: 0, logical: 0, files: 0, split: { allocated: [0, 0], logical: [0, 0] } };
  const stats = roots.map((root) => lstatSync(root + path, { throwIfNoEntry: false }));
  const names = new Set<string>();
  let opens = { mtime: -1, size: 0 };
  for (const [index, stat] of stats.entries()) {
    if (stat === undefined) continue;
    if (stat.isDirectory()) {
      for (const name of readdirSync((roots[index] ?? '') + path)) names.add(name);
      continue;
    }
    const share = allocatedShare(stat.blocks * 512, stat.nlink);
    sums.files += 1;
    sums.allocated += share;
    sums.split.allocated[index] = share;
    sums.split.logical[index] = stat.size;
    if (stat.mtimeMs > opens.mtime) opens = { mtime: stat.mtimeMs, size: stat.size };
  }
  sums.logical = opens.size;
  for (const name of names) {
    const below = truth(`${path === '/' ? '' : path}/${name}`);
    sums.allocated += below.allocated;
    sums.logical += below.logical;
    sums.files += below.files;
    for (const measure of ['allocated', 'logical'] as const) {
      for (const index of [0, 1]) {
        sums.split[measure][index] = (sums.split[measure][index] ?? 0) + (below.split[measure][index] ?? 0);
      }
    }
  }
  return sums;
}

/** Paths of all that is in a folder, on any volume. */
function inside(path: string): readonly string[] {
  const there = roots.filter((root) => lstatSync(root + path, { throwIfNoEntry: false }) !== undefined);
  const names = new Set(there.flatMap((root) => readdirSync(root + path)));
  return [...names].map((name) => `${path === '/' ? '' : path}/${name}`);
}

const allOf = (node: UsageNode): readonly UsageNode[] => [node, ...(node.children ?? []).flatMap(allOf)];

describe('usage from a catalog', () => {
  it.each([
    [1, 'allocated'],
    [2, 'logical'],
    [3, 'allocated'],
    [4, 'logical'],
  ] as const)('[Q71] every part of the map is as the real folders are (tree %d, %s)', (seed, measure: UsageMeasure) => {
    grow(seed, 120);
    const db = filled();
    const map = usageFolder(db, { path: '/', depth: 8, top: 4_000, measure, kinds: true });
    if (map === null) throw new Error('no map');
    const nodes = allOf(map.root).filter(({ type }) => type !== 'rest');
    expect(nodes.length).toBeGreaterThan(30);
    for (const node of nodes) {
      const { split, files, ...real } = truth(node.path);
      expect([node.path, node.size, node.split, node.files]).toEqual([node.path, real[measure], split[measure], files]);
      const sizes = (node.children ?? []).filter(({ type }) => type !== 'rest').map(({ size }) => size);
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    }
    expect(map).toMatchObject({ volumes: ['disk1', 'disk2'], partial: false, measure });
    db.close();
  });

  it.each([1, 5, 12, 40])('[Q72] %d nodes at most are told, the biggest, and what is left is one rest', (top) => {
    grow(7, 150);
    const db = filled();
    const map = usageFolder(db, { path: '/', depth: 8, top, measure: 'allocated', kinds: false });
    if (map === null) throw new Error('no map');
    const nodes = allOf(map.root);
    expect(nodes.filter(({ type }) => type !== 'rest').length).toBeLessThanOrEqual(top);
    for (const node of nodes) {
      if (node.type !== 'rest') expect(node.size).toBe(truth(node.path).allocated);
      if (node.children === undefined) continue;
      const sum = (of: (child: UsageNode) => number): number =>
        (node.children ?? []).reduce((all, c) => all + of(c), 0);
      expect(sum(({ size }) => size)).toBe(node.size);
      expect(sum(({ files }) => files)).toBe(node.files);
      expect(sum(({ split }) => split[1] ?? 0)).toBe(node.split[1]);
      const shown = node.children.filter(({ type }) => type !== 'rest');
      const least = Math.min(...shown.map(({ size }) => size));
      const left = inside(node.path).filter((path) => !shown.some((child) => child.path === path));
      for (const path of left) expect(truth(path).allocated).toBeLessThanOrEqual(least);
      expect(node.children.find(({ type }) => type === 'rest')?.items ?? 0).toBe(left.length);
    }
    db.close();
  });

  it('[Q72] while a first fill has no index, folders are told and no file is looked for', () => {
    grow(17, 100);
    const db = filled();
    db.sql.exec('DROP INDEX entry_place');
    const asked: string[] = [];
    const spy = {
      ...db,
      all: (...given: Parameters<typeof db.all>) => (asked.push(given[0]), db.all(...given)),
      get: (...given: Parameters<typeof db.get>) => (asked.push(given[0]), db.get(...given)),
    };
    const map = usageFolder(spy, { path: '/', depth: 8, top: 1_000, measure: 'allocated', kinds: true });
    if (map === null) throw new Error('no map');
    expect(asked.filter((sql) => /FROM entry/.test(sql))).toEqual([]);
    const nodes = allOf(map.root);
    expect(nodes.map(({ type }) => type)).not.toContain('file');
    for (const node of nodes.filter(({ type }) => type === 'folder')) {
      expect([node.path, node.size]).toEqual([node.path, truth(node.path).allocated]);
      expect((node.children ?? []).reduce((sum, { size }) => sum + size, 0)).toBe(node.size);
    }
    db.close();
  });

  it('[Q72] a folder in the middle, an empty one, and one that is not known', () => {
    grow(9, 60);
    for (const root of roots) mkdirSync(join(root, 'nothing'));
    const db = filled();
    const input = { depth: 2, top: 100, measure: 'allocated', kinds: true } as const;
    expect(usageFolder(db, { path: '/a/b', ...input })?.root.size).toBe(truth('/a/b').allocated);
    const empty = usageFolder(db, { path: '/nothing', ...input })?.root;
    expect(empty).toMatchObject({ size: 0, files: 0, newestMs: null, children: [] });
    expect(usageFolder(db, { path: '/is/not', ...input })).toBeNull();
    db.close();
    const fresh = openMemoryCatalog();
    expect(usageFolder(fresh, { path: '/', ...input })).toMatchObject({ partial: true, countedMs: null, volumes: [] });
    fresh.close();
  });

  it('[Q73] the kind of a folder is that of most of its bytes, and its age that of the newest thing in it', () => {
    const [one = ''] = roots;
    mkdirSync(join(one, 'pictures', 'raw'), { recursive: true });
    mkdirSync(join(one, 'source'));
    writeFileSync(join(one, 'pictures', 'raw', 'a.NEF'), Buffer.alloc(400_000, 1));
    writeFileSync(join(one, 'pictures', 'index.html'), 'x');
    writeFileSync(join(one, 'source', 'main.ts'), 'x');
    utimesSync(join(one, 'pictures', 'raw', 'a.NEF'), 1_600_000_000, 1_600_000_000);
    utimesSync(join(one, 'pictures', 'index.html'), 1_500_000_000, 1_500_000_000);
    // Far in the future: told as it is, and nothing else depends on it.
    utimesSync(join(one, 'source', 'main.ts'), 9_000_000_000, 9_000_000_000);
    const db = filled();
    const map = usageFolder(db, { path: '/', depth: 1, top: 100, measure: 'allocated', kinds: true });
    expect(map?.root).toMatchObject({ kind: 'image' });
    expect(map?.root.children).toMatchObject([
      { name: 'pictures', kind: 'image', newestMs: 1_600_000_000_000 },
      { name: 'source', kind: 'code', newestMs: 9_000_000_000_000 },
    ]);
    db.close();
  });

  it.each([
    ['as it is', ''],
    ['in a first fill, which has no index', 'DROP INDEX entry_place'],
  ])(
    '[Q74] parts of a pass over the files of a folder are together all of them, wherever they end: %s',
    (_, change) => {
      grow(11, 130);
      const db = filled();
      db.sql.exec(change);
      for (const path of ['/', '/a', '/d/e f']) {
        const pass = (rows: number): readonly UsageScanPart[] => {
          const parts: UsageScanPart[] = [];
          let from: UsageScanPlace | null = {};
          while (from !== null) {
            const part: UsageScanPart | null = usageScan(db, { path, from, rows, limit: 1_000, nowMs: Date.now() });
            if (part === null) throw new Error('no part');
            expect(part.looked).toBeLessThanOrEqual(rows);
            parts.push(part);
            ({ next: from } = part);
          }
          return parts;
        };
        const own = path === '/' ? '/' : `${path}/`;
        const rows = db.all(
          'SELECT e.*, f.path FROM entry e JOIN folder f ON f.id = e.folder WHERE type = ?',
          entryType.file,
        );
        const text = (bytes: unknown): string => Buffer.from(bytes as Uint8Array).toString();
        const inside = rows.filter((row) => text(row['path']) === path || text(row['path']).startsWith(own));
        const known = db.get(
          'SELECT sum(all_files) AS n FROM held JOIN folder ON folder.id = held.folder WHERE path = CAST(? AS BLOB)',
          path,
        );
        for (const size of [1, 7, 10_000]) {
          const parts = pass(size);
          expect(parts.reduce((sum, { looked }) => sum + looked, 0)).toBe(Number(known?.['n']));
          const files = parts.flatMap(({ biggest }) => biggest.allocated);
          expect(files).toHaveLength(inside.length);
          expect(new Set(files.map((file) => `${file.volume} ${file.path}`)).size).toBe(inside.length);
          const logical = parts.flatMap(({ biggest }) => biggest.logical.map(({ size }) => size));
          expect(logical.toSorted((a, b) => a - b)).toEqual(files.map((file) => file.size).toSorted((a, b) => a - b));
          const sums = parts.flatMap(({ extensions }) => Object.values(extensions));
          expect(sums.reduce((sum, [count]) => sum + count, 0)).toBe(inside.length);
          expect(sums.reduce((sum, [, bytes]) => sum + bytes, 0)).toBe(
            inside.reduce((sum, row) => sum + Number(row['size']), 0),
          );
        }
      }
      db.close();
    },
  );

  it('[Q74] endings are those of the table of kinds, whatever the name', () => {
    const [one = ''] = roots;
    const names = [
      ...[
        'a.JPG',
        'b.jpg',
        'c.tar.gz',
        'README',
        '.profile',
        '.x.zip',
        'dot.',
        'two..txt',
        'a.b c',
        'no.extension is so long',
      ],
      ...[
        'x.abcdefghijklmnop',
        'x.abcdefghijklmnopq',
        'caf\u00e9.pdf',
        'u.\u00c9T\u00c9',
        '\u65e5\u672c.\u65e5\u672c',
        'a.constructor',
      ],
      ...['.jpg.jpg.jpg', 'jpg.jpg', 'aa.a', '%_.%', "it's.it's"],
    ];
    for (const name of names) writeFileSync(join(one, name), 'x');
    writeFileSync(Buffer.concat([Buffer.from(`${one}/caf`), Buffer.from([0xe9]), Buffer.from('.png')]), 'x');
    const wanted = new Map<string, number>([['png', 1]]);
    for (const name of names) wanted.set(extensionOf(name), (wanted.get(extensionOf(name)) ?? 0) + 1);
    const db = filled();
    const part = usageScan(db, { path: '/', from: {}, rows: 100, limit: 10, nowMs: Date.now() });
    const found = Object.entries(part?.extensions ?? {}).map(([extension, [files]]) => [extension, files]);
    expect(new Map(found as [string, number][])).toEqual(wanted);
    db.close();
  });

  it('[Q74] oldest first, with times that cannot be true behind all others', () => {
    const [one = ''] = roots;
    for (const [name, seconds] of [
      ['new', 1_700_000_000],
      ['old', 400_000_000],
      ['never', 0],
      ['later', 9_000_000_000],
    ] as const) {
      writeFileSync(join(one, name), 'x');
      utimesSync(join(one, name), seconds, seconds);
    }
    const db = filled();
    const part = usageScan(db, { path: '/', from: {}, rows: 100, limit: 2, nowMs: Date.now() });
    expect(part?.oldest.map(({ name }) => name)).toEqual(['old', 'new']);
    db.close();
  });

  it('[Q75] folders of a listing have the size of all that is in them, and say when that is only a part', () => {
    grow(13, 80);
    const db = filled();
    for (const path of ['/', '/a']) {
      const sizes = folderSizes(db, { path });
      const prefix = path === '/' ? '/' : `${path}/`;
      expect(sizes.length).toBeGreaterThan(0);
      for (const { name, bytes, allocated, files, partial, atMs } of sizes) {
        const real = truth(prefix + name);
        expect([name, bytes, allocated, files]).toEqual([name, real.logical, real.allocated, real.files]);
        expect(partial).toBe(false);
        expect(atMs).toBeGreaterThan(0);
      }
    }
    for (const { allocated, parts } of folderSizes(db, { path: '/' })) {
      if (parts === undefined) continue;
      expect(parts.length).toBeGreaterThan(1);
      expect(parts.reduce((sum, part) => sum + part.allocated, 0)).toBe(allocated);
    }
    db.run('UPDATE volume SET complete = 0 WHERE number = 2');
    const partly = folderSizes(db, { path: '/' }).filter(({ partial }) => partial);
    expect(partly.length).toBeGreaterThan(0);
    for (const { atMs } of partly) expect(atMs).toBeNull();
    expect(folderSizes(db, { path: '/is/not' })).toEqual([]);
    db.close();
  });

  it('[Q144] a selection amounts to what its entries do, folders with all in them, and nothing counts twice', () => {
    grow(7, 120);
    const db = filled();
    const one = (path: string): { bytes: number; allocated: number } => {
      const folder = (measure: UsageMeasure): number =>
        usageFolder(db, { path, depth: 0, top: 1, measure, kinds: false })?.root.size ?? 0;
      return { bytes: folder('logical'), allocated: folder('allocated') };
    };
    const [a, d] = [one('/a'), one('/d')];
    const both = usageSelection(db, { paths: ['/d', '/a/b', '/a', '/a/b/c', '/a'] });
    expect(both).toMatchObject({ bytes: a.bytes + d.bytes, allocated: a.allocated + d.allocated, unknown: 0 });
    expect(both.volumes.reduce((sum, { allocated }) => sum + allocated, 0)).toBe(both.allocated);
    expect(usageSelection(db, { paths: ['/', '/a'] })).toMatchObject(one('/'));
    const { root } = usageFolder(db, { path: '/d', depth: 1, top: 500, measure: 'allocated', kinds: false }) ?? {};
    const inside = (root?.children ?? []).map(({ path }) => path);
    expect(inside.length).toBeGreaterThan(3);
    expect(usageSelection(db, { paths: inside })).toMatchObject({ ...d, files: root?.files });
    expect(usageSelection(db, { paths: ['/nothing', '/a/nothing'] })).toMatchObject({ bytes: 0, unknown: 2 });
    db.close();
  });

  it('[Q145] all names of a file are told on each volume where it has several, and no other ones', () => {
    mkdirSync(join(base, 'one', 'a'));
    writeFileSync(join(base, 'one', 'a', 'first'), 'x');
    linkSync(join(base, 'one', 'a', 'first'), join(base, 'one', 'second é'));
    writeFileSync(join(base, 'one', 'other'), 'x');
    linkSync(join(base, 'one', 'other'), join(base, 'one', 'other too'));
    writeFileSync(join(base, 'two', 'second é'), 'y');
    const db = filled();
    const told = (path: string, limit = 20) => hardLinks(db, { path, limit });
    const both = [
      { volume: 'disk1', path: '/second é' },
      { volume: 'disk1', path: '/a/first' },
    ];
    expect(told('/a/first')).toEqual({ names: both, more: false });
    expect(told('/second é', 1)).toEqual({ names: both.slice(0, 1), more: true });
    expect(told('/nothing')).toEqual({ names: [], more: false });
    db.close();
  });

  it('[Q76] two levels of folders and those above 1 % are sampled; of too many the biggest, with the least told', () => {
    grow(15, 100);
    const [one = ''] = roots;
    mkdirSync(join(one, 'p/q/r/s/t'), { recursive: true });
    writeFileSync(join(one, 'p/q/r/s/big'), Buffer.alloc(8_000_000, 1));
    const db = filled();
    const sample = usageSample(db, { limit: 1_000 });
    const paths = sample.folders.map(({ path }) => path);
    expect(sample.least).toBe(0);
    expect(paths).toEqual(expect.arrayContaining(['/', '/a', '/a/b', '/d/e f', '/p/q/r/s']));
    expect(paths).not.toContain('/p/q/r/s/t');
    expect(new Set(paths).size).toBe(paths.length);
    for (const { path, allocated, bytes } of sample.folders) {
      const real = truth(path);
      expect([path, allocated, bytes]).toEqual([path, real.allocated, real.logical]);
    }
    const few = usageSample(db, { limit: 4 });
    expect(few.folders).toHaveLength(4);
    expect(few.least).toBe(few.folders[3]?.allocated);
    db.close();
  });
});

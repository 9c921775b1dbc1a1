import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SearchHit } from '../../../shared/search.ts';
import { catalogPath, openCatalogReader, openCatalogWriter, openMemoryCatalog } from './database.ts';
import type { CatalogReader } from './database.ts';
import { entryIndex } from './schema.ts';
import type { SearchVolume } from './search-copies.ts';
import { searchFacets } from './search-facets.ts';
import { asked, now, plainSearch, Tree } from './search-fixture.ts';
import { search, searchWarm } from './search.ts';
import type { SearchInput } from './search.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-search-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** All hits of a search, page by page. */
function allHits(db: CatalogReader, input: SearchInput): readonly SearchHit[] {
  const hits: SearchHit[] = [];
  for (let cursor: string | undefined; ;) {
    const page = search(db, cursor === undefined ? input : { ...input, cursor });
    expect(page.offset).toBe(hits.length);
    hits.push(...page.hits);
    if (page.cursor === null) {
      expect(page.total).toBe(hits.length);
      return hits;
    }
    ({ cursor } = page);
  }
}

const pathsOf = (hits: readonly { readonly path: string }[]): readonly string[] => hits.map(({ path }) => path);
const key = (hit: { readonly path: string }, isFolder: boolean): string => `${hit.path}${isFolder ? '/' : ''}`;

/** The answer equals what a plain look at every path finds, with copies, sizes, times and figures. */
function expectPlain(db: CatalogReader, input: SearchInput): void {
  const hits = allHits(db, input);
  const plain = plainSearch(db, input);
  const found = hits.map((hit) => ({
    key: key(hit, hit.type === 'directory'),
    size: hit.type === 'directory' ? 0 : hit.size,
    mtimeMs: hit.mtimeMs,
    volumes: hit.volumes,
    conflict: hit.conflict,
    offline: hit.offline,
  }));
  const expected = plain.map((hit) => ({
    key: key(hit, hit.isFolder),
    size: hit.isFolder ? 0 : hit.open.size,
    mtimeMs: hit.open.mtimeUs / 1000,
    volumes: hit.copies.map(({ volume }) => `disk${String(volume)}`),
    conflict: hit.conflict,
    offline: hit.offline,
  }));
  const byKey = (a: { readonly key: string }, b: { readonly key: string }): number => (a.key < b.key ? -1 : 1);
  expect(found.sort(byKey)).toEqual(expected.sort(byKey));

  const facets = searchFacets(db, input);
  const files = plain.filter(({ isFolder }) => !isFolder);
  const count = (some: readonly unknown[]): number => some.length;
  expect({ ...facets, kinds: null, years: facets.years.reduce((sum, year) => sum + year.count, 0) }).toEqual({
    count: plain.length,
    bytes: files.reduce((sum, { open }) => sum + open.size, 0),
    volumes: ['disk1', 'disk2', 'disk3']
      .map((volume) => {
        const copies = plain.flatMap((hit) =>
          hit.copies.filter((copy) => `disk${String(copy.volume)}` === volume).map(({ size }) => size),
        );
        return { volume, count: copies.length, bytes: copies.reduce((sum, size) => sum + size, 0) };
      })
      .filter((one) => one.count > 0)
      .sort((a, b) => placeOf(input.volumes, a.volume) - placeOf(input.volumes, b.volume)),
    kinds: null,
    years: plain.length,
    conflicts: count(plain.filter(({ conflict }) => conflict)),
    duplicates: count(files.filter(({ copies }) => copies.length > 1)),
    offline: count(plain.filter(({ offline }) => offline)),
  });
  expect(facets.kinds.reduce((sum, kind) => sum + kind.count, 0)).toBe(plain.length);
}

const placeOf = (volumes: readonly SearchVolume[], name: string): number =>
  volumes.length === 0 ? Number(name.slice(4)) : volumes.findIndex((volume) => volume.name === name);

const names = [
  'Beach',
  'beach.jpg',
  'BEACH.JPG',
  'be',
  'Ålesund 2026',
  'a b',
  'a-b.txt',
  'b\udcff',
  '.hidden',
  'é',
  'x.tar.gz',
];
const name = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...names) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }).filter(isName) },
);
function isName(text: string): boolean {
  return !/[/\0]/.test(text) && text !== '.' && text !== '..' && text.isWellFormed();
}
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
const act = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('file', 'folder'),
      path,
      volume: fc.integer({ min: 1, max: 3 }),
      size: fc.constantFrom(0, 1, 5_000, 20_000_000),
      days: fc.constantFrom(0, 1, 400),
      type: fc.constantFrom(1, 1, 1, 3, 4),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('remove'),
      path,
      volume: fc.integer({ min: 1, max: 3 }),
      size: fc.constant(0),
      days: fc.constant(0),
      type: fc.constant(1),
    }),
  },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

function perform(tree: Tree, { days, kind, path: at, size, type, volume }: Act): void {
  const mtimeUs = (now - days * 86_400_000) * 1000;
  if (kind === 'file') tree.file(at, volume, { size, mtimeUs, type });
  else if (kind === 'folder') tree.folder(at, volume, mtimeUs);
  else tree.remove(at, volume);
}

const term = fc.oneof(
  fc.constantFrom('be', 'b', 'beach', 'jpg', 'ålesund', 'a', '"a b"', '.', 'É', '\udcff', 'zzz'),
  fc.constantFrom(
    '*.jpg',
    'b*',
    '?e*',
    '*/be*',
    '[!b]*',
    'beach/*',
    '*é*',
    '/^B/',
    '/beach\\.JPG$/i',
    '/a.b/',
    '/^.$/',
  ),
  fc.constantFrom('/beach', 'beach/', '/beach/', 'beach/b', 'h/b', '/'),
  fc.constantFrom('type:file', 'type:folder', 'type:link,image', 'type:other', 'ext:jpg', 'ext:gz,txt', 'size:>1KB'),
  fc.constantFrom(
    'size:0',
    'date:today',
    'date:<2026',
    'volume:disk2',
    'volume:disk1,disk3',
    'in:/Beach',
    'in:/be/a b',
  ),
  fc.constantFrom('is:conflict', 'is:duplicate', 'is:offline'),
);
const query = fc
  .array(fc.tuple(fc.boolean(), term), { minLength: 1, maxLength: 3 })
  .map((terms) => terms.map(([plain, text], at) => (plain || at === 0 ? text : `-${text}`)).join(' '));
const volumes = fc.constantFrom<readonly SearchVolume[]>(
  [],
  [1, 2, 3].map((number) => ({ id: `id${String(number)}`, name: `disk${String(number)}`, online: true })),
  [3, 1].map((number) => ({ id: `id${String(number)}`, name: `disk${String(number)}`, online: number === 3 })),
  [2, 3, 1].map((number) => ({ id: `id${String(number)}`, name: `disk${String(number)}`, online: false })),
);

test('[Q54] [Q56] [Q57] a search finds exactly what a plain look at every path finds, in any tree, after any changes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(act, { maxLength: 25 }), { minLength: 1, maxLength: 3 }),
      fc.array(fc.tuple(query, volumes, fc.constantFrom('/', '/', '/Beach')), { minLength: 1, maxLength: 6 }),
      (rounds, questions) => {
        const db = openMemoryCatalog();
        try {
          const tree = new Tree(db, 3);
          for (const round of rounds) {
            for (const one of round) perform(tree, one);
            for (const [text, present, scope] of questions) {
              expectPlain(db, asked(text, { volumes: present, path: scope, limit: 7 }));
            }
          }
        } finally {
          db.close();
        }
      },
    ),
    { numRuns: process.env['CFS_TORTURE'] === '1' ? 3_000 : 60 },
  );
});

test('[Q59] another connection follows what changes, and reads anew when it missed too much', () => {
  const db = openCatalogWriter(catalogPath(folder, 'p'));
  const tree = new Tree(db, 2);
  db.transaction(() => {
    for (let number = 0; number < 500; number += 1) tree.file(`/a/file ${String(number)}`, 1);
  });
  const reader = openCatalogReader(db.path);
  if (reader === null) throw new Error('no reader');
  try {
    const total = (text: string): number => search(reader, asked(text)).total;
    // A first fill, without an index: what has come is found.
    expect(total('file')).toBe(500);
    db.transaction(() => {
      for (let number = 500; number < 600; number += 1) tree.file(`/b/file ${String(number)}`, 2);
    });
    expect(total('file')).toBe(600);
    db.sql.exec(entryIndex);
    tree.file('/a/file 7', 1, { size: 99 });
    tree.file('/a/file 7', 2, { size: 98 });
    expect(search(reader, asked('"file 7" is:conflict')).hits).toMatchObject([{ path: '/a/file 7', size: 99 }]);
    tree.remove('/b', 2);
    expect(total('file')).toBe(500);
    db.run('DELETE FROM change_log WHERE seq < (SELECT max(seq) FROM change_log)');
    tree.file('/c/new', 2);
    expect(total('new')).toBe(1);
    tree.remove('/a/file 7', 1);
    tree.remove('/a/file 8', 1);
    db.run('DELETE FROM change_log WHERE seq < (SELECT max(seq) FROM change_log)');
    expect(total('file')).toBe(499);
    db.sql.exec('DROP TABLE change_log; DROP TRIGGER log_entry_gone;');
    tree.remove('/a/file 9', 1);
    expect(total('file')).toBe(498);
    db.sql.exec(entryIndex);
    expect(total('file')).toBe(498);
    expect(search(reader, asked('"file 7" is:duplicate')).total).toBe(0);
  } finally {
    reader.close();
    db.close();
  }
});

test('[Q59] the log of changes trims itself', () => {
  const db = openMemoryCatalog();
  const tree = new Tree(db, 1);
  tree.file('/one', 1);
  db.transaction(() => {
    for (let round = 0; round < 210_000; round += 1) db.run('UPDATE entry SET size = ? WHERE id = 1', round);
  });
  const kept = Number(db.get('SELECT count(*) AS count FROM change_log')?.['count']);
  expect(kept).toBeGreaterThanOrEqual(200_000);
  expect(kept).toBeLessThan(211_000);
  db.close();
});

test('[Q62] what was read ahead in parts is what a search reads at once', () => {
  const db = openMemoryCatalog();
  const tree = new Tree(db, 2);
  db.transaction(() => {
    for (let number = 0; number < 45_000; number += 1) tree.file(`/f${String(number % 50)}/n ${String(number)}`, 1);
  });
  let parts = 1;
  while (!searchWarm(db, { budgetMs: 0 }).done) {
    parts += 1;
    // Meanwhile others write.
    tree.remove(`/f1/n ${String(parts * 50 + 1)}`, 1);
    tree.file(`/f2/n ${String(parts * 50 + 2)}`, 2, { size: 5 });
  }
  expect(parts).toBeGreaterThan(2);
  expect(search(db, asked('n')).total).toBe(45_000 - (parts - 1));
  expect(search(db, asked('is:duplicate')).total).toBe(parts - 1);
  db.close();
});

test('[Q55] better names come first, then folders, then what is newer', () => {
  const db = openMemoryCatalog();
  const tree = new Tree(db, 1);
  const day = (number: number): { mtimeUs: number } => ({ mtimeUs: number * 86_400_000_000 });
  tree.file('/old/Svalbard.txt', 1, day(1));
  tree.folder('/trips/Svalbard', 1, 2);
  tree.file('/trips/Svalbard/DSC_1.nef', 1, day(9));
  tree.file('/trips/Svalbard/DSC_2.nef', 1, day(8));
  tree.file('/b/svalbard pano.tif', 1, day(3));
  tree.file('/b/svalbard film.mov', 1, day(4));
  tree.file('/b/Old Svalbard slide.tif', 1, day(7));
  tree.file('/b/presvalbardian', 1, day(7));
  expect(pathsOf(search(db, asked('svalbard')).hits)).toEqual([
    '/trips/Svalbard',
    '/old/Svalbard.txt',
    '/b/svalbard film.mov',
    '/b/svalbard pano.tif',
    '/b/Old Svalbard slide.tif',
    '/b/presvalbardian',
    '/trips/Svalbard/DSC_1.nef',
    '/trips/Svalbard/DSC_2.nef',
  ]);
  const sorted = (sort: SearchInput['sort'], descending = false): readonly string[] =>
    search(db, asked('type:file', { sort, descending })).hits.map((hit) => hit.name);
  tree.file('/n/file10', 1, { size: 3 });
  tree.file('/n/File9', 1, { size: 2 });
  tree.file('/n/file 1', 1, { size: 1 });
  expect(search(db, asked('file', { sort: 'name' })).hits.map((hit) => hit.name)).toEqual([
    'file 1',
    'File9',
    'file10',
  ]);
  expect(sorted('size', true).slice(0, 2)).toEqual(['file10', 'File9']);
  expect(sorted('modified', true)[0]).toBe('DSC_1.nef');
  expect(sorted('folder')[0]).toBe('Old Svalbard slide.tif');
  db.close();
});

test('[Q58] pages go on from one state of a search, and each of its orders is whole', () => {
  const db = openMemoryCatalog();
  const tree = new Tree(db, 1);
  db.transaction(() => {
    for (let number = 0; number < 3_000; number += 1) {
      tree.file(`/f${String(number % 7)}/n${String(number)}.txt`, 1, { size: number % 11, mtimeUs: number % 13 });
    }
  });
  for (const sort of ['rank', 'name', 'folder', 'size', 'modified'] as const) {
    for (const descending of [false, true]) {
      const hits = allHits(db, asked('n', { sort, descending, limit: 170 }));
      expect(new Set(pathsOf(hits)).size).toBe(3_000);
      const at = (hit: SearchHit): number => (sort === 'size' ? hit.size : hit.mtimeMs);
      if (sort !== 'size' && sort !== 'modified') continue;
      for (const [index, hit] of hits.entries()) {
        const next = hits[index + 1];
        if (next !== undefined) expect((at(next) - at(hit)) * (descending ? -1 : 1)).toBeGreaterThanOrEqual(0);
      }
    }
  }
  // Something goes between two pages: what is gone is not told of, and nothing is told of twice.
  const first = search(db, asked('n', { sort: 'name', limit: 1_000 }));
  tree.remove('/f2', 1);
  const second = search(db, asked('n', { sort: 'name', limit: 2_000, cursor: first.cursor ?? '' }));
  const seen = pathsOf([...first.hits, ...second.hits]);
  expect(new Set(seen).size).toBe(seen.length);
  expect(pathsOf(second.hits).some((one) => one.startsWith('/f2/'))).toBe(false);
  expect(second.cursor).toBeNull();
  // A cursor of long ago begins at its place of the search as it is now.
  for (let other = 0; other < 8; other += 1) search(db, asked(`n${String(other)}`, { limit: 1 }));
  const late = search(db, asked('n', { sort: 'name', limit: 10, cursor: first.cursor ?? '' }));
  expect(late).toMatchObject({ offset: 1_000, total: plainSearch(db, asked('n')).length });
  db.close();
});

test('[Q60] an expression that would go back for ever is stopped, and it is said', () => {
  const db = openMemoryCatalog();
  const tree = new Tree(db, 1);
  tree.file('/aa', 1);
  tree.file(`/${'a'.repeat(60)}!`, 1);
  const page = search(db, asked('/^(a+)+$/'));
  expect(page.cut).toContain('takes longer');
  expect(page.total).toBeLessThanOrEqual(1);
  // The next one is not touched by it.
  expect(search(db, asked('/^a+$/'))).toMatchObject({ cut: null, total: 1 });
  db.close();
});

test('[Q61] names of any bytes and lengths are found, told exactly and marked', () => {
  const db = openMemoryCatalog();
  const tree = new Tree(db, 1);
  const long = 'x'.repeat(251);
  tree.file('/b\udcffyte.txt', 1);
  tree.file('/\u202egnp.exe', 1);
  tree.file(`/${long}.md`, 1);
  tree.file('/Å/Ålesund.jpg', 1);
  tree.file('/case/Readme', 1, { size: 1 });
  tree.file('/case/README', 1, { size: 2 });
  expect(search(db, asked('yte')).hits).toMatchObject([{ path: '/b\udcffyte.txt', nameHits: [[2, 5]] }]);
  expect(search(db, asked('\udcff')).hits).toMatchObject([{ path: '/b\udcffyte.txt' }]);
  expect(search(db, asked('gnp')).hits).toMatchObject([{ path: '/\u202egnp.exe', nameHits: [[1, 4]] }]);
  expect(search(db, asked(long)).hits).toMatchObject([{ name: `${long}.md`, kind: 'document' }]);
  expect(search(db, asked('alesund')).hits).toMatchObject([{ nameHits: [[0, 7]], kind: 'image' }]);
  expect(search(db, asked('a jpg')).hits).toMatchObject([{ folderHits: [[1, 2]] }]);
  // Two files, however alike their names are to a search.
  expect(search(db, asked('readme')).hits.map((hit) => [hit.name, hit.size, hit.conflict])).toEqual([
    ['Readme', 1, false],
    ['README', 2, false],
  ]);
  expect(search(db, asked('\ud800')).total).toBe(0);
  expect(search(db, asked(''))).toMatchObject({ hits: [], total: 0, cursor: null });
  db.close();
});

test('[Q54] letters that are rare, common or missing in thousands of names are found alike', () => {
  const db = openMemoryCatalog();
  const tree = new Tree(db, 1);
  const words = ['report', 'quiz', 'beach', 'Ånd', 'x', 'jazz hands', 'eee', 'a-b'];
  db.transaction(() => {
    for (let number = 0; number < 2_500; number += 1) {
      const name = `${words[(number * 7) % words.length] ?? ''}${String(number)} ${words[(number * 3) % 5] ?? ''}.txt`;
      tree.file(`/f${String(number % 90)}/${number % 500 === 3 ? 'kiwi ' : ''}${name}`, 1);
    }
  });
  for (const text of [
    'report',
    'kiwi',
    'quiz',
    'qu',
    'z',
    'e',
    'ee',
    'eeee',
    'zz h',
    'wi r',
    'and',
    '5 x',
    'txt',
    'xtx',
    '3',
  ]) {
    const [{ total }, plain] = [search(db, asked(`"${text}"`)), plainSearch(db, asked(`"${text}"`))];
    expect([text, total]).toEqual([text, plain.length]);
  }
  db.close();
});

test('[Q54] in a catalog without anything nothing is found', () => {
  const db = openMemoryCatalog();
  expect(search(db, asked('a type:file'))).toMatchObject({ hits: [], total: 0, cursor: null, problems: [] });
  expect(searchFacets(db, asked('a'))).toMatchObject({ count: 0, volumes: [], kinds: [], years: [] });
  db.close();
});

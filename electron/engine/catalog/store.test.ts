import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCatalogWriter } from './database.ts';
import type { CatalogWriter } from './database.ts';
import { indexVolumes } from './index-run.ts';
import { contentsOf, expectedOf, makeVolume, scanInto } from './store-fixture.ts';
import { openStore } from './store.ts';
import { summary } from './summary.ts';

let folder: string;
let db: CatalogWriter;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-store-'));
  db = openCatalogWriter(join(folder, 'catalog.db'));
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

test('[Q3] a first scan of several volumes gives what a plain fill gives', () => {
  const members = ['one', 'two'].map((id) => makeVolume(join(folder, id), id));
  for (const [index, { root }] of members.entries()) {
    for (const path of ['a/b', 'a/c', `only${index}`, 'z']) mkdirSync(join(root, path), { recursive: true });
    for (let file = 0; file < 50; file += 1)
      writeFileSync(join(root, 'a', 'b', `file${file}`), 'x'.repeat(file * (index + 1)));
    writeFileSync(join(root, 'top'), 'top');
  }
  const store = openStore(db);
  for (const member of members) scanInto(store, member);
  expect(store.isFilling).toBe(true);
  store.finishFill();
  expect(contentsOf(db)).toEqual(expectedOf(members));
});

/** As bytes: what is no UTF-8, what other systems refuse, what terminals and shells take for something else. */
const oddNames = [
  ...[
    'caf\xe9 \xff\xfe',
    '\xed\xa0\x80',
    '\xc3',
    '\xc0\xaf',
    '\xff'.repeat(255),
    'n'.repeat(255),
    '\x80',
    '\xf5\x80\x80\x80',
  ],
  ...['two\nlines', 'a\rb\tc', '-rf', '--', 'dot.', 'space ', ' space', ' ', '...', '.hidden', 'a\\b', `'"\`$(id)\``],
  ...[
    '*?[a]{b}',
    '~',
    '\x01\x1b[2J\x7f',
    'con.txt',
    'C:',
    'README',
    'readme',
    '.cfs2',
    '.cfs-other',
    '%00',
    '\xc3\xa9',
    'e\xcc\x81',
  ],
];

test('[Q2] names of every kind are in the catalog byte by byte, as files and as folders, and are found again', () => {
  const member = makeVolume(join(folder, 'disk'), 'disk');
  const path = (...names: readonly string[]): Buffer =>
    Buffer.from([Buffer.from(member.root).toString('latin1'), ...names].join('/'), 'latin1');
  mkdirSync(path('files'));
  for (const name of oddNames) {
    writeFileSync(path('files', name), name);
    mkdirSync(path(name));
    writeFileSync(path(name, name), name);
  }
  const store = openStore(db);
  scanInto(store, member);
  store.finishFill();
  expect(contentsOf(db)).toEqual(expectedOf([member]));
  for (const name of oddNames) {
    const bytes = Buffer.from(name, 'latin1');
    const found = db.all(
      'SELECT f.path FROM entry e JOIN folder f ON f.id = e.folder WHERE e.name = ? ORDER BY f.path',
      bytes,
    );
    const paths = found.map((row) => Buffer.from(row['path'] as Uint8Array).toString('latin1'));
    expect(paths.sort()).toEqual([`/${name}`, '/files'].sort());
  }
  expect(scanInto(store, member, { what: 'all' })).toMatchObject({ folders: oddNames.length + 2, problems: 0 });
  expect(contentsOf(db)).toEqual(expectedOf([member]));
  expect(oddNames).toHaveLength(32);
});

test('[Q6] a volume that goes while it is read is told in words, and what was known of it stays', async () => {
  const members = ['one', 'two'].map((id) => makeVolume(join(folder, id), id));
  for (const { root } of members) {
    mkdirSync(join(root, 'a'));
    writeFileSync(join(root, 'a', 'file'), 'x');
  }
  const store = openStore(db);
  const index = (): ReturnType<typeof indexVolumes> =>
    indexVolumes(
      store,
      members.map((member) => ({ ...member, device: member.id })),
      { what: 'all' },
    );
  expect((await index()).map(({ volume, problem, folders }) => [volume, problem, folders])).toEqual([
    ['one', null, 2],
    ['two', null, 2],
  ]);
  const before = contentsOf(db);
  rmSync(join(folder, 'two', '.cfs'), { recursive: true });
  rmSync(join(folder, 'two', 'a'), { recursive: true });
  expect((await index()).map(({ volume, problem, removed }) => [volume, problem, removed])).toEqual([
    ['one', null, 0],
    ['two', 'the volume is not there', 0],
  ]);
  expect(contentsOf(db)).toEqual(before);
  const { volumes } = summary(db);
  expect(volumes.map(({ name, complete, problem }) => [name, complete, problem])).toEqual([
    ['one', true, null],
    ['two', true, 'the volume is not there'],
  ]);
});

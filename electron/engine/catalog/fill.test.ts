import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import { catalogPath, openCatalogReader, openCatalogWriter, openMemoryCatalog } from './database.ts';
import { fillFrom } from './fill.ts';
import { answer } from './readers.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-fill-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('[Q1] the file is closed to others, is made anew when it is of another version, and is null to readers then', () => {
  const path = catalogPath(folder, 'pool-1');
  expect(openCatalogReader(path)).toBeNull();
  const first = openCatalogWriter(path);
  first.run("INSERT INTO volume (number, id, name) VALUES (1, 'a', 'disk1')");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const reader = openCatalogReader(path);
  expect(reader?.all('SELECT name FROM volume')).toEqual([{ name: 'disk1' }]);
  reader?.close();
  first.close();
  const other = new DatabaseSync(path);
  other.exec('PRAGMA user_version = 99');
  other.close();
  expect(openCatalogReader(path)).toBeNull();
  const again = openCatalogWriter(path);
  expect(again.all('SELECT * FROM volume')).toEqual([]);
  again.close();
});

test('[Q2] a fill finds every copy, folder and sum of real folders', () => {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  mkdirSync(join(one, 'a', 'deep'), { recursive: true });
  mkdirSync(join(two, 'a'), { recursive: true });
  mkdirSync(join(one, '.cfs'));
  mkdirSync(join(one, 'lost+found'));
  writeFileSync(join(one, '.cfs', 'volume.json'), '{}');
  writeFileSync(join(one, 'a', '.cfs-part-x'), 'part');
  writeFileSync(join(one, 'a', 'both'), 'older');
  writeFileSync(join(two, 'a', 'both'), 'the newer one');
  utimesSync(join(one, 'a', 'both'), 1000, 1000);
  utimesSync(join(two, 'a', 'both'), 2000, 2000.5);
  writeFileSync(join(one, 'a', 'deep', 'linked'), Buffer.alloc(8192, 1));
  linkSync(join(one, 'a', 'deep', 'linked'), join(one, 'a', 'again'));
  symlinkSync('/nowhere', join(one, 'link'));
  writeFileSync(join(two, 'sparse'), '');
  truncateSync(join(two, 'sparse'), 1_000_000);
  writeFileSync(Buffer.concat([Buffer.from(`${two}/`), Buffer.from([0x66, 0xff])]), 'x');

  const db = openMemoryCatalog();
  fillFrom(db, [
    { id: 'id1', name: 'disk1', root: one },
    { id: 'id2', name: 'disk2', root: two },
  ]);
  const entries = db.all(`
    SELECT f.path, e.name, e.volume, e.type, e.size, e.links, e.inode > 0 AS linked FROM entry e
    JOIN folder f ON f.id = e.folder ORDER BY f.path, e.name, e.volume`);
  const text = (bytes: unknown): string => nameFromBytes(bytes as Uint8Array);
  expect(
    entries.map((row) => [
      text(row['path']),
      text(row['name']),
      row['volume'],
      row['type'],
      row['size'],
      row['links'],
      row['linked'],
    ]),
  ).toEqual([
    ['/', 'f\udcff', 2, 1, 1, 1, 0],
    ['/', 'link', 1, 3, 8, 1, 0],
    ['/', 'sparse', 2, 1, 1_000_000, 1, 0],
    ['/a', 'again', 1, 1, 8192, 2, 1],
    ['/a', 'both', 1, 1, 5, 1, 0],
    ['/a', 'both', 2, 1, 13, 1, 0],
    ['/a/deep', 'linked', 1, 1, 8192, 2, 1],
  ]);
  const { volumes, folders } = answer(db, 'summary', {});
  expect(folders).toBe(2);
  expect(volumes.map(({ name, entries, folders, bytes }) => [name, entries, folders, bytes])).toEqual([
    ['disk1', 4, 2, 8 + 2 * 8192 + 5],
    ['disk2', 3, 1, 1 + 1_000_000 + 13],
  ]);
  const a = db.get('SELECT * FROM folder WHERE path = ?', nameToBytes('/a'));
  // The newer copy counts; the older one is the further copy.
  expect([a?.['more_bytes'], a?.['all_more_bytes']]).toEqual([5, 5]);
  expect(db.get('SELECT more_bytes, all_more_bytes FROM folder WHERE id = 1')).toEqual({
    more_bytes: 0,
    all_more_bytes: 5,
  });
  expect(db.get('SELECT newest_us FROM held WHERE folder = ? AND volume = 2', a?.['id'] ?? 0)).toEqual({
    newest_us: 2_000_500_000,
  });
});

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openMemoryCatalog } from './database.ts';
import { fillFrom } from './fill.ts';
import { answer } from './readers.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-differing-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text: string, time: number): void {
  const real = join(folder, path);
  mkdirSync(dirname(real), { recursive: true });
  writeFileSync(real, text);
  utimesSync(real, time, time);
}

test('[Q90] the catalog names every path whose copies may differ, and no other', () => {
  for (const disk of ['one', 'two']) {
    put(`${disk}/same`, 'same', 1000);
    put(`${disk}/deep/size`, disk === 'one' ? 'short' : 'longer', 1000);
    put(`${disk}/deep/time`, 'time', disk === 'one' ? 1000 : 2000);
    symlinkSync(disk, join(folder, disk, 'link'));
  }
  put('one/only', 'only', 1000);
  put('one/type', 'a file', 1000);
  put('two/type/inside', 'x', 1000);
  const db = openMemoryCatalog();
  fillFrom(
    db,
    ['one', 'two'].map((name) => ({ id: name, name, root: join(folder, name) })),
  );
  const { paths, more } = answer(db, 'differing', { most: 100 });
  expect([[...paths].sort(), more]).toEqual([['/deep/size', '/deep/time', '/link', '/type'], false]);
  expect(answer(db, 'differing', { most: 2 })).toMatchObject({ paths: { length: 2 }, more: true });
  db.close();
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCatalogWriter } from './database.ts';
import type { CatalogWriter } from './database.ts';
import { contentsOf, expectedOf, makeVolume, scanInto } from './store-fixture.ts';
import { openStore } from './store.ts';

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

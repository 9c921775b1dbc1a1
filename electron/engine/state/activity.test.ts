import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openActivity } from './activity.ts';
import type { KeptActivity } from './activity.ts';

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'cfs-activity-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

const one = (id: number, notes: readonly string[] = []): KeptActivity => ({
  ...{
    id: `j${String(id).padStart(5, '0')}`,
    kind: 'put',
    title: 'Copying',
    state: 'done',
    by: 'window',
    startedMs: 0,
  },
  ...{ endedMs: 1000 + id, files: 1, bytes: 1, skipped: 0, failed: 0, verified: { device: 1, cached: 0 } },
  ...{ perVolume: {}, planId: null, actId: null, filesTotal: 1, left: [], errors: [], notes },
  speeds: { stepMs: 250, bytes: [1], activeMs: 100 },
});

it('[B385] keeps so many receipts and so many bytes of each pool, the newest ones, and always the last', () => {
  const store = openActivity(home, 100_000);
  for (let i = 0; i < 2_010; i += 1) store.add('p', one(i));
  store.add('other', one(9_999));
  const ids = store.list('p', { limit: 5_000 }).map(({ id }) => id);
  expect([ids.length, ids[0], ids.at(-1)]).toEqual([2_000, 'j02009', 'j00010']);
  for (let i = 3_000; i < 3_004; i += 1) store.add('p', one(i, ['x'.repeat(40_000)]));
  expect(store.list('p', { limit: 5_000 }).map(({ id }) => id)).toEqual(['j03003', 'j03002']);
  store.add('p', one(3_005, ['x'.repeat(400_000)]));
  expect(store.list('p', { limit: 5_000 }).map(({ id }) => id)).toEqual(['j03005']);
  expect(store.list('other', { limit: 5 })).toHaveLength(1);
  store.close();
});

it('[T180] a file of the version before is taken over, and what can be tried again is given to one', () => {
  const before = openActivity(home);
  before.add('p', one(1));
  before.close();
  const db = new DatabaseSync(join(home, 'activity.db'));
  db.exec('ALTER TABLE activity DROP COLUMN again; PRAGMA user_version = 2;');
  db.close();
  const store = openActivity(home);
  store.add('p', one(2), 'how');
  const offers = () => store.list('p', { limit: 9 }).map(({ id, retry }) => [id, retry]);
  expect(offers()).toEqual([
    ['j00002', 'offered'],
    ['j00001', null],
  ]);
  expect(['j00001', 'j00002', 'none'].map((id) => store.offeredIn(id))).toEqual([null, 'p', null]);
  expect([store.takeAgain('j00001'), store.takeAgain('none')]).toEqual([null, null]);
  expect(store.takeAgain('j00002')).toEqual({ pool: 'p', title: 'Copying', again: 'how' });
  expect(store.takeAgain('j00002')).toMatchObject({ again: '' });
  expect(store.offeredIn('j00002')).toBeNull();
  expect(store.get('p', 'j00002')?.retry).toBe('taken');
  store.giveAgain('j00002', 'how');
  expect(offers()[0]).toEqual(['j00002', 'offered']);
  store.close();
});

it('[B385] a damaged file is set aside, and receipts begin anew', () => {
  writeFileSync(join(home, 'activity.db'), 'no database at all '.repeat(100));
  const store = openActivity(home);
  store.add('p', one(1));
  expect(store.get('p', 'j00001')?.notes).toEqual([]);
  store.close();
});

/** Damages what a store wrote; its first page, by which it is known as a database, stays. */
function damage(): void {
  const store = openActivity(home);
  for (let i = 0; i < 500; i += 1) store.add('p', one(i, ['x'.repeat(200)]));
  store.close();
  const path = join(home, 'activity.db');
  const bytes = readFileSync(path);
  bytes.fill(0xa5, 4096);
  writeFileSync(path, bytes);
}
const hasDamaged = (): boolean => readdirSync(home).some((name) => name.includes('.damaged-'));

it('[B385] damage that shows only when it is read is set aside too: nothing is listed, and receipts begin anew', () => {
  damage();
  const again = openActivity(home);
  expect(again.list('p', { limit: 10 })).toEqual([]);
  expect(hasDamaged()).toBe(true);
  again.add('p', one(1));
  expect(again.list('p', { limit: 10 })).toHaveLength(1);
  again.close();
});

it('[B385] damage that shows only when it is written costs what was there, not what is added', () => {
  damage();
  const again = openActivity(home);
  again.add('p', one(1));
  expect(hasDamaged()).toBe(true);
  expect(again.list('p', { limit: 10 }).map(({ id }) => id)).toEqual(['j00001']);
  again.close();
});

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { at, ended, makePool, treeOf, write } from '../history/tree-fixture.ts';
import { restoredName } from './restore.ts';

let base = '';
let engine: Engine;
let pool: Pool;

const tree = () => treeOf(join(base, 'disk1'), join(base, 'disk2'));
const onDisk = (path: string): string =>
  ['disk1', 'disk2'].map((disk) => join(base, disk, path)).find((real) => existsSync(real)) ?? '';
const trash = (...paths: string[]) => ended(pool.trash(paths.map(at)));
/** Id of what was removed last from this path. */
async function idOf(path: string): Promise<string> {
  return (await pool.listTrash()).find((entry) => entry.path === path)?.id ?? '';
}
const paths = async () => (await pool.listTrash()).map((entry) => entry.path).sort();

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-restore-'));
  engine = await openEngine({ home: join(base, 'home') });
  pool = await makePool(engine, base);
});
afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

describe('the trash', () => {
  it('[T140] lists path, time, volume and size; a folder is one thing, on whatever volumes its files are', async () => {
    await write(pool, '/f/a', 'aaa');
    await write(pool, '/f/b', 'bbb');
    await write(pool, '/x', 'four');
    await trash('/f');
    await trash('/x');
    const [second, first] = await pool.listTrash();
    expect(first).toMatchObject({ path: '/f', type: 'directory', volume: 'disk1, disk2' });
    expect(second).toMatchObject({ path: '/x', type: 'file', size: 4 });
    expect(second?.deletedMs).toBeGreaterThan(Date.now() - 60_000);
  });

  it('[T140] gives back to the old place, with bytes and times; parents that are gone are made again', async () => {
    await write(pool, '/deep/er/a', 'aaa');
    const { mtimeMs } = statSync(onDisk('deep/er/a'));
    const before = tree();
    await trash('/deep/er/a');
    await trash('/deep');
    await ended(pool.restoreTrash([await idOf('/deep/er/a')]));
    expect(tree()).toEqual(before);
    expect(statSync(onDisk('deep/er/a')).mtimeMs).toBe(mtimeMs);
    expect(await paths()).toEqual(['/deep']);
  });

  it('[T141] never takes what is there by now away: "fail" says so, "skip" leaves it, the other things come back', async () => {
    await write(pool, '/a', 'old');
    await write(pool, '/b', 'bbb');
    await write(pool, '/f/in', 'in');
    await trash('/a', '/b', '/f');
    await write(pool, '/a', 'newer');
    await pool.makeDirectory(at('/f'));
    const ids = (await pool.listTrash()).map(({ id }) => id);
    const job = await ended(pool.restoreTrash([...ids, 'never-was']), 'failed');
    expect(job.errors.map(({ path, error }) => [path, error.code]).sort()).toEqual([
      ['/', 'not-found'],
      ['/a', 'exists'],
      ['/f', 'exists'],
    ]);
    expect(tree()).toEqual({ '/a': 'newer', '/b': 'bbb', '/f/': '' });
    const skipped = await ended(pool.restoreTrash([await idOf('/a')], { onConflict: 'skip' }));
    expect(skipped.filesSkipped).toBe(1);
    expect(await paths()).toEqual(['/a', '/f']);
  });

  it('[T142] keep-both restores beside it; replace, newer and different send what is there to the trash', async () => {
    const both = async (policy: 'keep-both' | 'replace' | 'newer' | 'different'): Promise<void> => {
      await ended(pool.restoreTrash([await idOf('/a.txt')], { onConflict: policy }));
    };
    await write(pool, '/a.txt', 'one');
    await trash('/a.txt');
    await write(pool, '/a.txt', 'two');
    await both('keep-both');
    expect(tree()).toEqual({ '/a (restored).txt': 'one', '/a.txt': 'two' });

    await trash('/a.txt');
    await write(pool, '/a.txt', 'three');
    await both('replace');
    expect(tree()).toMatchObject({ '/a.txt': 'two' });
    expect(await paths()).toEqual(['/a.txt']);

    // "three" is in the trash and newer than what is there.
    utimesSync(onDisk('a.txt'), 1, 1);
    await both('newer');
    expect(tree()).toMatchObject({ '/a.txt': 'three' });
    await both('newer');
    expect(tree()).toMatchObject({ '/a.txt': 'three' });
    await both('different');
    expect(tree()).toMatchObject({ '/a.txt': 'two' });
    expect(restoredName('b', 2, false)).toBe('b (restored 2)');
    expect(restoredName('folder.d', 1, true)).toBe('folder.d (restored)');
  });

  it('[T142] "different" compares contents: size and time neither make a file the same nor another one', async () => {
    const times = (path: string, seconds: number): void => utimesSync(onDisk(path), seconds, seconds);
    await write(pool, '/same', 'equal');
    await write(pool, '/other', 'one');
    for (const path of ['same', 'other']) times(path, 1);
    await trash('/same', '/other');
    await write(pool, '/same', 'equal');
    await write(pool, '/other', 'two');
    times('same', 2);
    times('other', 1);
    const ids = [await idOf('/same'), await idOf('/other')];
    const job = await ended(pool.restoreTrash(ids, { onConflict: 'different' }));
    expect(job.errors).toEqual([]);
    expect(tree()).toEqual({ '/other': 'one', '/same': 'equal' });
    expect(statSync(onDisk('same')).mtimeMs).toBe(2_000);
    expect((await pool.listTrash()).map(({ id, path }) => [path, ids.includes(id)]).sort()).toEqual([
      ['/other', false],
      ['/same', true],
    ]);
  });

  it('[T142] folders merge; what cannot take its place stays beside, and nothing is lost', async () => {
    await write(pool, '/f/same', 'old');
    await write(pool, '/f/only', 'only');
    await trash('/f');
    await write(pool, '/f/same', 'new');
    const job = await ended(pool.restoreTrash([await idOf('/f')], { onConflict: 'skip' }));
    expect(tree()).toEqual({
      '/f (restored)/': '',
      '/f (restored)/same': 'old',
      '/f/': '',
      '/f/only': 'only',
      '/f/same': 'new',
    });
    expect(job.notes.join()).toContain('/f (restored)');
    await ended(pool.undo());
    expect(tree()).toEqual({ '/f/': '', '/f/same': 'new' });
    await ended(pool.restoreTrash([await idOf('/f')], { onConflict: 'replace' }));
    expect(tree()).toEqual({ '/f/': '', '/f/only': 'only', '/f/same': 'old' });
  });

  it('[T142] a file never takes the place of a folder, nor a folder that of a file', async () => {
    await write(pool, '/a', 'file');
    await trash('/a');
    await write(pool, '/a/in', 'folder');
    const job = await ended(pool.restoreTrash([await idOf('/a')], { onConflict: 'replace' }), 'failed');
    expect(job.errors).toMatchObject([{ path: '/a', error: { code: 'exists' } }]);
    expect(tree()).toEqual({ '/a/': '', '/a/in': 'folder' });
  });

  it('[T143] is emptied of what is named, of what is old, or of all; with that only', async () => {
    for (const name of ['a', 'b', 'c']) await write(pool, `/${name}`, name);
    await write(pool, '/kept', 'kept');
    await trash('/a');
    await trash('/b');
    await trash('/c');
    const one = await pool.emptyTrash({ ids: [await idOf('/b')] });
    expect((await one?.ended)?.filesDone).toBe(1);
    expect(await paths()).toEqual(['/a', '/c']);
    expect(await pool.emptyTrash({ olderThanMs: 3_600_000 })).toBe(null);
    expect(await paths()).toEqual(['/a', '/c']);
    await (
      await pool.emptyTrash()
    )?.ended;
    expect(await paths()).toEqual([]);
    expect(await pool.emptyTrash()).toBe(null);
    expect(tree()).toEqual({ '/kept': 'kept' });
    // What was deleted for ever cannot come back: said, and off the list.
    const job = await ended(pool.undo(), 'failed');
    expect(job.errors).toMatchObject([{ path: '/c', error: { code: 'not-found' } }]);
  });

  it('[T143] on a read-only volume is left alone, and says so', async () => {
    await write(pool, '/a', 'a');
    await trash('/a');
    for (const name of ['disk1', 'disk2']) await pool.setVolume(name, { mode: 'read-only' });
    for (const start of [pool.restoreTrash([await idOf('/a')]), pool.emptyTrash()]) {
      const job = await (await start)?.ended;
      expect(job?.errors).toMatchObject([{ error: { code: 'read-only' } }]);
    }
    expect(await paths()).toEqual(['/a']);
  });

  it('[T144] is emptied by age when the pool says so, and never unasked', async () => {
    await write(pool, '/old', 'old');
    await write(pool, '/young', 'young');
    await trash('/old');
    await trash('/young');
    const id = await idOf('/old');
    for (const disk of ['disk1', 'disk2']) {
      const info = join(base, disk, '.cfs/trash', id, 'info.json');
      if (!existsSync(info)) continue;
      const told = JSON.parse(readFileSync(info, 'utf8')) as { deletedMs: number };
      writeFileSync(info, JSON.stringify({ ...told, deletedMs: Date.now() - 40 * 86_400_000 }));
    }
    const reopened = async (): Promise<readonly string[]> => {
      await engine.close();
      engine = await openEngine({ home: join(base, 'home') });
      pool = await engine.pool('home');
      return paths();
    };
    expect(await reopened()).toEqual(['/old', '/young']);
    expect((await pool.info()).trashDays).toBe(null);
    expect(await pool.set({ trashDays: 30 })).toMatchObject({ trashDays: 30 });
    await reopened();
    await expect.poll(paths, { timeout: 10_000 }).toEqual(['/young']);
    expect((await pool.set({ trashDays: null })).trashDays).toBe(null);
  });
});

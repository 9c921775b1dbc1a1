import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { mostSteps, openRecorder } from './recorder.ts';
import { at, ended, makePool, treeOf, write } from './tree-fixture.ts';

let base = '';
let engine: Engine;
let pool: Pool;

const disks = (): readonly string[] => [join(base, 'disk1'), join(base, 'disk2')];
const tree = () => treeOf(...disks());
const names = (): readonly string[] => Object.keys(tree());
const onDisk = (path: string): string =>
  disks()
    .map((root) => join(root, path))
    .find(existsSync) ?? '';
const undo = () => ended(pool.undo());
const redo = () => ended(pool.redo());
const titles = async () => (await pool.history()).undo.map(({ title }) => title);
const local = (path: string, text: string): string => {
  mkdirSync(join(base, 'src', path, '..'), { recursive: true });
  writeFileSync(join(base, 'src', path), text);
  return join(base, 'src', path);
};

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-history-'));
  engine = await openEngine({ home: join(base, 'home') });
  pool = await makePool(engine, base);
});
afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

describe('the list of acts', () => {
  it('[T130] has each act with what it is called, newest first; a new one clears what was undone', async () => {
    await pool.makeDirectory(at('/photos'));
    await write(pool, '/a.txt', 'a');
    await write(pool, '/b.txt', 'b');
    await pool.rename(at('/a.txt'), 'c.txt');
    await ended(pool.move([at('/b.txt'), at('/c.txt')], at('/photos')));
    await ended(pool.trash([at('/photos/b.txt')]));
    expect(await titles()).toEqual([
      'Move "b.txt" to the trash',
      'Move 2 items to /photos',
      'Rename "a.txt" to "c.txt"',
      'Write "b.txt"',
      'Write "a.txt"',
      'New folder "photos"',
    ]);
    await undo();
    expect((await pool.history()).redo).toMatchObject([{ title: 'Move "b.txt" to the trash', items: 1 }]);
    await pool.makeDirectory(at('/more'));
    expect((await pool.history()).redo).toEqual([]);
    expect(await pool.redo().catch((thrown: unknown) => thrown)).toMatchObject({ code: 'not-found' });
  });

  it('[T130] records what was done by a job that failed, and nothing when nothing was done', async () => {
    await write(pool, '/a', 'a');
    await pool.makeDirectory(at('/to'));
    await ended(pool.move([at('/a'), at('/missing')], at('/to')), 'failed');
    expect((await pool.history()).undo[0]).toMatchObject({ title: 'Move 2 items to /to', items: 1 });
    await ended(pool.move([at('/missing')], at('/to')), 'failed');
    expect((await pool.history()).undo[0]).toMatchObject({ title: 'Move 2 items to /to' });
    await undo();
    expect(names()).toEqual(['/a', '/to/']);
  });

  it('[T130] remembers of an act that is too large only that it was done', async () => {
    const told: (readonly unknown[] | null)[] = [];
    const recorder = openRecorder(
      (steps) => Promise.resolve(void told.push(steps)),
      () => Promise.resolve([]),
    );
    for (let i = 0; i <= mostSteps; i += 1) recorder.madeFolder(at('/a'));
    await recorder.end();
    expect(told).toEqual([null]);
  });

  it('[T130] outlives the process, is shared by several, and tells of every change', async () => {
    const told: (string | null)[] = [];
    engine.on('historyChanged', ({ undo: next }) => void told.push(next?.title ?? null));
    await write(pool, '/a', 'a');
    const other = await openEngine({ home: join(base, 'home') });
    try {
      await ended((await other.pool('home')).undo());
    } finally {
      await other.close();
    }
    expect(names()).toEqual([]);
    expect(told[0]).toBe('Write "a"');
    await expect.poll(() => told.at(-1), { timeout: 10_000 }).toBe(null);
    await redo();
    expect(tree()).toEqual({ '/a': 'a' });
  });
});

describe('undo and redo', () => {
  it('[T131] give names back, folders too, and the parents that a move made', async () => {
    await write(pool, '/x/a', 'a');
    await write(pool, '/x/b', 'b');
    const before = tree();
    await ended(pool.move([at('/x')], at('/deep/er/y'), { destination: 'as' }));
    const after = tree();
    expect(Object.keys(after)).toEqual(['/deep/', '/deep/er/', '/deep/er/y/', '/deep/er/y/a', '/deep/er/y/b']);
    await undo();
    expect(tree()).toEqual(before);
    await redo();
    expect(tree()).toEqual(after);
  });

  it('[T131] take a merge of folders apart again, with the mode and times of the folder that it removed', async () => {
    await write(pool, '/from/x/a', 'a');
    await write(pool, '/to/x/b', 'b');
    chmodSync(onDisk('from/x'), 0o750);
    const { mtimeMs } = statSync(onDisk('from/x'));
    const before = tree();
    await ended(pool.move([at('/from/x')], at('/to')));
    expect(names()).toEqual(['/from/', '/to/', '/to/x/', '/to/x/a', '/to/x/b']);
    await undo();
    expect(tree()).toEqual(before);
    expect(statSync(onDisk('from/x')).mode & 0o777).toBe(0o750);
    expect(statSync(onDisk('from/x')).mtimeMs).toBeCloseTo(mtimeMs, 1);
  });

  it('[T131] put a file that a move replaced back, and the moved one over it again', async () => {
    await write(pool, '/a', 'new');
    await write(pool, '/to/a', 'old');
    await ended(pool.move([at('/a')], at('/to'), { onConflict: 'replace' }));
    expect(tree()).toEqual({ '/to/': '', '/to/a': 'new' });
    for (let times = 0; times < 2; times += 1) {
      await undo();
      expect(tree()).toEqual({ '/a': 'new', '/to/': '', '/to/a': 'old' });
      await redo();
      expect(tree()).toEqual({ '/to/': '', '/to/a': 'new' });
    }
  });

  it('[T132] a put is taken back to the trash, its folder as one thing, and comes again', async () => {
    for (let i = 0; i < 6; i += 1) local(`tree/sub/f${String(i)}`, `content ${String(i)}`);
    await ended(pool.put([join(base, 'src/tree')], at('/')));
    const after = tree();
    const job = await undo();
    expect(tree()).toEqual({});
    expect(job.filesDone).toBe(1);
    expect(await pool.listTrash()).toMatchObject([{ path: '/tree', type: 'directory' }]);
    await redo();
    expect(tree()).toEqual(after);
    expect(await pool.listTrash()).toEqual([]);
    await undo();
    expect(tree()).toEqual({});
  });

  it('[T132] what came into a copied folder since, or was changed there, stays; the rest is taken back', async () => {
    for (const name of ['one', 'two', 'three']) local(`tree/${name}`, name);
    await ended(pool.put([join(base, 'src/tree')], at('/')));
    writeFileSync(onDisk('tree/two'), 'edited');
    await write(pool, '/tree/mine', 'mine');
    await ended(pool.trash([at('/tree/mine')]));
    await undo();
    await undo();
    // "mine" was written, trashed, and both were undone: now somebody else's file is there.
    writeFileSync(join(onDisk('tree/two'), '..', 'theirs'), 'theirs');
    const job = await ended(pool.undo(), 'failed');
    expect(tree()).toEqual({ '/tree/': '', '/tree/theirs': 'theirs', '/tree/two': 'edited' });
    expect(job.errors.map(({ path, error }) => [path, error.code])).toEqual([
      ['/tree/two', 'changed'],
      ['/tree', 'not-empty'],
    ]);
    await redo();
    expect(tree()).toEqual({
      '/tree/': '',
      '/tree/one': 'one',
      '/tree/theirs': 'theirs',
      '/tree/three': 'three',
      '/tree/two': 'edited',
    });
  });

  it('[T132] copies inside the pool and uploads go to the trash, never away', async () => {
    await write(pool, '/a', 'a');
    await ended(pool.copy([at('/a')], at('/b'), { destination: 'as' }));
    const receiver = await pool.receive(at('/up'), { files: 1, bytes: 1 });
    await receiver.file(at('/up/c'), [Buffer.from('c')], { size: 1 });
    receiver.finish();
    await receiver.ended;
    const after = tree();
    await undo();
    await undo();
    expect(tree()).toEqual({ '/a': 'a' });
    expect((await pool.listTrash()).map(({ path }) => path).sort()).toEqual(['/b', '/up']);
    await redo();
    await redo();
    expect(tree()).toEqual(after);
  });

  it('[T132] empty files and links go to the trash too', async () => {
    await write(pool, '/a', 'a');
    await pool.touch(at('/empty'));
    await pool.symlink(at('/soft'), 'a');
    await pool.link(at('/a'), at('/hard'));
    const after = tree();
    for (let times = 0; times < 3; times += 1) await undo();
    expect(tree()).toEqual({ '/a': 'a' });
    for (let times = 0; times < 3; times += 1) await redo();
    expect(tree()).toEqual(after);
  });

  it('[T133] of a replaced file bring the old version back, and the new one again', async () => {
    await ended(pool.put([local('a', 'first')], at('/')));
    await ended(pool.put([local('a', 'the second')], at('/'), { onConflict: 'replace' }));
    for (let times = 0; times < 2; times += 1) {
      await undo();
      expect(tree()).toEqual({ '/a': 'first' });
      await redo();
      expect(tree()).toEqual({ '/a': 'the second' });
    }
    expect(await pool.listTrash()).toHaveLength(1);
  });

  it('[T134] restore what was trashed, whole folders and parents that are gone too; new folders go while empty', async () => {
    await write(pool, '/x/y/a', 'a');
    const before = tree();
    await ended(pool.trash([at('/x/y')]));
    await pool.removeDirectory(at('/x'));
    await undo();
    await undo();
    expect(tree()).toEqual(before);
    await redo();
    await redo();
    expect(tree()).toEqual({});
    await pool.makeDirectory(at('/new'));
    writeFileSync(join(onDisk('new'), 'theirs'), 'theirs');
    const job = await ended(pool.undo(), 'failed');
    expect(job.errors).toMatchObject([{ path: '/new', error: { code: 'not-empty' } }]);
    expect(names()).toEqual(['/new/', '/new/theirs']);
  });

  it('[T135] leave what was changed since and say so; the other things of the act are taken back', async () => {
    for (const name of ['a', 'b', 'c']) await write(pool, `/${name}`, name);
    await pool.makeDirectory(at('/to'));
    await ended(pool.move([at('/a'), at('/b'), at('/c')], at('/to')));
    writeFileSync(onDisk('to/b'), 'changed');
    rmSync(onDisk('to/c'));
    const job = await ended(pool.undo(), 'failed');
    expect(job.errors.map(({ path, error }) => [path, error.code])).toEqual([
      ['/to/c', 'not-found'],
      ['/to/b', 'changed'],
    ]);
    expect(tree()).toEqual({ '/a': 'a', '/to/': '', '/to/b': 'changed' });
  });

  it('[T135] never take the place of what is there by now', async () => {
    await write(pool, '/a', 'a');
    await ended(pool.trash([at('/a')]));
    writeFileSync(join(base, 'disk2', 'a'), 'another');
    const job = await ended(pool.undo(), 'failed');
    expect(job.errors).toMatchObject([{ error: { code: 'exists' } }]);
    expect(tree()).toEqual({ '/a': 'another' });
    expect(await pool.listTrash()).toHaveLength(1);
  });

  it('[T136] an act that can never be taken back leaves the list; one that may be later stays', async () => {
    await write(pool, '/a', 'a');
    await write(pool, '/b', 'b');
    rmSync(onDisk('b'));
    await ended(pool.undo(), 'failed');
    expect(await titles()).toEqual(['Write "a"']);
    for (const name of ['disk1', 'disk2']) await pool.setVolume(name, { mode: 'read-only' });
    const job = await ended(pool.undo(), 'failed');
    expect(job.errors).toMatchObject([{ error: { code: 'read-only' } }]);
    expect(await titles()).toEqual(['Write "a"']);
    for (const name of ['disk1', 'disk2']) await pool.setVolume(name, { mode: 'read-write' });
    await undo();
    expect(tree()).toEqual({});
  });

  it('[T136] what lies on a volume that is away is undone when it is back', async () => {
    await write(pool, '/a', 'a');
    await pool.rename(at('/a'), 'b');
    await ended(pool.trash([at('/b')]));
    const disk = join(base, (await pool.listTrash())[0]?.volume ?? '');
    /** Takes the volume away, tries to undo while it is, and brings it back. */
    const tryWithout = async (): Promise<void> => {
      const all = async () => (await pool.info()).volumes.every(({ state }) => state === 'online');
      renameSync(disk, `${disk}.away`);
      await expect.poll(all, { timeout: 10_000 }).toBe(false);
      const job = await ended(pool.undo(), 'failed');
      expect(job.errors).toMatchObject([{ error: { code: 'offline' } }]);
      renameSync(`${disk}.away`, disk);
      await expect.poll(all, { timeout: 10_000 }).toBe(true);
    };
    await tryWithout();
    await undo();
    expect(tree()).toEqual({ '/b': 'a' });
    await tryWithout();
    await undo();
    expect(tree()).toEqual({ '/a': 'a' });
  });

  it('[T136] what a move replaced is not forgotten because its volume is away', async () => {
    for (const [disk, path, text] of [
      ['disk1', 'x', 'new'],
      ['disk2', 'b/x', 'old'],
    ] as const) {
      mkdirSync(join(base, disk, path, '..'), { recursive: true });
      writeFileSync(join(base, disk, path), text);
    }
    await ended(pool.move([at('/x')], at('/b'), { onConflict: 'replace' }));
    const all = async () => (await pool.info()).volumes.every(({ state }) => state === 'online');
    renameSync(join(base, 'disk2'), join(base, 'away'));
    await expect.poll(all, { timeout: 10_000 }).toBe(false);
    const job = await ended(pool.undo(), 'failed');
    expect(job.errors).toMatchObject([{ error: { code: 'offline' } }]);
    renameSync(join(base, 'away'), join(base, 'disk2'));
    await expect.poll(all, { timeout: 10_000 }).toBe(true);
    await undo();
    expect(tree()).toEqual({ '/x': 'new', '/b/': '', '/b/x': 'old' });
  });

  it('[T137] is refused while another one is at it, and when another act than the one meant is next', async () => {
    await write(pool, '/a', 'a');
    const [first] = (await pool.history()).undo;
    await write(pool, '/b', 'b');
    const meant = pool.undo({ act: first?.id ?? '' });
    expect(await meant.catch((thrown: unknown) => thrown)).toMatchObject({ code: 'not-found' });
    const running = await pool.undo();
    const second = await pool.undo().catch((thrown: unknown) => thrown);
    expect(second).toMatchObject({ code: 'busy' });
    await running.ended;
    expect(tree()).toEqual({ '/a': 'a' });
  });

  it('[T137] a cancelled one keeps what it did, and the next one goes on with it', async () => {
    for (let i = 0; i < 20; i += 1) await write(pool, `/f${String(i)}`, 'f');
    await pool.makeDirectory(at('/to'));
    await ended(
      pool.move(
        Array.from({ length: 20 }, (_, i) => at(`/f${String(i)}`)),
        at('/to'),
      ),
    );
    const handle = await pool.undo();
    handle.onItem(() => engine.jobs.cancel(handle.id));
    expect((await handle.ended).state).toBe('cancelled');
    const left = readdirSync(onDisk('to')).length;
    expect(names().length).toBeGreaterThan(left);
    expect((await pool.history()).undo[0]).toMatchObject({ partly: true });
    // It stays the next one whatever comes after it.
    await pool.makeDirectory(at('/later'));
    expect((await pool.history()).undo.slice(0, 2)).toMatchObject([
      { partly: true },
      { title: 'New folder "later"', partly: false },
    ]);
    await undo();
    expect(names().filter((name) => name.startsWith('/f'))).toHaveLength(20);
    await redo();
    expect(names().filter((name) => name.startsWith('/f'))).toHaveLength(0);
  });

  it('[T137] where nothing can be recorded everything else goes on', async () => {
    await engine.close();
    rmSync(join(base, 'home/history.db'), { force: true });
    mkdirSync(join(base, 'home/history.db'));
    engine = await openEngine({ home: join(base, 'home') });
    pool = await engine.pool('home');
    await write(pool, '/a', 'a');
    await ended(pool.move([at('/a')], at('/b'), { destination: 'as' }));
    expect(tree()).toEqual({ '/b': 'a' });
    expect(await pool.history().catch((thrown: unknown) => thrown)).toMatchObject({ code: 'io' });
  });

  it('[T137] a damaged history.db is set aside: nothing but undo is lost', async () => {
    await write(pool, '/a', 'a');
    await engine.close();
    writeFileSync(
      join(base, 'home/history.db'),
      'this is no database, and it is long enough to be looked at'.repeat(99),
    );
    for (const name of ['history.db-wal', 'history.db-shm']) rmSync(join(base, 'home', name), { force: true });
    engine = await openEngine({ home: join(base, 'home') });
    pool = await engine.pool('home');
    expect(await pool.history()).toEqual({ undo: [], redo: [] });
    await write(pool, '/b', 'b');
    await undo();
    expect(tree()).toEqual({ '/a': 'a' });
    const aside = readdirSync(join(base, 'home')).filter((name) => name.startsWith('history.db.damaged-'));
    expect(aside).toHaveLength(1);
    expect(readFileSync(join(base, 'home', aside[0] ?? ''), 'utf8')).toContain('no database');
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { ended, treeOf } from '../history/tree-fixture.ts';

let base = '';
let engine: Engine;
let pool: Pool;

const on = (disk: string) =>
  Object.keys(treeOf(join(base, disk)))
    .filter((path) => !path.endsWith('/'))
    .sort();
const all = () => treeOf(...['disk1', 'disk2', 'disk3'].map((disk) => join(base, disk)));
const write = (disk: string, path: string, bytes: number, letter = 1): void => {
  mkdirSync(join(base, disk, path, '..'), { recursive: true });
  writeFileSync(join(base, disk, path), Buffer.alloc(bytes, letter));
};
const send = (paths: readonly string[], volume: string) => pool.planSend(paths.map(parsePath), volume);
const refusal = (paths: readonly string[], volume: string) => send(paths, volume).catch((thrown: unknown) => thrown);

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-send-'));
  for (const disk of ['disk1', 'disk2', 'disk3']) mkdirSync(join(base, disk));
  engine = await openEngine({ home: join(base, 'home') });
});

/** Makes the pool of what was written: volumes with limits count their files then. */
async function open(): Promise<void> {
  const volumes = ['disk1', 'disk2', 'disk3'].map((disk) => ({ root: join(base, disk), reserve: 0, limit: 1_000_000 }));
  pool = await engine.createPool({ name: 'home', volumes });
}

afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

it('[B366] things are moved to one volume, and nothing else; their pool paths stay, and undo takes them back', async () => {
  write('disk1', 'films/a.mkv', 200_000, 1);
  write('disk2', 'films/b.mkv', 200_000, 2);
  write('disk1', 'films/extra/c.srt', 4_000, 3);
  write('disk1', 'films/stays.mkv', 4_000, 4);
  write('disk1', 'notes.txt', 4_000, 5);
  await open();
  const before = all();
  const plan = await send(['/films/a.mkv', '/films/b.mkv', '/films/extra', '/films/extra/c.srt'], 'disk3');
  expect(all()).toEqual(before);
  expect(plan.goal).toBe('move 3 items to disk3');
  await ended(engine.plans.run(plan.id));
  expect(on('disk3')).toEqual(['/films/a.mkv', '/films/b.mkv', '/films/extra/c.srt']);
  expect(on('disk1')).toEqual(['/films/stays.mkv', '/notes.txt']);
  const [act] = (await pool.history()).undo;
  expect(act).toMatchObject({ title: 'Move 3 items to disk3', items: 3 });
  await ended(pool.undo({ yes: true }));
  expect(on('disk3')).toEqual([]);
  expect(on('disk2')).toEqual(['/films/b.mkv']);
  // One file by itself.
  const one = await send(['/notes.txt'], 'disk2');
  expect(one.moves.map(({ path, from, to }) => [path, from, to])).toEqual([['/notes.txt', 'disk1', 'disk2']]);
});

it('[B367] a volume without room for all of it takes nothing, and others do not make room for it', async () => {
  write('disk1', 'films/a.mkv', 300_000, 1);
  write('disk1', 'films/b.mkv', 300_000, 2);
  write('disk2', 'old.bin', 500_000, 3);
  await open();
  const before = all();
  expect(await refusal(['/films'], 'disk2')).toMatchObject({
    code: 'no-space',
    message: expect.stringMatching(/Moving films to disk2: it needs 60\d KB, and disk2 has no room/) as string,
  });
  expect(all()).toEqual(before);
  expect(await engine.plans.list('home')).toEqual([]);
});

it('[B367] what is there already, what is gone, and a volume that takes nothing are refused with the reason', async () => {
  write('disk1', 'a.txt', 4_000, 1);
  await open();
  expect(await refusal(['/a.txt'], 'disk1')).toMatchObject({
    code: 'refused',
    message: expect.stringContaining('it is there already') as string,
  });
  expect(await refusal(['/gone.txt'], 'disk2')).toMatchObject({ code: 'not-found' });
  expect(await refusal(['/a.txt'], 'disk9')).toMatchObject({ code: 'not-found' });
  expect(await refusal([], 'disk2')).toMatchObject({ code: 'invalid' });
  await pool.setVolume('disk2', { mode: 'no-create' });
  expect(await refusal(['/a.txt'], 'disk2')).toMatchObject({ code: 'read-only' });
  await pool.set({ pins: [{ path: '/a.txt', volume: 'disk1' }] });
  const pinned = await refusal(['/a.txt'], 'disk3');
  expect(pinned).toMatchObject({ code: 'refused', message: expect.stringContaining('a.txt stays: ') as string });
});

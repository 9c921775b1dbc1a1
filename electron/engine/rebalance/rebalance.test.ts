import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAppError } from '../../../shared/errors.ts';
import type { Job, Plan } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';

/** Plans on real folders: scanned, stored, run. The planners themselves are proven in planner.test.ts. */

let folder = '';
let engine: Engine;
let pool: Pool;

const at = (path: string): string => join(folder, path);

function file(path: string, bytes: number, fill = 'x'): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), Buffer.alloc(bytes, fill));
}

async function run(plan: Plan): Promise<Job> {
  const handle = await engine.plans.run(plan.id);
  return handle.ended;
}

async function fill(): Promise<number[]> {
  const { volumes } = await pool.info();
  return volumes.map(({ space }) => (space === null ? NaN : space.used / space.total));
}

/** Called when the files are there: a limited volume counts what it holds when it is first asked. */
async function open(): Promise<void> {
  engine = await openEngine({ home: at('home') });
  const volumes = disks.map((name, index) => ({ root: at(name), limit: 4_000_000 * (index + 1), reserve: 0 }));
  pool = await engine.createPool({ name: 'home', volumes });
}

const disks = ['disk1', 'disk2', 'disk3'];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-rebalance-'));
  for (const name of disks) mkdirSync(at(name));
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('evening out', () => {
  it('[R10] makes the volumes even, as the plan said, and every file stays what it was', async () => {
    for (let i = 0; i < 36; i += 1) file(`disk1/t/f${String(i)}`, 100_000, String.fromCharCode(65 + i));
    utimesSync(at('disk1/t'), 1e9, 1e9);
    await open();
    const plan = await pool.planEven({ within: 5 });
    expect(plan).toMatchObject({ reached: true, state: 'ready', blocked: [], pool: pool.id });
    expect(plan.bytes).toBeGreaterThanOrEqual(plan.lowerBoundBytes);
    expect(await run(plan)).toMatchObject({
      state: 'done',
      kind: 'rebalance',
      planId: plan.id,
      filesDone: plan.moves.length,
      bytesDone: plan.bytes,
      bytesTotal: plan.bytes,
    });
    const after = plan.after.map(({ used, total }) => used / total);
    expect(await fill()).toEqual(after);
    expect((await pool.stat(parsePath('/t'))).mtimeMs).toBe(1e12);
    for (const name of disks) expect(lstatSync(at(`${name}/t`)).mtimeMs).toBe(1e12);
    for (const share of after) expect(Math.abs(share - 3_600_000 / 24_000_000)).toBeLessThan(0.06);
    for (let i = 0; i < 36; i += 1) {
      const { physical, volume } = await pool.bestCopy(parsePath(`/t/f${String(i)}`));
      expect(readFileSync(physical ?? '')).toEqual(Buffer.alloc(100_000, String.fromCharCode(65 + i)));
      expect(await pool.copies(parsePath(`/t/f${String(i)}`))).toHaveLength(1);
      const move = plan.moves.find(({ path }) => path === `/t/f${String(i)}`);
      expect(volume).toBe(move?.to ?? 'disk1');
      if (move !== undefined) expect((await pool.why(parsePath(move.path))).summary).toContain(plan.id);
    }
    expect((await engine.plans.get(plan.id)).state).toBe('done');
    await expect(engine.plans.run(plan.id)).rejects.toMatchObject({ code: 'refused' });
    expect(await pool.planEven({ within: 5 })).toMatchObject({ moves: [], reached: true });
  });

  it('[R11] what does not fit the plan any more is an error of that item, and the others move', async () => {
    for (let i = 0; i < 30; i += 1) file(`disk1/t/f${String(i)}`, 100_000);
    await open();
    const plan = await pool.planEven({ within: 5 });
    const [gone, grown, taken, ...rest] = plan.moves;
    rmSync(at(`disk1${gone?.path ?? ''}`));
    file(`disk1${grown?.path ?? ''}`, 200_000);
    file(`${taken?.to ?? ''}${taken?.path ?? ''}`, 7, 'other');
    const job = await run(plan);
    expect(job.state).toBe('failed');
    const codes = Object.fromEntries(job.errors.map(({ path, error }) => [path, error.code]));
    expect(codes).toEqual({
      [gone?.path ?? '']: 'not-found',
      [grown?.path ?? '']: 'changed',
      [taken?.path ?? '']: 'exists',
    });
    expect(job.filesDone).toBe(rest.length);
    expect(lstatSync(at(`disk1${taken?.path ?? ''}`)).size).toBe(100_000);
    expect(readFileSync(at(`${taken?.to ?? ''}${taken?.path ?? ''}`)).length).toBe(7);
    for (const { path, to } of rest) {
      expect(existsSync(at(`disk1${path}`))).toBe(false);
      expect(lstatSync(at(`${to}${path}`)).size).toBe(100_000);
    }
  });

  it('[R11] [T110] room that is promised to other work is not taken', async () => {
    for (let i = 0; i < 30; i += 1) file(`disk1/t/f${String(i)}`, 100_000);
    await open();
    const plan = await pool.planEven();
    const to = new Set(plan.moves.map((move) => move.to));
    expect(to).toContain('disk3');
    const free = (await pool.info()).volumes.find(({ name }) => name === 'disk3')?.space?.free ?? 0;
    expect((await pool.placeForWriting(parsePath('/soon'), free - 10_000)).volume).toBe('disk3');
    const job = await run(plan);
    const refused = job.errors.filter(({ error }) => error.code === 'no-space').map(({ path }) => path);
    expect(refused).toEqual(plan.moves.filter((move) => move.to === 'disk3').map(({ path }) => path));
    expect(job.errors).toHaveLength(refused.length);
    expect(job.canRetry).toBe(true);
  });

  it('[R12] what must stay is listed with its reason before anything starts', async () => {
    for (let i = 0; i < 12; i += 1) file(`disk1/t/f${String(i)}`, 200_000);
    file('disk1/lost+found/x', 1);
    file('disk1/both', 100, 'a');
    file('disk2/both', 200, 'b');
    file('disk1/linked', 4096);
    mkdirSync(at('outside'));
    linkSync(at('disk1/linked'), at('outside/name'));
    execFileSync('mkfifo', [at('disk1/pipe')]);
    file('disk1/where/inside', 4096);
    file('disk2/where', 10);
    file('disk3/where', 10);
    await open();
    const { blocked, moves } = await pool.planEven({ within: 2 });
    expect(Object.fromEntries(blocked.map(({ path, reason }) => [path, reason]))).toEqual({
      '/lost+found': 'it is not a file of the pool',
      '/where': expect.stringContaining('in conflict with') as string,
      '/both': expect.stringContaining('in conflict with') as string,
      '/linked': '1 of its 2 hard links lie outside of the tree',
      '/pipe': 'it is neither a file, a folder nor a link',
    });
    const planned = moves.map(({ path }) => path);
    expect(planned.filter((path) => !path.startsWith('/t/'))).toEqual([]);
  });

  it('[R13] all names of one file move together and stay one file', async () => {
    file('disk1/a', 2_000_000);
    mkdirSync(at('disk1/d'));
    linkSync(at('disk1/a'), at('disk1/d/b'));
    await open();
    const plan = await pool.planEven({ within: 10 });
    expect(plan.moves).toMatchObject([{ from: 'disk1', size: lstatSync(at('disk1/a')).blocks * 512 }]);
    expect(await run(plan)).toMatchObject({ state: 'done', filesDone: 2 });
    const to = plan.moves[0]?.to ?? '';
    expect(lstatSync(at(`${to}/a`)).ino).toBe(lstatSync(at(`${to}/d/b`)).ino);
    expect(existsSync(at('disk1/a')) || existsSync(at('disk1/d/b'))).toBe(false);
  });

  it('[R14] only what is below the scope moves', async () => {
    for (let i = 0; i < 10; i += 1) {
      file(`disk1/in/f${String(i)}`, 100_000);
      file(`disk1/out/f${String(i)}`, 100_000);
    }
    await open();
    const { moves } = await pool.planEven({ within: 5, scope: parsePath('/in') });
    expect(moves.length).toBeGreaterThan(0);
    expect(moves.filter(({ path }) => !path.startsWith('/in/'))).toEqual([]);
  });

  it('[R15] a cancel ends it after the file under way: every file is whole on one volume', async () => {
    for (let i = 0; i < 38; i += 1) file(`disk1/t/f${String(i)}`, 100_000, 'c');
    await open();
    const plan = await pool.planEven({ within: 1 });
    const handle = await engine.plans.run(plan.id);
    handle.onItem(() => engine.jobs.cancel(handle.id));
    const job = await handle.ended;
    expect(job.state).toBe('cancelled');
    expect(job.filesDone).toBeLessThan(plan.moves.length);
    expect((await engine.plans.get(plan.id)).state).toBe('stopped');
    for (let i = 0; i < 38; i += 1) {
      const copies = await pool.copies(parsePath(`/t/f${String(i)}`));
      expect(copies.map(({ size }) => size)).toEqual([100_000]);
    }
    const names = disks.flatMap((name) => readdirSync(at(name), { recursive: true, encoding: 'utf8' }));
    expect(names.filter((name) => name.includes('.cfs-part-'))).toEqual([]);
  });

  it('a read-only volume and one that is away take no part', async () => {
    for (let i = 0; i < 10; i += 1) file(`disk1/t/f${String(i)}`, 200_000);
    await open();
    await pool.setVolume('disk3', { mode: 'read-only' });
    const { moves } = await pool.planEven({ within: 5 });
    expect(new Set(moves.map(({ to }) => to))).toEqual(new Set(['disk2']));
    rmSync(at('disk2/.cfs'), { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect((await pool.planEven({ within: 5 })).note).toContain('disk2 takes no part');
  });
});

describe('emptying a volume', () => {
  it('[R16] moves files, links and empty folders, removes its folders, and leaves foreign things, which it names', async () => {
    file('disk1/a/b/c.txt', 1000);
    file('disk2/a/other.txt', 1000);
    symlinkSync('b/c.txt', at('disk1/a/link'));
    mkdirSync(at('disk1/empty/deep'), { recursive: true });
    utimesSync(at('disk1/empty/deep'), 1e9, 1e9);
    file('disk1/lost+found/x', 1);
    await open();
    expect((await pool.remaining('disk1')).entries).toHaveLength(3);
    const plan = await pool.planDrain('disk1');
    expect(plan).toMatchObject({ goal: 'drain disk1', reached: true, note: '', band: null });
    expect(plan.blocked.map(({ path }) => path)).toEqual(['/lost+found']);
    expect((await pool.info()).volumes[0]).toMatchObject({ state: 'online' });
    expect(await run(plan)).toMatchObject({ state: 'done', kind: 'drain', errors: [] });
    expect((await pool.info()).volumes[0]).toMatchObject({ state: 'draining' });
    expect(await pool.remaining('disk1')).toEqual({ entries: [], foreign: ['/lost+found'] });
    expect(readdirSync(at('disk1')).toSorted()).toEqual(['.cfs', 'lost+found']);
    const physical = async (path: string): Promise<string> => (await pool.bestCopy(parsePath(path))).physical ?? '';
    expect(readlinkSync(await physical('/a/link'))).toBe('b/c.txt');
    expect(lstatSync(await physical('/a/b/c.txt')).size).toBe(1000);
    expect(lstatSync(await physical('/empty/deep')).mtimeMs).toBe(1e12);
    await pool.removeVolume('disk1');
  });

  it('[R17] what is left is found by a fresh look, and nothing is proven when it cannot look', async () => {
    file('disk1/a', 10);
    file('disk1/b/c', 10);
    mkdirSync(at('disk1/d'));
    await open();
    const { entries } = await pool.remaining('disk1');
    expect([...entries].toSorted()).toEqual(['/a', '/b/c', '/d']);
    rmSync(at('disk1/.cfs'), { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 800));
    await expect(pool.remaining('disk1')).rejects.toSatisfy((thrown) => isAppError(thrown, 'offline'));
  });

  it('[R16] says before the start that something has to stay', async () => {
    file('disk1/both', 10, 'a');
    file('disk2/both', 20, 'b');
    await open();
    const plan = await pool.planDrain('disk1');
    expect(plan).toMatchObject({ reached: false, blocked: [{ path: '/both' }] });
    expect(plan.note).toContain('1 of its entries must stay');
  });

  it('[R18] a volume that is away or read-only cannot be emptied', async () => {
    await open();
    await pool.setVolume('disk1', { mode: 'read-only' });
    await expect(pool.planDrain('disk1')).rejects.toMatchObject({ code: 'read-only' });
    await expect(pool.planDrain('none')).rejects.toMatchObject({ code: 'not-found' });
  });
});

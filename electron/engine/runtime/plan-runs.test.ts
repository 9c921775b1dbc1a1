import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job, PlanMove } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import type { RunReceipt } from '../../../shared/runs.ts';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { openHome } from '../state/home.ts';
import { mountNew, whyNotMounted } from '../volume/mount-fixture.ts';
import type { Mounted } from '../volume/mount-fixture.ts';
import { chosenMoves } from './plan-rest.ts';
import { reversed } from './plan-undo.ts';

const worker = fileURLToPath(new URL('./killed-run-worker.ts', import.meta.url));
const isTorture = process.env['CFS_TORTURE'] === '1';

let base = '';
let engine: Engine;
let pool: Pool;
let mounts: Mounted[] = [];
let roots: readonly string[] = [];

/** `disk1/a/b`: a path on a volume. */
function at(path: string): string {
  const [disk = '', ...rest] = path.split('/');
  return join(roots[Number(disk.slice(-1)) - 1] ?? base, ...rest);
}

function file(path: string, content: Buffer): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content);
}

function move(path: string, from: string, to: string, after?: readonly number[]): PlanMove {
  const size = lstatSync(at(from + path)).blocks * 512;
  return { path, from, to, size, reason: 'by hand', ...(after === undefined ? {} : { after }) };
}

/** Stores a plan as the planner would. Answers its id. */
function keep(moves: readonly PlanMove[], goal = 'even'): string {
  const home = openHome(join(base, 'home'));
  const bytes = moves.reduce((sum, { size }) => sum + size, 0);
  const whole = { before: [], after: [], blocked: [], reached: true, note: '', band: null };
  const plan = home.plans.add(pool.id, { ...whole, goal, moves, bytes, lowerBoundBytes: bytes });
  home.close();
  return plan.id;
}

async function run(id: string): Promise<Job> {
  return (await engine.plans.run(id)).ended;
}

async function open(): Promise<void> {
  engine = await openEngine({ home: join(base, 'home') });
}

async function create(limit: number | null = null): Promise<void> {
  await open();
  const volumes = roots.map((root, index) => ({ root, name: `disk${String(index + 1)}`, reserve: 0, limit }));
  pool = await engine.createPool({
    name: 'home',
    volumes: volumes.map(({ limit: most, ...spec }) => (most === null ? spec : { ...spec, limit: most })),
  });
}

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-plan-runs-'));
  roots = [1, 2, 3, 4].map((number) => join(base, `root${String(number)}`));
  for (const root of roots) mkdirSync(root);
});
afterEach(async () => {
  await engine.close();
  for (const mounted of mounts) mounted.unmount();
  mounts = [];
  rmSync(base, { recursive: true, force: true });
});

describe('the proof of empty', () => {
  it('[R86] tells what was read, what is left, parts, records, the trash and what is foreign; kept with the receipt', async () => {
    file('disk1/a/b', Buffer.from('b'));
    file('disk1/gone', Buffer.from('gone'));
    file('disk1/lost+found/x', Buffer.from('x'));
    await create();
    await (
      await pool.trash([parsePath('/gone')])
    ).ended;
    expect(await pool.proof('disk1')).toMatchObject({ empty: false, files: 1, entries: ['/a/b'], foldersRead: 2 });
    const plan = await pool.planDrain('disk1');
    expect(await run(plan.id)).toMatchObject({ state: 'done', errors: [] });
    const { proof, state } = await engine.plans.receipt(plan.id);
    expect(state).toBe('done');
    expect(proof).toMatchObject({
      volume: 'disk1',
      files: 0,
      entries: [],
      foreign: ['/lost+found'],
      parts: [],
      journal: 0,
      trashed: 1,
      foldersRead: 1,
      empty: true,
    });
    // What comes behind the back of CFS is seen by the next look.
    const part = `.cfs-part-${'0'.repeat(8)}`;
    file('disk1/new/file', Buffer.from('new'));
    expect(await pool.proof('disk1')).toMatchObject({ empty: false, files: 1, foldersRead: 2 });
    rmSync(at('disk1/new'), { recursive: true });
    file(`disk1/${part}`, Buffer.from('half'));
    expect(await pool.proof('disk1')).toMatchObject({ empty: false, files: 0, parts: [`/${part}`] });
    rmSync(at(`disk1/${part}`));
    file('disk1/.cfs/journal/11111111-1111-4111-8111-111111111111.json', Buffer.from('{"version":1}'));
    expect(await pool.proof('disk1')).toMatchObject({ empty: false, files: 0, parts: [], journal: 1 });
  });

  it('[R86] nothing is proven of a volume that cannot be read', async () => {
    file('disk1/a/b', Buffer.from('b'));
    await create();
    rmSync(at('disk1/.cfs'), { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 800));
    await expect(pool.proof('disk1')).rejects.toMatchObject({ code: 'offline' });
    await expect(pool.proof('none')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('[R86] nor while one of its folders cannot be read', async (context) => {
    if (process.getuid?.() === 0) context.skip('root reads everything');
    file('disk1/closed/b', Buffer.from('b'));
    await create();
    chmodSync(at('disk1/closed'), 0);
    await expect(pool.proof('disk1')).rejects.toMatchObject({ code: 'denied' });
    chmodSync(at('disk1/closed'), 0o700);
  });
});

describe('receipts', () => {
  it('[R85] a run has one while it is kept, a plan that was not run has none', async () => {
    file('disk1/a', Buffer.from('a'));
    await create();
    const id = keep([move('/a', 'disk1', 'disk2')]);
    await expect(engine.plans.receipt(id)).rejects.toMatchObject({ code: 'refused' });
    await expect(engine.plans.receipt('none')).rejects.toMatchObject({ code: 'not-found' });
    await run(id);
    await engine.close();
    await open();
    expect(await engine.plans.receipt(id)).toMatchObject({
      plan: id,
      pool: pool.id,
      state: 'done',
      moved: { files: 1 },
    });
  });

  it('[R85] one that was cancelled before it began has moved nothing, and says so', async () => {
    file('disk1/a', Buffer.from('a'));
    await create();
    const id = keep([move('/a', 'disk1', 'disk2')]);
    const stop = new AbortController();
    stop.abort();
    const handle = await engine.plans.run(id, { signal: stop.signal });
    expect((await handle.ended).state).toBe('cancelled');
    await expect
      .poll(() => engine.plans.receipt(id))
      .toMatchObject({ state: 'stopped', moved: { files: 0, bytes: 0 }, untried: 1 });
    expect(existsSync(at('disk1/a'))).toBe(true);
  });

  it('[T163] limits and hours that cannot be leave the plan as it was', async () => {
    file('disk1/a', Buffer.from('a'));
    await create();
    const id = keep([move('/a', 'disk1', 'disk2')]);
    await expect(engine.plans.run(id, { window: { from: 60, to: 60 } })).rejects.toMatchObject({ code: 'invalid' });
    await expect(engine.plans.run(id, { limit: 3 })).rejects.toMatchObject({ code: 'invalid' });
    expect((await engine.plans.get(id)).state).toBe('ready');
    expect(existsSync(at('disk1/a'))).toBe(true);
    expect((await run(id)).state).toBe('done');
  });
});

describe('undo of a plan whose moves wait for room', () => {
  it('[R88] the moves back wait the other way round; whoever is not among them is waited for by nobody', () => {
    const of = (path: string, after?: readonly number[]): PlanMove => {
      return { path, from: 'a', to: 'b', size: 1, reason: '', ...(after === undefined ? {} : { after }) };
    };
    const moves = [of('/0'), of('/1', [0]), of('/2'), of('/3', [0, 2])];
    const back = reversed(moves);
    expect(back.map(({ path, from, to, after }) => [path, from, to, after])).toEqual([
      ['/3', 'b', 'a', undefined],
      ['/2', 'b', 'a', [0]],
      ['/1', 'b', 'a', undefined],
      ['/0', 'b', 'a', [0, 2]],
    ]);
    expect(reversed(back).map(({ path, after }) => [path, after])).toEqual(
      moves.map(({ path, after }) => [path, after]),
    );
    expect(chosenMoves(back, [1, 2, 3]).map(({ path, after }) => [path, after])).toEqual([
      ['/2', undefined],
      ['/1', undefined],
      ['/0', [1]],
    ]);
  });

  it('[R88] a swap on nearly full volumes is made and taken back, each move when its room is there', async () => {
    for (const name of ['x', 'y']) file(`disk1/${name}`, Buffer.alloc(400_000, name));
    file('disk2/big', Buffer.alloc(700_000, 'big'));
    await create(1_000_000);
    // big -> disk3, x and y -> disk2, which has no room for them before.
    const id = keep([
      move('/x', 'disk1', 'disk2', [2]),
      move('/y', 'disk1', 'disk2', [2]),
      move('/big', 'disk2', 'disk3'),
    ]);
    expect(await run(id)).toMatchObject({ state: 'done', errors: [] });
    expect([existsSync(at('disk2/x')), existsSync(at('disk3/big'))]).toEqual([true, true]);
    const back = await engine.plans.undo(id);
    expect(back.moves.map(({ path, after }) => [path, after])).toEqual([
      ['/big', [1, 2]],
      ['/y', undefined],
      ['/x', undefined],
    ]);
    expect(await run(back.id)).toMatchObject({ state: 'done', errors: [] });
    for (const name of ['x', 'y']) expect(readFileSync(at(`disk1/${name}`))).toEqual(Buffer.alloc(400_000, name));
    expect(readFileSync(at('disk2/big'))).toEqual(Buffer.alloc(700_000, 'big'));
  });
});

describe('a run on disks of their own', () => {
  it('[R80] the system tells which volumes share a disk: two pairs that do not go on at the same time', async (context) => {
    const why = whyNotMounted('tmpfs');
    if (why !== null) context.skip(why);
    for (let index = 0; index < 4; index += 1) mounts.push(mountNew('tmpfs', { sizeMiB: 24 }));
    roots = mounts.map(({ path }) => path);
    for (const disk of ['disk1', 'disk3']) file(`${disk}/${disk}`, Buffer.alloc(6_000_000, disk));
    await create();
    const id = keep([move('/disk1', 'disk1', 'disk2'), move('/disk3', 'disk3', 'disk4')]);
    // So slow that one cannot be over before the other begins.
    const handle = await engine.plans.run(id, { limit: 200_000 });
    await expect
      .poll(() => (handle.snapshot().active ?? []).map(({ from, to }) => `${from} ${to}`).toSorted(), {
        timeout: 15_000,
      })
      .toEqual(['disk1 disk2', 'disk3 disk4']);
    engine.jobs.limit(handle.id, null);
    expect(await handle.ended).toMatchObject({ state: 'done', filesDone: 2 });
    expect(readFileSync(at('disk2/disk1')).equals(Buffer.alloc(6_000_000, 'disk1'))).toBe(true);
    expect(readFileSync(at('disk4/disk3')).equals(Buffer.alloc(6_000_000, 'disk3'))).toBe(true);
  });
});

it('[R87] a run goes on also when what it did cannot be recorded as an act', async () => {
  for (const name of ['a', 'b']) file(`disk1/${name}`, Buffer.alloc(50_000, name));
  await create();
  const id = keep(['/a', '/b'].map((path) => move(path, 'disk1', 'disk2')));
  // So slow that nothing of it is done when its process ends.
  await engine.plans.run(id, { limit: 1024 });
  await engine.close({ keepJobs: true });
  const home = openHome(join(base, 'home'));
  home.receipts.put({ ...(home.receipts.get(id) as RunReceipt), state: 'running' });
  home.close();
  // As if it had been killed after the first one.
  cpSync(at('disk1/a'), at('disk2/a'));
  rmSync(at('disk1/a'));
  const acts = new DatabaseSync(join(base, 'home', 'history.db'));
  acts.exec('PRAGMA user_version = 1000');
  acts.close();
  await open();
  const [left] = engine.jobs.list();
  expect(left).toMatchObject({ state: 'interrupted', planId: id });
  const handle = await engine.jobs.restart(left?.id ?? '');
  engine.jobs.limit(handle.id, null);
  expect(await handle.ended).toMatchObject({ state: 'done', filesDone: 1, errors: [] });
  expect(['a', 'b'].map((name) => existsSync(at(`disk2/${name}`)))).toEqual([true, true]);
  expect(await engine.plans.receipt(id)).toMatchObject({ state: 'stopped' });
});

describe('a run that is killed', { timeout: 120_000 }, () => {
  const count = 60;
  const content = (index: number): Buffer => Buffer.alloc(20_000 + index * 100, index);
  const paths = Array.from({ length: count }, (_value, index) => `/${String(index % 5)}/f${String(index)}`);

  /** Where each file is, seen past CFS; a part that a dead process left is removed by its recovery. */
  function look(): ReadonlyMap<string, readonly string[]> {
    const places = new Map<string, string[]>();
    for (const [index, root] of roots.entries()) {
      for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
        if (name.startsWith('.cfs/') || name.startsWith('lost+found') || !lstatSync(join(root, name)).isFile())
          continue;
        const disk = `disk${String(index + 1)}`;
        places.set(`/${name}`, [...(places.get(`/${name}`) ?? []), disk]);
      }
    }
    return places;
  }

  async function killAfter(id: string, dots: number): Promise<number> {
    const child = spawn(process.execPath, ['--no-warnings', worker, join(base, 'home'), id], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let seen = 0;
    child.stdout.on('data', (text: Buffer) => {
      seen += text.length;
      if (seen >= dots) child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.once('exit', resolve));
    return seen;
  }

  const rounds = isTorture ? [1, 2, 5, 9, 17, 25, 33, 41, 50, 58] : [9];
  it.for(rounds)('[R87] after %i files: resumed, every file is whole and there once', async (dots) => {
    if (whyNotMounted('tmpfs') === null) {
      // Devices of their own: directions really go on at the same time.
      for (let index = 0; index < 4; index += 1) mounts.push(mountNew('tmpfs', { sizeMiB: 24 }));
      roots = mounts.map(({ path }) => path);
    }
    for (const [index, path] of paths.entries()) file(`${index % 2 === 0 ? 'disk1' : 'disk3'}${path}`, content(index));
    await create();
    const moves = paths.map((path, index) =>
      // The last ones wait for others, of the other direction.
      move(
        path,
        index % 2 === 0 ? 'disk1' : 'disk3',
        index % 2 === 0 ? 'disk2' : 'disk4',
        index > 50 ? [index - 1] : [],
      ),
    );
    const id = keep(moves);
    await engine.close();
    const seen = await killAfter(id, dots);
    expect(seen).toBeGreaterThanOrEqual(dots);
    await open();
    pool = await engine.pool('home');
    const plan = await engine.plans.get(id);
    expect(plan.state).toBe('stopped');
    const receipt = await engine.plans.receipt(id);
    expect(receipt).toMatchObject({ state: 'stopped', endedMs: null, planned: { files: count } });
    expect(receipt.moved.files).toBeLessThanOrEqual(count);
    const left = engine.jobs.list().find(({ state }) => state === 'interrupted');
    expect(left).toMatchObject({ canRestart: true, planId: id });
    // What it had not told was looked at by the recovery: whole on one volume.
    const before = look();
    for (const path of paths) expect(before.get(path)).toHaveLength(1);
    const handle = await engine.jobs.restart(left?.id ?? '');
    const job = await handle.ended;
    expect(job).toMatchObject({ state: 'done', errors: [] });
    const moved = [...before.values()].filter(([disk]) => disk === 'disk2' || disk === 'disk4').length;
    expect(job.filesDone).toBe(count - moved);
    expect(moved).toBeGreaterThanOrEqual(seen);
    const after = look();
    expect(after.size).toBe(count);
    for (const [index, path] of paths.entries()) {
      const disk = index % 2 === 0 ? 'disk2' : 'disk4';
      expect(after.get(path)).toEqual([disk]);
      expect(readFileSync(at(disk + path)).equals(content(index))).toBe(true);
    }
    // A move that the recovery undid is told, and nothing else.
    const findings = await pool.check({ repair: false, hash: true });
    expect(findings.filter(({ repaired, kind }) => !repaired || kind !== 'half-move')).toEqual([]);
    await expect(engine.plans.run(id)).rejects.toMatchObject({ code: 'refused' });
    // Both runs go back, each as an act of its own: all is where it was.
    for (let step = 0; step < 2; step += 1) {
      const back = await (await pool.undo({ yes: true })).ended;
      expect(back).toMatchObject({ state: 'done', errors: [] });
    }
    const again = look();
    for (const [index, path] of paths.entries()) expect(again.get(path)).toEqual([index % 2 === 0 ? 'disk1' : 'disk3']);
  });
});

import {
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActiveItem, Job, Plan, PlanMove } from '../../../shared/model.ts';
import type { RunReceipt } from '../../../shared/runs.ts';
import { parsePath } from '../../../shared/path.ts';
import { moveBetween } from '../transfer/move-between.ts';
import type { MoveStep } from '../transfer/move-between.ts';
import { openTestPool } from '../transfer/fixture.ts';
import type { TestPool } from '../transfer/fixture.ts';
import { hasLeases } from '../volume/fixture.ts';
import type { CopyOptions, CopyOutcome, CopyRequest, Volume } from '../volume/volume.ts';
import { runPlan } from './executor.ts';
import type { Execution } from './executor.ts';

/** Runs of plans that were made by hand, on volumes that tell what is done with them. */

let base = '';
let pool: TestPool;
let receipt: RunReceipt | null = null;
/** Around every copy: what it does before it begins. */
let before: (to: string, requests: readonly CopyRequest[], options: CopyOptions) => Promise<void>;
const underWay: string[] = [];
const copies: { readonly from: string; readonly to: string; readonly others: readonly string[] }[] = [];

const at = (path: string): string => join(base, path);
const volumeOf = (source: string): string => source.slice(base.length + 1).split('/')[0] ?? '';

function watched(volume: Volume): Volume {
  const copyIn = async (requests: readonly CopyRequest[], options: CopyOptions): Promise<readonly CopyOutcome[]> => {
    const [from, to] = [volumeOf(requests[0]?.source ?? ''), volume.name];
    copies.push({ from, to, others: [...underWay] });
    underWay.push(from, to);
    try {
      await before(to, requests, options);
      return await volume.copyIn(requests, options);
    } finally {
      for (const name of [from, to]) underWay.splice(underWay.indexOf(name), 1);
    }
  };
  return { ...volume, copyIn };
}

function file(path: string, bytes = 10_000, fill = 'x'): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), Buffer.alloc(bytes, fill));
}

function move(path: string, from: string, to: string, more: Partial<PlanMove> = {}): PlanMove {
  const stat = lstatSync(at(`${from}${path}`), { throwIfNoEntry: false });
  return { path, from, to, size: (stat?.blocks ?? 0) * 512, reason: 'by hand', ...more };
}

function planOf(moves: readonly PlanMove[]): Plan {
  const bytes = moves.reduce((sum, { size }) => sum + size, 0);
  const whole = { before: [], after: [], blocked: [], reached: true, note: '', band: null };
  const named = { id: 'plan1', pool: 'test-id', goal: 'even', state: 'running', createdMs: 0 } as const;
  return { ...named, ...whole, bytes, lowerBoundBytes: bytes, moves };
}

function begin(moves: readonly PlanMove[], more: Partial<Execution> = {}) {
  return runPlan(planOf(moves), {
    transfer: pool.context,
    member(name) {
      const found = pool.members.find((member) => member.name === name);
      if (found === undefined) throw new Error(`there is no ${name}`);
      return found;
    },
    moved: () => undefined,
    finished: () => undefined,
    concludes(ledger, state) {
      receipt = ledger.receipt(state);
      return Promise.resolve();
    },
    devices: (volume) => [volume.name],
    ...more,
  });
}
const run = (moves: readonly PlanMove[], more?: Partial<Execution>): Promise<Job> => begin(moves, more).ended;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-executor-'));
  receipt = null;
  before = () => Promise.resolve();
  underWay.length = copies.length = 0;
  pool = openTestPool(base, { limits: [null, null, null, null], around: watched });
});
afterEach(async () => {
  await pool.close();
  rmSync(base, { recursive: true, force: true });
});

describe('moves at the same time', () => {
  it('[R80] two directions on four devices really overlap: each waits until the other has begun', async () => {
    for (const name of ['a', 'b', 'c']) {
      file(`disk1/one/${name}`, 10_000, name);
      file(`disk3/two/${name}`, 10_000, name);
    }
    const begun = { disk2: Promise.withResolvers<undefined>(), disk4: Promise.withResolvers<undefined>() };
    before = async (to) => {
      begun[to as 'disk2' | 'disk4'].resolve(undefined);
      await begun[to === 'disk2' ? 'disk4' : 'disk2'].promise;
    };
    const moves = ['a', 'b', 'c'].flatMap((name) => [
      move(`/one/${name}`, 'disk1', 'disk2'),
      move(`/two/${name}`, 'disk3', 'disk4'),
    ]);
    const job = await run(moves);
    expect(job).toMatchObject({ state: 'done', filesDone: 6, bytesDone: job.bytesTotal });
    for (const name of ['a', 'b', 'c']) {
      expect(readFileSync(at(`disk2/one/${name}`))).toEqual(Buffer.alloc(10_000, name));
      expect(readFileSync(at(`disk4/two/${name}`))).toEqual(Buffer.alloc(10_000, name));
      expect(existsSync(at(`disk1/one/${name}`)) || existsSync(at(`disk3/two/${name}`))).toBe(false);
    }
  });

  it('[R80] a device serves one direction at a time, whatever goes on beside it', async () => {
    const names = ['disk1', 'disk2', 'disk3', 'disk4'];
    const moves: PlanMove[] = [];
    for (const from of names) {
      for (const to of names) {
        for (let index = 0; from !== to && index < 6; index += 1) {
          const path = `/${from}-${to}/f${String(index)}`;
          file(`${from}${path}`, 5_000, to.slice(-1));
          moves.push(move(path, from, to));
        }
      }
    }
    expect(await run(moves)).toMatchObject({ state: 'done', filesDone: moves.length, errors: [] });
    for (const { from, to, others } of copies) {
      expect(others).not.toContain(from);
      expect(others).not.toContain(to);
    }
    expect(copies.some(({ others }) => others.length > 0)).toBe(true);
    for (const { path, from, to } of moves) {
      expect(readFileSync(at(to + path))).toEqual(Buffer.alloc(5_000, to.slice(-1)));
      expect(existsSync(at(from + path))).toBe(false);
    }
  });

  it('[R82] the times of folders stay, however many moves begin in them at the same time', async () => {
    file('disk1/deep/down/a');
    file('disk3/deep/down/b');
    for (const disk of ['disk1', 'disk3']) {
      for (const folder of ['deep/down', 'deep']) utimesSync(at(`${disk}/${folder}`), 1e9, 1e9);
    }
    await run([move('/deep/down/a', 'disk1', 'disk2'), move('/deep/down/b', 'disk3', 'disk4')]);
    for (const disk of ['disk1', 'disk2', 'disk3', 'disk4']) {
      for (const folder of ['deep/down', 'deep']) expect(lstatSync(at(`${disk}/${folder}`)).mtimeMs).toBe(1e12);
    }
  });

  it('[R89] a limit is of all lanes together, at the start and while it runs', async () => {
    file('disk1/a');
    file('disk3/b');
    const both = Promise.withResolvers<undefined>();
    const steered: (CopyOptions['steering'] | null)[] = [];
    before = async (_to, _requests, options) => {
      steered.push(options.steering);
      if (steered.length === 2) both.resolve(undefined);
      await both.promise;
    };
    const handle = begin([move('/a', 'disk1', 'disk2'), move('/b', 'disk3', 'disk4')], { limit: 40_000_000 });
    await both.promise;
    expect(steered.map((steering) => steering?.state().bytesPerSecond)).toEqual([20_000_000, 20_000_000]);
    pool.context.jobs.limit(handle.id, 60_000_000);
    expect(steered.map((steering) => steering?.state().bytesPerSecond)).toEqual([30_000_000, 30_000_000]);
    expect((await handle.ended).limit).toBe(60_000_000);
  });

  it('[R89] a pause holds all lanes, and no other move begins until it goes on', async () => {
    for (const name of ['a', 'b']) for (const disk of ['disk1', 'disk3']) file(`${disk}/${disk}${name}`);
    const both = Promise.withResolvers<undefined>();
    const steered: (CopyOptions['steering'] | null)[] = [];
    before = async (_to, _requests, options) => {
      steered.push(options.steering);
      if (steered.length === 2) both.resolve(undefined);
      await both.promise;
    };
    const moves = ['a', 'b'].flatMap((name) => [
      move(`/disk1${name}`, 'disk1', 'disk2'),
      move(`/disk3${name}`, 'disk3', 'disk4'),
    ]);
    const handle = begin(moves);
    await both.promise;
    pool.context.jobs.pause(handle.id);
    expect(steered.map((steering) => steering?.state().paused)).toEqual([true, true]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(steered).toHaveLength(2);
    expect(handle.snapshot()).toMatchObject({ state: 'paused', filesDone: 0 });
    pool.context.jobs.resume(handle.id);
    expect(await handle.ended).toMatchObject({ state: 'done', filesDone: 4 });
  });

  it('[R15] a cancel ends all lanes; every file is whole on one volume', async () => {
    const moves: PlanMove[] = [];
    for (let index = 0; index < 20; index += 1) {
      for (const [from, to] of [
        ['disk1', 'disk2'],
        ['disk3', 'disk4'],
      ] as const) {
        file(`${from}/${from}/f${String(index)}`);
        moves.push(move(`/${from}/f${String(index)}`, from, to));
      }
    }
    const handle = begin(moves);
    handle.onItem(() => pool.context.jobs.cancel(handle.id, { after: 'file' }));
    const job = await handle.ended;
    expect(job.state).toBe('cancelled');
    expect(job.filesDone).toBeLessThan(moves.length);
    for (const { path, from, to } of moves) {
      expect([existsSync(at(from + path)), existsSync(at(to + path))].filter(Boolean)).toHaveLength(1);
    }
    expect(receipt).toMatchObject({ state: 'stopped', moved: { files: job.filesDone } });
    expect(receipt?.untried).toBe(moves.length - job.filesDone);
  });
});

describe('moves that wait for room', () => {
  const limits = [100_000, 100_000, 100_000, 100_000];
  beforeEach(async () => {
    await pool.close();
    for (const name of ['big', 'other']) file(`disk2/${name}`, 40_000);
    file('disk1/wants', 50_000);
    pool = openTestPool(base, { limits, around: watched });
  });

  it('[R81] it begins when the room is there, and the one before it is over', async () => {
    // 20 KB are free on disk2: first something has to leave.
    const moves = [move('/wants', 'disk1', 'disk2', { after: [1] }), move('/big', 'disk2', 'disk3')];
    expect(await run(moves)).toMatchObject({ state: 'done', errors: [] });
    expect(existsSync(at('disk2/wants')) && existsSync(at('disk3/big'))).toBe(true);
  });

  it('[R81] when the one before it failed it says so, and goes where there is room anyway', async () => {
    const moves = [
      move('/wants', 'disk1', 'disk2', { after: [2] }),
      move('/small', 'disk1', 'disk2', { after: [2] }),
      move('/big', 'disk2', 'disk3'),
    ];
    file('disk1/small', 5_000);
    file('disk3/big', 7, 'other');
    const [wants, , big] = moves;
    if (wants === undefined || big === undefined) throw new Error('they are there');
    const job = await run([wants, move('/small', 'disk1', 'disk2', { after: [2] }), big]);
    const told = Object.fromEntries(job.errors.map(({ path, error }) => [path, error.message]));
    expect(Object.keys(told).toSorted()).toEqual(['/big', '/wants']);
    expect(told['/wants']).toContain('because "/big" was to leave before and stayed');
    expect(existsSync(at('disk1/wants')) && existsSync(at('disk2/big')) && existsSync(at('disk2/small'))).toBe(true);
    expect(receipt).toMatchObject({
      moved: { files: 1 },
      skipped: [{ path: '/big', code: 'exists' }],
      failed: [{ path: '/wants', code: 'no-space' }],
    });
  });
});

describe('what a run tells', () => {
  it('[R83] each lane tells its phases in their order, with their bytes, and nothing at the end', async () => {
    file('disk1/a', 3_000_000);
    file('disk3/b', 2_000_000);
    const told: ActiveItem[] = [];
    let most = 0;
    const handle = begin([move('/a', 'disk1', 'disk2'), move('/b', 'disk3', 'disk4')]);
    const both = Promise.withResolvers<undefined>();
    let begun = 0;
    before = (_to, _requests, options) => {
      const { onStep } = options;
      begun += 1;
      if (begun === 2) both.resolve(undefined);
      expect(onStep).toBeDefined();
      return both.promise;
    };
    const look = (): void => {
      const { active = [] } = handle.snapshot();
      most = Math.max(most, active.length);
      told.push(...active);
    };
    // Each change of the job makes a new snapshot: none is missed by looking at each.
    const timer = setInterval(look, 0);
    const job = await handle.ended;
    clearInterval(timer);
    expect(job.active).toBeUndefined();
    expect(most).toBeLessThanOrEqual(2);
    for (const path of ['/a', '/b']) {
      const own = told.filter((item) => item.path === path);
      expect(new Set(own.map(({ from }) => from)).size).toBe(1);
      const order = ['copying', 'verifying', 'committing', 'removing'];
      const places = own.map(({ phase }) => order.indexOf(phase));
      expect(places).toEqual(places.toSorted());
      for (const { bytes, bytesDone, files } of own) {
        expect(bytesDone).toBeLessThanOrEqual(bytes);
        expect(files).toBe(1);
      }
    }
  });

  it('[R83] every phase of a move is told, with the bytes that are done of it', async () => {
    for (const name of ['a', 'b']) file(`disk1/${name}`, name === 'a' ? 3_000_000 : 1_000);
    const [from, to] = pool.members;
    if (from === undefined || to === undefined) throw new Error('the pool has volumes');
    const steps: MoveStep[] = [];
    const moves = ['/a', '/b'].map((path) => ({ path: parsePath(path) }));
    await moveBetween(pool.context.volume, from, to, moves, { onStep: (step) => void steps.push(step) });
    const of = (phase: MoveStep['phase']): readonly MoveStep[] => steps.filter((step) => step.phase === phase);
    const phases = steps.map(({ phase }) => phase).filter((phase, index, all) => phase !== all[index - 1]);
    expect(phases).toEqual(['copying', 'verifying', 'committing', 'removing']);
    expect(of('copying').findLast(({ path }) => path === '/a')).toMatchObject({ files: 1, bytes: 3e6, bytesDone: 3e6 });
    expect(of('verifying').at(-1)).toMatchObject({ files: 2, bytes: 3_001_000, bytesDone: 3_001_000 });
    expect(of('committing')).toMatchObject([{ files: 2, bytes: 3_001_000 }]);
    expect(of('removing').map(({ path, bytesDone }) => [path, bytesDone])).toEqual([
      ['/a', 0],
      ['/b', 3e6],
    ]);
  });

  it('[R84] what another program has open is tried again at the end, once', async (context) => {
    if (!hasLeases(base)) context.skip('no leases here');
    for (const name of ['held', 'let', 'free']) file(`disk1/${name}`);
    const writers = ['held', 'let'].map((name) => openSync(at(`disk1/${name}`), 'r+'));
    const handle = begin([
      move('/held', 'disk1', 'disk2'),
      move('/let', 'disk1', 'disk2'),
      move('/free', 'disk1', 'disk2'),
    ]);
    handle.onItem(({ path }) => {
      if (path === '/free' && writers[1] !== undefined) closeSync(writers[1]);
    });
    const job = await handle.ended;
    if (writers[0] !== undefined) closeSync(writers[0]);
    expect(job.errors).toMatchObject([{ path: '/held', error: { code: 'busy' } }]);
    expect(job.errors[0]?.error.message).toContain('at the end of the run still');
    expect(job.filesDone).toBe(2);
    expect(existsSync(at('disk1/held')) && existsSync(at('disk2/let')) && existsSync(at('disk2/free'))).toBe(true);
    expect(receipt).toMatchObject({ skipped: [{ path: '/held', code: 'busy' }], untried: 0 });
    expect(job.canRetry).toBe(false);
  });

  it('[R85] its receipt says what was moved, how it was verified, what stayed and why', async () => {
    file('disk1/a');
    file('disk1/changed');
    file('disk3/c');
    linkSync(at('disk1/a'), at('disk1/b'));
    const moves = [
      move('/a', 'disk1', 'disk2', { links: ['/b'] }),
      move('/changed', 'disk1', 'disk2'),
      move('/gone', 'disk1', 'disk2', { size: 4096 }),
      move('/c', 'disk3', 'disk4'),
    ];
    file('disk1/changed', 90_000);
    expect(await run(moves)).toMatchObject({ state: 'failed', filesDone: 3 });
    const size = moves[0]?.size ?? 0;
    expect(receipt).toMatchObject({
      state: 'done',
      planned: { files: 5 },
      moved: { files: 3, bytes: 2 * size },
      directions: [
        { from: 'disk1', to: 'disk2', files: 2, bytes: size },
        { from: 'disk3', to: 'disk4', files: 1, bytes: size },
      ],
      skipped: [
        { path: '/changed', code: 'changed' },
        { path: '/gone', code: 'not-found' },
      ],
      skippedCount: 2,
      failed: [],
      untried: 0,
    });
    expect((receipt?.verified.device ?? 0) + (receipt?.verified.cached ?? 0)).toBe(3);
    expect(receipt?.endedMs).toBeGreaterThanOrEqual(receipt?.startedMs ?? Infinity);
  });
});

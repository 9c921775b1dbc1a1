import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Plan } from '../../../shared/model.ts';
import type { PlanGoal, PlanRequest } from '../../../shared/planning.ts';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { posix } from '../volume/posix.ts';

/** Drafts and plans on real folders: what is looked at, what is remembered, and where the moves lead. */

let base = '';
let engine: Engine;
let pool: Pool;
let threads: Worker[] = [];

const at = (path: string): string => join(base, path);
const disks = ['disk1', 'disk2', 'disk3'];
const limit = 4_000_000;

function file(path: string, bytes = 100_000): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), Buffer.alloc(bytes, path));
}

const on = (disk: string): readonly string[] =>
  readdirSync(at(disk), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.cfs'))
    .map((entry) => `${entry.parentPath.slice(at(disk).length)}/${entry.name}`)
    .sort();

async function open({ inThread = false } = {}): Promise<void> {
  const spawnDesk = (): Worker => {
    const made = new Worker(new URL('../rebalance/desk-thread.ts', import.meta.url));
    threads.push(made);
    return made;
  };
  engine = await openEngine({ home: at('home'), ...(inThread ? { spawnDesk } : {}) });
  const volumes = disks.map((name) => ({ root: at(name), limit, reserve: 0, tags: name === 'disk3' ? ['slow'] : [] }));
  pool = await engine.createPool({ name: 'home', volumes });
}

const even: PlanRequest = { goal: { kind: 'even', by: 'percent', within: 2 } };
const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(() => 'done').catch((thrown: unknown) => (thrown as { code: string }).code);

async function run(plan: Plan): Promise<void> {
  const job = await (await engine.plans.run(plan.id)).ended;
  expect(job).toMatchObject({ state: 'done', errors: [] });
}

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-planning-'));
  threads = [];
  for (const name of disks) mkdirSync(at(name));
});
afterEach(async () => {
  await engine.close();
  await Promise.all(threads.map((thread) => thread.terminate()));
  rmSync(base, { recursive: true, force: true });
});

describe('plans for a goal', () => {
  const goals: readonly (readonly [string, PlanGoal, () => void])[] = [
    [
      'room',
      { kind: 'room', volume: 'disk1', bytes: 2_500_000 },
      () => expect(on('disk1').length * 100_352).toBeLessThanOrEqual(1_500_000),
    ],
    [
      'gather, where the fewest bytes have to go',
      { kind: 'gather', path: '/g', on: null },
      () => expect(disks.map((disk) => on(disk).filter((path) => path.startsWith('/g/')).length)).toEqual([4, 0, 0]),
    ],
    [
      'gather on a volume',
      { kind: 'gather', path: '/g', on: 'disk3' },
      () => expect(disks.map((disk) => on(disk).filter((path) => path.startsWith('/g/')).length)).toEqual([0, 0, 4]),
    ],
    [
      'spread',
      { kind: 'spread', path: '/t' },
      () => expect(disks.map((disk) => on(disk).filter((path) => path.startsWith('/t/')).length)).toEqual([6, 6, 6]),
    ],
    [
      'even free bytes',
      { kind: 'even', by: 'bytes', within: 2 },
      () => expect(new Set(disks.map((disk) => on(disk).length - 7)).size).toBeLessThanOrEqual(2),
    ],
    ['levels', { kind: 'targets', targets: { disk2: 1_024_000 } }, () => expect(on('disk2')).toHaveLength(10)],
  ];
  it.each(goals)('[R50] %s: the moves of a plan lead there when it is run', async (_name, goal, check) => {
    for (let index = 0; index < 18; index += 1) file(`disk1/t/f${String(index)}`);
    for (const [disk, count] of [
      ['disk1', 3],
      ['disk2', 1],
    ] as const) {
      for (let index = 0; index < count; index += 1) file(`${disk}/g/${disk}-${String(index)}`);
    }
    await open();
    const all = disks.flatMap((disk) => on(disk)).sort();
    const plan = await pool.plan({ goal });
    expect(plan).toMatchObject({ reached: true, state: 'ready', request: { goal } });
    expect(plan.bytes).toBeGreaterThanOrEqual(plan.lowerBoundBytes);
    await run(plan);
    check();
    expect(disks.flatMap((disk) => on(disk)).sort()).toEqual(all);
    const { volumes } = await pool.info();
    expect(volumes.map(({ name, space }) => [name, space?.used])).toEqual(
      plan.after.map(({ volume, used }) => [volume, used]),
    );
  });

  it('[R90] a part of a volume is emptied: nothing new comes to it, the rest stays, and its proof says so', async () => {
    for (const path of ['disk1/t/a', 'disk1/t/b', 'disk1/g/c']) file(path);
    await open();
    const plan = await pool.plan({ goal: { kind: 'drain', volume: 'disk1' }, scope: { path: '/t' } });
    expect(plan.moves.map(({ path }) => path).sort()).toEqual(['/t/a', '/t/b']);
    await run(plan);
    expect(on('disk1')).toEqual(['/g/c']);
    expect((await pool.info()).volumes[0]).toMatchObject({ name: 'disk1', state: 'draining' });
    const { proof } = await engine.plans.receipt(plan.id);
    expect(proof).toMatchObject({ volume: 'disk1', empty: false, entries: ['/g/c'] });
  });

  it('[R91] a run, and what can be undone of it, are called by what the plan is for', async () => {
    for (const path of ['disk1/g/a', 'disk2/g/b', 'disk1/t/c']) file(path);
    await open();
    const called = async (goal: PlanGoal): Promise<readonly (string | undefined)[]> => {
      const job = await (await engine.plans.run((await pool.plan({ goal })).id)).ended;
      return [job.title, (await pool.history()).undo[0]?.title];
    };
    expect(await called({ kind: 'gather', path: '/g', on: 'disk3' })).toEqual(['Gathering /g', 'Gather /g']);
    const room: PlanGoal = { kind: 'room', volume: 'disk1', bytes: limit };
    expect(await called(room)).toEqual(['Making room on disk1', 'Make room on disk1']);
    expect(await called({ kind: 'drain', volume: 'disk3' })).toEqual(['Emptying disk3', 'Empty disk3']);
  });

  it('[R92] where a goal is out of reach because of rules or pins, it is told how much they keep', async () => {
    file('disk1/kept/a', 2_000_000);
    file('disk1/t/b');
    await open();
    await pool.set({ pins: [{ path: '/kept', volume: 'disk1' }] });
    const plan = await pool.plan(even);
    expect(plan.reached).toBe(false);
    expect(plan.note).toContain('nothing more may leave disk1 (rules or pins keep 2.00 MB there)');
  });

  it('[R53] the goal "rules" brings to where rules and pins allow it, as the pool has them', async () => {
    for (let index = 0; index < 3; index += 1) file(`disk1/old/f${String(index)}`);
    file('disk2/tax/a');
    await open();
    await pool.set({ rules: [{ glob: '/old/**', volumes: ['tag:slow'] }], pins: [{ path: '/tax', volume: 'disk1' }] });
    await run(await pool.plan({ goal: { kind: 'rules' } }));
    expect(disks.map(on)).toEqual([['/tax/a'], [], ['/old/f0', '/old/f1', '/old/f2']]);
  });
});

describe('drafts', () => {
  it.each([false, true])(
    '[R51] move and store nothing; what is kept is what was shown (in a thread: %s)',
    async (inThread) => {
      for (let index = 0; index < 12; index += 1) file(`disk1/t/f${String(index)}`);
      await open({ inThread });
      const before = disks.map(on);
      const draft = await engine.plans.draft('home', even);
      expect(draft).toMatchObject({
        pool: pool.id,
        reached: true,
        blocked: [],
        from: 'volumes',
        on: null,
        estimate: null,
      });
      expect(draft.curve.length).toBeGreaterThan(2);
      expect(draft.flows.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(draft.bytes);
      expect(await engine.plans.list('home')).toEqual([]);
      const { rows, total } = await engine.plans.draftMoves(draft.id);
      expect(rows).toHaveLength(total);
      expect(rows.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(draft.bytes);
      const [row] = rows;
      const edited = await engine.plans.draft('home', { ...even, edits: { exclude: [row?.path ?? ''] } });
      expect(edited).toMatchObject({ excluded: 1 });
      expect(disks.map(on)).toEqual(before);
      const plan = await engine.plans.keep(draft.id);
      const { goal, bytes, before: was, after, moves } = plan;
      expect({ goal, bytes, was, after, moves: moves.length }).toEqual({
        goal: 'even, within 2 %',
        bytes: draft.bytes,
        was: draft.before,
        after: draft.after,
        moves: draft.moves,
      });
      expect((await engine.plans.moves(plan.id)).rows.map(({ path }) => path)).toEqual(rows.map(({ path }) => path));
      await run(plan);
      expect(threads).toHaveLength(inThread ? 1 : 0);
    },
  );

  it('[R60] what one asks later wins: the earlier question is cancelled, also by a signal; others are not', async () => {
    for (let index = 0; index < 6; index += 1) file(`disk1/t/f${String(index)}`);
    await open({ inThread: true });
    const first = codeOf(engine.plans.draft('home', even, { owner: 'me' }));
    const other = codeOf(engine.plans.draft('home', even, { owner: 'another' }));
    const second = codeOf(engine.plans.draft('home', even, { owner: 'me' }));
    expect(await Promise.all([first, second, other])).toEqual(['cancelled', 'done', 'done']);
    // They looked once, together.
    expect(threads).toHaveLength(1);
    const abort = new AbortController();
    const call = engine.plans.draft('home', even, { signal: abort.signal }).catch((thrown: unknown) => thrown);
    abort.abort();
    expect(await call).not.toHaveProperty('id');
  });

  it('[R61] edits are solved for what was seen; work in the pool, other settings and "fresh" let it look anew', async () => {
    for (let index = 0; index < 9; index += 1) file(`disk1/t/f${String(index)}`);
    await open();
    const drain: PlanRequest = { goal: { kind: 'drain', volume: 'disk1' } };
    const first = await engine.plans.draft('home', drain);
    file('disk1/t/later');
    const edited = await engine.plans.draft('home', { ...drain, edits: { without: ['disk3'] } });
    expect([first.moves, edited.moves]).toEqual([9, 9]);
    expect(edited.scannedMs).toBe(first.scannedMs);
    expect((await engine.plans.draft('home', drain)).scannedMs).toBe(first.scannedMs);
    const fresh = await engine.plans.draft('home', drain, { fresh: true });
    expect(fresh.moves).toBe(10);
    // What was made from an older look is let go with it.
    expect(await codeOf(engine.plans.draftMoves(first.id))).toBe('not-found');
    expect(await codeOf(engine.plans.keep(first.id))).toBe('not-found');
    await pool.setVolume('disk3', { mode: 'read-only' });
    const without = await engine.plans.draft('home', { ...even, edits: { exclude: ['/t/f0'] } });
    expect(without.flows.map(({ to }) => to)).toEqual(['disk2']);
    file('disk1/t/more');
    await pool.makeDirectory('/new' as never);
    expect((await engine.plans.draft('home', even)).scannedMs).toBeGreaterThan(without.scannedMs);
  });

  it('[R66] what was seen is let go when nobody planned for a while, and with its pool: the thread ends', async () => {
    for (let index = 0; index < 6; index += 1) file(`disk1/t/f${String(index)}`);
    await open({ inThread: true });
    await engine.plans.draft('home', even);
    const ended = (index: number) => new Promise((resolve) => threads[index]?.once('exit', resolve));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { id } = await engine.plans.draft('home', { ...even, edits: { exclude: ['/t/f0'] } });
      const idle = ended(0);
      vi.advanceTimersByTime(9 * 60_000);
      expect((await engine.plans.draftMoves(id)).total).toBeGreaterThan(0);
      vi.advanceTimersByTime(11 * 60_000);
      await idle;
      expect(await codeOf(engine.plans.draftMoves(id))).toBe('not-found');
    } finally {
      vi.useRealTimers();
    }
    await engine.plans.draft('home', even);
    expect(threads).toHaveLength(2);
    const forgotten = ended(1);
    await engine.forgetPool('home');
    await forgotten;
  });

  it('[R62] when the thread ends, the question fails with its reason, and the next one is answered', async () => {
    for (let index = 0; index < 6; index += 1) file(`disk1/t/f${String(index)}`);
    await open({ inThread: true });
    const { id } = await engine.plans.draft('home', even);
    await threads[0]?.terminate();
    await expect(engine.plans.draftMoves(id)).rejects.toMatchObject({ code: 'internal' });
    expect(await engine.plans.draft('home', even)).toMatchObject({ reached: true });
    expect(threads).toHaveLength(2);
  });

  it.runIf(posix() !== null)(
    '[R63] what another program has open for writing stays, with its reason, until it is closed',
    async () => {
      for (let index = 0; index < 6; index += 1) file(`disk1/t/f${String(index)}`);
      file('disk1/t/written', 1_000_000);
      await open();
      const fd = openSync(at('disk1/t/written'), 'r+');
      try {
        const request: PlanRequest = { goal: { kind: 'drain', volume: 'disk1' } };
        const draft = await engine.plans.draft('home', request);
        expect(draft).toMatchObject({ reached: false, moves: 6 });
        expect(draft.blocked).toMatchObject([{ path: '/t/written', kind: 'open', volume: 'disk1' }]);
        closeSync(fd);
        expect(await engine.plans.draft('home', request, { fresh: true })).toMatchObject({ reached: true, moves: 7 });
      } finally {
        if (existsSync(`/proc/self/fd/${String(fd)}`)) closeSync(fd);
      }
    },
  );
});

describe('stored plans', () => {
  beforeEach(async () => {
    for (let index = 0; index < 24; index += 1) file(`disk1/t/f${String(index)}`);
    await open();
  });

  it('[R64] tell what is otherwise now; so much that it matters, and it is not run: nothing moves', async () => {
    const plan = await pool.plan(even);
    expect(await engine.plans.check(plan.id)).toMatchObject({ stale: false, changes: [], movesCount: 0 });
    const [gone, changed, ...rest] = plan.moves;
    rmSync(at(`disk1${gone?.path ?? ''}`));
    file(`disk1${changed?.path ?? ''}`, 200_000);
    const little = await engine.plans.check(plan.id);
    expect(little).toMatchObject({ stale: false, movesCount: 2 });
    expect(little.changes).toEqual(['1 file not on disk1 any more', '1 file changed since']);
    for (const { path } of rest.slice(0, 8)) rmSync(at(`disk1${path}`));
    const before = disks.map(on);
    expect(await engine.plans.check(plan.id)).toMatchObject({ stale: true, movesCount: 10 });
    await expect(engine.plans.run(plan.id)).rejects.toMatchObject({
      code: 'refused',
      data: { changes: ['9 files not on disk1 any more', '1 file changed since'] },
    });
    expect(disks.map(on)).toEqual(before);
    expect((await engine.plans.get(plan.id)).state).toBe('ready');
  });

  it('[R64] volumes that are gone, closed or full make a plan stale', async () => {
    const plan = await pool.plan(even);
    await pool.setVolume('disk2', { mode: 'no-create' });
    expect(await engine.plans.check(plan.id)).toMatchObject({
      stale: true,
      changes: ['disk2 takes no new files now (no-create)'],
    });
    await pool.setVolume('disk2', { mode: 'read-write' });
    file('disk2/big', 3_800_000);
    await pool.setVolume('disk2', { limit: 3_900_000 });
    expect((await engine.plans.check(plan.id)).changes.join()).toMatch(/disk2 has .* less room than the plan needs/u);
    await pool.removeVolume('disk3', { leaveFiles: true });
    expect((await engine.plans.check(plan.id)).changes.join()).toMatch(/disk3 is not the volume of the pool any more/u);
    expect(await codeOf(engine.plans.run(plan.id))).toBe('refused');
  });
});

it('[R65] what cannot be meant is refused by its name, before anything is looked at, and nothing is stored', async () => {
  file('disk1/t/f', 100);
  await open();
  const bad: readonly (readonly [PlanRequest, string, RegExp])[] = [
    [{ goal: { kind: 'drain', volume: 'nope' } }, 'not-found', /no such volume/u],
    [{ goal: { kind: 'room', volume: 'disk1', bytes: 0 } }, 'invalid', /is no room/u],
    [{ goal: { kind: 'room', volume: 'disk1', bytes: 9e12 } }, 'invalid', /cannot be free/u],
    [{ goal: { kind: 'even', by: 'percent', within: 101 } }, 'invalid', /is no percentage/u],
    [{ goal: { kind: 'gather', path: '/nope', on: null } }, 'not-found', /\/nope/u],
    [{ goal: { kind: 'gather', path: '/t', on: 'nope' } }, 'not-found', /no such volume/u],
    [{ goal: { kind: 'targets', targets: {} } }, 'invalid', /no level is named/u],
    [{ goal: { kind: 'targets', targets: { disk1: 9e12 } } }, 'invalid', /is no level/u],
    [{ ...even, scope: { path: '/nope' } }, 'not-found', /\/nope/u],
    [{ ...even, scope: { larger: 5, smaller: 4 } }, 'invalid', /exchange the two sizes/u],
    [{ ...even, edits: { send: [{ path: '/t', to: 'nope' }] } }, 'not-found', /no such volume/u],
    [{ ...even, edits: { exclude: ['/../x'] } }, 'invalid', /\.\./u],
  ];
  for (const [request, code, message] of bad) {
    const answer = await engine.plans.draft('home', request).catch((thrown: unknown) => thrown);
    expect([request, answer]).toMatchObject([request, { code }]);
    expect(String(answer)).toMatch(message);
  }
  await pool.setVolume('disk2', { mode: 'read-only' });
  const closed = engine.plans.draft('home', { goal: { kind: 'gather', path: '/t', on: 'disk2' } });
  expect(await codeOf(closed)).toBe('read-only');
  expect(await codeOf(engine.plans.draft('nope', even))).toBe('not-found');
  expect(await engine.plans.list('home')).toEqual([]);
});

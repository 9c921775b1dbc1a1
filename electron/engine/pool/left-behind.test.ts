import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import type { Engine, JobHandle, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { moveBetween } from '../transfer/move-between.ts';
import { dropRights, giveAway, whyNotDenied } from '../unprivileged-fixture.ts';
import { faulty } from '../volume/faulty.ts';
import type { FaultPlan } from '../volume/faulty.ts';
import { at, bytesOf, diskPool } from './fixture.ts';
import type { TestPool } from './fixture.ts';

async function* once(text: string): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(bytesOf(text));
}

describe('folders that were made for what failed', () => {
  let test: TestPool;
  beforeEach(async () => {
    test = diskPool(3);
    const [disk1] = test.members;
    await disk1?.volume.makeDirectory(at('/a'));
    await disk1?.volume.makeDirectory(at('/a/b'));
    await disk1?.volume.write(at('/a/b/there'), once('there'), {});
  });
  afterEach(() => test.close());

  const member = (index: number) => test.members[index] ?? expect.fail('no such member');
  const fail = (index: number, plan: FaultPlan): void => {
    member(index).volume = faulty(member(index).volume, plan);
  };
  const held = (index: number): Promise<readonly string[]> =>
    member(index)
      .volume.list(at('/'))
      .then((entries) => entries.map(({ name }) => name));

  it('[P40] a write, a copy and a move that fail leave no folder on the volumes they were tried on', async () => {
    for (const index of [0, 1, 2]) {
      fail(index, { faults: ['write', 'copyIn'].map((method) => ({ method: method as 'write', code: 'denied' })) });
    }
    const before = await member(1).volume.readMetadata(at('/'));
    await expect(test.pool.write(at('/a/b/new'), once('new'), { size: 3 })).rejects.toMatchObject({ code: 'denied' });
    const source = join(mkdtempSync(join(tmpdir(), 'cfs-left-')), 'x');
    writeFileSync(source, 'x');
    const copied = await test.pool.copyIn([{ source, path: at('/a/b/x') }], {});
    expect(copied).toMatchObject([{ ok: false, error: { code: 'denied' } }]);
    const moved = await moveBetween(test.pool, member(0), member(2), [{ path: at('/a/b/there') }]);
    expect(moved).toMatchObject([{ ok: false, error: { code: 'denied' } }]);
    expect([await held(1), await held(2)]).toEqual([[], []]);
    expect((await member(1).volume.readMetadata(at('/'))).mtimeNs).toBe(before.mtimeNs);
    expect((await test.pool.entryOf(at('/a/b'))).volumes).toEqual(['disk1']);
    rmSync(join(source, '..'), { recursive: true });
  });

  it('[P40] of several that were made only those stay into which something came, or on which others rely', async () => {
    const made = [...(await test.pool.ensureDirectory(member(1), at('/a/b')))];
    expect(made).toEqual(['/a', '/a/b']);
    await member(0).volume.makeDirectory(at('/a/c'));
    made.push(...(await test.pool.ensureDirectory(member(1), at('/a/c'))));
    // Somebody else found it there.
    expect(await test.pool.ensureDirectory(member(1), at('/a/b'))).toEqual([]);
    await test.pool.removeUnused(member(1), made);
    expect((await member(1).volume.list(at('/a'))).map(({ name }) => name)).toEqual(['b']);
    const other = await test.pool.ensureDirectory(member(2), at('/a/b'));
    await member(2).volume.write(at('/a/b/came'), once('came'), {});
    await test.pool.removeUnused(member(2), other);
    expect((await member(2).volume.list(at('/a/b'))).map(({ name }) => name)).toEqual(['came']);
  });

  it('[P40] a folder that other work is about to use stays, whichever of them looked first', async () => {
    const gates = new Map<string, PromiseWithResolvers<undefined>>();
    const plan: FaultPlan = {
      before: async (method) => {
        const gate = gates.get(method);
        gates.delete(method);
        await gate?.promise;
      },
    };
    member(1).volume = faulty(member(1).volume, plan);
    const hold = (method: string): (() => void) => {
      const gate = Promise.withResolvers<undefined>();
      gates.set(method, gate);
      return () => gate.resolve(undefined);
    };
    // It looked before the folder was made, and is told that it is there.
    const sees = hold('stat');
    const seen = test.pool.ensureDirectory(member(1), at('/a/b'));
    const made = await test.pool.ensureDirectory(member(1), at('/a/b'));
    sees();
    expect([made, await seen]).toEqual([['/a', '/a/b'], []]);
    await test.pool.removeUnused(member(1), made);
    expect(await held(1)).toEqual(['a']);
    await member(1).volume.removeDirectory(at('/a/b'));
    await member(1).volume.removeDirectory(at('/a'));

    // It is about to make one in it.
    await member(0).volume.makeDirectory(at('/a/c'));
    const first = await test.pool.ensureDirectory(member(1), at('/a/b'));
    const makes = hold('makeDirectory');
    const inside = test.pool.ensureDirectory(member(1), at('/a/c'));
    await test.pool.removeUnused(member(1), first);
    makes();
    expect(await inside).toEqual(['/a/c']);
    expect((await member(1).volume.list(at('/a'))).map(({ name }) => name)).toEqual(['c']);
  });

  it('[P40] a folder that was opened to take one out of it, and stays, has its mode again', async () => {
    const made = await test.pool.ensureDirectory(member(1), at('/a/b'));
    const { mode } = await member(1).volume.stat(at('/a'));
    fail(1, { faults: [{ method: 'removeDirectory', call: 1, code: 'denied' }] });
    await member(1).volume.write(at('/a/came'), once('came'), {});
    await test.pool.removeUnused(member(1), made);
    expect((await member(1).volume.list(at('/a'))).map(({ name }) => name)).toEqual(['came']);
    expect(mode).not.toBe(0o700);
    expect((await member(1).volume.stat(at('/a'))).mode).toBe(mode);
  });
});

const whyNot = whyNotDenied();
describe.skipIf(whyNot !== null)(`what the system denies${whyNot === null ? '' : ` (skipped: ${whyNot})`}`, () => {
  let base = '';
  let engine: Engine;
  let pool: Pool;
  let restore: () => void;
  beforeEach(async () => {
    base = mkdtempSync(join(tmpdir(), 'cfs-left-'));
    giveAway(base);
    restore = dropRights();
    for (const folder of ['disk1/ro/deep', 'disk2', 'from/tree/closed', 'from/tree/open']) {
      mkdirSync(join(base, folder), { recursive: true });
    }
    writeFileSync(join(base, 'from/tree/open/file'), 'x');
    writeFileSync(join(base, 'from/secret'), 'x');
    writeFileSync(join(base, 'disk1/ro/kept'), 'x', { mode: 0 });
    engine = await openEngine({ home: join(base, 'home') });
    pool = await engine.createPool({
      name: 'home',
      volumes: ['disk1', 'disk2'].map((name) => ({ root: join(base, name), reserve: 0 })),
    });
    for (const [path, mode] of Object.entries({
      'disk1/ro/deep': 0o555,
      'disk1/ro': 0o555,
      'from/secret': 0,
      'from/tree/closed': 0,
    })) {
      chmodSync(join(base, path), mode);
    }
    utimesSync(join(base, 'disk2'), 1_000, 1_000);
  });
  afterEach(async () => {
    await engine.close();
    chmodSync(join(base, 'disk1/ro'), 0o755);
    restore();
    rmSync(base, { recursive: true, force: true });
  });

  const failed = async (handle: Promise<JobHandle>, code: string): Promise<void> => {
    const job = await (await handle).ended;
    expect(job.errors.map((error) => error.error.code)).toEqual([code]);
  };
  const onDisks = (): readonly string[] =>
    ['disk1', 'disk2'].flatMap((disk) =>
      readdirSync(join(base, disk), { recursive: true, encoding: 'utf8' })
        .filter((name) => !name.startsWith('.cfs'))
        .map((name) => `${disk}/${name}`),
    );

  it('[P40] leaves every volume as it was, closed folders too, and nothing to undo', async () => {
    const before = ['disk1/ro', 'disk1/ro/deep', 'disk1/ro/kept'];
    const [deep, secret] = [parsePath('/ro/deep'), join(base, 'from/secret')];
    expect(onDisks()).toEqual(before);
    await failed(pool.put([join(base, 'from/tree/open/file')], deep), 'denied');
    expect(statSync(join(base, 'disk2')).mtimeMs).toBe(1_000_000);
    await failed(pool.put([secret], parsePath('/new/here')), 'denied');
    await expect(pool.makeDirectory(parsePath('/ro/deep/p/q'), { parents: true })).rejects.toMatchObject({
      code: 'denied',
    });
    await expect(pool.write(parsePath('/fresh/x'), once('x'), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await failed(pool.move([parsePath('/ro/kept')], parsePath('/moved/there')), 'denied');
    await failed(pool.copy([parsePath('/ro/kept')], parsePath('/copied/there')), 'denied');
    expect(onDisks()).toEqual(before);
    expect((await pool.stat(deep)).volumes).toEqual(['disk1']);
    expect(await pool.history()).toMatchObject({ undo: [] });
  });

  it('[P40] a plan moves what can be read; what cannot stays whole, says why, and its folder is not made elsewhere', async () => {
    for (const [path, mode] of [
      ['only/locked', 0],
      ['both/free', 0o644],
      ['both/locked', 0],
    ] as const) {
      mkdirSync(join(base, 'disk1', path, '..'), { recursive: true });
      writeFileSync(join(base, 'disk1', path), 'x'.repeat(5_000), { mode });
    }
    const { id } = await pool.plan({ goal: { kind: 'gather', path: parsePath('/'), on: 'disk2' } });
    const { moves } = await engine.plans.get(id);
    expect(moves.map(({ path }) => path).sort()).toEqual(['/both/free', '/both/locked', '/only/locked', '/ro/kept']);
    const job = await (await engine.plans.run(id)).ended;
    expect(job.errors.map(({ path, error }) => [path, error.code]).sort()).toEqual([
      ['/both/locked', 'denied'],
      ['/only/locked', 'denied'],
      ['/ro/kept', 'denied'],
    ]);
    expect(job.errors.find(({ path }) => path === '/only/locked')?.error.message).toMatch(
      /^Reading .*locked: the system denies access: check the permissions$/,
    );
    expect(
      onDisks()
        .filter((path) => !path.startsWith('disk1/ro'))
        .sort(),
    ).toEqual([
      ...['disk1/both', 'disk1/both/locked', 'disk1/only', 'disk1/only/locked'],
      ...['disk2/both', 'disk2/both/free'],
    ]);
    expect(statSync(join(base, 'disk1/only/locked')).size).toBe(5_000);
  });

  it('[P40] a folder of which nobody could say what is in it is not there as an empty one', async () => {
    await failed(pool.put([join(base, 'from/tree')], parsePath('/')), 'denied');
    expect((await pool.list(parsePath('/tree'))).entries.map(({ name }) => name)).toEqual(['open']);
    const [{ id } = expect.fail('no job')] = engine.jobs.list();
    chmodSync(join(base, 'from/tree/closed'), 0o755);
    writeFileSync(join(base, 'from/tree/closed/inside'), 'x');
    const again = await (await engine.jobs.retry(id)).ended;
    expect(again.errors).toEqual([]);
    expect((await pool.list(parsePath('/tree/closed'))).entries.map(({ name }) => name)).toEqual(['inside']);
  });
});

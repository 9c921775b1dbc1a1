import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { faulty } from '../volume/faulty.ts';
import type { Fault } from '../volume/faulty.ts';
import { openTestPool } from './fixture.ts';
import { startMove } from './transfer.ts';

let base = '';
let engine: Engine;
let pool: Pool;

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-going-'));
  for (const disk of ['disk1', 'disk2']) {
    mkdirSync(join(base, disk, 'a'), { recursive: true });
    writeFileSync(join(base, disk, 'a', `on ${disk}`), disk);
  }
  mkdirSync(join(base, 'disk2', 'b'));
  engine = await openEngine({ home: join(base, 'home') });
  const volumes = ['disk1', 'disk2'].map((name) => ({ root: join(base, name), name }));
  pool = await engine.createPool({ name: 'home', volumes });
  await pool.list(parsePath('/'));
  await pool.info();
});
afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

/** Its root is held open for half a second; its state is believed a little longer. */
async function unplug(): Promise<void> {
  renameSync(join(base, 'disk1'), join(base, 'elsewhere'));
  await setTimeout(600);
}

it('[T23] a volume that goes as a copy begins fails the job, which copies what the others hold', async () => {
  await unplug();
  const job = await (await pool.copy([parsePath('/a')], parsePath('/b'))).ended;
  expect(job.state).toBe('failed');
  expect(job.errors.map(({ path, error }) => [path, error.code])).toEqual([['/a', 'offline']]);
  expect(job.errors[0]?.error.message).toContain('what disk1 holds of /a');
  expect(existsSync(join(base, 'disk2', 'b', 'a', 'on disk2'))).toBe(true);
});

it('[T23] and so does one that goes as files are copied out of the pool', async () => {
  mkdirSync(join(base, 'out'));
  await unplug();
  const job = await (await pool.get([parsePath('/a')], join(base, 'out'))).ended;
  expect(job.state).toBe('failed');
  expect(job.errors.map(({ error }) => error.code)).toEqual(['offline']);
  expect(existsSync(join(base, 'out', 'a', 'on disk2'))).toBe(true);
});

it('[T23] one that was away before is named in a remark', async () => {
  await unplug();
  await pool.info();
  const job = await (await pool.copy([parsePath('/a')], parsePath('/b'))).ended;
  expect(job.state).toBe('done');
  expect(job.notes.join()).toContain('disk1 is not connected');
});

it('[T24] a volume that cannot say that a move is safe fails the job, which tells it; what was set to read-only is safe', async () => {
  mkdirSync(join(base, 'pool', 'disk1', 'b'), { recursive: true });
  mkdirSync(join(base, 'pool', 'disk1', 'deep'));
  for (const name of ['x', 'y', 'deep/z']) writeFileSync(join(base, 'pool', 'disk1', name), name);
  const plan: { faults: readonly Fault[] } = { faults: [{ method: 'makeDurable', code: 'io' }] };
  const test = openTestPool(join(base, 'pool'), { limits: [null], around: (disk) => faulty(disk, plan) });
  const move = async (name: string) => (await startMove(test.context, [parsePath(name)], parsePath('/b'))).ended;
  expect(await move('/x')).toMatchObject({ state: 'failed', errors: [{ error: { code: 'io' } }] });
  // It has moved all the same.
  expect(existsSync(join(base, 'pool', 'disk1', 'b', 'x'))).toBe(true);
  plan.faults = [{ method: 'makeDurable', code: 'read-only' }];
  expect(await move('/y')).toMatchObject({ state: 'done', errors: [] });
  plan.faults = [];
  expect(await move('/deep')).toMatchObject({ state: 'done', errors: [], notes: [] });
  await test.close();
});

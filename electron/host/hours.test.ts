import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Job } from '../../shared/model.ts';
import { parsePath } from '../../shared/path.ts';
import type { Engine, JobHandle } from '../engine/api.ts';
import { openEngine } from '../engine/engine.ts';
import { goOnInHours, keepHours } from './hours.ts';

/** A busy machine takes its time. */
const patience = { timeout: 20_000 };
let base = '';
let engine: Engine;

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-hours-'));
  for (const disk of ['disk1', 'disk2']) mkdirSync(join(base, disk));
  for (let at = 0; at < 8; at += 1) writeFileSync(join(base, 'disk1', `f${String(at)}`), Buffer.alloc(50_000, at));
  engine = await openEngine({ home: join(base, 'home') });
});
afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

/** An hour that is not now, and not soon. */
function later(): { readonly from: number; readonly to: number } {
  const now = new Date().getHours() * 60;
  return { from: (now + 600) % 1440, to: (now + 660) % 1440 };
}

it('[T164] a run with hours goes on by itself when a host starts; one without waits to be asked for', async () => {
  const volumes = ['disk1', 'disk2'].map((name) => ({ root: join(base, name), name, reserve: 0 }));
  const pool = await engine.createPool({ name: 'home', volumes });
  const hours = later();
  const send = async (name: string): Promise<string> => (await pool.planSend([parsePath(`/${name}`)], 'disk2')).id;
  const nightly = await send('f0');
  const slow = await send('f1');
  const first = await engine.plans.run(nightly, { window: hours });
  // So slow that it has not ended when its host does.
  const second = await engine.plans.run(slow, { limit: 1024 });
  expect([first.id, second.id].every((id) => engine.jobs.list().some((job) => job.id === id))).toBe(true);
  await engine.close({ keepJobs: true });

  engine = await openEngine({ home: join(base, 'home') });
  const before = engine.jobs.list().map(({ state, window }) => [state, window]);
  expect(before).toHaveLength(2);
  expect(before).toEqual(
    expect.arrayContaining([
      ['interrupted', hours],
      ['interrupted', null],
    ]),
  );
  await goOnInHours(engine.jobs);
  const after = engine.jobs.list();
  expect(after).toHaveLength(2);
  const going = after.find(({ window }) => window !== null);
  expect(going).toMatchObject({ window: hours });
  expect(going?.state).not.toBe('interrupted');
  expect(after.find(({ window }) => window === null)?.state).toBe('interrupted');
  expect(existsSync(join(base, 'disk1', 'f0'))).toBe(true);
});

it('[T164] only what was interrupted goes on, and one that cannot does not hold up the next', async () => {
  const job = (id: string, more: Partial<Job>): Job =>
    ({ id, state: 'interrupted', canRestart: true, window: later(), ...more }) as Job;
  const restarted: string[] = [];
  await goOnInHours({
    list: () => [
      job('failed', { state: 'failed' }),
      job('paused', { state: 'paused' }),
      job('whenever', { window: null }),
      job('of another host', { canRestart: false }),
      job('left alone', { stays: 'CFS stopped twice' }),
      job('gone', {}),
      job('next', {}),
    ],
    restart: (id) => {
      restarted.push(id);
      return id === 'gone' ? Promise.reject(new Error('its volume is not there')) : Promise.resolve({} as JobHandle);
    },
  });
  expect(restarted).toEqual(['gone', 'next']);
});

it('[T182] one whose disks are mounted late waits for them, says since when, and goes on when all are there', async () => {
  const volumes = ['disk1', 'disk2'].map((name) => ({ root: join(base, name), name, reserve: 0 }));
  const pool = await engine.createPool({ name: 'home', volumes });
  const plan = await pool.planSend([parsePath('/f0')], 'disk2');
  const hours = later();
  await engine.plans.run(plan.id, { window: hours });
  await engine.close({ keepJobs: true });
  renameSync(join(base, 'disk2'), join(base, 'elsewhere'));

  engine = await openEngine({ home: join(base, 'home') });
  const asked: { readonly look: () => void; readonly ms: number }[] = [];
  const nextLook = (count: number) =>
    vi.waitFor(() => {
      expect(asked).toHaveLength(count);
      return asked.at(-1);
    }, patience);
  const kept = keepHours({ jobs: engine.jobs, pools: () => engine.pools() }, (look, ms) => {
    asked.push({ look, ms });
    return () => undefined;
  });
  const first = await nextLook(1);
  const [waiting] = engine.jobs.list();
  expect(waiting).toMatchObject({ state: 'interrupted', waitingFor: 'disk2', window: hours });
  expect(Date.now() - (waiting?.waitingSinceMs ?? 0)).toBeLessThan(60_000);
  first?.look();
  const second = await nextLook(2);
  expect(engine.jobs.list()[0]).toMatchObject({ id: waiting?.id, waitingSinceMs: waiting?.waitingSinceMs });
  expect((second?.ms ?? 0) / (first?.ms ?? 1)).toBe(2);

  renameSync(join(base, 'elsewhere'), join(base, 'disk2'));
  second?.look();
  await vi.waitFor(() => expect(engine.jobs.list().map(({ state }) => state)).not.toContain('interrupted'), patience);
  const [going] = engine.jobs.list();
  expect(going).toMatchObject({ window: hours, errors: [] });
  engine.jobs.window(going?.id ?? '', null);
  await vi.waitFor(() => expect(existsSync(join(base, 'disk2', 'f0'))).toBe(true), patience);
  expect(asked).toHaveLength(2);
  kept.close();
});

it('[T164] of two hosts that start at once one goes on with it', async () => {
  const volumes = ['disk1', 'disk2'].map((name) => ({ root: join(base, name), name, reserve: 0 }));
  const pool = await engine.createPool({ name: 'home', volumes });
  const plan = await pool.planSend([parsePath('/f0')], 'disk2');
  await engine.plans.run(plan.id, { window: later() });
  await engine.close({ keepJobs: true });

  engine = await openEngine({ home: join(base, 'home') });
  const other = await openEngine({ home: join(base, 'home') });
  try {
    const hosts = [engine, other];
    // Both have seen it before one of them takes it.
    for (const { jobs } of hosts) expect(jobs.list().map(({ state }) => state)).toEqual(['interrupted']);
    await Promise.all(hosts.map(({ jobs }) => goOnInHours(jobs)));
    const states = hosts.flatMap(({ jobs }) => jobs.list().map(({ state }) => state));
    expect(states).toHaveLength(1);
    expect(states).not.toContain('interrupted');
  } finally {
    await other.close();
  }
});

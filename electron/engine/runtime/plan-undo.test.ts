import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { ended, treeOf } from '../history/tree-fixture.ts';

let base = '';
let engine: Engine;
let pool: Pool;

const on = (disk: string) => Object.keys(treeOf(join(base, disk))).filter((path) => !path.endsWith('/'));

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-plan-undo-'));
  for (const disk of ['disk1', 'disk2']) mkdirSync(join(base, disk));
  for (let i = 0; i < 8; i += 1) writeFileSync(join(base, 'disk1', `f${String(i)}`), Buffer.alloc(100_000, i));
  engine = await openEngine({ home: join(base, 'home') });
  const volumes = ['disk1', 'disk2'].map((disk) => ({ root: join(base, disk), reserve: 0, limit: 2_000_000 }));
  pool = await engine.createPool({ name: 'home', volumes });
});
afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

async function even(): Promise<string> {
  const plan = await pool.planEven({ within: 1 });
  await ended(engine.plans.run(plan.id));
  return plan.id;
}

it('[T145] a plan that was run is undone by the moves that lead back; making that plan moves nothing', async () => {
  const before = on('disk1');
  const id = await even();
  const evened = on('disk1');
  expect(evened.length).toBeLessThan(before.length);
  const back = await engine.plans.undo(id);
  expect(on('disk1')).toEqual(evened);
  expect(back.moves.length).toBe(before.length - evened.length);
  expect(back.bytes).toBeGreaterThan(0);
  expect(back.moves.every((move) => move.from === 'disk2' && move.to === 'disk1')).toBe(true);
  // What was changed or moved since stays, with its reason.
  const [gone, twice] = back.moves.map(({ path }) => path);
  rmSync(join(base, 'disk2', gone ?? ''));
  writeFileSync(join(base, 'disk1', twice ?? ''), 'another');
  const again = await engine.plans.undo(id);
  expect(again.blocked.map(({ reason }) => reason)).toEqual([
    'it is not on disk2 any more',
    'something of its name is on disk1',
  ]);
  expect(again.moves.length).toBe(back.moves.length - 2);
  await ended(engine.plans.run(again.id));
  expect(on('disk2')).toEqual([twice]);
  expect(await engine.plans.undo((await pool.planEven()).id).catch((thrown: unknown) => thrown)).toMatchObject({
    code: 'refused',
  });
});

it('[T146] undo of what a plan moved names its bytes, copies nothing unasked, and can be redone', async () => {
  const before = on('disk1');
  await even();
  const evened = on('disk1');
  const [act] = (await pool.history()).undo;
  expect(act).toMatchObject({ title: 'Even out the volumes', items: before.length - evened.length });
  expect(act?.bytes).toBeGreaterThan(0);
  const refused = await pool.undo().catch((thrown: unknown) => thrown);
  expect(refused).toMatchObject({ code: 'refused', data: { bytes: act?.bytes } });
  expect(String(refused)).toMatch(/will copy \d+ KB back/);
  expect(on('disk1')).toEqual(evened);
  await ended(pool.undo({ yes: true }));
  expect(on('disk1')).toEqual(before);
  const lists = await pool.history();
  expect(lists).toMatchObject({ undo: [], redo: [{ title: 'Even out the volumes', bytes: act?.bytes }] });
  await ended(pool.redo({ yes: true }));
  expect(on('disk1')).toEqual(evened);
  expect((await pool.history()).undo).toMatchObject([{ id: act?.id }]);
  expect(existsSync(join(base, 'disk2', evened[0] ?? ''))).toBe(false);
});

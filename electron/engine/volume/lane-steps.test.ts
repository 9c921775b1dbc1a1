import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { allGone, testSpawn } from './lane-fixture.ts';
import type { TestSpawn } from './lane-fixture.ts';
import { openLane } from './lane.ts';
import type { Lane } from './lane.ts';
import { at } from './volume.contract.ts';
import type { CopyStep, Volume } from './volume.ts';

let folder: string;
let spawned: TestSpawn;
let lane: Lane;
let volume: Volume;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-lane-steps-'));
  mkdirSync(join(folder, 'root'));
  spawned = testSpawn();
  lane = openLane({ spawn: spawned.spawn });
  volume = lane.open({ root: join(folder, 'root'), name: 'disk' });
});
afterEach(async () => {
  await lane.close();
  await allGone(spawned.pids);
  rmSync(folder, { recursive: true, force: true });
});

it('[R83] a volume in a child process tells samples of its steps, in their order, and only to who asks', async () => {
  const size = 24 << 20;
  const source = join(folder, 'source');
  writeFileSync(source, Buffer.alloc(size, 'steps'));
  const told: CopyStep[] = [];
  const [first] = await volume.copyIn([{ source, path: at('/a') }], { onStep: (step) => void told.push(step) });
  expect(first?.ok).toBe(true);
  expect(told[0]).toEqual({ phase: 'copying', path: '/a', files: 1, bytes: size, bytesDone: 0 });
  const order = ['copying', 'verifying', 'committing'];
  const places = told.map(({ phase }) => order.indexOf(phase));
  expect(places).toEqual(places.toSorted());
  for (const { bytes, bytesDone } of told) expect(bytesDone).toBeLessThanOrEqual(bytes);
  const steps = (): number => spawned.answers.filter(({ t }) => t === 'step').length;
  const before = steps();
  expect(before).toBe(told.length);
  await volume.copyIn([{ source, path: at('/b') }], {});
  expect(steps()).toBe(before);
});

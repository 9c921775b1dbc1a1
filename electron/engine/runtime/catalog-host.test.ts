import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CatalogStatus } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import type { Engine, Pool } from '../api.ts';
import { spawnChild } from '../catalog/live-fixture.ts';
import { openEngine } from '../engine.ts';

/** The catalog as a host has it: through the engine, with its own acts. */

let base: string;
let host: Engine;
let pool: Pool;
let told: CatalogStatus[];
let pids: number[];

const openHost = async (): Promise<Engine> => {
  const engine = await openEngine({
    home: join(base, 'home'),
    spawnCatalog: () => {
      const child = spawnChild();
      pids.push(child.pid);
      return child.process;
    },
  });
  engine.on('catalogChanged', ({ status }) => told.push(status));
  return engine;
};
const fresh = (): Promise<void> =>
  expect.poll(async () => (await pool.catalog.status()).state, { timeout: 20_000 }).toBe('fresh');
const entries = (count: number): Promise<void> =>
  expect.poll(async () => (await pool.catalog.read('summary', {})).entries, { timeout: 20_000 }).toBe(count);

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-catalog-host-'));
  told = [];
  pids = [];
  for (const name of ['disk1', 'disk2']) mkdirSync(join(base, name, 'old'), { recursive: true });
  host = await openHost();
  pool = await host.createPool({
    name: 'Home',
    reserve: 0,
    volumes: ['disk1', 'disk2'].map((name) => ({ root: join(base, name) })),
  });
});
afterEach(async () => {
  await host.close();
  rmSync(base, { recursive: true, force: true });
});

it('[Q31] a host tells the state of the catalog, and of each volume how it is watched', async () => {
  await fresh();
  expect(told.at(-1)).toMatchObject({ state: 'fresh', entries: 0 });
  expect((await pool.info()).volumes.map(({ watching }) => watching)).toEqual(['live', 'live']);
  writeFileSync(join(base, 'disk1', 'old', 'by another program'), '');
  await entries(1);
  const third = join(base, 'disk3');
  mkdirSync(third);
  writeFileSync(join(third, 'brought along'), '');
  await pool.addVolume({ root: third, reserve: 0 });
  await entries(2);
  await pool.removeVolume('disk3', { leaveFiles: true });
  await entries(1);
  const volumes = async (): Promise<readonly string[]> =>
    (await pool.catalog.status()).perVolume.map(({ volume }) => volume);
  await expect.poll(volumes, { timeout: 10_000 }).toEqual(['disk1', 'disk2']);
});

it('[Q133] every change is told, also one that leaves all counts as they were', async () => {
  const one = join(base, 'disk1', 'old', 'one');
  const two = join(base, 'disk1', 'old', 'two');
  writeFileSync(one, '');
  await fresh();
  await entries(1);
  const names = async (): Promise<readonly string[]> =>
    (await pool.search('type:file', { limit: 10 })).hits.map(({ path }) => path);
  expect(await names()).toEqual(['/old/one']);
  for (const change of [() => renameSync(one, two), () => writeFileSync(two, 'larger'), () => renameSync(two, one)]) {
    // What was told of before has come.
    await sleep(1_200);
    const before = told.length;
    change();
    await expect.poll(() => told.length, { timeout: 10_000 }).toBeGreaterThan(before);
    expect(told.at(-1)).toMatchObject({ state: 'fresh', entries: 1 });
  }
  expect(await names()).toEqual(['/old/one']);
});

it('[Q26] what CFS itself does is in the catalog at once, and however much it deletes is not held back', async () => {
  await fresh();
  mkdirSync(join(base, 'source'));
  execFileSync('sh', ['-c', 'seq 1200 | xargs touch'], { cwd: join(base, 'source') });
  await (
    await pool.put([join(base, 'source')], parsePath('/'))
  ).ended;
  await entries(1_200);
  await (
    await pool.remove([parsePath('/source')], { recursive: true })
  ).ended;
  await entries(0);
  expect(told.every(({ perVolume }) => perVolume.every(({ heldBack }) => heldBack === null))).toBe(true);
}, 90_000);

it('[Q31] a catalog is built again at will, read by programs that keep none, and its process ends with the host', async () => {
  await fresh();
  writeFileSync(join(base, 'disk1', 'one'), '');
  await entries(1);
  await pool.catalog.rebuild();
  await fresh();
  await entries(1);
  const program = await openEngine({ home: join(base, 'home') });
  const reading = (await program.pool()).catalog;
  expect(await reading.read('summary', {})).toMatchObject({ entries: 1 });
  await expect.poll(() => reading.status(), { timeout: 20_000 }).toMatchObject({ state: 'fresh', entries: 1 });
  await expect(reading.rebuild()).rejects.toMatchObject({ code: 'busy' });
  await host.close();
  await expect.poll(() => pids.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  const alone = await reading.status();
  expect(alone).toMatchObject({ state: 'stale', entries: 1 });
  expect(alone.scannedMs).not.toBeNull();
  expect(alone.perVolume[0]?.problem).toBe('no running CFS keeps it up to date');
  await program.forgetPool('Home');
  expect(readdirSync(join(base, 'home', 'catalog'))).toEqual([]);
  await program.close();
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { rootPath } from '../../../shared/path.ts';
import { testSpawn } from '../volume/lane-fixture.ts';
import { openLane } from '../volume/lane.ts';
import type { Lane } from '../volume/lane.ts';
import { openTestPool } from './fixture.ts';
import type { TestPool } from './fixture.ts';
import { startPut } from './transfer.ts';

/** Jobs while a volume does not answer: the processes of its lane are stopped, as calls on a hung disk stop them. */

let base = '';
let pool: TestPool;
let other: TestPool;
let lanes: Lane[] = [];
const spawns = [testSpawn(), testSpawn()];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-hung-'));
  for (const folder of ['src', 'other']) mkdirSync(join(base, folder));
  lanes = spawns.map(({ spawn }) => openLane({ spawn, deadlineMs: 2_000, contentDeadlineMs: 2_000, retryMs: 100 }));
  pool = openTestPool(base, {
    limits: [null, null],
    around: (disk) => {
      const lane = lanes[disk.name === 'disk1' ? 0 : 1];
      return lane === undefined ? disk : lane.open({ root: join(base, disk.name), name: disk.name });
    },
  });
  other = openTestPool(join(base, 'other'), { limits: [null] });
});
afterEach(async () => {
  await pool.close();
  await other.close();
  for (const lane of lanes) await lane.close();
  rmSync(base, { recursive: true, force: true });
});

function source(name: string, bytes: number): { readonly path: string; readonly content: Buffer } {
  const path = join(base, 'src', name);
  const content = randomBytes(bytes);
  writeFileSync(path, content);
  return { path, content };
}
const inDisk = (disk: string): readonly string[] => readdirSync(join(base, disk)).filter((name) => name !== '.cfs');

it('[T111] a copy to a volume that hangs fails by its deadline; other jobs go on; it comes back by itself', async () => {
  // The processes have started, and have all that they need.
  const warm = await startPut(
    pool.context,
    ['w1', 'w2'].map((name) => source(name, 10).path),
    rootPath,
  );
  expect(await warm.ended).toMatchObject({ state: 'done', perVolume: { disk1: 10, disk2: 10 } });
  const big = source('big', 6 << 20);
  const first = await startPut(pool.context, [big.path], rootPath, { limit: 4 << 20 });
  const disk = await vi.waitFor(
    () => {
      const found = ['disk1', 'disk2'].find((name) =>
        inDisk(name).some((file) => statSync(join(base, name, file)).size > 1 << 20),
      );
      if (found === undefined) throw new Error('nothing is written yet');
      return found;
    },
    { timeout: 10_000 },
  );
  const hung = disk === 'disk1' ? 0 : 1;
  for (const pid of spawns[hung]?.pids ?? []) {
    try {
      process.kill(pid, 'SIGSTOP');
    } catch {
      // It ended before, having had nothing to do.
    }
  }
  const small = source('small', 10);
  // In another pool, in the same list of jobs, taking turns with the first on the disk of their sources.
  const second = await startPut({ ...other.context, jobs: pool.context.jobs }, [small.path], rootPath);
  expect(await second.ended).toMatchObject({ state: 'done', filesDone: 1, errors: [] });
  pool.context.jobs.limit(first.id, null);
  expect(await first.ended).toMatchObject({ state: 'failed', errors: [{ path: '/big', error: { code: 'timeout' } }] });
  const [back] = pool.members.filter(({ name }) => name === disk);
  await vi.waitFor(() => back?.volume.list(rootPath), { timeout: 15_000, interval: 50 });
  expect(await back?.volume.findParts({ remove: true })).toHaveLength(1);
  const again = await startPut(
    pool.context,
    [big.path, ...['m1', 'm2'].map((name) => source(name, 1000).path)],
    rootPath,
  );
  expect(await again.ended).toMatchObject({ state: 'done', filesDone: 3, errors: [] });
  const [at = ''] = ['disk1', 'disk2'].filter((name) => inDisk(name).includes('big'));
  expect(readFileSync(join(base, at, 'big')).equals(big.content)).toBe(true);
  expect(inDisk(disk)).toHaveLength(at === disk ? 3 : 2);
}, 60_000);

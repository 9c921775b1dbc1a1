import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openUsageHistory } from '../engine/state/usage-history.ts';
import { testCli } from './run-fixture.ts';

const day = 86_400_000;

let base = '';
let cfs: ReturnType<typeof testCli>;
beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-df-'));
  cfs = testCli(join(base, 'home'));
  await cfs.ok('pool', 'create', 'home', '--reserve', '0');
  for (const disk of ['disk1', 'disk2']) {
    mkdirSync(join(base, disk));
    await cfs.ok('volume', 'add', join(base, disk), '--name', disk, '--reserve', '0', '--limit', '100M');
  }
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test('[Q85] df --forecast says when each volume and the pool will be full; cfs index notes down a day', async () => {
  const [{ id: pool, volumes }] = (await cfs.objects('pool', 'show')) as [{ id: string; volumes: { id: string }[] }];
  const empty = await cfs('df', '--forecast');
  expect(empty.out.split('\n')[1]).toMatch(/read-write +unknown +online/);
  await cfs.ok('index');
  const [today] = (await cfs.objects('df', '--forecast')) as [{ forecast: { pool: unknown } }];
  expect(today.forecast).toEqual({
    pool: { kind: 'unknown', needDays: 5 },
    volumes: { disk1: { kind: 'unknown', needDays: 5 }, disk2: { kind: 'unknown', needDays: 5 } },
  });

  const history = openUsageHistory(join(base, 'home'));
  history.forgetPool(pool);
  const now = Date.now();
  for (let ago = 30; ago >= 0; ago -= 1) {
    for (const [index, volume] of volumes.entries()) {
      // The first fills by 2 MB a day and has 40 MB left; the second does not grow.
      const used = index === 0 ? 60e6 - ago * 2e6 : 10e6;
      const sample = { atMs: now - ago * day, used, total: 100e6, spaceGroup: 'g', limited: true };
      history.addSpace(pool, { id: volume.id, name: `disk${String(index + 1)}` }, sample);
    }
  }
  history.close();
  const lines = (await cfs.ok('df', '--forecast')).split('\n');
  expect(lines[0]).toMatch(/mode +full +state/);
  expect(lines[1]).toMatch(/^disk1 .* in 20 days +online/);
  expect(lines[2]).toMatch(/^disk2 .* not at this rate +online/);
  expect(lines[3]).toMatch(/^= home .* in 65 days/);
  expect((await cfs.ok('df')).split('\n')[0]).not.toContain('full');
});

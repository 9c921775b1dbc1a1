import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { formatWindow, parseWindow } from '../../shared/runs.ts';
import { newJob } from '../engine/transfer/live-job.ts';
import { progressText } from './progress.ts';
import { testCli } from './run-fixture.ts';
import type { TestCli } from './run-fixture.ts';

let base = '';
let cfs: TestCli;

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-cli-runs-'));
  for (const disk of ['disk1', 'disk2']) mkdirSync(join(base, disk));
  for (let i = 0; i < 8; i += 1) writeFileSync(join(base, 'disk1', `f${String(i)}`), Buffer.alloc(100_000, i));
  cfs = testCli(join(base, 'home'));
  const limits = ['--limit', '2M', '--reserve', '0'];
  await cfs('pool', 'create', 'home');
  for (const disk of ['disk1', 'disk2']) await cfs.ok('-q', 'volume', 'add', join(base, disk), ...limits);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const filesOn = (disk: string): readonly string[] => readdirSync(join(base, disk)).filter((name) => name !== '.cfs');

/** From an hour ago to in two hours: it is open now. */
function openNow(): string {
  const hour = new Date().getHours();
  return formatWindow({ from: ((hour + 23) % 24) * 60, to: ((hour + 2) % 24) * 60 });
}

it('[C160] a plan is run with a limit, in the background and in its hours; hours that cannot be move nothing', async () => {
  const [plan] = await cfs.objects('plan', 'even', '--within', '1');
  const id = String(plan?.['id']);
  for (const hours of ['9-9', '25:00-6:00', '22:00', 'night', '22:60-6']) {
    const refused = await cfs('plan', 'run', id, '--yes', '--between', hours);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('two different times of day such as 22:00-06:00');
  }
  expect(filesOn('disk2')).toEqual([]);
  const pace = ['--limit', '900M', '--background', '--between', openNow()];
  await cfs('plan', 'run', id, '--yes', ...pace);
  expect(filesOn('disk2')).toHaveLength(4);
  expect(await cfs.objects('-q', 'plan', 'undo', id, '--yes', ...pace)).toHaveLength(2);
  expect(filesOn('disk2')).toEqual([]);
});

it('[C161] plan show tells what the run did, how it was verified, and what stayed and why', async () => {
  const [plan] = await cfs.objects('plan', 'even', '--within', '1');
  const id = String(plan?.['id']);
  expect(await cfs.ok('plan', 'show', id)).not.toContain('Run: began');
  const [moves] = [plan?.['moves'] as readonly { readonly path: string }[]];
  rmSync(join(base, 'disk1', moves[0]?.path ?? ''));
  await cfs('plan', 'run', id, '--yes');
  const shown = await cfs.ok('plan', 'show', id);
  expect(shown).toMatch(/Run: began .*, after /);
  expect(shown).toMatch(/Moved 3 of 4 files, .*; verified: 3 read again/);
  expect(shown).toMatch(/disk1 -> disk2/);
  expect(shown).toMatch(/Left alone:\n.*it is not there any more/);
  const [object] = await cfs.objects('plan', 'show', id);
  expect(object?.['receipt']).toMatchObject({ state: 'done', moved: { files: 3 }, skippedCount: 1, proof: null });
});

it('[C162] drain ends with a proof: what was read, what is left, what else lies there', async () => {
  mkdirSync(join(base, 'disk1/lost+found'));
  writeFileSync(join(base, 'disk1/away'), 'away');
  await cfs('rm', '/away');
  const drained = await cfs('drain', 'disk1', '--yes');
  expect(drained.code).toBe(0);
  expect(drained.err + drained.out).toMatch(
    /disk1 holds nothing of the pool any more: (1 folder was|\d+ folders were) read at .*safe to remove/,
  );
  expect(drained.err + drained.out).toContain('Its trash holds 1 deleted things');
  expect(drained.err + drained.out).toContain('Not of the pool, and left alone: /lost+found.');
  expect(filesOn('disk1')).toEqual(['lost+found']);
  const [plan] = (await cfs.objects('plan', 'list')).filter(({ goal }) => goal === 'drain disk1');
  const [shown] = await cfs.objects('plan', 'show', String(plan?.['id']));
  expect(shown?.['receipt']).toMatchObject({
    proof: { volume: 'disk1', empty: true, files: 0, trashed: 1, journal: 0 },
  });
});

it('[C165] the progress line tells the phase of what is under way in each direction', () => {
  const job = {
    ...newJob({ pool: 'p', kind: 'rebalance', title: 'Evening out' }, 1, null),
    current: '/a',
    filesTotal: 4,
  };
  expect(progressText(job)).toMatch(/0 of 4 files {2}\/a$/);
  const item = { from: 'disk1', to: 'disk2', bytes: 10, bytesDone: 5 };
  const active = [
    { ...item, path: '/a', phase: 'verifying', files: 1 },
    { ...item, path: '/b\n', phase: 'copying', files: 1_200 },
  ] as const;
  expect(progressText({ ...job, active })).toMatch(/0 of 4 files {2}verifying \/a {2}copying \/b\S* and 1,199 more$/);
});

it('[C163] hours are read as people write them', () => {
  expect(parseWindow('22:00-06:00')).toEqual({ from: 1320, to: 360 });
  expect(parseWindow(' 7:30 - 9 ')).toEqual({ from: 450, to: 540 });
  expect(parseWindow('18-24:00')).toEqual({ from: 1080, to: 0 });
  for (const text of ['', '9-9', '24-6', '1-25', '1:5-2', '0-24', '-1-5', '22:00-06:00 x']) {
    expect(parseWindow(text)).toBeNull();
  }
  expect(formatWindow({ from: 1320, to: 365 })).toBe('22:00-06:05');
});

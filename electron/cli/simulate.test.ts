import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { policyNames } from '../../shared/model.ts';
import { testCli } from './run-fixture.ts';

let base = '';
let cfs: ReturnType<typeof testCli>;
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-simulate-cli-'));
  cfs = testCli(join(base, 'home'));
  await cfs.ok('pool', 'create', 'home', '--reserve', '0', '--policy', 'first-fit');
  for (const disk of ['disk1', 'disk2']) {
    mkdirSync(join(base, disk));
    await cfs.ok('volume', 'add', join(base, disk), '--name', disk, '--reserve', '0', '--limit', '100M');
  }
  mkdirSync(join(base, 'local', 'in'), { recursive: true });
  for (let file = 0; file < 10; file += 1) {
    writeFileSync(join(base, 'local', 'in', String(file)), Buffer.alloc(100_000, file));
  }
  await cfs.ok('put', '-r', join(base, 'local', 'in'), '/');
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

interface Line {
  readonly policy?: string;
  readonly refused?: number;
  readonly lostBytes?: number;
  readonly volumes?: readonly { readonly volume: string; readonly placedFiles: number; readonly used: number }[];
  readonly summary?: { readonly writes: number; readonly best: string; readonly notes: readonly string[] };
}
const lines = async (...args: readonly string[]): Promise<readonly Line[]> =>
  cfs.objects('policy', 'simulate', ...args);

test('[C140] policy simulate replays what the pool holds by each policy, and touches nothing', async () => {
  expect((await cfs('policy', 'simulate')).err).toContain('cfs index');
  await cfs.ok('index');
  const before = readdirSync(join(base, 'disk1', 'in')).length;
  const all = await lines();
  expect(all.slice(0, -1).map(({ policy }) => policy)).toEqual([...policyNames]);
  expect(all.at(-1)?.summary).toMatchObject({ writes: 10 });
  const placed = (policy: string): readonly number[] | undefined =>
    all.find((line) => line.policy === policy)?.volumes?.map(({ placedFiles }) => placedFiles);
  expect(placed('round-robin')).toEqual([5, 5]);
  expect(placed('first-fit')).toEqual([10, 0]);
  const table = (await cfs.ok('policy', 'simulate', '--policy', 'balanced', '--policy', 'first-fit')).split('\n');
  expect(table[0]).toMatch(/^The files that are in the pool now.* 10 writes, 1\.00 MB\.$/);
  expect(table[1]).toMatch(/^policy +disk1 +disk2 +spread +refused +folders split +busiest takes$/);
  expect(table[2]).toMatch(/^balanced +1 % +1 % +0 points +0 +1 +50 %$/);
  expect(table[4]).toContain('balanced fits best');
  expect(readdirSync(join(base, 'disk1', 'in'))).toHaveLength(before);
});

test('[C141] the writes may be invented, those of a folder, or lines of a file; what if', async () => {
  const [lost, end] = await lines(
    '--synthetic',
    'media',
    '--policy',
    'balanced',
    '--lose',
    'disk2@25%',
    '--reserve',
    '10%',
  );
  expect(lost?.lostBytes).toBeGreaterThan(10_000_000);
  expect(lost?.refused).toBeGreaterThan(0);
  expect(end?.summary?.writes).toBeGreaterThan(100);
  const [added] = await lines('--synthetic', 'media', '--bytes', '300M', '--policy', 'balanced', '--add', '400M@0');
  expect(added).toMatchObject({ refused: 0 });
  expect(added?.volumes?.[2]).toMatchObject({ volume: 'new 400 MB' });
  const [, tree] = await lines('--from', join(base, 'local'), '--policy', 'balanced');
  expect(tree?.summary?.writes).toBe(10);
  const file = join(base, 'writes.csv');
  writeFileSync(file, 'time,path,size\n2026-01-01,/big,250000000\n2026-01-02,/small,5\n');
  const [one] = await lines('--workload', file, '--policy', 'most-free');
  expect(one).toMatchObject({ refused: 1 });
  const refused = await cfs.ok('policy', 'simulate', '--workload', file, '--policy', 'most-free', '--refused');
  expect(refused).toMatch(/250 MB {2}\/big {2}\(disk1: the file is larger than the 9.* limit; disk2: /);
  expect(refused).toContain('most-free: 1 refused, 250 MB');
});

test('[C142] what makes no sense is refused by name, before anything is replayed', async () => {
  const file = join(base, 'bad.csv');
  writeFileSync(file, '2026-01-01,/a,1\nnever,/b,2\n');
  const cases: readonly (readonly [code: number, words: RegExp, ...args: string[]])[] = [
    [2, /line 2: "never" is no time/, '--workload', file],
    [3, /it is not there/, '--workload', join(base, 'none')],
    [3, /it is not there/, '--from', join(base, 'none')],
    [3, /losing|loss of "disk9".*choose one of disk1, disk2/, '--synthetic', 'media', '--lose', 'disk9'],
    [2, /choose from balanced/, '--policy', 'best'],
    [2, /choose from media/, '--synthetic', 'music'],
    [2, /choose one/, '--from', base, '--synthetic', 'media'],
    [2, /add --synthetic/, '--seed', '3'],
    [2, /between 0 and 100/, '--synthetic', 'media', '--add', '1G@200'],
    [2, /--since is later/, '--since', '2026-02-01', '--until', '2026-01-01'],
    [3, /none of them came in this time/, '--until', '1999-01-01'],
  ];
  for (const [code, words, ...args] of cases) {
    const ran = await cfs('policy', 'simulate', ...args);
    expect([ran.code, ran.err], args.join(' ')).toEqual([code, expect.stringMatching(words) as string]);
  }
});

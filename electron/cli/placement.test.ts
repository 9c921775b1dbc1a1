import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { policyNames } from '../../shared/model.ts';
import { testCli } from './run-fixture.ts';
import type { Ran, TestCli } from './run-fixture.ts';

let base: string;
let cfs: TestCli;

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-cli-rules-'));
  cfs = testCli(join(base, 'home'));
  await cfs.ok('pool', 'create', 'p', '--policy', 'first-fit', '--reserve', '0');
  for (const name of ['disk1', 'disk2']) {
    mkdirSync(join(base, name));
    await cfs.ok('volume', 'add', join(base, name), '--name', name, '--limit', '10M');
  }
  writeFileSync(join(base, 'file.iso'), 'iso');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const refused = ({ code, err }: Ran, expected: number, words: RegExp): void => {
  expect([code, err]).toEqual([expected, expect.stringMatching(words)]);
  expect(err).toMatch(/^cfs: [^\n]+: [^\n]+: [^\n]+\n$/);
};
const globs = async (): Promise<unknown[]> => (await cfs.objects('rule', 'list')).map(({ glob }) => glob);

it('[C130] rules are added, listed, changed, moved and removed, and files go by them', async () => {
  await cfs('rule', 'add', '*.iso', '--volumes', 'disk2', '--policy', 'most-free');
  await cfs('rule', 'add', '/photos/**', '--keep-together', '2', '--firm');
  await cfs('rule', 'add', '/first/**', '--before', '*.iso');
  expect(await globs()).toEqual(['/first/**', '*.iso', '/photos/**']);
  const [put] = await cfs.objects('put', join(base, 'file.iso'), '/');
  expect(put).toMatchObject({ path: '/file.iso', volume: 'disk2' });
  await cfs('rule', 'set', '*.iso', '--off');
  await cfs('rule', 'move', '/first/**');
  const listed = await cfs.objects('rule', 'list');
  expect(listed.map(({ glob }) => glob)).toEqual(['*.iso', '/photos/**', '/first/**']);
  expect(listed[0]).toMatchObject({ policy: 'most-free', volumes: ['disk2'], off: true, keepTogether: null });
  expect(listed[1]).toMatchObject({ keepTogether: 2, firm: true, allowed: ['disk1', 'disk2'], problem: null });
  expect(await cfs.ok('rule', 'list')).toMatch(/^\*\.iso +disk2 +most-free .*off$/m);
  await cfs.ok('rule', 'remove', '*.iso');
  expect(await globs()).toEqual(['/photos/**', '/first/**']);
});

it('[C130] bad input of a rule changes nothing and says what it is', async () => {
  refused(await cfs('rule', 'add', '*.x', '--volumes', 'disk9'), 3, /no volume "disk9": name one of disk1, disk2/);
  refused(await cfs('rule', 'add', '/[x'), 2, /a "\[" has no "\]"/);
  refused(await cfs('rule', 'add', '*.x', '--keep-together', '0'), 2, /0 is no number of folders/);
  refused(await cfs('rule', 'add', '*.x', '--firm'), 2, /firm is about folders/);
  expect((await cfs('rule', 'add', '*.x', '--keep-together', 'many')).code).toBe(2);
  expect((await cfs('rule', 'add', '*.x', '--policy', 'best')).code).toBe(2);
  refused(await cfs('rule', 'add', '*.x', '--before', '*.y'), 3, /no rule with this pattern/);
  refused(await cfs('rule', 'remove', '*.x'), 3, /no rule with this pattern/);
  await cfs('rule', 'add', '*.x');
  refused(await cfs('rule', 'add', '*.x'), 4, /there is a rule with this pattern/);
  refused(await cfs('rule', 'set', '*.x'), 2, /nothing was given/);
  expect(await globs()).toEqual(['*.x']);
});

it('[C131] a rule that matches nothing, or cannot be met, is added and said so', async () => {
  await cfs.ok('index');
  const nothing = await cfs('rule', 'add', '/none/**');
  expect([nothing.code, nothing.err]).toEqual([0, expect.stringContaining('match no file that is in the pool now')]);
  const unmet = await cfs('rule', 'add', '*.iso', '--volumes', 'tag:archive');
  expect([unmet.code, unmet.err]).toEqual([0, expect.stringContaining('No volume has the tag archive')]);
  const put = await cfs('put', join(base, 'file.iso'), '/');
  expect([put.code, put.err]).toEqual([4, expect.stringContaining('the rule "*.iso"')]);
});

it('[C132] pins send what is new below a path to one volume', async () => {
  await cfs.ok('pin', 'add', '/films', 'disk2');
  await cfs.ok('mkdir', '/films');
  expect((await cfs.objects('put', join(base, 'file.iso'), '/films/'))[0]).toMatchObject({ volume: 'disk2' });
  await cfs.ok('pin', 'add', '/films/', 'disk1');
  expect(await cfs.objects('pin', 'list')).toEqual([{ path: '/films', volume: 'disk1' }]);
  refused(await cfs('pin', 'add', '/x', 'disk9'), 3, /no volume "disk9"/);
  refused(await cfs('pin', 'remove', '/films/sub'), 3, /it is not pinned itself/);
  await cfs.ok('pin', 'remove', '/films');
  expect(await cfs.ok('pin', 'list')).toBe('');
});

it('[C133] pool set takes policy, reserve and kept folders', async () => {
  await cfs.ok('volume', 'set', 'disk2', '--reserve', '3M');
  const set = await cfs(
    'pool',
    'set',
    '--reserve',
    '1M',
    '--policy',
    'fill-up',
    '--keep-together',
    '2',
    '--firm',
    '--json',
  );
  expect(JSON.parse(set.out)).toMatchObject({
    policy: 'fill-up',
    reserve: 1_000_000,
    keepTogether: { levels: 2, firm: true },
    volumes: [{ reserve: 1_000_000 }, { reserve: 3_000_000 }],
  });
  expect(set.err).toContain('disk2: their own reserve stays');
  refused(await cfs('pool', 'set', '--firm'), 2, /--firm is about folders/);
  refused(await cfs('pool', 'set', '--keep-together', '99'), 2, /99 is no number of folders/);
  await cfs.ok('pool', 'set', '--keep-together', 'none');
  expect((await cfs.objects('pool', 'show'))[0]).toMatchObject({ keepTogether: null, policy: 'fill-up' });
});

it('[C134] policy list names every policy with its sentence', async () => {
  const listed = await cfs.objects('policy', 'list');
  expect(listed.map(({ name }) => name)).toEqual([...policyNames]);
  for (const { description } of listed) expect(description).toMatch(/^[A-Z].*\.$/);
});

it('[C135] why tells what decides, and for each volume that refuses what would help', async () => {
  await cfs('rule', 'add', '/r/**', '--volumes', 'disk2');
  expect(await cfs.ok('why', '/r/new', '--size', '1M')).toMatch(/^disk2: .*by the rule "\/r\/\*\*"/);
  const [why] = await cfs.objects('why', '/r/new', '--size', '20M');
  expect(why).toMatchObject({
    by: { kind: 'rule', glob: '/r/**' },
    candidates: [{ volume: 'disk1', fix: 'name it in the rule' }, { volume: 'disk2' }],
  });
  expect(await cfs.ok('why', '/r/new', '--size', '20M')).toMatch(/disk2 +refused .*; to use it: free 10\.\d MB on it/);
});

import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { testCli } from './run-fixture.ts';
import type { Ran, TestCli } from './run-fixture.ts';

// Many commands on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let base = '';
let cfs: TestCli;

const files = (disk: string): readonly string[] =>
  readdirSync(join(base, disk), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.cfs'))
    .map((entry) => `${entry.parentPath.slice(join(base, disk).length)}/${entry.name}`)
    .sort();

function file(path: string, bytes = 100_000): void {
  mkdirSync(dirname(join(base, path)), { recursive: true });
  writeFileSync(join(base, path), Buffer.alloc(bytes, path));
}

function refused({ code, err }: Ran, expected: number, words: RegExp): void {
  expect({ code, err }).toMatchObject({
    code: expected,
    err: expect.stringMatching(/^cfs: [^\n]+: [^\n]+\n$/) as string,
  });
  expect(err).toMatch(words);
}

beforeEach(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'cfs-plan-')));
  cfs = testCli(join(base, 'home'));
  for (let index = 0; index < 12; index += 1) file(`disk1/t/f${String(index)}`);
  for (const name of ['a', 'b']) file(`disk1/films/${name}.mkv`, 300_000);
  file('disk2/t/there');
  await cfs.ok('pool', 'create', 'home');
  for (const name of ['disk1', 'disk2', 'disk3']) {
    mkdirSync(join(base, name), { recursive: true });
    await cfs.ok('volume', 'add', join(base, name), '--reserve', '0', '--limit', '4M');
  }
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

interface Told {
  readonly id: string;
  readonly goal: string;
  readonly reached: boolean;
  readonly moves: readonly { readonly path: string; readonly from: string; readonly to: string }[];
  readonly blocked: readonly { readonly path: string; readonly kind: string }[];
}
const plan = async (...args: string[]): Promise<Told> => (await cfs.objects('plan', ...args))[0] as unknown as Told;

it('[C150] a plan that moves less than its goal asks for says so, and claims no bound', async () => {
  expect(await cfs.ok('plan', 'even', '--within', '2')).toMatch(
    /, (\S+ \S+); no plan could do with less than \S+ \S+\n/,
  );
  await cfs.ok('pin', 'add', '/t', 'disk1');
  const told = await cfs.ok('plan', 'even', '--within', '2');
  expect(told).toMatch(/, \S+ \S+ of \S+ \S+ that would have to move\n/);
  expect(told).not.toContain('no plan could do with less');
  expect(told).toContain('The target is out of reach; this is the closest.');
});

it('[C145] every goal has its command: it plans, moves nothing, and its plan runs to where it leads', async () => {
  const before = files('disk1');
  const goals: readonly (readonly [readonly string[], string])[] = [
    [['even', '--by', 'bytes', '--within', '3'], 'even by free bytes, within 3 %'],
    [['drain', 'disk1'], 'drain disk1'],
    [['room', 'disk1', '3M'], 'room for 3.00 MB on disk1'],
    [['spread', '/t'], 'spread /t'],
    [['rules'], 'rules'],
    [['target', 'disk3=25%', 'disk2=500000'], 'levels: disk3 to 1.00 MB, disk2 to 500 KB'],
    [['gather', '/t'], 'gather /t'],
    [['gather', '/t', '--on', 'disk3'], 'gather /t on disk3'],
  ];
  let last: Told | null = null;
  for (const [args, goal] of goals) {
    last = await plan(...args);
    expect(last).toMatchObject({ goal, blocked: [] });
  }
  expect(files('disk1')).toEqual(before);
  expect((await cfs.objects('plan', 'list')).map((one) => one['goal'])).toEqual(
    goals.map(([, goal]) => goal).reverse(),
  );
  expect(await cfs.ok('plan', 'run', last?.id ?? '', '--yes')).toMatch(/^Moved 13 files/);
  expect(files('disk3')).toHaveLength(13);
  expect(files('disk1')).toEqual(['/films/a.mkv', '/films/b.mkv']);
});

it('[C146] --scope, --pattern, --larger, --smaller and --older say which files may move', async () => {
  const moved = async (...args: string[]) =>
    (await plan('drain', 'disk1', ...args)).moves.map(({ path }) => path).sort();
  const films = ['/films/a.mkv', '/films/b.mkv'];
  expect(await moved('--pattern', '*.mkv')).toEqual(films);
  expect(await moved('--scope', '/films')).toEqual(films);
  expect(await moved('--larger', '200K')).toEqual(films);
  expect(await moved('--smaller', '200K')).toHaveLength(12);
  expect(await moved('--older', '1d')).toEqual([]);
  expect(await plan('drain', 'disk1', '--scope', '/films')).toMatchObject({ reached: false });
  const part = await plan('drain', 'disk1', '--pattern', '*.mkv', '--older', '0s');
  expect(part).toMatchObject({ reached: false, note: 'What lies outside of the scope stays on disk1.' });
});

it('[C147] what makes no sense is refused with what to do, by its exit code, and nothing is stored', async () => {
  refused(await cfs('plan', 'drain', 'nope'), 3, /no such volume/);
  refused(await cfs('plan', 'gather', '/nope'), 3, /nope/);
  refused(await cfs('plan', 'gather', '/t', '--on', 'nope'), 3, /no such volume/);
  refused(await cfs('plan', 'room', 'disk1', '9T'), 2, /cannot be free/);
  refused(await cfs('plan', 'target', 'disk1'), 2, /no VOLUME=LEVEL/);
  refused(await cfs('plan', 'target', 'nope=5%'), 3, /no volume "nope"/);
  refused(await cfs('plan', 'target', 'disk1=101%'), 2, /no percentage/);
  refused(await cfs('plan', 'target', 'disk1=9T'), 2, /more than the volume holds/);
  refused(await cfs('plan', 'target', 'disk1=1M', 'disk1=2M'), 2, /two levels/);
  refused(await cfs('plan', 'even', '--pattern', '[z'), 2, /Reading the pattern/);
  refused(await cfs('plan', 'even', '--larger', '5M', '--smaller', '4M'), 2, /exchange the two sizes/);
  expect((await cfs('plan', 'even', '--within', '101')).code).toBe(2);
  expect((await cfs('plan', 'even', '--by', 'colour')).code).toBe(2);
  expect((await cfs('plan', 'room', 'disk1')).code).toBe(2);
  expect(await cfs.objects('plan', 'list')).toEqual([]);
});

it('[C148] a plan runs once, and for the pool that is named: one of another pool is refused', async () => {
  const { id } = await plan('drain', 'disk1');
  await cfs.ok('pool', 'create', 'other');
  refused(await cfs('plan', 'run', id, '--yes', '--pool', 'other'), 4, /a plan of another pool, not of other/);
  refused(await cfs('plan', 'undo', id, '--yes', '--pool', 'other'), 4, /a plan of another pool/);
  expect(files('disk1')).toHaveLength(14);
  await cfs.ok('plan', 'run', id, '--yes', '--pool', 'home');
  refused(await cfs('plan', 'run', id, '--yes'), 4, /it was run before/);
  refused(await cfs('plan', 'run', 'nope', '--yes'), 3, /no such plan/);
});

it('[C149] plan show tells what is otherwise since a plan was made; run refuses it when that matters, and moves nothing', async () => {
  const { id } = await plan('drain', 'disk1');
  const made = await cfs.ok('plan', 'show', id);
  expect(made).toContain(`Run it with: cfs plan run ${id}`);
  expect(made).toMatch(/not known yet: speeds are measured as files move; up to .* exist twice meanwhile/);
  for (let index = 0; index < 6; index += 1) rmSync(join(base, `disk1/t/f${String(index)}`));
  const shown = await cfs.ok('plan', 'show', id);
  expect(shown).toContain('Since it was made:\n  6 files not on disk1 any more\nIt will not run: make it again.');
  expect(shown).not.toContain('Run it with');
  const [told] = await cfs.objects('plan', 'show', id);
  expect(told).toMatchObject({ check: { stale: true, movesCount: 6 } });
  const before = files('disk1');
  refused(await cfs('plan', 'run', id, '--yes'), 4, /not so any more: 6 files not on disk1 any more: make it again/);
  expect(files('disk1')).toEqual(before);
});

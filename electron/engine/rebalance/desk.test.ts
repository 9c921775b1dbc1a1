import { expect, it } from 'vitest';
import type { PoolPath } from '../../../shared/path.ts';
import type { PlacementSettings } from '../../../shared/placement.ts';
import { noPlacement } from '../../../shared/placement.ts';
import type { PlanRequest } from '../../../shared/planning.ts';
import { Desk } from './desk.ts';
import type { DeskInput } from './desk.ts';
import { estimateOf } from './estimate.ts';
import { pageOf, rowsOf } from './rows.ts';
import type { RowMove } from './rows.ts';
import type { ScannedItem } from './scan.ts';

const MB = 1_000_000;
const nowMs = 1_800_000_000_000;
const tags: Readonly<Record<string, readonly string[]>> = { a: ['fast'], b: ['slow'], c: ['slow'] };

const item = (path: string, volume: string, size = MB, more: Partial<ScannedItem> = {}): ScannedItem => ({
  path: path as PoolPath,
  volume,
  size,
  mtimeMs: 1_000,
  ...more,
});

function input(
  items: readonly ScannedItem[],
  request: PlanRequest,
  placement: Partial<PlacementSettings> = {},
): DeskInput {
  const usedOn = (volume: string) => items.reduce((sum, one) => sum + (one.volume === volume ? one.size : 0), 0);
  return {
    request,
    volumes: ['a', 'b', 'c'].map((name) => ({
      name,
      used: usedOn(name),
      total: 100 * MB,
      room: 100 * MB - usedOn(name),
      fill: name,
      receives: true,
      sends: true,
    })),
    placing: {
      settings: { policy: 'balanced', ...noPlacement, ...placement },
      volumes: Object.entries(tags).map(([name, own]) => ({ name, tags: own })),
    },
    held: [],
    timed: [],
    keeps: {},
    nowMs,
  };
}

function deskOf(items: readonly ScannedItem[]): Desk {
  const desk = new Desk();
  desk.add(items);
  desk.ready({ blocked: [], emptyFolders: [] });
  return desk;
}

const even: PlanRequest = { goal: { kind: 'even', by: 'percent', within: 1 } };
const files = (folder: string, count: number, volume = 'a', size = MB): readonly ScannedItem[] =>
  Array.from({ length: count }, (_, index) => item(`${folder}/f${String(index)}`, volume, size));

it('[R52] a scope takes in what its folder, pattern, sizes and age say, and nothing else moves', () => {
  const items = [
    ...files('/films', 12, 'a', 4 * MB),
    ...files('/music', 12),
    item('/music/new.mkv', 'a', 5 * MB, { mtimeMs: nowMs - 1_000 }),
    item('/films/torn', 'a', 3 * MB, { links: ['/music/torn' as PoolPath] }),
  ];
  const moved = (scope: NonNullable<PlanRequest['scope']>): readonly string[] => {
    const desk = deskOf(items);
    desk.solve('d', input(items, { ...even, scope }));
    return desk.moves('d').moves.map(({ path }) => path);
  };
  const below = moved({ path: '/films' });
  expect(below.length).toBeGreaterThan(0);
  expect(below.every((path) => path.startsWith('/films/') && path !== '/films/torn')).toBe(true);
  expect(moved({ pattern: '*.mkv' })).toEqual(['/music/new.mkv']);
  expect(moved({ pattern: '/music/**', smaller: 2 * MB }).every((path) => path.startsWith('/music/f'))).toBe(true);
  expect(moved({ larger: 5 * MB })).toEqual(['/music/new.mkv']);
  expect(moved({ larger: 5 * MB, olderMs: 60_000 })).toEqual([]);
  const desk = deskOf(items);
  const { blocked } = desk.solve('d', input(items, { ...even, scope: { path: '/films' } }));
  expect(blocked).toMatchObject([{ path: '/films/torn', kind: 'links-outside', volume: 'a', size: 3 * MB }]);
  const unreadable = input(items, { ...even, scope: { pattern: '[z' } });
  expect(() => desk.solve('e', unreadable)).toThrow(/Reading the pattern "\[z": .*: give one such as/u);
});

it('[R53] pins and rules say where a file may lie; the goal "rules" brings home what lies elsewhere', () => {
  const items = [...files('/tax', 4, 'a', 5 * MB), ...files('/tmp', 4, 'b'), ...files('/other', 10)];
  const placement: Partial<PlacementSettings> = {
    pins: [{ path: '/tax', volume: 'a' }],
    rules: [{ glob: '/tmp/**', volumes: ['tag:fast'] }],
  };
  const desk = deskOf(items);
  const { blocked } = desk.solve('even', input(items, even, placement));
  const evened = desk.moves('even').moves;
  expect(evened.length).toBeGreaterThan(0);
  expect(evened.every(({ path, to }) => !path.startsWith('/tax') && (!path.startsWith('/tmp') || to === 'a'))).toBe(
    true,
  );
  expect(blocked).toContainEqual({
    path: '/tax',
    volume: 'a',
    size: 20 * MB,
    kind: 'pinned',
    reason: 'it is pinned to a',
  });
  desk.solve(
    'rules',
    input(items, { goal: { kind: 'rules' } }, { ...placement, pins: [{ path: '/tax', volume: 'c' }] }),
  );
  const brought = desk.moves('rules').moves.map(({ path, from, to }) => `${path} ${from} ${to}`);
  expect(brought.sort()).toEqual([
    ...[0, 1, 2, 3].map((index) => `/tax/f${String(index)} a c`),
    ...[0, 1, 2, 3].map((index) => `/tmp/f${String(index)} b a`),
  ]);
});

it('[R54] a folder that is kept together moves as one; kept softly it is torn apart only where the goal needs it', () => {
  const items = [...files('/x', 10, 'a', 3 * MB), ...files('/y', 10, 'a', 3 * MB)];
  const half: PlanRequest = { goal: { kind: 'targets', targets: { a: 30 * MB, b: 30 * MB, c: 0 } } };
  const third: PlanRequest = { goal: { kind: 'targets', targets: { a: 45 * MB, b: 15 * MB, c: 0 } } };
  const foldersOf = (request: PlanRequest, firm: boolean) => {
    const desk = deskOf(items);
    const draft = desk.solve('d', input(items, request, { keepTogether: { levels: 1, firm } }));
    const { moves } = desk.moves('d');
    return { reached: draft.reached, count: moves.length, folders: new Set(moves.map(({ path }) => path.slice(0, 2))) };
  };
  expect(foldersOf(half, false)).toMatchObject({ reached: true, count: 10, folders: { size: 1 } });
  expect(foldersOf(third, false)).toMatchObject({ reached: true, count: 5 });
  const firm = foldersOf(third, true);
  expect(firm.reached).toBe(false);
  expect(firm.count % 10).toBe(0);
});

it('[R55] what a person left out stays in the list, to be taken in again; what was sent is marked', () => {
  const items = [...files('/x', 6, 'a', 3 * MB), ...files('/y', 6, 'a', 3 * MB)];
  const desk = deskOf(items);
  const plain = desk.solve('plain', input(items, even));
  const [first] = desk.page('plain', {}).rows;
  expect(first).toMatchObject({ included: true, sent: false, from: 'a' });
  const path = first?.path ?? '';
  const left = desk.solve('left', input(items, { ...even, edits: { exclude: [path] } }));
  expect(left.excluded).toBe(1);
  const inList = (draft: string) => desk.page(draft, {}).rows.filter((row) => row.path === path);
  expect(inList('left')).toMatchObject([{ included: false, from: 'a', to: first?.to }]);
  expect(desk.moves('left').moves.some((move) => move.path === path || move.path.startsWith(`${path}/`))).toBe(false);
  // Without the draft before, too, and for what the goal would not move.
  const fresh = deskOf(items);
  const stays = items.find((one) => !desk.moves('plain').moves.some((move) => move.path === one.path))?.path ?? '';
  fresh.solve('left', input(items, { ...even, edits: { exclude: [path, stays] } }));
  expect(
    fresh
      .page('left', {})
      .rows.filter(({ included }) => !included)
      .map((row) => row.path),
  ).toContain(stays);
  const again = desk.solve('again', input(items, even));
  expect({ ...again, id: '' }).toEqual({ ...plain, id: '' });

  desk.solve('sent', input(items, { ...even, edits: { send: [{ path: '/y/f5', to: 'c' }] } }));
  expect(desk.page('sent', { to: 'c' }).rows.find((row) => row.path === '/y/f5')).toMatchObject({
    sent: true,
    from: 'a',
  });
});

it('[R56] the list shows folders whose files go one way as one row, the largest first, by pages and with filters', () => {
  const move = (path: string, to: string, size: number): RowMove => ({
    path,
    from: 'a',
    to,
    size,
    names: 1,
    reason: 'r',
    included: true,
    sent: false,
    risks: [],
  });
  const moves = [
    ...Array.from({ length: 40 }, (_, index) => move(`/photos/2019/raw/p${String(index)}`, 'b', 1)),
    move('/photos/2020/one', 'b', 5),
    move('/photos/2020/two', 'c', 6),
    move('/films/big.mkv', 'b', 9_000),
    move('/films/huge.mkv', 'b', 10_000),
    move('/top', 'b', 2),
  ];
  const rows = rowsOf(moves, { time: ({ bytes }) => bytes * 10 });
  expect(rows.map(({ path, folder, files: count, bytes }) => [path, folder, count, bytes])).toEqual([
    ['/films/huge.mkv', false, 1, 10_000],
    ['/films/big.mkv', false, 1, 9_000],
    ['/photos/2019', true, 40, 40],
    ['/photos/2020/two', false, 1, 6],
    ['/photos/2020/one', false, 1, 5],
    ['/top', false, 1, 2],
  ]);
  expect(rows[2]?.estimateMs).toBe(400);
  expect(pageOf(rows, { offset: 1, limit: 2 }).rows.map(({ path }) => path)).toEqual([
    '/films/big.mkv',
    '/photos/2019',
  ]);
  expect(pageOf(rows, { filter: 'PHOTOS' }).total).toBe(3);
  expect(pageOf(rows, { to: 'c' }).rows.map(({ path }) => path)).toEqual(['/photos/2020/two']);
  // Everything goes the same way: still never the top of the pool.
  expect(rowsOf([move('/x', 'b', 1), move('/y', 'b', 1)], { time: () => null })).toHaveLength(2);
});

it('[R57] a move tells its risks: hard links, a change a moment ago, what its target cannot keep, a folder that is split', () => {
  const items = [
    item('/x/linked', 'a', 30 * MB, { links: ['/x/other' as PoolPath] }),
    item('/x/stays', 'a', MB),
    item('/new', 'a', 30 * MB, { mtimeMs: nowMs - 5_000 }),
  ];
  const desk = deskOf(items);
  const keeps = {
    a: { xattrs: true, timeStepNs: 1, owners: true },
    b: { xattrs: false, timeStepNs: 2_000_000_000, owners: false },
  };
  const request: PlanRequest = {
    goal: { kind: 'rules' },
    edits: { send: ['/x/linked', '/new'].map((path) => ({ path, to: 'b' })) },
  };
  desk.solve('d', { ...input(items, request), keeps });
  const risks = Object.fromEntries(desk.moves('d').moves.map((one) => [one.path, one.risks]));
  const loses = { kind: 'loses', what: ['owner and permissions', 'extended attributes', 'exact times'] };
  expect(risks).toEqual({
    '/x/linked': [{ kind: 'hard-links', names: 2 }, loses, { kind: 'splits', folder: '/x' }],
    '/new': [{ kind: 'recent', changedMs: nowMs - 5_000 }, loses],
  });
});

it('[R58] the time is a range from measured speeds: of the device that takes longest; unknown where nothing was measured', () => {
  const speed = (low: number, high: number) => ({ read: { low, high }, write: { low, high } });
  const flows = [{ from: 'a', to: 'b', bytes: 100 * MB, files: 1 }];
  const timed = [
    { name: 'a', device: '1', speed: speed(50 * MB, 100 * MB) },
    { name: 'b', device: '2', speed: speed(20 * MB, 50 * MB) },
  ];
  const known = estimateOf(flows, timed);
  // The target writes them, and reads them once more.
  expect(known?.lowMs).toBeGreaterThanOrEqual(4_000);
  expect(known?.lowMs).toBeLessThan(4_100);
  expect(known?.highMs).toBeGreaterThanOrEqual(10_000);
  expect(known?.basis).toBe('measured on a and b in the last days');
  // Two volumes of one device do it one after the other.
  const shared = estimateOf(
    flows,
    timed.map((one) => ({ ...one, device: '1' })),
  );
  expect(shared?.lowMs ?? 0).toBeGreaterThanOrEqual(5_000);
  expect(estimateOf(flows, [timed[0] ?? { name: '', device: '', speed: { read: null, write: null } }])).toBeNull();
  expect(estimateOf([], [])).toMatchObject({ lowMs: 0, highMs: 0 });
});

it('[R59] only the last drafts are remembered; one that was let go says so', () => {
  const items = files('/x', 3);
  const desk = deskOf(items);
  for (let index = 0; index < 12; index += 1) desk.solve(`d${String(index)}`, input(items, even));
  expect(() => desk.page('d0', {})).toThrow('Looking for the draft d0: it was let go: make the plan again');
  expect(desk.page('d11', {}).total).toBeGreaterThan(0);
});

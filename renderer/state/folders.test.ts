import { beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { Entry, PoolInfo } from '../../shared/model.ts';
import { parsePath } from '../../shared/path.ts';
import {
  folderAt,
  foldersIn,
  mostUnasked,
  namesIn,
  reloadFolder,
  setFolderSizes,
  showAll,
  showEntry,
  showFolders,
} from './folders.ts';
import { usePools } from './pool.ts';

interface Call {
  readonly method: string;
  readonly path: string;
  readonly first: boolean;
  readonly cursor: string | undefined;
  readonly aborted: () => boolean;
  readonly answer: (output: unknown) => void;
}

const calls = vi.hoisted((): Call[] => []);

vi.mock('../api/host.ts', () => ({
  host: () => ({
    call: (
      method: string,
      { path = '', first = false, cursor }: { path?: string; first?: boolean; cursor?: string },
      options?: { signal: AbortSignal },
    ) =>
      new Promise((answer, fail) => {
        const aborted = (): boolean => options?.signal.aborted === true;
        if (method === 'folder.list') calls.push({ method, path, first, cursor, aborted, answer });
        options?.signal.addEventListener('abort', () => fail(new AppError('cancelled', 'It was given up.')));
      }),
    on: () => () => undefined,
  }),
  capabilities: () => ({}),
  useHost: { getState: () => ({ info: null }), subscribe: () => () => undefined },
}));

const paint = vi.hoisted(() => ({ done: Promise.resolve<undefined>(undefined) }));
vi.mock('./painted.ts', () => ({
  painted: () => paint.done,
}));

const entryOf = (name: string): Entry => ({
  path: `/big/${name}`,
  name,
  type: 'file',
  size: 1,
  mtimeMs: 0,
  mode: 0,
  volumes: ['disk1'],
  conflict: false,
  offline: false,
});

function page(from: number, count: number, total: number, cursor: string | null, partial = false) {
  const entries = Array.from({ length: count }, (_, at) => entryOf(`f${String(from + at)}`));
  return { entries, total, cursor, missing: [], ...(partial && { partial }) };
}

const big = parsePath('/big');
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** Answers the call that is under way. */
async function answer(output: unknown): Promise<void> {
  const call = calls.at(-1);
  if (call === undefined) throw new Error('nothing was asked');
  call.answer(output);
  await settled();
}

let pools = 0;

beforeEach(() => {
  // Another pool each time: what was listed before is forgotten.
  pools += 1;
  usePools.setState({ pools: [{ id: `p${String(pools)}`, name: 'Home', volumes: [] } as unknown as PoolInfo] });
  calls.length = 0;
});

test('[B267] more than a million entries are listed only when asked for; until then the first page is there', async () => {
  showFolders([big]);
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatchObject({ path: '/big', first: true });
  await answer(page(0, 200, 0, null, true));
  expect(folderAt(big)?.entries).toHaveLength(200);
  await answer(page(0, 4_000, mostUnasked + 1, 'next'));
  expect(folderAt(big)).toMatchObject({ tooMany: true, complete: false, total: mostUnasked + 1 });
  expect(folderAt(big)?.entries).toHaveLength(4_000);
  // Entries on the same volumes have one list of them.
  const [one, other] = folderAt(big)?.entries ?? [];
  expect(one?.volumes).toBe(other?.volumes);
  // Nothing more is read.
  expect(calls).toHaveLength(2);
  showAll(big);
  expect(folderAt(big)?.tooMany).toBe(false);
  expect(calls).toHaveLength(3);
  await answer(page(0, 4_000, mostUnasked + 1, 'next'));
  expect(calls[3]?.cursor).toBe('next');
  // What is shown does not become less while it comes.
  expect(folderAt(big)?.entries).toHaveLength(4_000);
  await answer(page(4_000, 12_000, 16_000, null));
  expect(folderAt(big)).toMatchObject({ tooMany: false, complete: true });
  expect(folderAt(big)?.entries).toHaveLength(16_000);
});

test('[B267] exactly a million are listed unasked', async () => {
  showFolders([big]);
  await answer(page(0, 200, 0, null, true));
  await answer(page(0, 4_000, mostUnasked, 'next'));
  expect(folderAt(big)?.tooMany).toBe(false);
  expect(calls.at(-1)?.cursor).toBe('next');
});

test('[B430] the rest is asked for when the first rows are on the screen, and not where they were left by then', async () => {
  const drawn = Promise.withResolvers<undefined>();
  paint.done = drawn.promise;
  showFolders([big]);
  await answer(page(0, 200, 0, null, true));
  expect(folderAt(big)?.entries.length).toBe(200);
  expect(calls.map(({ first }) => first)).toEqual([true]);
  drawn.resolve(undefined);
  await settled();
  expect(calls.map(({ first }) => first)).toEqual([true, false]);
  await answer(page(0, 300, 300, null));
  expect(folderAt(big)).toMatchObject({ complete: true, total: 300 });

  const late = Promise.withResolvers<undefined>();
  paint.done = late.promise;
  const other = parsePath('/other');
  calls.length = 0;
  showFolders([other]);
  await answer(page(0, 200, 0, null, true));
  showFolders([]);
  late.resolve(undefined);
  await settled();
  expect(calls.length).toBe(1);
  paint.done = Promise.resolve(undefined);
});

test('[B269] going elsewhere cancels what is read, and coming back goes on from what is there', async () => {
  showFolders([big]);
  await answer(page(0, 200, 0, null, true));
  await answer(page(0, 4_000, 9_000, 'next'));
  const under = calls.at(-1);
  expect(under?.aborted()).toBe(false);
  showFolders([parsePath('/other')]);
  expect(under?.aborted()).toBe(true);
  await settled();
  expect(folderAt(big)?.entries).toHaveLength(4_000);
  showFolders([big]);
  // No first rows again: there are more already.
  expect(calls.at(-1)).toMatchObject({ path: '/big', first: false });
  await answer(page(0, 500, 600, 'next'));
  expect(folderAt(big)?.entries).toHaveLength(4_000);
  await answer(page(500, 100, 600, null));
  expect(folderAt(big)).toMatchObject({ complete: true, total: 600 });
  expect(folderAt(big)?.entries).toHaveLength(600);
});

test('[B269] folders that were left are kept while they are small together', async () => {
  const fill = async (name: string, count: number): Promise<void> => {
    showFolders([parsePath(name)]);
    await answer(page(0, count, count, null));
  };
  await fill('/a', 10);
  await fill('/b', 200_000);
  await fill('/c', 10);
  expect([folderAt(parsePath('/a')), folderAt(parsePath('/b'))].map((one) => one?.entries.length)).toEqual([
    10, 200_000,
  ]);
  await fill('/d', 200_000);
  await fill('/e', 10);
  const left = ['/a', '/b', '/c', '/d', '/e'].filter((name) => folderAt(parsePath(name)) !== undefined);
  expect(left).toEqual(['/c', '/d', '/e']);
});

test('[B269] a folder that is listed already is not asked for twice', async () => {
  showFolders([big]);
  showFolders([big]);
  reloadFolder(big);
  expect(calls).toHaveLength(1);
  await answer(page(0, 3, 3, null));
  expect(folderAt(big)?.entries).toHaveLength(3);
});

test('[B2] a change that was answered is shown at its place before the next listing, and counted', async () => {
  const names = (): readonly string[] => folderAt(big)?.entries.map(({ name }) => name) ?? [];
  showFolders([big]);
  // Nothing is listed yet: there is nothing that it could stand in.
  showEntry(big, entryOf('f1'));
  expect(names()).toEqual([]);
  await answer(page(1, 3, 3, null));
  showEntry(big, { ...entryOf('new'), type: 'directory' });
  showEntry(big, entryOf('f10'));
  showEntry(big, entryOf('f0'));
  expect(names()).toEqual(['new', 'f0', 'f1', 'f2', 'f3', 'f10']);
  expect(folderAt(big)?.total).toBe(6);
  showEntry(big, entryOf('f4'), parsePath('/big/f1'));
  showEntry(big, { ...entryOf('f2'), size: 7 });
  expect(names()).toEqual(['new', 'f0', 'f2', 'f3', 'f4', 'f10']);
  expect(folderAt(big)).toMatchObject({ total: 6 });
  expect(folderAt(big)?.entries[2]?.size).toBe(7);
});

test('[Q89] sizes are of folders of the pool alone, and what is the same draws nothing anew', async () => {
  const size = { bytes: 9, allocated: 9, files: 1, partial: false, atMs: 1 };
  const of = (atMs: number) => new Map(['d', 'lost+found', 'f'].map((name) => [name, { ...size, atMs }]));
  showFolders([big]);
  const entries = [
    { ...entryOf('d'), type: 'directory' },
    { ...entryOf('lost+found'), type: 'directory', foreign: true },
    entryOf('f'),
  ];
  await answer({ ...page(0, 0, 3, null), entries });
  setFolderSizes(big, of(1));
  expect(folderAt(big)?.entries.map(({ folder }) => folder?.bytes)).toEqual([9, undefined, undefined]);
  const before = folderAt(big);
  setFolderSizes(big, of(2));
  expect(folderAt(big)).toBe(before);
});

test('names of a folder are asked for page by page, its folders only until the first file', async () => {
  const pool = usePools.getState().pools?.[0]?.id ?? '';
  const names = namesIn(pool, parsePath('/big'));
  await answer(page(0, 2, 3, 'more'));
  expect(calls.at(-1)?.cursor).toBe('more');
  await answer(page(2, 1, 3, null));
  expect(await names).toEqual(new Set(['f0', 'f1', 'f2']));

  const before = calls.length;
  const folders = foldersIn(pool, parsePath('/big'), new AbortController().signal);
  const first = { ...entryOf('photos'), type: 'directory' as const };
  await answer({ ...page(0, 1, 9, 'more'), entries: [first, { ...first, name: '.cfs', foreign: true }] });
  await answer({ ...page(0, 1, 9, 'again'), entries: [{ ...first, name: 'texts' }, entryOf('f0')] });
  expect((await folders).map(({ name }) => name)).toEqual(['photos', 'texts']);
  expect(calls).toHaveLength(before + 2);
});

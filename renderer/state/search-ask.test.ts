import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { PoolInfo } from '../../shared/model.ts';
import { rootPath } from '../../shared/path.ts';
import type { SearchHit } from '../../shared/search.ts';
import { usePools } from './pool.ts';
import { useRoute } from './route.ts';
import { askAgain, askMore, askNow, askSoon, useSearch } from './search-ask.ts';

interface Call {
  readonly method: string;
  readonly text: string;
  readonly cursor: string | undefined;
  readonly aborted: () => boolean;
  readonly answer: (output: unknown) => void;
  readonly fail: (error: unknown) => void;
}

const calls = vi.hoisted((): Call[] => []);

vi.mock('../api/host.ts', () => ({
  host: () => ({
    call: (method: string, input: { text: string; cursor?: string }, options?: { signal: AbortSignal }) =>
      new Promise((answer, fail) => {
        const aborted = (): boolean => options?.signal.aborted === true;
        calls.push({ method, text: input.text, cursor: input.cursor, aborted, answer, fail });
        options?.signal.addEventListener('abort', () => fail(new AppError('cancelled', 'It was given up.')));
      }),
    on: () => () => undefined,
  }),
}));

const hit = (name: string): SearchHit => ({
  path: `/${name}`,
  name,
  type: 'file',
  size: 1,
  mtimeMs: 0,
  mode: 0,
  volumes: ['disk1'],
  conflict: false,
  offline: false,
  kind: 'other',
  nameHits: [],
  folderHits: [],
});

const page = (names: readonly string[], cursor: string | null = null) => ({
  hits: names.map(hit),
  total: names.length,
  offset: 0,
  cursor,
  problems: [],
  cut: null,
  searched: 9,
  tookMs: 1,
});

const shown = (): readonly string[] => useSearch.getState().hits.map(({ entry }) => entry.name);
const asked = (method = 'search.query'): readonly string[] =>
  calls.filter((call) => call.method === method).map(({ text }) => text);
const last = (): Call => {
  const call = calls.at(-1);
  if (call === undefined) throw new Error('Nothing was asked.');
  return call;
};
const type = (text: string): void => {
  useSearch.setState({ text });
  askSoon();
};

beforeEach(() => {
  vi.useFakeTimers();
  calls.length = 0;
  usePools.setState({ pools: [{ id: 'p' } as PoolInfo] });
  useRoute.setState({ route: { screen: 'search', pool: 'p', path: rootPath, query: '' } });
  useSearch.setState(useSearch.getInitialState());
});
afterEach(() => {
  vi.useRealTimers();
});

test('[B120] who types on sees the answers of what was typed so far, and the last question is always asked', async () => {
  type('s');
  await vi.advanceTimersByTimeAsync(40);
  type('sv');
  await vi.advanceTimersByTimeAsync(40);
  // The first page is nearly there: it is waited for.
  expect(asked()).toEqual(['s']);
  last().answer(page(['s1', 's2']));
  await vi.advanceTimersByTimeAsync(0);
  expect(shown()).toEqual(['s1', 's2']);
  expect(asked()).toEqual(['s', 'sv']);
  expect(asked('search.facets')).toEqual([]);
  last().answer(page(['sv1']));
  await vi.advanceTimersByTimeAsync(0);
  expect(shown()).toEqual(['sv1']);
  expect(asked('search.facets')).toEqual(['sv']);
  // A letter that comes while the figures are on their way.
  type('sva');
  last().answer({ count: 1 });
  await vi.advanceTimersByTimeAsync(40);
  expect(asked()).toEqual(['s', 'sv', 'sva']);
});

test('[B120] an answer that takes long is given up for the newer question, and what was shown stays meanwhile', async () => {
  useSearch.setState({ text: 'a' });
  askNow();
  last().answer(page(['a1']));
  await vi.advanceTimersByTimeAsync(0);
  type('ab');
  await vi.advanceTimersByTimeAsync(40);
  const slow = last();
  expect(slow.text).toBe('ab');
  type('abc');
  await vi.advanceTimersByTimeAsync(249);
  expect(slow.aborted()).toBe(false);
  await vi.advanceTimersByTimeAsync(50);
  expect(slow.aborted()).toBe(true);
  expect(last().text).toBe('abc');
  expect(shown()).toEqual(['a1']);
  expect(useSearch.getState().error).toBeNull();
  last().answer(page(['abc1']));
  await vi.advanceTimersByTimeAsync(0);
  expect(shown()).toEqual(['abc1']);
});

test('[B124] figures of another question are shown for a moment only; hits stay when there are none to be had', async () => {
  useSearch.setState({ text: 'a' });
  askNow();
  last().answer(page(['a1']));
  await vi.advanceTimersByTimeAsync(0);
  last().answer({ count: 1 });
  await vi.advanceTimersByTimeAsync(0);
  expect(useSearch.getState()).toMatchObject({ facets: { count: 1 }, facetsFor: useSearch.getState().answered });
  useSearch.setState({ text: 'b' });
  askNow();
  last().answer(page(['b1']));
  await vi.advanceTimersByTimeAsync(100);
  expect(useSearch.getState().facetsFor).not.toBe(useSearch.getState().answered);
  await vi.advanceTimersByTimeAsync(400);
  expect(useSearch.getState().facets).toBeNull();
  last().fail(new AppError('internal', 'Counting: it broke: try again'));
  await vi.advanceTimersByTimeAsync(0);
  expect(shown()).toEqual(['b1']);
  expect(useSearch.getState()).toMatchObject({ facets: null, error: null });
});

test('[B127] a page of an old answer is never put behind a new one', async () => {
  useSearch.setState({ text: 'a' });
  askNow();
  last().answer(page(['a1'], 's1:1'));
  await vi.advanceTimersByTimeAsync(0);
  const more = askMore();
  const second = last();
  expect(second.cursor).toBe('s1:1');
  useSearch.setState({ text: 'b' });
  askNow();
  last().answer(page(['b1'], 's2:1'));
  await vi.advanceTimersByTimeAsync(0);
  second.answer(page(['a2']));
  await more;
  expect(shown()).toEqual(['b1']);
  const next = askMore();
  last().answer(page(['b2']));
  await next;
  expect(shown()).toEqual(['b1', 'b2']);
  expect(useSearch.getState().cursor).toBeNull();
  expect(useSearch.getState().hits.map(({ row }) => row.place)).toEqual([1, 2]);
});

test('[B127] the next page of a new answer is asked for while a page of the old one is still on its way', async () => {
  useSearch.setState({ text: 'a' });
  askNow();
  last().answer(page(['a1'], 's1:1'));
  await vi.advanceTimersByTimeAsync(0);
  const old = askMore();
  const second = last();
  // Asked once, however often the list asks.
  void askMore();
  expect(last()).toBe(second);
  // The catalog changed: the same question is answered anew.
  askAgain();
  last().answer(page(['a1'], 's2:1'));
  await vi.advanceTimersByTimeAsync(0);
  const next = askMore();
  expect(last().cursor).toBe('s2:1');
  last().answer(page(['a2']));
  await next;
  second.answer(page(['old']));
  await old;
  expect(shown()).toEqual(['a1', 'a2']);
});

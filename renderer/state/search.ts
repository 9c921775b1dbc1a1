import { create } from 'zustand';
import { asAppError, isAppError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Entry } from '../../shared/model.ts';
import { rootPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { SearchFacets, SearchPage, SearchSort } from '../../shared/search.ts';
import { host } from '../api/host.ts';
import { currentPool, usePools } from './pool.ts';
import { back, go, useRoute } from './route.ts';
import { toHit } from './search-hits.ts';
import type { Hit } from './search-hits.ts';
import { arriveAt, leaveFor } from './search-views.ts';

export interface HitSort {
  readonly key: SearchSort;
  readonly descending: boolean;
}

/** What the host said of the whole answer. */
export type Answer = Pick<SearchPage, 'total' | 'problems' | 'cut' | 'searched'>;

interface Search {
  /** What stands in the field. */
  readonly text: string;
  /** The folder that the search began in: what "this folder" is. */
  readonly here: PoolPath;
  /** Where a search that begins on the files screen looks. */
  readonly scope: 'pool' | 'folder';
  readonly sort: HitSort;
  /** What the hits answer; null when they answer nothing. What is shown stays until the next answer is there. */
  readonly answered: string | null;
  readonly answer: Answer | null;
  readonly hits: readonly Hit[];
  /** For the next page; null when there is none. */
  readonly cursor: string | null;
  /** From the question to the first page, in ms. */
  readonly tookMs: number;
  readonly facets: SearchFacets | null;
  /** What the facets are of: those of the last answer are shown for a moment, until the new ones are there. */
  readonly facetsFor: string | null;
  readonly asking: boolean;
  /** The catalog changed since, and the list is too long to be fetched again as a whole. */
  readonly behind: boolean;
  readonly error: AppError | null;
  /** Each rise asks the field, or the list, to take the keyboard. */
  readonly fieldWanted: number;
  readonly listWanted: number;
}

const nothing = {
  answered: null,
  answer: null,
  hits: [],
  cursor: null,
  tookMs: 0,
  facets: null,
  facetsFor: null,
  asking: false,
  behind: false,
  error: null,
} as const;

export const useSearch = create<Search>()(() => ({
  text: '',
  here: rootPath,
  scope: 'pool',
  sort: { key: 'rank', descending: false },
  ...nothing,
  fieldWanted: 0,
  listWanted: 0,
}));

/** Rows of the first page; later ones are as long as all before them, within these bounds. */
const firstPage = 200;
const laterPage = 1000;
const longestPage = 5000;
/** Letters that come within this time are one question, ms. */
const restMs = 40;
/** The address follows the field at most this often: browsers refuse faster changes. ms. */
const addressMs = 250;
/** Figures of the last answer are shown no longer than this, ms. */
const oldFacetsMs = 400;
/** While the catalog changes, what is shown is asked again at most this often, and in a quarter of the time. ms. */
const refreshMs = 1000;

/** Everything that the answer depends on. */
function question(): string | null {
  const { route } = useRoute.getState();
  const { text, sort } = useSearch.getState();
  const pool = currentPool();
  if (pool === null || route.screen !== 'search' || text.trim() === '') return null;
  return JSON.stringify([pool.id, route.path, text, sort.key, sort.descending]);
}

let running: AbortController | null = null;
/** The question that is on its way. */
let runningFor: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let addressTimer: ReturnType<typeof setTimeout> | undefined;

function stop(): void {
  clearTimeout(timer);
  running?.abort();
  running = null;
  runningFor = null;
}

function inputOf(pool: string) {
  const { text, sort } = useSearch.getState();
  return { pool, text, path: useRoute.getState().route.path, sort: sort.key, descending: sort.descending };
}

/** Asks for the first `limit` hits, then for the counts. Old hits stay until the new ones are there. */
async function ask(limit: number): Promise<void> {
  stop();
  const asked = question();
  const pool = currentPool();
  if (asked === null || pool === null) {
    useSearch.setState(nothing);
    return;
  }
  const mine = new AbortController();
  running = mine;
  runningFor = asked;
  const input = inputOf(pool.id);
  useSearch.setState({ asking: true });
  const started = performance.now();
  try {
    const page = await host().call('search.query', { ...input, limit }, { signal: mine.signal });
    const { hits, total, problems, cut, searched, cursor } = page;
    useSearch.setState({
      answered: asked,
      answer: { total, problems, cut, searched },
      hits: hits.map((hit, index) => toHit(hit, index + 1, total)),
      cursor,
      tookMs: performance.now() - started,
      asking: false,
      behind: false,
      error: null,
    });
    await count(asked, input, mine);
  } catch (thrown) {
    if (mine.signal.aborted || isAppError(thrown, 'cancelled')) return;
    const error = asAppError(thrown);
    // While the host is gone the banner says so, and what was found stays.
    if (error.code === 'disconnected' && useSearch.getState().hits.length > 0) useSearch.setState({ asking: false });
    else useSearch.setState({ ...nothing, answered: asked, error });
  } finally {
    if (running === mine) {
      running = null;
      runningFor = null;
    }
  }
}

/** The figures over all that was found. Without them the hits are still what they are. */
async function count(
  asked: string,
  { pool, text, path }: ReturnType<typeof inputOf>,
  mine: AbortController,
): Promise<void> {
  const old = setTimeout(() => {
    if (useSearch.getState().facetsFor !== asked) useSearch.setState({ facets: null, facetsFor: null });
  }, oldFacetsMs);
  try {
    const facets = await host().call('search.facets', { pool, text, path }, mine);
    useSearch.setState({ facets, facetsFor: asked });
  } catch {
    if (!mine.signal.aborted) useSearch.setState({ facets: null, facetsFor: null });
  } finally {
    clearTimeout(old);
  }
}

let more: Promise<void> | null = null;

/** Fetches the next page; called when the end of what has come is near. Resolves when it is there. */
export function askMore(): Promise<void> {
  more ??= nextPage().finally(() => {
    more = null;
  });
  return more;
}

async function nextPage(): Promise<void> {
  const { cursor, hits, answered } = useSearch.getState();
  const pool = currentPool();
  if (cursor === null || pool === null || answered !== question()) return;
  try {
    const limit = Math.min(Math.max(laterPage, hits.length), longestPage);
    const page = await host().call('search.query', { ...inputOf(pool.id), limit, cursor });
    // Asked anew meanwhile: this page belongs to the old answer.
    if (useSearch.getState().hits !== hits) return;
    const next = page.hits.map((hit, index) => toHit(hit, hits.length + index + 1, page.total));
    useSearch.setState({ hits: hits.concat(next), cursor: page.cursor });
  } catch (thrown) {
    // The next scroll asks again; a page that can never come would ask for ever, so the list ends here.
    if (useSearch.getState().hits === hits) useSearch.setState({ error: asAppError(thrown), cursor: null });
  }
}

/** Asks at once, without waiting for a further letter. */
export function askNow(): void {
  void ask(firstPage);
}

/** The list is fetched again, as far as it had come. */
export function askAgain(): void {
  const { hits } = useSearch.getState();
  void ask(Math.max(firstPage, Math.min(hits.length, longestPage)));
}

/** After a (re)connection. */
export function refreshSearch(): void {
  if (question() !== null) askAgain();
}

function askSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void ask(firstPage), restMs);
}

/** What a person types, or a chip writes. The address follows; the first letter leads to the search screen. */
export function setText(text: string): void {
  const { route } = useRoute.getState();
  useSearch.setState({ text });
  if (route.screen !== 'search') {
    if (text.trim() === '') return;
    begin(text);
    return;
  }
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => go({ query: text }, 'replace'), addressMs);
  askSoon();
}

function begin(text: string): void {
  const { route } = useRoute.getState();
  const here = route.screen === 'files' ? route.path : rootPath;
  const { scope } = useSearch.getState();
  useSearch.setState({ here });
  go({ screen: 'search', path: scope === 'folder' ? here : rootPath, query: text });
}

/** Looks only below this folder; the top is the whole pool. */
export function searchIn(path: PoolPath): void {
  clearTimeout(addressTimer);
  go({ path, query: useSearch.getState().text }, 'replace');
}

/** A click on a header: sizes and dates begin with the largest and the latest; a third one goes back to the best. */
export function sortHits(key: SearchSort): void {
  const { sort } = useSearch.getState();
  const first = key === 'size' || key === 'modified';
  const other: HitSort = sort.descending === first ? { key, descending: !first } : { key: 'rank', descending: false };
  useSearch.setState({ sort: sort.key === key ? other : { key, descending: first } });
  void ask(firstPage);
}

/** Puts the keyboard into the field; `keep`: and looks where it looked. Without a field, the search screen is shown. */
export function focusSearch(where: 'pool' | 'folder' | 'keep'): void {
  const { route } = useRoute.getState();
  const scope = where === 'keep' ? useSearch.getState().scope : where;
  useSearch.setState(({ fieldWanted }) => ({ scope, fieldWanted: fieldWanted + 1 }));
  if (where === 'keep') return;
  const single = window.matchMedia('(max-width: 719.98px)').matches;
  if (route.screen === 'search') {
    const { here } = useSearch.getState();
    if (scope === 'pool') searchIn(rootPath);
    else if (here !== rootPath) searchIn(here);
  } else if (route.screen !== 'files' || single) begin('');
}

/** Somebody is about to type: the host reads ahead what the first answer would wait for. */
export function prepareSearch(): void {
  const pool = currentPool();
  // Whatever is wrong is told by the search itself.
  if (pool !== null)
    host()
      .call('search.query', { pool: pool.id, text: '', limit: 1 })
      .catch(() => undefined);
}

export function focusResults(): void {
  useSearch.setState(({ listWanted }) => ({ listWanted: listWanted + 1 }));
}

/** Back to where one was before the search. */
export function leaveSearch(): void {
  clearTimeout(addressTimer);
  if (useRoute.getState().canBack) back();
  else go({ screen: 'files', path: useSearch.getState().here });
}

/** What was renamed is shown so at once; the catalog follows. */
export function renameHit(from: PoolPath, now: Pick<Entry, 'path' | 'name'>): void {
  const { hits } = useSearch.getState();
  if (!hits.some((hit) => hit.row.path === from)) return;
  const renamed = hits.map((hit) => {
    if (hit.row.path !== from) return hit;
    const entry = { ...hit.entry, path: now.path, name: now.name, nameHits: [] };
    return toHit(entry, hit.row.place, hit.row.siblings);
  });
  useSearch.setState({ hits: renamed });
}

/** What was deleted or moved away is not shown any more. */
export function dropHits(paths: ReadonlySet<string>): void {
  const { hits, answer } = useSearch.getState();
  const left = hits.filter((hit) => !paths.has(hit.entry.path));
  if (left.length === hits.length) return;
  const total = Math.max(left.length, (answer?.total ?? 0) - hits.length + left.length);
  useSearch.setState({ hits: left, answer: answer === null ? null : { ...answer, total } });
}

/** Follows the address and the catalog; called once by the composition root. */
export function startSearch(): void {
  const follow = (): void => {
    const { route } = useRoute.getState();
    if (route.screen !== 'search') {
      stop();
      useSearch.setState({ text: '', asking: false });
      return;
    }
    clearTimeout(addressTimer);
    useSearch.setState({ text: route.query });
    askWhenNew();
  };
  const askWhenNew = (): void => {
    const asked = question();
    if (asked !== null && asked !== useSearch.getState().answered && asked !== runningFor) askNow();
  };
  let before = useRoute.getState().route;
  follow();
  useRoute.subscribe(({ route }) => {
    if (route === before) return;
    if (before.screen === 'search' && route.screen !== 'search') leaveFor(route.path, before.query);
    if (route.screen === 'search' && before.screen !== 'search') arriveAt(route.query, before);
    before = route;
    follow();
  });
  // The first answer waits for the pools.
  usePools.subscribe(askWhenNew);
  let last = 0;
  let planned: ReturnType<typeof setTimeout> | undefined;
  host().on('catalog.changed', ({ pool }) => {
    if (pool !== currentPool()?.id || question() === null || planned !== undefined) return;
    plan(Math.max(0, last + Math.max(refreshMs, useSearch.getState().tookMs * 3) - performance.now()));
  });
  const plan = (wait: number): void => {
    planned = setTimeout(() => {
      planned = undefined;
      if (question() === null) return;
      if (runningFor !== null) {
        plan(refreshMs / 4);
        return;
      }
      last = performance.now();
      // Where one has scrolled far down, the list stays as it is until it is asked for.
      if (useSearch.getState().hits.length > longestPage) useSearch.setState({ behind: true });
      else askAgain();
    }, wait);
  };
}

import { create } from 'zustand';
import { asAppError, isAppError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import { rootPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { SearchFacets, SearchPage, SearchSort } from '../../shared/search.ts';
import { host } from '../api/host.ts';
import { currentPool } from './pool.ts';
import { useRoute } from './route.ts';
import { toHit } from './search-hits.ts';
import type { Hit } from './search-hits.ts';

/** The question to the catalog, and what it answered: first page, figures, further pages. */

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
export const longestPage = 5000;
/** Letters that come within this time are one question, ms. */
const restMs = 40;
/** A page that is on its way is waited for so long before a newer question takes its place, ms. */
const patienceMs = 250;
/** Figures of the last answer are shown no longer than this, ms. */
const oldFacetsMs = 400;

/** Everything that the answer depends on; null: nothing is asked. */
export function question(): string | null {
  const { route } = useRoute.getState();
  const { text, sort } = useSearch.getState();
  const pool = currentPool();
  if (pool === null || route.screen !== 'search' || text.trim() === '') return null;
  return JSON.stringify([pool.id, route.path, text, sort.key, sort.descending]);
}

let running: AbortController | null = null;
/** The question that is on its way. */
let runningFor: string | null = null;
/** When its page was asked for; -Infinity once that is there. */
let pageSince = -Infinity;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Gives up what is on its way. */
export function stopAsking(): void {
  clearTimeout(timer);
  running?.abort();
  running = null;
  runningFor = null;
  pageSince = -Infinity;
}

/** Which question is on its way; null: none. */
export function askedNow(): string | null {
  return runningFor;
}

function inputOf(pool: string) {
  const { text, sort } = useSearch.getState();
  return { pool, text, path: useRoute.getState().route.path, sort: sort.key, descending: sort.descending };
}

/** Asks for the first `limit` hits, then for the counts. Old hits stay until the new ones are there. */
async function ask(limit: number): Promise<void> {
  stopAsking();
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
  pageSince = started;
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
    pageSince = -Infinity;
    if (question() === asked) await count(asked, input, mine);
    else void ask(firstPage);
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
      pageSince = -Infinity;
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

/** The page that is on its way, and the hits that it goes on from. */
let more: { readonly after: readonly Hit[]; readonly page: Promise<void> } | null = null;

/** Fetches the next page; called when the end of what has come is near. Resolves when it is there. */
export function askMore(): Promise<void> {
  const { hits } = useSearch.getState();
  // A page of hits that were replaced meanwhile is thrown away when it comes: the one of the new hits does not wait for it.
  if (more?.after === hits) return more.page;
  const mine = {
    after: hits,
    page: nextPage().finally(() => {
      if (more === mine) more = null;
    }),
  };
  more = mine;
  return mine.page;
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

/**
 * After a short rest in typing. A page that is on its way is waited for a little, and shown, so that who types on sees
 * something; what takes longer is given up for the newer question.
 */
export function askSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const left = patienceMs - (performance.now() - pageSince);
    if (left <= 0) void ask(firstPage);
    else timer = setTimeout(() => void ask(firstPage), left);
  }, restMs);
}

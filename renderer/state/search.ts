import type { Entry } from '../../shared/model.ts';
import { rootPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { SearchSort } from '../../shared/search.ts';
import { host } from '../api/host.ts';
import { currentPool, usePools } from './pool.ts';
import { back, go, useRoute } from './route.ts';
import { askAgain, askedNow, askNow, askSoon, longestPage, question, stopAsking, useSearch } from './search-ask.ts';
import type { HitSort } from './search-ask.ts';
import { toHit } from './search-hits.ts';

export { askAgain, askMore, askNow, refreshSearch, useSearch } from './search-ask.ts';
export type { Answer, HitSort } from './search-ask.ts';

/** What a person does with the search: typing, where to look, sorting, coming and going. */

/** While the catalog changes, what is shown is asked again at most this often, and in a quarter of the time. ms. */
const refreshMs = 1000;
/** The address follows the field at most this often: browsers refuse faster changes. ms. */
const addressMs = 250;

let addressTimer: ReturnType<typeof setTimeout> | undefined;

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

/** Looks for names like this in the whole pool. */
export function searchPool(text: string): void {
  useSearch.setState({ scope: 'pool' });
  setText(text);
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
  askNow();
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
      stopAsking();
      useSearch.setState({ text: '', asking: false });
      return;
    }
    clearTimeout(addressTimer);
    useSearch.setState({ text: route.query });
    askWhenNew();
  };
  const askWhenNew = (): void => {
    const asked = question();
    if (asked !== null && asked !== useSearch.getState().answered && asked !== askedNow()) askNow();
  };
  let before = useRoute.getState().route;
  follow();
  useRoute.subscribe(({ route }) => {
    if (route === before) return;
    before = route;
    follow();
  });
  // What is shown can be left at once, by a folder that is opened: the address names it by then.
  useSearch.subscribe(({ answered, text }, { answered: former }) => {
    if (answered === former || answered === null || answered !== question()) return;
    clearTimeout(addressTimer);
    go({ query: text }, 'replace');
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
      if (askedNow() !== null) {
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

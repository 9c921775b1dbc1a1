import { baseName, parentPath, rootPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import { select, useBrowse } from './browse.ts';
import { showInFilter } from './filter.ts';
import { go, useRoute } from './route.ts';
import type { Arrival, Route } from './route.ts';

/**
 * What was selected, expanded and in sight in each entry of the window's history: back and forward are where one was.
 * Files and search share one selection, so that every command works on both.
 */
interface View {
  readonly expanded: ReadonlySet<PoolPath>;
  /** Paths of what is selected. */
  readonly selected: readonly PoolPath[];
  readonly focused: PoolPath | null;
  readonly anchor: PoolPath | null;
}

const untouched: View = { expanded: new Set(), selected: [], focused: null, anchor: null };

/** So much of a selection is kept. */
const selectedKept = 10_000;
/** Entries of the history, on each side of the present one, whose view is kept. */
const viewsKept = 100;

const views = new Map<number, View>();
/** Where one was in the list, px from its top. */
const scrolls = new Map<number, number>();
/** The entry that showed a folder last: lists know their folder, not the history. */
const entries = new Map<PoolPath, number>();
/** The files as they were left for another screen. */
let files: { readonly route: Route; readonly at: number } | null = null;
/** What is to be selected in the folder that is about to be shown. */
let awaited: PoolPath | null = null;

export function rememberScroll(path: PoolPath, top: number): void {
  const at = entries.get(path);
  if (at !== undefined) scrolls.set(at, top);
}

export function scrollOf(path: PoolPath): number {
  const at = entries.get(path);
  return at === undefined ? 0 : (scrolls.get(at) ?? 0);
}

/** Shows an entry where it is, selected. */
export function reveal(path: PoolPath, pool?: string, how: 'push' | 'replace' = 'push'): void {
  const { route } = useRoute.getState();
  const folder = parentPath(path);
  awaited = path === rootPath ? null : path;
  go({ screen: 'files', path: folder, ...(pool !== undefined && { pool }) }, how);
  // It was open already.
  if (useRoute.getState().route === route && awaited !== null) {
    showInFilter(baseName(awaited));
    select([awaited], awaited);
  }
  awaited = null;
}

function now(): View {
  const { expanded, selected, focused, anchor } = useBrowse.getState();
  return { expanded, selected: selected.paths(selectedKept), focused, anchor };
}

function show({ expanded, selected, focused, anchor }: View): void {
  useBrowse.setState({ expanded, renaming: null, dropTarget: null });
  select(selected, focused, anchor);
}

const isList = ({ screen }: Route): boolean => screen === 'files' || screen === 'search';
const isSamePlace = (a: Route, b: Route): boolean => a.screen === b.screen && a.pool === b.pool && a.path === b.path;

function alone(path: PoolPath): View {
  return { ...untouched, selected: [path], focused: path, anchor: path };
}

/** The folder that one came out of is selected when one above it is shown. */
function cameFrom(before: Route, route: Route): View {
  if (before.screen !== 'files' || route.screen !== 'files' || before.pool !== route.pool) return untouched;
  for (let path = before.path; path !== rootPath; path = parentPath(path)) {
    if (parentPath(path) === route.path) return alone(path);
  }
  return untouched;
}

interface Shown {
  readonly route: Route;
  readonly at: number;
  readonly how: Arrival;
}

function viewOf({ route, at, how }: Shown, before: Route): View {
  const known = how === 'pop' ? views.get(at) : undefined;
  if (known !== undefined) return known;
  if (awaited !== null && route.screen === 'files' && parentPath(awaited) === route.path) return alone(awaited);
  // The screen of the files again, from another one.
  if (before.screen !== 'files' && files !== null && isSamePlace(files.route, route)) {
    const top = scrolls.get(files.at);
    if (top !== undefined) scrolls.set(at, top);
    return views.get(files.at) ?? untouched;
  }
  return cameFrom(before, route);
}

function forget(at: number, how: Arrival): void {
  for (const kept of [views, scrolls]) {
    for (const one of kept.keys()) {
      if (Math.abs(one - at) > viewsKept || (how === 'push' && one >= at)) kept.delete(one);
    }
  }
  for (const [path, one] of entries) if (Math.abs(one - at) > viewsKept) entries.delete(path);
}

function follow(shown: Shown, before: Shown): void {
  const { route, at, how } = shown;
  if (at !== before.at && isList(before.route)) views.set(before.at, now());
  if (before.route.screen === 'files' && route.screen !== 'files') files = { route: before.route, at: before.at };
  if (at !== before.at) forget(at, how);
  if (!isList(route)) return;
  // A query that is typed, and where it looks, is the same search.
  if (how === 'replace' && before.route.screen === 'search' && route.screen === 'search') return;
  if (how === 'replace' && isSamePlace(before.route, route)) return;
  if (route.screen === 'files') entries.set(route.path, at);
  show(viewOf(shown, before.route));
}

/** Follows the history; called once by the composition root, after the route was read. */
export function startViewMemory(): void {
  const { route, at } = useRoute.getState();
  if (route.screen === 'files') entries.set(route.path, at);
  useRoute.subscribe((shown, before) => {
    if (shown.route !== before.route) follow(shown, before);
  });
}

import type { PoolPath } from '../../shared/path.ts';
import { useBrowse } from './browse.ts';
import type { Route } from './route.ts';

/**
 * The search and the files screen share one selection (so that every command works on both). What was selected and
 * expanded on the one is kept while the other is shown: back is where one was.
 */
interface View {
  readonly key: string;
  readonly expanded: ReadonlySet<PoolPath>;
  readonly selected: ReadonlySet<PoolPath>;
  readonly focused: PoolPath | null;
  readonly anchor: PoolPath | null;
}

let files: View | null = null;
let search: View | null = null;

function now(key: string): View {
  const { expanded, selected, focused, anchor } = useBrowse.getState();
  return { key, expanded, selected, focused, anchor };
}

function show(view: View | null, key: string): void {
  const none: ReadonlySet<PoolPath> = new Set();
  const at = view?.key === key ? view : { expanded: none, selected: none, focused: null, anchor: null };
  const { expanded, selected, focused, anchor } = at;
  useBrowse.setState({ expanded, selected, focused, anchor, renaming: null, dropTarget: null });
}

/** The search screen is shown in place of `before`. */
export function arriveAt(query: string, before: Route): void {
  if (before.screen === 'files') files = now(before.path);
  show(search, query);
}

/** The search for `query` is left for a folder (or another screen). */
export function leaveFor(path: PoolPath, query: string): void {
  search = now(query);
  show(files, path);
}

/** What is selected when this folder is shown next: for going to where a hit is. */
export function selectOnArrival(path: PoolPath, entry: PoolPath): void {
  files = { key: path, expanded: new Set(), selected: new Set([entry]), focused: entry, anchor: entry };
}

import { create } from 'zustand';
import type { Entry } from '../../shared/model.ts';
import type { PoolPath } from '../../shared/path.ts';
import { useBrowse } from './browse.ts';
import { readPattern } from './name-pattern.ts';
import type { NamePattern } from './name-pattern.ts';
import { useRoute } from './route.ts';

/**
 * The filter of the open folder: its rows are narrowed to names like what is typed. It holds until the folder is left. What
 * it hides is not selected, so that nothing is done with what is not seen; folders that are expanded show all they hold.
 */
interface Filter {
  /** The folder that is narrowed; null: the filter is closed. */
  readonly path: PoolPath | null;
  readonly typed: string;
  /** What the rows are narrowed by: what was typed, as soon as the window has time. null: nothing. */
  readonly pattern: NamePattern | null;
  /** Why what was typed is no pattern; empty: it is one. */
  readonly problem: string;
  /** Each rise asks the field to take the keyboard. */
  readonly fieldWanted: number;
}

const closed = { path: null, typed: '', pattern: null, problem: '' } as const;

export const useFilter = create<Filter>()(() => ({ ...closed, fieldWanted: 0 }));

let timer: ReturnType<typeof setTimeout> | undefined;
/** The row that had the keyboard when the filter was opened. */
let before: PoolPath | null = null;

/** Opens the filter of the open folder, or gives its field the keyboard. */
export function openFilter(): void {
  const { route } = useRoute.getState();
  if (route.screen !== 'files') return;
  if (useFilter.getState().path === null) before = useBrowse.getState().focused;
  useFilter.setState(({ fieldWanted }) => ({ path: route.path, fieldWanted: fieldWanted + 1 }));
}

/** Letters that come while rows are still being narrowed are one with the next ones. */
export function typeFilter(typed: string): void {
  useFilter.setState({ typed });
  clearTimeout(timer);
  timer = setTimeout(() => {
    const reading = typed.trim() === '' ? null : readPattern(typed);
    if (reading !== null && 'problem' in reading) useFilter.setState({ problem: reading.problem });
    else useFilter.setState({ pattern: reading, problem: '' });
  }, 0);
}

function reset(): boolean {
  clearTimeout(timer);
  if (useFilter.getState().path === null) return false;
  useFilter.setState(closed);
  return true;
}

/** Shows all of the folder again, and what had the keyboard has it. True when there was a filter. */
export function closeFilter(): boolean {
  if (!reset()) return false;
  const { selected, focused } = useBrowse.getState();
  // "All" was all that was shown.
  useBrowse.setState({ selected: selected.shownOnly(), focused: focused ?? before });
  return true;
}

/** Closes the filter where it would hide this name, which is about to be shown. */
export function showInFilter(name: string): void {
  const { pattern } = useFilter.getState();
  if (pattern?.matches(name) === false) closeFilter();
}

interface Narrowed {
  readonly pattern: NamePattern;
  readonly entries: readonly Entry[];
}

const last = new WeakMap<readonly Entry[], Narrowed>();

/** The entries with names like this, in their order; the listing itself where all of them are. */
export function narrowed(entries: readonly Entry[], pattern: NamePattern): readonly Entry[] {
  const known = last.get(entries);
  if (known?.pattern === pattern) return known.entries;
  const from = known !== undefined && pattern.isWithin(known.pattern) ? known.entries : entries;
  const found = from.filter(({ name }) => pattern.matches(name));
  const result = found.length === entries.length ? entries : found;
  last.set(entries, { pattern, entries: result });
  return result;
}

/** Ends with the folder; called once by the composition root. */
export function startFilter(): void {
  useRoute.subscribe(({ route }, former) => {
    // Another screen leaves the folder open behind it.
    const isLeft = route.screen === 'files' && route.path !== useFilter.getState().path;
    if (isLeft || route.pool !== former.route.pool) reset();
  });
}

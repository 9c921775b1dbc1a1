import { create } from 'zustand';
import type { Entry } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { select, useBrowse } from '../../state/browse.ts';
import { openDialog } from '../../state/dialogs.ts';
import { entryAt, rowIndex, useRows } from '../../state/rows.ts';
import { targets } from '../../state/targets.ts';

interface QuickLook {
  /** Several were selected: only these are shown, and stay selected. Null: the list, row by row. */
  readonly set: readonly Entry[] | null;
  readonly at: number;
  /** Slow volumes that a person asked to read from, while it is open. */
  readonly asked: ReadonlySet<string>;
  /** The entry that it was opened for: looking at that one was asked for. */
  readonly first: string | null;
}

const useQuickLook = create<QuickLook>()(() => ({ set: null, at: 0, asked: new Set(), first: null }));

/** What it would be opened for: what is selected, else the row of the keyboard. */
export function canQuickLook(): boolean {
  return targets().length > 0 || entryAt(useBrowse.getState().focused) !== null;
}

export function openQuickLook(): void {
  const { focused } = useBrowse.getState();
  const chosen = targets();
  const [only] = chosen;
  const asked: ReadonlySet<string> = new Set();
  if (chosen.length > 1) {
    const at = Math.max(
      0,
      chosen.findIndex(({ path }) => path === focused),
    );
    useQuickLook.setState({ set: chosen, at, asked, first: chosen[at]?.path ?? null });
  } else {
    const path = (only?.path as PoolPath | undefined) ?? focused;
    if (path === null) return;
    if (path !== focused || only === undefined) select([path], path);
    useQuickLook.setState({ set: null, at: 0, asked, first: path });
  }
  openDialog({ kind: 'quick-look' });
}

export interface Shown {
  readonly entry: Entry;
  /** 1-based, among how many. */
  readonly place: number;
  readonly of: number;
  readonly isSet: boolean;
  readonly canGoBack: boolean;
  readonly canGoOn: boolean;
}

/** What is shown now; null when it is gone and nothing took its place. */
export function useShown(): Shown | null {
  const { set, at } = useQuickLook();
  const focused = useBrowse((state) => state.focused);
  const rows = useRows((state) => state.rows);
  if (set !== null) {
    const chosen = set[at];
    if (chosen === undefined) return null;
    const entry = entryAt(chosen.path as PoolPath) ?? chosen;
    return { entry, place: at + 1, of: set.length, isSet: true, canGoBack: at > 0, canGoOn: at + 1 < set.length };
  }
  const index = rowIndex(focused);
  const row = rows.at(index);
  if (row?.kind !== 'entry') return null;
  return {
    entry: row.entry,
    place: row.place,
    of: row.siblings,
    isSet: false,
    canGoBack: neighbour(index, -1) !== null,
    canGoOn: neighbour(index, 1) !== null,
  };
}

/** The next entry in a direction; rows that are none are passed over. */
function neighbour(from: number, step: 1 | -1): Entry | null {
  const { rows } = useRows.getState();
  for (let index = from + step; index >= 0 && index < rows.length; index += step) {
    const entry = rows.entryAt(index);
    if (entry !== undefined) return entry;
  }
  return null;
}

export function goOn(step: 1 | -1): void {
  const { set, at } = useQuickLook.getState();
  if (set !== null) {
    if (set[at + step] !== undefined) useQuickLook.setState({ at: at + step });
    return;
  }
  const next = neighbour(rowIndex(useBrowse.getState().focused), step);
  // Entries come from the host, which made their paths.
  if (next !== null) select([next.path as PoolPath], next.path as PoolPath);
}

/** Entries of a strip: as many as stand side by side. */
const stripMost = 9;

/** What was selected, around what is shown; none where the list is gone through. */
export function useStrip(): readonly { readonly entry: Entry; readonly at: number; readonly isShown: boolean }[] {
  const { set, at } = useQuickLook();
  if (set === null) return [];
  const first = Math.max(0, Math.min(at - Math.floor(stripMost / 2), set.length - stripMost));
  return set
    .slice(first, first + stripMost)
    .map((entry, index) => ({ entry, at: first + index, isShown: first + index === at }));
}

export function goTo(at: number): void {
  useQuickLook.setState({ at });
}

/** Whether a slow volume may be read for this entry. */
export function useAsked(path: string, volume: string): boolean {
  return useQuickLook(({ asked, first }) => first === path || asked.has(volume));
}

export function askFor(volume: string): void {
  useQuickLook.setState(({ asked }) => ({ asked: new Set([...asked, volume]) }));
}

/** The keyboard goes back to the row that was looked at last; it may be another one than when it was opened. */
export function focusRowShown(): void {
  const index = rowIndex(useBrowse.getState().focused);
  requestAnimationFrame(() => {
    const list = document.querySelector('[role=treegrid], [role=grid], [data-entries]');
    list?.querySelector<HTMLElement>(`[data-index="${String(index)}"]`)?.focus({ preventScroll: true });
  });
}

import { create } from 'zustand';
import type { PoolPath } from '../../shared/path.ts';
import { isWithin, renamedPath } from '../../shared/path.ts';
import { Intervals } from './intervals.ts';
import { RowList, useRows } from './row-list.ts';
import { Selection } from './selection.ts';

interface Browse {
  readonly expanded: ReadonlySet<PoolPath>;
  /** What is selected of the rows that are shown: ask it with `has`, `size`, `entries()`. */
  readonly selected: Selection;
  /** The row of the keyboard. */
  readonly focused: PoolPath | null;
  /** Where a range selection starts. */
  readonly anchor: PoolPath | null;
  readonly renaming: PoolPath | null;
  /** The folder that a drag is over; its row, or the open folder itself. */
  readonly dropTarget: PoolPath | null;
}

const none: ReadonlySet<PoolPath> = new Set();
export const nothingSelected = new Selection(RowList.none);

export const useBrowse = create<Browse>()(() => ({
  expanded: none,
  selected: nothingSelected,
  focused: null,
  anchor: null,
  renaming: null,
  dropTarget: null,
}));

/** Selects exactly these; the first is the anchor unless another is given. */
export function select(paths: readonly PoolPath[], focused?: PoolPath | null, anchor?: PoolPath | null): void {
  const last = paths.at(-1) ?? null;
  useBrowse.setState((before) => ({
    selected: paths.length === 0 ? nothingSelected : Selection.of(useRows.getState().rows, paths),
    focused: focused === undefined ? (last ?? before.focused) : focused,
    anchor: anchor === undefined ? (paths[0] ?? null) : anchor,
  }));
}

/** What is selected, of the rows that are shown now. */
function selection(): Selection {
  const { selected } = useBrowse.getState();
  return selected === nothingSelected ? new Selection(useRows.getState().rows) : selected;
}

export function toggleSelected(path: PoolPath): void {
  useBrowse.setState({ selected: selection().toggle(path), focused: path, anchor: path });
}

/** Selects all from the anchor to this row; `add`: beside what is selected already. */
export function selectRange(to: PoolPath, add: boolean): void {
  const { rows } = useRows.getState();
  const { anchor, focused } = useBrowse.getState();
  const from = anchor !== null && rows.indexOf(anchor) >= 0 ? anchor : (focused ?? to);
  const [first, last] = [rows.indexOf(from), rows.indexOf(to)];
  if (last < 0) return;
  const range = Intervals.range(first < 0 ? last : first, last);
  const selected = (add ? selection() : new Selection(rows)).plus(range);
  useBrowse.setState({ selected, focused: to, anchor: first < 0 ? to : from });
}

/** Selects everything; with `coming`, also what the list has not yet read. */
export function selectAllRows(coming: boolean): void {
  const { rows } = useRows.getState();
  useBrowse.setState({ selected: new Selection(rows).inverted(coming) });
}

export function invertSelection(coming: boolean): void {
  useBrowse.setState({ selected: selection().inverted(coming) });
}

/** What a rubber band does with what was selected: it goes, it stays, or what is touched is turned round. */
export type BandMode = 'only' | 'add' | 'toggle';

/** Selects what a rubber band touches. */
export function bandSelect(before: Selection, mode: BandMode, touched: Intervals): void {
  const { rows } = useRows.getState();
  const kept = mode === 'only' || before === nothingSelected ? new Selection(rows) : before.movedTo(rows, false);
  useBrowse.setState({ selected: mode === 'toggle' ? kept.turned(touched) : kept.plus(touched) });
}

export function setExpanded(path: PoolPath, open: boolean): void {
  useBrowse.setState(({ expanded }) => {
    if (expanded.has(path) === open) return {};
    const next = new Set(expanded);
    if (open) next.add(path);
    else for (const one of expanded) if (isWithin(one, path)) next.delete(one);
    return { expanded: next };
  });
}

export function setRenaming(path: PoolPath | null): void {
  useBrowse.setState({ renaming: path });
}

export function setDropTarget(path: PoolPath | null): void {
  if (useBrowse.getState().dropTarget !== path) useBrowse.setState({ dropTarget: path });
}

const beingRenamed = new Map<PoolPath, PoolPath>();

/**
 * The host is asked to rename this: a listing with the new name may come before its answer. Answers the function that
 * ends the waiting.
 */
export function expectRename(from: PoolPath, to: PoolPath): () => void {
  beingRenamed.set(from, to);
  return () => beingRenamed.delete(from);
}

/** What is being renamed, from and to. */
export function expectedRenames(): ReadonlyMap<PoolPath, PoolPath> {
  return beingRenamed;
}

/** Carries expansion and focus over to the new path of something that was renamed. */
export function followRename(from: PoolPath, to: PoolPath): void {
  const rebase = (path: PoolPath): PoolPath => renamedPath(path, from, to);
  useBrowse.setState(({ expanded, selected, focused, anchor }) => ({
    expanded: new Set([...expanded].map(rebase)),
    selected: selected.renamed(from, to),
    focused: focused === null ? null : rebase(focused),
    anchor: anchor === null ? null : rebase(anchor),
  }));
}

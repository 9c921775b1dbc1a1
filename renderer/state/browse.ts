import { create } from 'zustand';
import type { PoolPath } from '../../shared/path.ts';
import { isWithin, rebasePath } from '../../shared/path.ts';
import { startsDescending } from './order.ts';
import type { Sort, SortKey } from './order.ts';

export interface Clipboard {
  readonly verb: 'move' | 'copy';
  readonly pool: string;
  readonly paths: readonly PoolPath[];
}

interface Browse {
  readonly expanded: ReadonlySet<PoolPath>;
  readonly selected: ReadonlySet<PoolPath>;
  /** The row of the keyboard. */
  readonly focused: PoolPath | null;
  /** Where a range selection starts. */
  readonly anchor: PoolPath | null;
  readonly sort: Sort;
  readonly renaming: PoolPath | null;
  readonly clipboard: Clipboard | null;
  /** The folder that a drag is over; its row, or the open folder itself. */
  readonly dropTarget: PoolPath | null;
}

const none: ReadonlySet<PoolPath> = new Set();

export const useBrowse = create<Browse>()(() => ({
  expanded: none,
  selected: none,
  focused: null,
  anchor: null,
  sort: { key: 'name', descending: false },
  renaming: null,
  clipboard: null,
  dropTarget: null,
}));

/** Selects exactly these; the first is the anchor unless another is given. */
export function select(paths: readonly PoolPath[], focused?: PoolPath | null, anchor?: PoolPath | null): void {
  const last = paths.at(-1) ?? null;
  useBrowse.setState((before) => ({
    selected: paths.length === 0 ? none : new Set(paths),
    focused: focused === undefined ? (last ?? before.focused) : focused,
    anchor: anchor === undefined ? (paths[0] ?? null) : anchor,
  }));
}

export function toggleSelected(path: PoolPath): void {
  useBrowse.setState(({ selected }) => {
    const next = new Set(selected);
    if (!next.delete(path)) next.add(path);
    return { selected: next, focused: path, anchor: path };
  });
}

export function focusRow(path: PoolPath): void {
  useBrowse.setState({ focused: path });
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

/** Another folder is shown: nothing of the former view is left. */
export function resetView(focused: PoolPath | null): void {
  useBrowse.setState({
    expanded: none,
    selected: focused === null ? none : new Set([focused]),
    focused,
    anchor: focused,
    renaming: null,
    dropTarget: null,
  });
}

/** A click on a header: the same column turns round; sizes and dates begin with the largest and the latest. */
export function sortBy(key: SortKey): void {
  useBrowse.setState(({ sort }) => ({
    sort: sort.key === key ? { key, descending: !sort.descending } : { key, descending: startsDescending(key) },
  }));
}

export function setRenaming(path: PoolPath | null): void {
  useBrowse.setState({ renaming: path });
}

export function setClipboard(clipboard: Clipboard | null): void {
  useBrowse.setState({ clipboard });
}

export function setDropTarget(path: PoolPath | null): void {
  if (useBrowse.getState().dropTarget !== path) useBrowse.setState({ dropTarget: path });
}

/** Carries expansion and focus over to the new path of something that was renamed. */
export function followRename(from: PoolPath, to: PoolPath): void {
  const rebase = (path: PoolPath): PoolPath => (isWithin(path, from) ? rebasePath(path, from, to) : path);
  useBrowse.setState(({ expanded, selected, focused, anchor }) => ({
    expanded: new Set([...expanded].map(rebase)),
    selected: new Set([...selected].map(rebase)),
    focused: focused === null ? null : rebase(focused),
    anchor: anchor === null ? null : rebase(anchor),
  }));
}

import type { PoolPath } from '../../../shared/path.ts';
import { useBrowse } from '../../state/browse.ts';
import { useClipboard } from '../../state/clipboard.ts';
import { useDrag } from '../../state/drag.ts';
import type { EntryRow } from '../../state/rows.ts';

/** A drag is over it, and may be dropped or not. */
export type DropLook = 'drop' | 'refused' | null;

/** How an entry looks in a list or as a tile for what is done with it. */
export interface EntryLook {
  readonly selected: boolean;
  /** Its name is being edited. */
  readonly renaming: boolean;
  /** It was cut, or is dragged. */
  readonly quiet: boolean;
  readonly drop: DropLook;
}

export interface EntryLooks {
  readonly of: (row: EntryRow) => EntryLook;
  /** Of the open folder itself. */
  readonly drop: DropLook;
}

/** How the entries of the open folder look, for the view that draws them. */
export function useEntryLooks(path: PoolPath): EntryLooks {
  const selected = useBrowse((state) => state.selected);
  const renaming = useBrowse((state) => state.renaming);
  const dropTarget = useBrowse((state) => state.dropTarget);
  const cut = useClipboard((state) => state.cut);
  const dragged = useDrag((state) => state.paths);
  const refused = useDrag((state) => state.caption !== null && state.caption.refused !== '');
  const over = refused ? 'refused' : 'drop';
  return {
    of: ({ path: at, entry }) => ({
      selected: selected.has(at),
      renaming: renaming === at,
      quiet: cut.has(at) || dragged.has(at),
      drop: dropTarget === at && entry.type === 'directory' ? over : null,
    }),
    drop: dropTarget === path ? over : null,
  };
}

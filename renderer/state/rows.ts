import { create } from 'zustand';
import type { Entry } from '../../shared/model.ts';
import type { PoolPath } from '../../shared/path.ts';
import { useBrowse } from './browse.ts';
import { useFolders } from './folders.ts';
import type { Folder } from './folders.ts';
import { arrange } from './order.ts';
import type { Order } from './order.ts';
import { useRoute } from './route.ts';
import type { Hit } from './search-hits.ts';
import { useSearch } from './search.ts';
import { useSettings } from './settings.ts';
import { useView } from './view.ts';

/** One visible row of the tree. `note` rows say why an expanded folder shows nothing. */
export interface EntryRow {
  readonly kind: 'entry';
  readonly path: PoolPath;
  readonly entry: Entry;
  /** 0 = directly in the open folder. */
  readonly level: number;
  readonly expanded: boolean;
  /** 1-based place among its siblings, and how many there are. */
  readonly place: number;
  readonly siblings: number;
}
export interface NoteRow {
  readonly kind: 'note';
  readonly path: PoolPath;
  readonly level: number;
  readonly note: 'empty' | 'error' | 'loading';
  readonly text: string;
}
/** Stands over the entries of a group; the keyboard passes over it. */
export interface GroupRow {
  readonly kind: 'group';
  /** Of the folder. */
  readonly path: PoolPath;
  readonly level: number;
  readonly id: string;
  readonly label: string;
  /** Names of the volumes that it is about; none for other groups. */
  readonly volumes: readonly string[];
  readonly count: number;
  readonly closed: boolean;
}
export type Row = EntryRow | NoteRow | GroupRow;

interface Rows {
  readonly rows: readonly Row[];
}

export const useRows = create<Rows>()(() => ({ rows: [] }));

/** The rows of a folder and of what is expanded below it, from top to bottom. */
export function flatten(
  folders: ReadonlyMap<string, Folder>,
  root: PoolPath,
  expanded: ReadonlySet<PoolPath>,
  order: Order,
  closedGroups: ReadonlySet<string> = new Set(),
): readonly Row[] {
  const rows: Row[] = [];
  const walk = (path: PoolPath, level: number): void => {
    const folder = folders.get(path);
    if (folder === undefined || folder.fresh) {
      if (level > 0) rows.push({ kind: 'note', path, level, note: 'loading', text: '' });
      return;
    }
    if (level > 0 && folder.error !== null) {
      rows.push({ kind: 'note', path, level, note: 'error', text: folder.error.message });
    } else if (level > 0 && folder.complete && folder.entries.length === 0) {
      rows.push({ kind: 'note', path, level, note: 'empty', text: '' });
    }
    // Only what lies directly in the open folder is grouped.
    const { entries, hidden, groups } = arrange(folder.entries, level === 0 ? order : { ...order, group: 'none' });
    const siblings = Math.max(folder.total, folder.entries.length) - hidden;
    let place = 0;
    let group = 0;
    for (const entry of entries) {
      const begins = groups?.[group];
      if (begins?.from === place) {
        const { id, label, volumes, count } = begins;
        rows.push({ kind: 'group', path, level, id, label, volumes, count, closed: closedGroups.has(id) });
        group += 1;
      }
      place += 1;
      const within = groups?.[group - 1];
      if (within !== undefined && closedGroups.has(within.id)) continue;
      // Entries come from the host, which made their paths.
      const own = entry.path as PoolPath;
      const isOpen = entry.type === 'directory' && expanded.has(own);
      rows.push({ kind: 'entry', path: own, entry, level, expanded: isOpen, place, siblings });
      if (isOpen) walk(own, level + 1);
    }
  };
  walk(root, 0);
  return rows;
}

let indexed: { rows: readonly Row[]; index: Map<PoolPath, number> } = { rows: [], index: new Map() };

/** Index of the entry row with this path, or -1. */
export function rowIndex(path: PoolPath | null): number {
  const { rows } = useRows.getState();
  if (indexed.rows !== rows) {
    const index = new Map<PoolPath, number>();
    rows.forEach((row, at) => {
      if (row.kind === 'entry') index.set(row.path, at);
    });
    indexed = { rows, index };
  }
  return path === null ? -1 : (indexed.index.get(path) ?? -1);
}

export function entryAt(path: PoolPath | null): Entry | null {
  const row = useRows.getState().rows[rowIndex(path)];
  return row?.kind === 'entry' ? row.entry : null;
}

/** Selected entries from top to bottom. */
export function selectedEntries(): readonly Entry[] {
  const { selected } = useBrowse.getState();
  const found: { at: number; entry: Entry }[] = [];
  for (const path of selected) {
    const at = rowIndex(path);
    const row = useRows.getState().rows[at];
    if (row?.kind === 'entry') found.push({ at, entry: row.entry });
  }
  return found.sort((a, b) => a.at - b.at).map(({ entry }) => entry);
}

const hitRows = new WeakMap<readonly Hit[], readonly Row[]>();

/** What was found, as rows: the commands of the list work on both. */
function rowsOfHits(hits: readonly Hit[]): readonly Row[] {
  const known = hitRows.get(hits);
  if (known !== undefined) return known;
  const rows = hits.map((hit) => hit.row);
  hitRows.set(hits, rows);
  return rows;
}

/** All rows that there are have come, so that what is not among them is gone. */
function isWhole(): boolean {
  const { route } = useRoute.getState();
  if (route.screen === 'search') {
    const { asking, cursor, answered } = useSearch.getState();
    return !asking && cursor === null && answered !== null;
  }
  return useFolders.getState().folders.get(route.path)?.complete === true;
}

const nothingExpanded: ReadonlySet<PoolPath> = new Set();

function recompute(): void {
  const { route } = useRoute.getState();
  const { expanded, sort } = useBrowse.getState();
  const { kind, foldersFirst, hidden, group } = useSettings.getState().view;
  const order: Order = { sort, foldersFirst, hidden, group };
  const rows =
    route.screen === 'search'
      ? rowsOfHits(useSearch.getState().hits)
      : flatten(
          useFolders.getState().folders,
          route.path,
          // Tiles are of one folder alone.
          kind === 'grid' ? nothingExpanded : expanded,
          order,
          useView.getState().closedGroups,
        );
  useRows.setState({ rows });
  dropLost();
}

/** What is no longer there is not selected any more; the focus goes to a neighbour. */
function dropLost(): void {
  const { selected, focused } = useBrowse.getState();
  const { rows } = useRows.getState();
  if (!isWhole()) return;
  const left = [...selected].filter((path) => rowIndex(path) >= 0);
  const change: { selected?: ReadonlySet<PoolPath>; focused?: PoolPath | null } = {};
  if (left.length !== selected.size) change.selected = new Set(left);
  if (focused !== null && rowIndex(focused) < 0) {
    const near = rows[Math.min(lastFocusAt, rows.length - 1)];
    change.focused = near?.kind === 'entry' ? near.path : null;
  }
  if (Object.keys(change).length > 0) useBrowse.setState(change);
}

let lastFocusAt = 0;

/** Keeps the rows in step with folders, expansion, order and route; called once by the composition root. */
export function startRows(): void {
  let planned = false;
  const plan = (): void => {
    if (planned) return;
    planned = true;
    queueMicrotask(() => {
      planned = false;
      recompute();
    });
  };
  useFolders.subscribe(plan);
  useView.subscribe(plan);
  useSettings.subscribe((state, before) => {
    if (state.view !== before.view) plan();
  });
  useRoute.subscribe(plan);
  useSearch.subscribe((state, before) => {
    if (state.hits !== before.hits || state.asking !== before.asking) plan();
  });
  useBrowse.subscribe((state, before) => {
    if (state.focused !== before.focused && state.focused !== null) {
      const at = rowIndex(state.focused);
      if (at >= 0) lastFocusAt = at;
    }
    if (state.expanded !== before.expanded || state.sort !== before.sort) plan();
  });
}

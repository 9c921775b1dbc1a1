import type { Entry } from '../../shared/model.ts';
import { baseName, parentPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import { expectedRenames, nothingSelected, useBrowse } from './browse.ts';
import { narrowed, useFilter } from './filter.ts';
import { showFolders, useFolders } from './folders.ts';
import type { Folder } from './folders.ts';
import { placeOfName } from './name-index.ts';
import type { NamePattern } from './name-pattern.ts';
import { arrange } from './order.ts';
import type { Order } from './order.ts';
import { useRoute } from './route.ts';
import { RowList, useRows } from './row-list.ts';
import type { Block, NoteRow, RowFolder } from './row-list.ts';
import { rowsOfHits } from './search-hits.ts';
import { useSearch } from './search.ts';
import type { Selection } from './selection.ts';
import { useSettings } from './settings.ts';
import { useView } from './view.ts';

export { useRows } from './row-list.ts';
export type { EntryRow, GroupRow, NoteRow, Row } from './row-list.ts';

/** The rows of a folder and of what is expanded below it, from top to bottom; `filter` narrows the folder itself. */
export function flatten(
  folders: ReadonlyMap<string, Folder>,
  root: PoolPath,
  expanded: ReadonlySet<PoolPath>,
  order: Order,
  closedGroups: ReadonlySet<string> = new Set(),
  filter: NamePattern | null = null,
): RowList {
  const blocks: Block[] = [];
  const openIn = Map.groupBy(expanded, parentPath);
  const walk = (path: PoolPath, level: number): void => {
    const note = (what: NoteRow['note'], text = ''): void => {
      if (level > 0) blocks.push({ kind: 'row', row: { kind: 'note', path, level, note: what, text } });
    };
    const folder = folders.get(path);
    if (folder === undefined || folder.fresh) {
      note('loading');
      return;
    }
    if (folder.error !== null) note('error', folder.error.message);
    else if (folder.complete && folder.entries.length === 0) note('empty');
    // Only what lies directly in the open folder is grouped.
    const isFiltered = level === 0 && filter !== null;
    const listed = isFiltered ? narrowed(folder.entries, filter) : folder.entries;
    const { entries, hidden, groups } = arrange(listed, level === 0 ? order : { ...order, group: 'none' });
    const siblings = (isFiltered ? listed.length : Math.max(folder.total, listed.length)) - hidden;
    const own: RowFolder = { path, entries, level, siblings };
    const open = (openIn.get(path) ?? [])
      .map((child) => placeOfName(entries, baseName(child)))
      .filter((place) => entries[place]?.type === 'directory')
      .sort((a, b) => a - b);
    let next = 0;
    /** From one entry to before another one, with what is expanded among them. */
    const runs = (from: number, end: number): void => {
      let at = from;
      for (let place = open[next]; place !== undefined && place < end; place = open[next]) {
        next += 1;
        if (place < at) continue;
        blocks.push({ kind: 'run', folder: own, from: at, count: place + 1 - at, open: true });
        at = place + 1;
        // Entries come from the host, which made their paths.
        walk(entries[place]?.path as PoolPath, level + 1);
      }
      if (at < end) blocks.push({ kind: 'run', folder: own, from: at, count: end - at, open: false });
    };
    if (groups === null) runs(0, entries.length);
    for (const { from, ...group } of groups ?? []) {
      const closed = closedGroups.has(group.id);
      blocks.push({ kind: 'row', row: { kind: 'group', path, level, ...group, closed } });
      if (!closed) runs(from, from + group.count);
      else while ((open[next] ?? Infinity) < from + group.count) next += 1;
    }
  };
  walk(root, 0);
  const top = folders.get(root);
  // How many of those that have not come have such names is not known.
  const isCounted = top !== undefined && !top.tooMany && filter === null;
  return new RowList(blocks, isCounted ? Math.max(0, top.total - top.entries.length) : 0);
}

/** Index of the entry row with this path, or -1. */
export function rowIndex(path: PoolPath | null): number {
  return path === null ? -1 : useRows.getState().rows.indexOf(path);
}

export function entryAt(path: PoolPath | null): Entry | null {
  const { rows } = useRows.getState();
  return path === null ? null : (rows.entryAt(rows.indexOf(path)) ?? null);
}

/** Selected entries from top to bottom; those that have come. */
export function selectedEntries(): readonly Entry[] {
  return useBrowse.getState().selected.entries();
}

/** All that is selected, when also the last of it has come; nothing when something else was chosen meanwhile. */
export async function allSelected(): Promise<readonly Entry[]> {
  const { selected: asked } = useBrowse.getState();
  while (useBrowse.getState().selected.isComing) {
    await new Promise<void>((resolve) => {
      const end = useBrowse.subscribe(({ selected }) => {
        if (selected.isComing && selected.isSame(asked)) return;
        end();
        resolve();
      });
    });
    if (!useBrowse.getState().selected.isSame(asked)) return [];
  }
  return selectedEntries();
}

/** All rows that there are have come, so that what is not among them is gone. */
export function isWhole(): boolean {
  const { route } = useRoute.getState();
  if (route.screen === 'search') {
    const { asking, cursor, answered } = useSearch.getState();
    return !asking && cursor === null && answered !== null;
  }
  const { folders } = useFolders.getState();
  // Also what is expanded: going back shows it before it has been listed again.
  return [route.path, ...useBrowse.getState().expanded].every((path) => {
    const folder = folders.get(path);
    // Where there is too much, all is what a list holds unasked.
    return folder?.complete === true || folder?.tooMany === true;
  });
}

const nothingExpanded: ReadonlySet<PoolPath> = new Set();

/** What the rows that are shown were narrowed by. */
let shownBy: NamePattern | null = null;

function recompute(): void {
  const { route } = useRoute.getState();
  const { expanded } = useBrowse.getState();
  const { kind, sort, foldersFirst, hidden, group } = useSettings.getState().view;
  const order: Order = { sort, foldersFirst, hidden, group };
  const filter = useFilter.getState();
  const pattern = route.screen === 'files' && filter.path === route.path ? filter.pattern : null;
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
          pattern,
        );
  const before = useRows.getState().rows;
  useRows.setState({ rows });
  const isNarrower = pattern !== null && pattern !== shownBy;
  shownBy = pattern;
  follow(before, rows, isNarrower);
}

/**
 * What is selected stays so in the new rows; when what had the focus is gone, its neighbour has it. What a filter hides
 * is not selected, and nothing has the focus in its place.
 */
function follow(before: RowList, rows: RowList, isNarrower: boolean): void {
  const { selected, focused } = useBrowse.getState();
  const whole = isWhole();
  const among = selected === nothingSelected ? selected : withRenames(selected).movedTo(rows, whole);
  const moved = isNarrower ? among.shownOnly() : among;
  const change: { selected?: Selection; focused?: PoolPath | null } = {};
  if (moved !== selected) change.selected = moved.size === 0 && !moved.isComing ? nothingSelected : moved;
  const isLost = focused !== null && rows.indexOf(focused) < 0;
  if (isLost && isNarrower) change.focused = null;
  else if (isLost && whole) {
    const renamed = expectedRenames().get(focused);
    change.focused = renamed !== undefined && rows.indexOf(renamed) >= 0 ? renamed : neighbour(before, rows, focused);
  }
  if (Object.keys(change).length > 0) useBrowse.setState(change);
}

function withRenames(selected: Selection): Selection {
  let now = selected;
  for (const [from, to] of expectedRenames()) now = now.renamed(from, to);
  return now;
}

/** Rows on each side among which a neighbour is looked for by name. */
const near = 200;

/** The nearest row that is still there: below the lost one, else above it. */
function neighbour(before: RowList, rows: RowList, lost: PoolPath): PoolPath | null {
  const at = before.indexOf(lost);
  for (const step of at < 0 ? [] : [1, -1]) {
    for (let far = 1; far <= near; far += 1) {
      const path = before.entryAt(at + step * far)?.path as PoolPath | undefined;
      if (path !== undefined && rows.indexOf(path) >= 0) return path;
    }
  }
  for (let index = Math.min(Math.max(0, at), rows.length - 1); index >= 0; index -= 1) {
    const entry = rows.entryAt(index);
    if (entry !== undefined) return entry.path as PoolPath;
  }
  return null;
}

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
  useFilter.subscribe((state, before) => {
    if (state.pattern !== before.pattern) plan();
  });
  useSettings.subscribe((state, before) => {
    if (state.view !== before.view || state.units !== before.units) plan();
  });
  useRoute.subscribe(({ route }, before) => {
    plan();
    // Asked for at once: drawing the window for the new folder takes some ms, in which the host can read.
    if (route.screen === 'files' && route !== before.route) showFolders([route.path]);
  });
  useSearch.subscribe((state, before) => {
    if (state.hits !== before.hits || state.asking !== before.asking) plan();
  });
  useBrowse.subscribe((state, before) => {
    if (state.expanded !== before.expanded) plan();
  });
}

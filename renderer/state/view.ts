import { create } from 'zustand';
import { defaultSettings } from '../../shared/settings.ts';
import type { ColumnKey, Settings, SortKey } from '../../shared/settings.ts';
import { startsDescending } from './order.ts';
import { setView, useSettings } from './settings.ts';

/** How folders are shown. What a person chose is in the settings; what holds only for the folder at hand is here. */

interface View {
  /** Ids of groups that are closed. */
  readonly closedGroups: ReadonlySet<string>;
  /** Volumes that are slow and whose pictures are loaded nevertheless, because they were asked for; by name. */
  readonly askedVolumes: ReadonlySet<string>;
  /** Volumes whose pictures were in sight and not loaded, because they are slow; by name. */
  readonly slowVolumes: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

export const useView = create<View>()(() => ({
  closedGroups: none,
  askedVolumes: none,
  slowVolumes: none,
}));

/** A press on a header: the same column turns round; sizes and dates begin with the largest and the latest. */
export function sortBy(key: SortKey): void {
  const { sort } = useSettings.getState().view;
  setView({ sort: { key, descending: sort.key === key ? !sort.descending : startsDescending(key) } });
}

export function toggleGroup(id: string): void {
  useView.setState(({ closedGroups }) => {
    const next = new Set(closedGroups);
    if (!next.delete(id)) next.add(id);
    return { closedGroups: next };
  });
}

export function closeGroups(ids: readonly string[]): void {
  useView.setState({ closedGroups: ids.length === 0 ? none : new Set(ids) });
}

export function noteSlow(volumes: readonly string[]): void {
  const { slowVolumes } = useView.getState();
  if (volumes.every((name) => slowVolumes.has(name))) return;
  useView.setState({ slowVolumes: new Set([...slowVolumes, ...volumes]) });
}

/** Another folder is shown. */
export function forgetSlow(): void {
  if (useView.getState().slowVolumes.size > 0) useView.setState({ slowVolumes: none });
}

/** Pictures are loaded from these too, as long as the window is open. */
export function askForPictures(volumes: readonly string[]): void {
  useView.setState(({ askedVolumes }) => ({
    askedVolumes: new Set([...askedVolumes, ...volumes]),
    slowVolumes: none,
  }));
}

/** Edges of a tile's picture that the zoom goes through, px. */
export const tileSizes = [64, 88, 112, 148, 192, 256] as const;

/** The next larger or smaller tile; 0: the usual one. */
export function zoomTiles(step: 1 | -1 | 0): void {
  const { tile } = useSettings.getState().view;
  const next =
    step === 0
      ? defaultSettings.view.tile
      : step > 0
        ? tileSizes.find((size) => size > tile)
        : tileSizes.findLast((size) => size < tile);
  if (next !== undefined) setView({ tile: next });
}

const usualWidths: Readonly<Record<ColumnKey, number>> = {
  volumes: 150,
  size: 96,
  modified: 150,
  created: 150,
  copies: 72,
  allocated: 96,
  type: 130,
  mode: 104,
};

export type Columns = Settings['view']['columns'];

export function toggleColumn(key: ColumnKey): void {
  const { columns } = useSettings.getState().view;
  const without = columns.filter((column) => column.key !== key);
  setView({ columns: without.length < columns.length ? without : [...columns, { key, width: usualWidths[key] }] });
}

export function setColumns(columns: Columns): void {
  setView({ columns });
}

/** Width in px, within what the settings take. */
export function setColumnWidth(key: ColumnKey, width: number): void {
  const px = Math.round(Math.max(narrowest, Math.min(widest, width)));
  const { columns } = useSettings.getState().view;
  if (columns.some((column) => column.key === key && column.width !== px)) {
    setView({ columns: columns.map((column) => (column.key === key ? { key, width: px } : column)) });
  }
}

/** Narrowest and widest column, px. */
export const narrowest = 48;
export const widest = 600;

/** The columns with `key` moved before another one; null: behind all. */
export function movedColumn(columns: Columns, key: ColumnKey, before: ColumnKey | null): Columns {
  const moved = columns.find((column) => column.key === key);
  if (moved === undefined || before === key) return columns;
  const rest = columns.filter((column) => column !== moved);
  const at = rest.findIndex((column) => column.key === before);
  return at < 0 ? [...rest, moved] : [...rest.slice(0, at), moved, ...rest.slice(at)];
}

/** One place to the left or to the right among the columns. */
export function stepColumn(key: ColumnKey, step: 1 | -1): void {
  const { columns } = useSettings.getState().view;
  const at = columns.findIndex((column) => column.key === key);
  const before = step < 0 ? columns[at - 1] : columns[at + 2];
  if (step > 0 || before !== undefined) setColumns(movedColumn(columns, key, before?.key ?? null));
}

import {
  ArrowDownUp,
  FoldVertical,
  Image,
  LayoutGrid,
  List,
  ListFilter,
  UnfoldVertical,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { columnKeys, groupKeys, sortKeys } from '../../../shared/settings.ts';
import type { ColumnKey } from '../../../shared/settings.ts';
import { useBrowse } from '../../state/browse.ts';
import { registerCommands } from '../../state/commands.ts';
import type { Command, CommandState } from '../../state/commands.ts';
import { openFilter } from '../../state/filter.ts';
import { useRoute } from '../../state/route.ts';
import { rowIndex, useRows } from '../../state/rows.ts';
import type { GroupRow } from '../../state/rows.ts';
import { setView, useSettings } from '../../state/settings.ts';
import {
  askForPictures,
  closeGroups,
  sortBy,
  tileSizes,
  toggleColumn,
  toggleGroup,
  useView,
  zoomTiles,
} from '../../state/view.ts';
import { commandWords, groupWords, whyNot } from './command-words.ts';
import { filterWords } from './filter-words.ts';
import { switchKind } from './switch-kind.ts';

/** How a folder is shown: as commands, for keys, the view menu and the palette. */

const view = () => useSettings.getState().view;
const inFolder = (): CommandState => (useRoute.getState().route.screen === 'files' ? true : 'hidden');
const inGrid = (): CommandState => (view().kind === 'grid' ? inFolder() : 'hidden');
const inDetails = (): CommandState => (view().kind === 'details' ? inFolder() : 'hidden');

function ifZoomable(beyond: (tile: number) => boolean, why: string): CommandState {
  const shown = inGrid();
  if (shown !== true) return shown;
  return tileSizes.some(beyond) ? true : { why };
}

const kinds: readonly Command[] = [
  {
    id: 'view.asDetails',
    title: commandWords.asList,
    group: 'view',
    icon: List,
    keys: { other: ['Mod+1', 'Mod+Shift+1'], mac: ['Mod+1'] },
    where: 'files',
    enabled: inFolder,
    checked: () => view().kind === 'details',
    run: () => switchKind('details'),
  },
  {
    id: 'view.asGrid',
    title: commandWords.asTiles,
    group: 'view',
    icon: LayoutGrid,
    keys: { other: ['Mod+2', 'Mod+Shift+2'], mac: ['Mod+2'] },
    where: 'files',
    enabled: inFolder,
    checked: () => view().kind === 'grid',
    run: () => switchKind('grid'),
  },
  {
    id: 'view.zoomIn',
    title: commandWords.larger,
    group: 'view',
    icon: ZoomIn,
    keys: { other: ['Mod++', 'Mod+='] },
    where: 'files',
    enabled: () => ifZoomable((tile) => tile > view().tile, whyNot.largest),
    run: () => zoomTiles(1),
  },
  {
    id: 'view.zoomOut',
    title: commandWords.smaller,
    group: 'view',
    icon: ZoomOut,
    keys: { other: ['Mod+-'] },
    where: 'files',
    enabled: () => ifZoomable((tile) => tile < view().tile, whyNot.smallest),
    run: () => zoomTiles(-1),
  },
  {
    id: 'view.zoomUsual',
    title: commandWords.usualTiles,
    group: 'view',
    icon: Image,
    keys: { other: ['Mod+0'] },
    where: 'files',
    enabled: inGrid,
    run: () => zoomTiles(0),
  },
];

const pictures: readonly Command[] = [
  {
    id: 'view.loadPictures',
    title: commandWords.loadPictures,
    group: 'view',
    icon: Image,
    where: 'files',
    enabled: () => {
      const shown = inGrid();
      if (shown !== true) return shown;
      return useView.getState().slowVolumes.size > 0 ? true : 'hidden';
    },
    run: () => askForPictures([...useView.getState().slowVolumes]),
  },
];

const sorting: readonly Command[] = [
  ...sortKeys.map((key): Command => ({
    id: `view.sort.${key}`,
    title: commandWords.sortBy(key),
    group: 'view',
    where: 'files',
    enabled: inFolder,
    checked: () => view().sort.key === key,
    run: () => {
      if (view().sort.key !== key) sortBy(key);
    },
  })),
  {
    id: 'view.sortReversed',
    title: commandWords.reversed,
    group: 'view',
    icon: ArrowDownUp,
    where: 'files',
    enabled: inFolder,
    run: () => sortBy(view().sort.key),
  },
  {
    id: 'view.foldersFirst',
    title: commandWords.foldersFirst,
    group: 'view',
    where: 'files',
    enabled: inFolder,
    checked: () => view().foldersFirst,
    run: () => setView({ foldersFirst: !view().foldersFirst }),
  },
];

function groupRows(): readonly GroupRow[] {
  const { rows } = useRows.getState();
  return rows.others.flatMap((index) => {
    const row = rows.at(index);
    return row?.kind === 'group' ? [row] : [];
  });
}

/** The group of what has the keyboard. */
function groupAtKeyboard(): GroupRow | undefined {
  const { rows } = useRows.getState();
  const at = rowIndex(useBrowse.getState().focused);
  return at < 0
    ? undefined
    : groupRows().findLast((group) => rows.others.some((index) => index < at && rows.at(index) === group));
}

function ifGrouped(any: (row: GroupRow) => boolean, why: string): CommandState {
  if (view().group === 'none') return 'hidden';
  const shown = inFolder();
  return shown !== true || groupRows().some(any) ? shown : { why };
}

const grouping: readonly Command[] = [
  ...groupKeys.map((key): Command => ({
    id: `view.group.${key}`,
    title: groupWords[key],
    group: 'view',
    where: 'files',
    enabled: inFolder,
    checked: () => view().group === key,
    run: () => {
      closeGroups([]);
      setView({ group: key });
    },
  })),
  {
    id: 'view.closeGroup',
    title: commandWords.closeGroup,
    group: 'view',
    icon: FoldVertical,
    where: 'files',
    enabled: () => {
      if (view().group === 'none') return 'hidden';
      return groupAtKeyboard() === undefined ? { why: whyNot.noGroup } : true;
    },
    run: () => {
      const group = groupAtKeyboard();
      if (group !== undefined) toggleGroup(group.id);
    },
  },
  {
    id: 'view.closeGroups',
    title: commandWords.closeGroups,
    group: 'view',
    icon: FoldVertical,
    where: 'files',
    enabled: () => ifGrouped(({ closed }) => !closed, whyNot.allClosed),
    run: () => closeGroups(groupRows().map(({ id }) => id)),
  },
  {
    id: 'view.openGroups',
    title: commandWords.openGroups,
    group: 'view',
    icon: UnfoldVertical,
    where: 'files',
    enabled: () => ifGrouped(({ closed }) => closed, whyNot.allOpen),
    run: () => closeGroups([]),
  },
];

const showing: readonly Command[] = [
  {
    id: 'view.filter',
    title: filterWords.command,
    group: 'view',
    icon: ListFilter,
    // Command+I is what Macs have for properties.
    keys: { other: ['Mod+I'], mac: ['Mod+Alt+F'] },
    where: 'files',
    enabled: inFolder,
    run: openFilter,
  },
  {
    id: 'view.hidden',
    title: commandWords.hiddenFiles,
    group: 'view',
    keys: { other: ['Mod+H'], mac: ['Mod+Shift+.'] },
    where: 'files',
    enabled: inFolder,
    checked: () => view().hidden,
    run: () => setView({ hidden: !view().hidden }),
  },
  ...columnKeys.map((key): Command => ({
    id: `view.column.${key}`,
    title: commandWords.column(key),
    group: 'view',
    where: 'files',
    enabled: inDetails,
    checked: () => hasColumn(key),
    run: () => toggleColumn(key),
  })),
];

function hasColumn(key: ColumnKey): boolean {
  return view().columns.some((column) => column.key === key);
}

export function registerViewCommands(): void {
  registerCommands([...kinds, ...pictures, ...sorting, ...grouping, ...showing]);
}

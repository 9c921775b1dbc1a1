import { formatCount } from '../../../shared/format.ts';
import type { GroupKey } from '../../../shared/settings.ts';
import type { SortKey } from '../../state/order.ts';
import { count, named } from '../../text.ts';

/** Words of the commands of a folder and its entries, and why one cannot be run. */

export const columnWords: Readonly<Record<SortKey, string>> = {
  name: 'Name',
  volumes: 'Volumes',
  size: 'Size',
  modified: 'Modified',
  created: 'Created',
  copies: 'Copies',
  allocated: 'Allocated',
  type: 'Type',
  mode: 'Permissions',
};

export const groupWords: Readonly<Record<GroupKey, string>> = {
  none: 'Do not group',
  type: 'Group by type',
  modified: 'Group by time of change',
  size: 'Group by size',
  volume: 'Group by volume',
};

export const commandWords = {
  newFolderInside: 'New folder inside',
  asList: 'Show as list',
  asTiles: 'Show as tiles',
  larger: 'Larger tiles',
  smaller: 'Smaller tiles',
  usualTiles: 'Tiles of the usual size',
  loadPictures: 'Load pictures from slow volumes',
  sortBy: (key: SortKey): string => `Sort by ${columnWords[key].toLowerCase()}`,
  reversed: 'Turn the order round',
  foldersFirst: 'Folders first',
  closeGroup: 'Close this group',
  closeGroups: 'Close all groups',
  openGroups: 'Open all groups',
  hiddenFiles: 'Hidden files',
  column: (key: SortKey): string => `Column: ${columnWords[key].toLowerCase()}`,
} as const;

/** Why not. */
export const whyNot = {
  nothingSelected: 'Nothing is selected',
  noFolder: 'No folder is open here',
  selectOne: 'Select one item',
  away: 'Its volume is not connected',
  notOfPool: 'It is not part of the pool',
  noChooser: 'This system has no chooser of programs: show it there instead',
  largest: 'They are as large as can be',
  smallest: 'They are as small as can be',
  noGroup: 'The keyboard is in no group',
  allClosed: 'All are closed',
  allOpen: 'All are open',
  nothingClipped: (key: string): string => `Nothing was cut or copied here. ${key} pastes files of other programs`,
  theKey: 'The key',
  workingWith: (items: number): string => `Working with ${count(items, 'item')}`,
  mostItems: (most: number): string => `one act takes ${formatCount(most)} at most`,
  selectFewer: 'select fewer, or the folder that they are in',
} as const;

/** What was done, or could not be. */
export const doneWords = {
  pathCopied: (name: string): string => `Path of ${named(name)} copied`,
  pathsCopied: (paths: number): string => `${count(paths, 'path')} copied`,
  nothingCut: 'Nothing is cut any more',
  notHere: 'Not here',
  expanded: (most: number, more: number): string =>
    `The first ${count(most, 'folder')} were expanded, ${formatCount(more)} more not`,
} as const;

import { visibleName } from '../../../shared/format.ts';
import type { Route } from '../../state/route.ts';
import { baseName } from '../../../shared/path.ts';
import { count, listOf, named } from '../../text.ts';

/** Words of the toolbar, the folder path and the bookmarks. */
export const words = {
  back: 'Back',
  forward: 'Forward',
  nothingForward: 'Nothing to go forward to',
  up: 'Up',
  upOne: 'Up one level',
  top: 'Top of the pool',
  editFromTop: 'Type a path from the top…',
  editFromHome: 'Type a path from the home folder…',
  path: 'Path',
  folderPath: 'Folder path',
  editPath: 'Type a path',
  completions: 'Ways to go on',
  moreHere: 'There are more: type on',
  rootOf: (volume: string): string => `root of ${named(volume)}`,
  openNearest: (name: string): string => `Open ${named(name)}`,
  foldersIn: (name: string): string => `Folders in ${named(name)}`,
  hiddenFolders: 'Folders in between',
  here: 'open',
  loading: 'Loading…',
  allOf: (name: string): string => `All of ${named(name)}…`,
  onVolumes: (names: readonly string[]): string => `on ${listOf(names.map(named), 'plain')}`,
  volumes: (number: number): string => count(number, 'volume'),
  pathTitle: (path: string): string => visibleName(path),
  bookmarks: 'Bookmarks',
  bookmarkThis: 'Bookmark this folder',
  noBookmarks: 'Drag a folder here to keep it at hand.',
  bookmarkNote: (path: string, note: string): string => `${named(path)}: ${note}`,
  bookmarkGone: 'not there any more',
  bookmarkAway: 'not connected',
  recents: 'Recent folders',
  recentIn: (folder: string): string => `in ${named(folder)}`,
  clearRecents: 'Clear recent folders',
  noRecents: 'There are none',
  keepRecents: 'Keep recent folders',
  addToBookmarks: 'Add to bookmarks',
  bookmarked: (names: readonly string[]): string => `${listOf(names.map(named))} bookmarked`,
  noFolderOpen: 'No folder is open here',
  topIsThere: 'The top of the pool is always in reach',
  isBookmarked: 'This folder is bookmarked',
  movedTo: (name: string, place: number, all: number): string =>
    `${named(name)} is bookmark ${String(place)} of ${String(all)}`,
  newName: (name: string): string => `New name of the bookmark ${named(name)}`,
  rename: 'Rename…',
  remove: 'Remove bookmark',
  moveUp: 'Move up',
  moveDown: 'Move down',
  openInTab: 'Open in a new tab',
  open: 'Open',
} as const;

/** Screens that the palette leads to. */
export const goTo = {
  files: 'Go to files',
  rebalance: 'Go to rebalance',
  usage: 'Go to usage',
  lab: 'Go to the policy lab',
  placement: 'Go to placement',
  duplicates: 'Go to duplicates',
  trash: 'Go to the trash',
  copies: 'Go to copies that differ',
  decisions: 'Go to decisions',
} as const satisfies Partial<Record<Route['screen'], string>>;

export const screenNames: Readonly<Record<Route['screen'], string>> = {
  files: 'Files',
  search: 'Search',
  rebalance: 'Rebalance',
  usage: 'Usage',
  placement: 'Placement',
  lab: 'Policy lab',
  trash: 'Trash',
  decisions: 'Decisions',
  copies: 'Copies differ',
  duplicates: 'Duplicates',
  activity: 'Activity',
  settings: 'Settings',
  'first-run': 'New pool',
};

/** What an entry of the history showed. */
export function placeName({ screen, path, query }: Route, pool: string): string {
  const folder = named(path === '/' ? pool : baseName(path));
  if (screen === 'files') return folder;
  if (screen === 'search') return query === '' ? screenNames.search : `Search: ${named(query)}`;
  return screen === 'usage' ? `${screenNames.usage} of ${folder}` : screenNames[screen];
}

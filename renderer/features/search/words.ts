import { formatAgo, formatCount, formatSize, visibleName } from '../../../shared/format.ts';
import type { CatalogStatus, PoolInfo } from '../../../shared/model.ts';
import { baseName, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { SearchFacets } from '../../../shared/search.ts';
import { count, named } from '../../text.ts';
import type { Bar } from './years.ts';

export const words = {
  findHere: 'Find in this folder',
  findEverywhere: 'Search the whole pool',
  where: 'Where to search',
  wholePool: 'Whole pool',
  clear: 'Clear search',
  results: 'Results',
  allResults: 'All results',
  filters: 'Filters',
  selected: 'Selected',
  compareAll: 'Compare side by side',
  changedSince: 'Changed since: list again',
  showInFolder: 'Show in its folder',
  leftOut: 'This part is left out; the rest is searched for.',
  /** Name of the field: of the whole pool (null), or of one folder. */
  searchIn: (folder: string | null): string => (folder === null ? 'Search this pool' : `Search in ${named(folder)}`),
  scope: (pool: PoolInfo, path: PoolPath): string =>
    path === rootPath ? words.wholePool : visibleName(baseName(path) || pool.name),
  whereIs: (pool: PoolInfo, path: PoolPath): string => `${words.where}: ${words.scope(pool, path)}`,
  search: 'Search',
  name: 'Name',
  folder: 'Folder',
  whereItIs: 'Where it is',
  size: 'Size',
  modified: 'Modified',
  kind: 'Kind',
  whereTheyAre: 'Where they are',
  items: (items: number): string => count(items, 'item'),
  worthALook: 'Worth a look',
  figuresHere: 'Figures over all that is found stand here.',
  beside: 'Beside the results',
  found: (number: number): string => `${formatCount(number)} found`,
  notAll: 'Not everything was looked at',
  chip: (filter: string, value: string): string => `${filter}: ${value}`,
  removeFilter: (label: string): string => `Remove filter ${label}`,
  anyKind: 'Any kind',
  anySize: 'Any size',
  anyDate: 'Any date',
  anyVolume: 'Any volume',
  orType: 'or type size:>10MB',
  findAnything: 'Find anything in the pool by a part of its name',
  alsoAway: 'Also what lies on volumes that are not connected now.',
  nothingKnown: 'Nothing of this pool is known yet',
  nothingKnownWhy:
    'None of its volumes was ever looked through, and none is connected. As soon as one is, its names and sizes are read by themselves, and it can be searched.',
  catalogOff: 'The catalog cannot be used',
  catalogOld: 'The catalog cannot be kept up to date: what is found may be old',
  noCatalog: 'There is no catalog of this pool yet',
  aboutCatalog:
    'Search looks into a catalog of what is on the volumes. Building it reads the names and sizes of all files and changes none of them.',
  rebuild: 'Rebuild',
  build: 'Build now',
  firstLook: 'The volumes are still being looked through: what was not reached yet is not found.',
  newLook: 'The volumes are being looked through again: what is new may not be found yet.',
  neverWhole: (volumes: number): string =>
    `${count(volumes, 'volume was', 'volumes were')} never looked through as a whole.`,
  notRead: 'not read',
  unreadable: (folders: number): string => `${count(folders, 'folder')} could not be read.`,
  withoutFilters: 'Search without the filters',
  nothingFound: 'Nothing found',
  lookedAt: (paths: number, pool: PoolInfo, path: PoolPath): string => {
    const looked = `${count(paths, 'path was', 'paths were')} looked at`;
    return path === rootPath
      ? `${looked}, in the whole pool.`
      : `${looked}, below ${named(path)} of ${named(pool.name)}.`;
  },
} as const;

/** What can be typed, each with what it asks for. */
export const examples: readonly { readonly query: string; readonly say: string }[] = [
  { query: 'report', say: 'in the name, or in the name of a folder above' },
  { query: '"summer 2026"', say: 'exactly this, blanks too' },
  { query: '*.jpg', say: 'a pattern of the whole name' },
  { query: 'type:video size:>1GB', say: 'by kind and size' },
  { query: 'date:"last week"', say: 'by time of modification; also 2026-01, 7d, 2024..2025' },
  { query: 'ext:pdf -draft', say: 'by ending, and what must not be there' },
  { query: 'is:conflict', say: 'copies that differ; also is:duplicate, is:offline' },
  { query: '/img_\\d+/i', say: 'a regular expression' },
];

/** "2024: 12 items", "2020 to 2023: 40 items". */
export function yearsWords({ from, to, count: items }: Bar): string {
  const years = from === to ? String(from) : `${from} to ${to}`;
  return `${years}: ${count(items, 'item')}`;
}

/** "1.34 TB on 4 volumes, 954 GB of it on disk4": the largest part, when there are several. */
export function bytesWords(facets: SearchFacets | null): string {
  if (facets === null) return '';
  const unread = facets.unread === undefined ? '' : words.unreadable(facets.unread.folders);
  return [foundBytes(facets), unread].filter((part) => part !== '').join('; ');
}

function foundBytes(facets: SearchFacets): string {
  const held = facets.volumes.filter((volume) => volume.bytes > 0).toSorted((a, b) => b.bytes - a.bytes);
  const [first] = held;
  if (first === undefined) return '';
  const name = named(first.volume);
  if (held.length === 1) return `${formatSize(facets.bytes)} on ${name}`;
  const whole = `${formatSize(facets.bytes)} on ${count(held.length, 'volume')}`;
  // Of copies that differ only the one that opens counts for the whole.
  return first.bytes > facets.bytes ? whole : `${whole}, ${formatSize(first.bytes)} of it on ${name}`;
}

export function shownWords(shown: number): string {
  return `first ${formatCount(shown)} shown, more as you scroll`;
}

/** "412,806 paths, 8 ms"; what is too quick to tell is one. */
export function searchedWords(paths: number, ms: number): string {
  const took = ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
  return `${count(paths, 'path')}, ${took}`;
}

/** "disk3 is not connected, last seen 2 days ago: 1,204 of its files are known." for each that is away. */
export function awayWords(status: CatalogStatus, nowMs: number): readonly string[] {
  return status.perVolume
    .filter((volume) => volume.state === 'offline')
    .map(({ volume, seenMs, entries }) => {
      const name = named(volume);
      if (seenMs === null) return `${name} is not connected, and was never looked through.`;
      const known = count(entries, 'file of it is', 'files of it are');
      return `${name} is not connected, last seen ${formatAgo(seenMs, nowMs)}: ${known} known from then.`;
    });
}

export function selectedWords(selected: number, bytes: number, withBytes: boolean): string {
  return `${count(selected, 'selected', 'selected')}${withBytes ? `, ${formatSize(bytes)}` : ''}`;
}

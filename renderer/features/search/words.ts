import { formatAgo, formatCount, formatSize, visibleName } from '../../../shared/format.ts';
import type { CatalogStatus, PoolInfo } from '../../../shared/model.ts';
import { baseName, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { SearchFacets } from '../../../shared/search.ts';
import { count } from '../../text.ts';

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
  searchIn: (folder: string | null): string => (folder === null ? 'Search this pool' : `Search in ${folder}`),
  scope: (pool: PoolInfo, path: PoolPath): string =>
    path === rootPath ? words.wholePool : visibleName(baseName(path) || pool.name),
  scopeIn: (pool: PoolInfo, path: PoolPath): string =>
    path === rootPath ? 'in the whole pool' : `below ${visibleName(path)} of ${visibleName(pool.name)}`,
} as const;

/** "1.34 TB on 4 volumes, 954 GB of it on disk4": the largest part, when there are several. */
export function bytesWords(facets: SearchFacets | null): string {
  if (facets === null || facets.bytes === 0) return '';
  const held = facets.volumes.filter((volume) => volume.bytes > 0).toSorted((a, b) => b.bytes - a.bytes);
  const [first] = held;
  if (first === undefined) return '';
  const name = visibleName(first.volume);
  if (held.length === 1) return `${formatSize(facets.bytes)} on ${name}`;
  const whole = `${formatSize(facets.bytes)} on ${count(held.length, 'volume')}`;
  // Of copies that differ only the one that opens counts for the whole.
  return first.bytes > facets.bytes ? whole : `${whole}, ${formatSize(first.bytes)} of it on ${name}`;
}

export function shownWords(shown: number): string {
  return `first ${formatCount(shown)} shown, more as you scroll`;
}

/** "8 ms"; what is too quick to tell is one. */
export function tookWords(ms: number): string {
  return ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** "disk3 is not connected, last seen 2 days ago: 1,204 of its files are known" for each that is away. */
export function awayWords(status: CatalogStatus, nowMs: number): readonly string[] {
  return status.perVolume
    .filter((volume) => volume.state === 'offline')
    .map(({ volume, seenMs, entries }) => {
      const seen = seenMs === null ? 'was never seen' : `last seen ${formatAgo(seenMs, nowMs)}`;
      return `${visibleName(volume)} is not connected, ${seen}: ${count(entries, 'file')} of it are known from then`;
    });
}

export function selectedWords(selected: number, bytes: number, withBytes: boolean): string {
  return `${count(selected, 'selected', 'selected')}${withBytes ? `, ${formatSize(bytes)}` : ''}`;
}

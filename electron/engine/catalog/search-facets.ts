import type { SearchFacets, SearchKind } from '../../../shared/search.ts';
import type { CatalogReader } from './database.ts';
import { isFolderOffline, kindOfEntry, searchKinds } from './search-find.ts';
import { answerOf } from './search.ts';
import type { SearchQuestion } from './search.ts';
import { unreadFolders, unreadOf } from './unread-folders.ts';

interface Sum {
  count: number;
  bytes: number;
}

/** Beginning of the years 1970 to 2100 in local time, in microseconds: a binary search is quicker than a Date for each. */
const yearBegins = Float64Array.from({ length: 131 }, (_, index) => new Date(1970 + index, 0, 1).getTime() * 1000);

function yearOf(us: number): number {
  if (us < (yearBegins[0] ?? 0) || us >= (yearBegins.at(-1) ?? 0)) return new Date(us / 1000).getFullYear();
  let [low, high] = [0, yearBegins.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (us >= (yearBegins[middle] ?? 0)) low = middle;
    else high = middle;
  }
  return 1970 + low;
}

/** Figures over all that a search finds. */
export function searchFacets(db: CatalogReader, question: SearchQuestion): SearchFacets {
  const answered = answerOf(db, question);
  const { copies, found, index } = answered;
  const all: Sum = { count: found.count, bytes: 0 };
  const volumes = copies.names.map((): Sum => ({ count: 0, bytes: 0 }));
  const kinds = new Map(searchKinds.map((kind): [SearchKind, Sum] => [kind, { count: 0, bytes: 0 }]));
  const years = new Map<number, number>();
  const add = (sum: Sum | undefined, bytes: number): void => {
    if (sum === undefined) return;
    sum.count += 1;
    sum.bytes += bytes;
  };
  let [conflicts, duplicates, offline] = [0, 0, 0];
  for (let at = 0; at < found.count; at += 1) {
    const hit = found.hits[at] ?? 0;
    let time: number;
    if (hit < 0) {
      const folder = -1 - hit;
      time = index.folders.times[folder] ?? 0;
      for (const volume of copies.holders(folder)) add(volumes[volume], 0);
      add(kinds.get('folder'), 0);
      if (isFolderOffline(copies, folder)) offline += 1;
    } else {
      const open = copies.opening(hit);
      const size = index.sizeOf[open] ?? 0;
      time = index.timeOf[open] ?? 0;
      all.bytes += size;
      add(kinds.get(kindOfEntry(index, open)), size);
      if (copies.state(open) === 1) offline += 1;
      if ((index.nextOf[hit] ?? -1) < 0) add(volumes[index.volumeOf[hit] ?? 0], size);
      else {
        for (const copy of copies.copies(hit)) add(volumes[index.volumeOf[copy] ?? 0], index.sizeOf[copy] ?? 0);
        if (copies.isDuplicate(hit)) duplicates += 1;
        if (copies.isConflict(hit)) conflicts += 1;
      }
    }
    const year = yearOf(time);
    years.set(year, (years.get(year) ?? 0) + 1);
  }
  const order = copies.namesOf([...copies.names.keys()].filter((number) => (volumes[number]?.count ?? 0) > 0));
  return {
    ...all,
    volumes: order.map((volume) => ({ volume, ...(volumes[copies.names.indexOf(volume)] ?? { count: 0, bytes: 0 }) })),
    kinds: [...kinds]
      .filter(([, { count }]) => count > 0)
      .map(([kind, sum]) => ({ kind, ...sum }))
      .sort((a, b) => b.count - a.count),
    years: [...years].map(([year, count]) => ({ year, count })).sort((a, b) => a.year - b.year),
    conflicts,
    duplicates,
    offline,
    ...unreadOf(unreadFolders(db, question.path), question.path),
  };
}

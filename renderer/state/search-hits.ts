import { parentPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { SearchHit } from '../../shared/search.ts';
import { RowList } from './row-list.ts';
import type { Block, EntryRow } from './row-list.ts';

/** Places in a text: first index and the one behind the last, rising, apart from each other. */
export type Marks = readonly (readonly [number, number])[];

/** One path that was found, as the list shows it: also a row like those of the tree, for the commands of both. */
export interface Hit {
  readonly entry: SearchHit;
  readonly folder: PoolPath;
  readonly row: EntryRow;
}

/** `place`: from 1, among `total`. */
export function toHit(entry: SearchHit, place: number, total: number): Hit {
  // Hits come from the host, which made their paths.
  const path = entry.path as PoolPath;
  const row: EntryRow = { kind: 'entry', path, entry, level: 0, expanded: false, place, siblings: total };
  return { entry, folder: parentPath(path), row };
}

const hitRows = new WeakMap<readonly Hit[], RowList>();

/** What was found, as rows: the commands of the list work on both. */
export function rowsOfHits(hits: readonly Hit[]): RowList {
  const known = hitRows.get(hits);
  if (known !== undefined) return known;
  const folders = Map.groupBy(hits, ({ folder }) => folder);
  const entries = new Map([...folders].map(([path, own]) => [path, own.map(({ entry }) => entry)]));
  const next = new Map<PoolPath, number>();
  const blocks: Block[] = [];
  for (let at = 0; at < hits.length;) {
    const path = hits[at]?.folder;
    if (path === undefined) break;
    let count = 1;
    while (hits[at + count]?.folder === path) count += 1;
    const from = next.get(path) ?? 0;
    const folder = { path, entries: entries.get(path) ?? [], level: 0, siblings: hits.length };
    blocks.push({ kind: 'run', folder, from, count, open: false });
    next.set(path, from + count);
    at += count;
  }
  const rows = new RowList(blocks);
  hitRows.set(hits, rows);
  return rows;
}

import { parentPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { SearchHit } from '../../shared/search.ts';
import type { EntryRow } from './rows.ts';

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

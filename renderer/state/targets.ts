import type { Entry } from '../../shared/model.ts';
import type { PoolPath } from '../../shared/path.ts';
import { selectedEntries } from './rows.ts';

/** What commands are about: the selected entries. */

let known: readonly Entry[] | null = null;

/** The selected entries from top to bottom; worked out once for all commands that ask at the same moment. */
export function targets(): readonly Entry[] {
  if (known === null) {
    known = selectedEntries();
    queueMicrotask(() => (known = null));
  }
  return known;
}

/** The only selected entry; undefined when there are none or several. */
export function onlyTarget(): Entry | undefined {
  const all = targets();
  return all.length === 1 ? all[0] : undefined;
}

/** What of it can be changed: not what is foreign to the pool, not what is only on volumes that are not connected. */
export function movable(entries: readonly Entry[] = targets()): readonly Entry[] {
  return entries.filter((entry) => entry.foreign !== true && !entry.offline);
}

export function pathsOf(entries: readonly Entry[]): readonly PoolPath[] {
  // Entries come from the host, which made their paths.
  return entries.map((entry) => entry.path as PoolPath);
}

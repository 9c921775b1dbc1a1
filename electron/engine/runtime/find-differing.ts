import { fail, isAppError } from '../../../shared/errors.ts';
import type { DifferingEntry, DifferingList } from '../../../shared/copies.ts';
import { childPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { rowOfCopies } from '../pool/merge.ts';
import { awayOf, heldOf, inPoolOrder } from './compare-copies.ts';
import type { PoolContext } from './context.ts';

/** Paths that one answer holds. */
const differingMost = 1_000;
/** Folders that are listed at the same time. */
const together = 8;

export interface DifferingOptions {
  /** Only what is in this folder. */
  readonly path?: PoolPath;
  readonly signal?: AbortSignal;
}

/** All paths whose copies differ. What the catalog tells is looked at before it is told. @throws cancelled */
export async function findDiffering(
  context: PoolContext,
  { path = rootPath, signal }: DifferingOptions = {},
): Promise<DifferingList> {
  const entries: DifferingEntry[] = [];
  const away = awayOf(context).map(({ volume }) => volume);
  const sorted = (): readonly DifferingEntry[] => entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const folders: PoolPath[] = [path];
  while (folders.length > 0 && entries.length <= differingMost) {
    throwIfCancelled(signal);
    const some = folders.splice(-together);
    const below = await Promise.all(some.map((folder) => listFolder(context, folder, signal)));
    for (const { differing, folders: inside } of below) {
      entries.push(...differing);
      folders.push(...inside);
    }
  }
  const more = entries.length > differingMost;
  return { entries: sorted().slice(0, differingMost), more, from: 'walk', away };
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw fail('cancelled', 'Looking for copies that differ', 'it was cancelled', 'start it again');
}

async function listFolder(context: PoolContext, folder: PoolPath, signal: AbortSignal | undefined) {
  const differing: DifferingEntry[] = [];
  const folders: PoolPath[] = [];
  try {
    const { entries } = await context.volume.listMerged(folder, signal === undefined ? {} : { signal });
    for (const { name, type, conflict, volumes, foreign } of entries) {
      const path = childPath(folder, name);
      if (conflict) differing.push({ path, type, volumes });
      if (type === 'directory' && foreign !== true) folders.push(path);
    }
  } catch (thrown) {
    throwIfCancelled(signal);
    // Gone since its parent was listed, or closed to this user: `cfs check` tells of those.
    if (!isAppError(thrown)) throw thrown;
  }
  return { differing, folders };
}

/** The entry as it is now, when its copies differ; null otherwise. */
export async function differingNow(context: PoolContext, path: PoolPath): Promise<DifferingEntry | null> {
  const copies = inPoolOrder(context, await context.volume.copiesOf(path));
  if (copies.length < 2) return null;
  const { conflict, type, volumes } = rowOfCopies(path, await Promise.all(copies.map(heldOf)));
  return conflict ? { path, type, volumes } : null;
}

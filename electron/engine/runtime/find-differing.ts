import { fail, isAppError } from '../../../shared/errors.ts';
import type { DifferingEntry, DifferingList } from '../../../shared/copies.ts';
import { childPath, isWithin, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { rowOfCopies } from '../pool/merge.ts';
import { awayOf, heldOf, inPoolOrder } from './compare-copies.ts';
import type { PoolContext } from './context.ts';

/** Paths that one answer holds. */
const differingMost = 1_000;
/** Paths of the catalog that are looked at for it. */
const candidatesMost = 3_000;
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
  const known = await fromCatalog(context, path, signal);
  if (known !== null) return known;
  const entries: DifferingEntry[] = [];
  const away = awayOf(context).map(({ volume }) => volume);
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
  return { entries: sorted(entries).slice(0, differingMost), more, from: 'walk', away };
}

/** What a catalog that is up to date tells, looked at now; null where there is none. */
async function fromCatalog(
  context: PoolContext,
  path: PoolPath,
  signal: AbortSignal | undefined,
): Promise<DifferingList | null> {
  const { catalog } = context;
  const away = awayOf(context).map(({ volume }) => volume);
  try {
    if ((await catalog.status()).state !== 'fresh') return null;
    const options = signal === undefined ? {} : { signal };
    const told = await catalog.read('differing', { most: candidatesMost }, options);
    const paths = told.paths.filter((one) => isWithin(one, path));
    const entries: DifferingEntry[] = [];
    while (paths.length > 0) {
      throwIfCancelled(signal);
      const some = await Promise.all(paths.splice(0, together * 4).map((one) => differingNow(context, one)));
      entries.push(...some.filter((one) => one !== null));
    }
    const more = told.more || entries.length > differingMost;
    return { entries: sorted(entries).slice(0, differingMost), more, from: 'catalog', away };
  } catch (thrown) {
    // A catalog that cannot be read is no answer; the volumes are.
    throwIfCancelled(signal);
    if (!isAppError(thrown)) throw thrown;
    return null;
  }
}

function sorted(entries: readonly DifferingEntry[]): readonly DifferingEntry[] {
  return entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
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
async function differingNow(context: PoolContext, path: PoolPath): Promise<DifferingEntry | null> {
  const copies = inPoolOrder(context, await context.volume.copiesOf(path));
  if (copies.length < 2) return null;
  const { conflict, type, volumes } = rowOfCopies(path, await Promise.all(copies.map(heldOf)));
  return conflict ? { path, type, volumes } : null;
}

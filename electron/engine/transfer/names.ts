import { isAppError } from '../../../shared/errors.ts';
import { childPath, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { numberedName } from './conflicts.ts';
import type { VolumeEntry } from '../volume/volume.ts';
import { ensureFolder } from './target.ts';
import type { Target } from './target.ts';

/** Names that are looked up one by one before the whole folder is listed. */
const lookupsMost = 16;

interface Reader {
  readonly stat: (path: PoolPath) => Promise<VolumeEntry>;
  readonly list: (path: PoolPath) => Promise<readonly VolumeEntry[]>;
}

export interface TakenNames {
  /** What is at this name; `claimed` when this job puts something there. */
  get(name: string): Promise<{ readonly entry: VolumeEntry; readonly claimed: boolean } | null>;
  /** What is at this name on the disks at this moment, whatever this job means to put there. */
  now(name: string): Promise<VolumeEntry | null>;
  /** From now on, this job's. */
  claim(name: string, entry: VolumeEntry): void;
  /** Nothing came of it: the name is as it was before the claim. */
  release(name: string): void;
  /** "name (2)", or the next that nothing has. */
  free(name: string, isFolder: boolean): Promise<string>;
}

/**
 * The names that are taken in one folder of the target. `empty` when this job has just made it. A few lookups are made
 * one by one (a file put into a folder of a million must not list it), many by one listing.
 */
export function takenNames(folder: PoolPath, empty: boolean, reader: Reader): TakenNames {
  const claimed = new Map<string, VolumeEntry>();
  let listed: Map<string, VolumeEntry> | null = empty ? new Map<string, VolumeEntry>() : null;
  let lookups = 0;

  const look = async (name: string): Promise<VolumeEntry | null> => {
    lookups += 1;
    if (listed === null && lookups > lookupsMost) {
      listed = new Map((await orNothing(reader.list(folder)))?.map((entry) => [entry.name, entry]) ?? []);
    }
    if (listed !== null) return listed.get(name) ?? null;
    return orNothing(reader.stat(childPath(folder, name)));
  };
  const get: TakenNames['get'] = async (name) => {
    const own = claimed.get(name);
    if (own !== undefined) return { entry: own, claimed: true };
    const entry = await look(name);
    return entry === null ? null : { entry, claimed: false };
  };
  return {
    get,
    now: (name) => orNothing(reader.stat(childPath(folder, name))),
    claim: (name, entry) => void claimed.set(name, entry),
    release: (name) => void claimed.delete(name),
    async free(name, isFolder) {
      for (let number = 2; ; number += 1) {
        const candidate = numberedName(name, number, isFolder);
        if ((await get(candidate)) === null) return candidate;
      }
    },
  };
}

/** Folders whose names are remembered; forgotten together when there are more. */
const foldersMost = 5_000;

/** Folders that files arrive in. */
export interface Folders {
  /** Makes the folder with its parents when it is missing; the names in it. @throws not-a-directory */
  ensure(folder: PoolPath): Promise<TakenNames>;
  /** Looks at all of them anew. */
  forget(): void;
}

/** The folders are made one after the other, each once: several files may want the same one at the same time. */
export function createFolders(reader: Reader, target: Target, made: (parent: PoolPath) => void): Folders {
  const known = new Map<PoolPath, TakenNames>();
  let before: Promise<unknown> = Promise.resolve();

  const make = async (folder: PoolPath): Promise<TakenNames> => {
    const names = known.get(folder);
    if (names !== undefined) return names;
    const fresh = await ensureFolder(target, folder);
    for (const path of fresh) made(parentPath(path));
    if (known.size >= foldersMost) known.clear();
    for (const path of fresh) known.set(path, takenNames(path, true, reader));
    const mine = known.get(folder) ?? takenNames(folder, false, reader);
    known.set(folder, mine);
    return mine;
  };
  return {
    async ensure(folder) {
      const names = known.get(folder);
      if (names !== undefined) return names;
      const mine = before.then(() => make(folder));
      before = mine.catch(() => undefined);
      return mine;
    },
    forget: () => known.clear(),
  };
}

async function orNothing<T>(look: Promise<T>): Promise<T | null> {
  try {
    return await look;
  } catch (thrown) {
    if (isAppError(thrown, 'not-found')) return null;
    throw thrown;
  }
}

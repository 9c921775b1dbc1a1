import { isAppError } from '../../../shared/errors.ts';
import { childPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { numberedName } from './conflicts.ts';
import type { VolumeEntry } from '../volume/volume.ts';

/** Names that are looked up one by one before the whole folder is listed. */
const lookupsMost = 16;

export interface TakenNames {
  /** What is at this name; `claimed` when this job puts something there. */
  get(name: string): Promise<{ readonly entry: VolumeEntry; readonly claimed: boolean } | null>;
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
export function takenNames(
  folder: PoolPath,
  empty: boolean,
  reader: {
    readonly stat: (path: PoolPath) => Promise<VolumeEntry>;
    readonly list: (path: PoolPath) => Promise<readonly VolumeEntry[]>;
  },
): TakenNames {
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

async function orNothing<T>(look: Promise<T>): Promise<T | null> {
  try {
    return await look;
  } catch (thrown) {
    if (isAppError(thrown, 'not-found')) return null;
    throw thrown;
  }
}

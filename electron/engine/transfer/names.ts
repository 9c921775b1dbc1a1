import { isAppError } from '../../../shared/errors.ts';
import { childPath, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { numberedName } from './conflicts.ts';
import { placesInWords, volumesInWords } from '../pool/away.ts';
import type { Away, AwayThing } from '../pool/away.ts';
import type { VolumeEntry } from '../volume/volume.ts';
import { ensureFolder } from './target.ts';
import type { Target } from './target.ts';

/** Names that are looked up one by one before the whole folder is listed. */
const lookupsMost = 16;

interface Reader {
  readonly stat: (path: PoolPath) => Promise<VolumeEntry>;
  readonly list: (path: PoolPath) => Promise<readonly VolumeEntry[]>;
  readonly away?: Away;
}

/** What has a name. `away`: the volumes that are known to hold it, none of which can be asked; `at`: in words. */
export interface TakenEntry extends VolumeEntry {
  readonly away?: string;
  readonly at?: string;
}

/** What volumes that are not connected are known to hold at a path, as what has its name; null: nothing. */
export async function knownAway(away: Away | undefined, path: PoolPath): Promise<TakenEntry | null> {
  return away === undefined ? null : takenBy(await away.at(path));
}

function takenBy(things: readonly AwayThing[]): TakenEntry | null {
  const [first] = things;
  return first === undefined ? null : { ...first.entry, away: volumesInWords(things), at: placesInWords(things) };
}

/** A folder that comes where only volumes that are not connected have one: both are one folder. */
export function isSameFolder(coming: Pick<VolumeEntry, 'type'>, there: TakenEntry): boolean {
  return there.away !== undefined && coming.type === 'directory' && there.type === 'directory';
}

export interface TakenNames {
  /** What is at this name; `claimed` when this job puts something there. */
  get(name: string): Promise<{ readonly entry: TakenEntry; readonly claimed: boolean } | null>;
  /** What is at this name on the disks at this moment, whatever this job means to put there. */
  now(name: string): Promise<TakenEntry | null>;
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
  let absent: Map<string, AwayThing[]> | null = null;
  let lookups = 0;

  const lookAway = async (name: string): Promise<TakenEntry | null> => {
    if (reader.away === undefined) return null;
    if (lookups <= lookupsMost) return knownAway(reader.away, childPath(folder, name));
    absent ??= Map.groupBy((await reader.away.in(folder)).things, ({ entry }) => entry.name);
    return takenBy(absent.get(name) ?? []);
  };
  const lookHere = async (name: string): Promise<VolumeEntry | null> => {
    if (listed === null && lookups > lookupsMost) {
      listed = new Map((await orNothing(reader.list(folder)))?.map((entry) => [entry.name, entry]) ?? []);
    }
    if (listed !== null) return listed.get(name) ?? null;
    return orNothing(reader.stat(childPath(folder, name)));
  };
  const look = async (name: string): Promise<TakenEntry | null> => {
    lookups += 1;
    return (await lookHere(name)) ?? (await lookAway(name));
  };
  const get: TakenNames['get'] = async (name) => {
    const own = claimed.get(name);
    if (own !== undefined) return { entry: own, claimed: true };
    const entry = await look(name);
    return entry === null ? null : { entry, claimed: false };
  };
  return {
    get,
    async now(name) {
      const path = childPath(folder, name);
      return (await orNothing(reader.stat(path))) ?? (await knownAway(reader.away, path));
    },
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

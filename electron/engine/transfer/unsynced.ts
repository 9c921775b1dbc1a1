import { asAppError, isAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { PoolVolume } from '../pool/types.ts';
import type { Volume } from '../volume/volume.ts';
import type { Shelf } from './target.ts';
import type { JobRun } from './types.ts';

/**
 * Names that no write has made durable: links, other names of a file, folders. They are synced together at the end of
 * a copy, before it says that it is done.
 */
export interface Unsynced {
  /** A name that was made on this shelf. */
  named(shelf: Shelf, path: PoolPath): void;
  /** A folder in which there are new names. */
  into(shelf: Shelf, folder: PoolPath): void;
  /** A folder that was made, with the mode and times that it has got. */
  folder(shelf: Shelf, path: PoolPath): void;
  /** Syncs what was told since the last time; `failed` is told of each volume that cannot. Never rejects. */
  sync(failed: (path: PoolPath, error: AppError) => void): Promise<void>;
}

/** The names in these folders, on every volume of the pool that is there. */
function namesIn(pool: PoolVolume, folders: Iterable<PoolPath>): Unsynced {
  const unsynced = createUnsynced();
  const members = pool.members.filter((member) => member.state().online);
  for (const folder of folders) for (const member of members) unsynced.into(member, folder);
  return unsynced;
}

/**
 * Makes the names in these folders survive a power cut before a job says that it is done. A volume that cannot is an
 * error of the job: what it holds may be as it was once the power failed.
 */
export async function syncNames(run: JobRun, pool: PoolVolume, folders: Iterable<PoolPath>): Promise<void> {
  await namesIn(pool, folders).sync((path, error) => tellUnsynced(run, path, error));
}

/** The same for what is no job. @throws the failure of a volume that cannot, but for one that was set to read-only */
export async function makeSure(pool: PoolVolume, folders: Iterable<PoolPath>): Promise<void> {
  const failures: AppError[] = [];
  await namesIn(pool, folders).sync((_path, error) => failures.push(error));
  const failure = failures.find(({ code }) => code !== 'read-only');
  if (failure !== undefined) throw failure;
}

/** What could not be synced, told to the job. */
export function tellUnsynced(run: JobRun, path: PoolPath, error: AppError): void {
  // A disk that was set to read-only has been synced by that; one that turned so by itself has told of worse.
  if (error.code === 'read-only') run.note(error.message);
  else run.failed(path, error);
}

export function createUnsynced(): Unsynced {
  let shelves = new Map<string, { readonly volume: Volume; readonly folders: Set<PoolPath> }>();

  const add = ({ name, volume }: Shelf, folder: PoolPath): void => {
    const known = shelves.get(name) ?? { volume, folders: new Set() };
    shelves.set(name, known);
    known.folders.add(folder);
  };

  const syncOne = async (volume: Volume, folders: readonly PoolPath[]): Promise<void> => {
    try {
      await volume.makeDurable(folders);
    } catch (thrown) {
      // Somebody took one of them away meanwhile, or its own mode closes it: it cannot be opened, and is no failure.
      if (!isAppError(thrown, 'not-found') && !isAppError(thrown, 'denied')) throw thrown;
      if (folders.length === 1) return;
      const half = folders.length >> 1;
      await syncOne(volume, folders.slice(0, half));
      await syncOne(volume, folders.slice(half));
    }
  };

  return {
    named: (shelf, path) => add(shelf, parentPath(path)),
    into: add,
    folder(shelf, path) {
      add(shelf, path);
      add(shelf, parentPath(path));
    },
    async sync(failed) {
      const all = shelves;
      shelves = new Map();
      await Promise.all(
        [...all.values()].map(async ({ volume, folders }) => {
          const [first] = folders;
          if (first === undefined) return;
          await syncOne(volume, [...folders]).catch((thrown: unknown) => failed(first, asAppError(thrown)));
        }),
      );
    },
  };
}

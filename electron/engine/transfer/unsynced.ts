import { asAppError, isAppError } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Volume } from '../volume/volume.ts';
import type { Shelf } from './target.ts';

/**
 * Names that no write has made durable: links, other names of a file, folders. They are synced together at the end of
 * a copy, before it says that it is done.
 */
export interface Unsynced {
  /** A name that was made on this shelf. */
  named(shelf: Shelf, path: PoolPath): void;
  /** A folder that was made, with the mode and times that it has got. */
  folder(shelf: Shelf, path: PoolPath): void;
  /** Syncs what was told since the last time; `failed` is told of each volume that cannot. Never rejects. */
  sync(failed: (path: PoolPath, error: ReturnType<typeof asAppError>) => void): Promise<void>;
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
      if (folders.length > 1) for (const folder of folders) await syncOne(volume, [folder]);
    }
  };

  return {
    named: (shelf, path) => add(shelf, parentPath(path)),
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

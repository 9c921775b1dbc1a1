import { fail, isAppError } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { newSidePath } from '../volume/parts.ts';
import type { Known } from '../history/recorder.ts';
import type { Away } from '../pool/away.ts';
import type { Volume, VolumeEntry } from '../volume/volume.ts';

/** One volume of a target. */
export interface Shelf {
  readonly name: string;
  readonly volume: Volume;
}

/** Where one file goes, with the room promised for it. */
export interface Slot extends Shelf {
  /** Ends the promise of room; more than one call does no harm. */
  readonly release: () => void;
  /** To be told when the file is there, with what is known of it. */
  readonly placed: (path: PoolPath, known?: Known) => void;
}

/** A tree that is copied to: a pool, or a folder of this host. */
export interface Target {
  stat(path: PoolPath): Promise<VolumeEntry>;
  list(path: PoolPath): Promise<readonly VolumeEntry[]>;
  /** What its volumes that are not connected are known to hold: those names are taken. */
  readonly away?: Away;
  /** Makes a folder whose parent exists. @throws exists */
  makeFolder(path: PoolPath, mode: number): Promise<void>;
  /** Takes away a folder that `makeFolder` made, when nothing came into it. @throws not-empty */
  removeFolder(path: PoolPath): Promise<void>;
  /**
   * At the end: takes away folders that were made on a volume for files which did not come there. Only empty ones; never
   * rejects.
   */
  tidy(): Promise<void>;
  /** The volume that holds the best copy of what is there. @throws not-found */
  locate(path: PoolPath): Promise<Shelf>;
  /** The volumes that hold this folder now. */
  shelvesOf(folder: PoolPath): Promise<readonly Shelf[]>;
  /** The volumes that new files may go to. */
  shelves(): readonly Shelf[];
  /** Chooses a volume for a file and makes its folder there. `exclude`: names that refused it already. */
  choose(path: PoolPath, size: number, exclude: ReadonlySet<string>): Promise<Slot>;
  /** Makes the folder of the path on this volume. */
  prepare(shelf: Shelf, path: PoolPath): Promise<void>;
  /** True when a new file for this path must first be written beside it, because this volume holds the old one. */
  holds(shelf: Shelf, path: PoolPath): Promise<boolean>;
  /**
   * Takes the old version away, after the new one is whole and safe on the shelf: at `side` (it then gets its name), or
   * at the path itself. Answers the id of the old one in the trash, if it is there. After a failure the old version is
   * where it was, and the new one is gone. `seen`: what the decision to replace was about. Where nothing keeps the old
   * version, something else that came since is not taken away. @throws changed
   */
  replace(shelf: Shelf, path: PoolPath, side: PoolPath | null, seen: VolumeEntry | null): Promise<string | null>;
  /**
   * Says that these files of one shelf will be replaced one after the other: together that is quicker. To be called with
   * the answer when all were tried.
   */
  replacing?(
    shelf: Shelf,
    files: readonly { readonly path: PoolPath; readonly side: PoolPath }[],
  ): Promise<() => Promise<void>>;
  /** To be told of a name that was made as a hard link, without a slot. */
  linked?(path: PoolPath): void;
}

/** Where a new version waits on the volume that still holds the old one. */
export const sidePath = newSidePath;

/** Makes the folder and its missing parents; answers those made, topmost first. @throws not-a-directory */
export async function ensureFolder(
  target: Pick<Target, 'stat' | 'makeFolder'>,
  path: PoolPath,
): Promise<readonly PoolPath[]> {
  if (path === '/') return [];
  const entry = await target.stat(path).catch((thrown: unknown) => {
    if (isAppError(thrown, 'not-found') || isAppError(thrown, 'not-a-directory')) return null;
    throw thrown;
  });
  if (entry?.type === 'directory') return [];
  if (entry !== null) {
    throw fail('not-a-directory', `Using the folder ${path}`, 'something else has this name', 'name a folder');
  }
  const parents = await ensureFolder(target, parentPath(path));
  try {
    await target.makeFolder(path, 0o777);
  } catch (thrown) {
    // Another one made it in the same moment.
    if (!isAppError(thrown, 'exists')) throw thrown;
    return parents;
  }
  return [...parents, path];
}

/** Undoes what was written when the old version could not be taken away: best effort, the first error counts. */
export async function quietly(work: Promise<unknown>): Promise<void> {
  await work.catch(() => undefined);
}

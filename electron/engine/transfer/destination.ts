import { fail, isAppError } from '../../../shared/errors.ts';
import { childPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { DestinationMode } from '../api.ts';
import type { Away } from '../pool/away.ts';
import type { TransferContext } from './types.ts';
import type { VolumeEntry } from '../volume/volume.ts';

/** What is at a path, or null. */
export async function entryAt(
  tree: { readonly stat: (path: PoolPath) => Promise<VolumeEntry> },
  path: PoolPath,
): Promise<VolumeEntry | null> {
  try {
    return await tree.stat(path);
  } catch (thrown) {
    if (isAppError(thrown, 'not-found') || isAppError(thrown, 'not-a-directory')) return null;
    throw thrown;
  }
}

/**
 * Where sources of these names go.
 * @throws invalid (one name for several sources; the root as a new name)
 */
export async function destinations(
  tree: { readonly stat: (path: PoolPath) => Promise<VolumeEntry>; readonly away?: Away },
  names: number,
  dest: PoolPath,
  mode: DestinationMode,
): Promise<(name: string) => PoolPath> {
  const isInto = mode === 'into' || (mode === 'auto' && (names > 1 || (await isFolder(tree, dest))));
  if (isInto) return (name) => childPath(dest, name);
  const attempted = `Copying to ${dest}`;
  if (names > 1) throw fail('invalid', attempted, 'several things cannot have one name', 'name a folder to copy into');
  if (dest === '/') throw fail('invalid', attempted, 'the pool itself cannot be replaced', 'name something in it');
  return () => dest;
}

/** Also one that only volumes which are not connected are known to have. */
async function isFolder(tree: Parameters<typeof destinations>[0], path: PoolPath): Promise<boolean> {
  const entry = (await entryAt(tree, path)) ?? (await tree.away?.at(path))?.[0]?.entry;
  return entry?.type === 'directory';
}

/** The folder as titles say it: the top of the pool by the pool's name. */
export function folderInWords({ poolName }: Pick<TransferContext, 'poolName'>, folder: PoolPath): string {
  return folder === '/' ? poolName : folder;
}

/** `"a.txt"`, or `3 items`: for titles. */
export function itemsInWords(paths: readonly string[]): string {
  const [first] = paths;
  if (first === undefined || paths.length > 1) return `${String(paths.length)} items`;
  return `"${first.slice(first.lastIndexOf('/', first.length - 2) + 1)}"`;
}

/** " on usb": behind where it goes, when a person chose the volume. */
export function onVolumeInWords(volume: string | undefined): string {
  return volume === undefined ? '' : ` on ${volume}`;
}

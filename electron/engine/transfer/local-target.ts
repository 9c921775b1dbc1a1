import { randomBytes } from 'node:crypto';
import { fail, isAppError } from '../../../shared/errors.ts';
import { baseName, childPath, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Volume, VolumeEntry } from '../volume/volume.ts';
import { isStill } from './conflicts.ts';
import { sidePath, quietly } from './target.ts';
import type { Target } from './target.ts';

/**
 * A folder of this host as the target of a copy. It has no trash: an old version is set aside under another name, the
 * verified new one gets the name, and only then the old one is removed.
 */
export function localTarget(volume: Volume): Target {
  const shelf = { name: volume.name, volume };
  return {
    stat: (path) => volume.stat(path),
    list: (path) => volume.list(path),
    locate: () => Promise.resolve(shelf),
    makeFolder: (path, mode) => volume.makeDirectory(path, { mode }),
    removeFolder: (path) => volume.removeDirectory(path),
    tidy: () => Promise.resolve(),
    shelves: () => [shelf],
    shelvesOf: () => Promise.resolve([shelf]),
    prepare: () => Promise.resolve(),
    choose: () => Promise.resolve({ ...shelf, release: () => undefined, placed: () => undefined }),
    holds: () => Promise.resolve(true),
    async replace(_shelf, path, side, seen) {
      if (side !== null) await replaceLocal(volume, path, side, seen);
      return null;
    },
  };
}

async function replaceLocal(volume: Volume, path: PoolPath, side: PoolPath, seen: VolumeEntry | null): Promise<void> {
  let aside: PoolPath;
  try {
    aside = await setAside(volume, path, side);
  } catch (thrown) {
    await quietly(volume.removeFile(side));
    throw thrown;
  }
  const isExchanged = aside === side;
  try {
    // Nobody comes to it by its name any more: what it is now, it stays.
    await refuseOther(volume, path, aside, seen);
    if (!isExchanged) await volume.rename(side, path);
    await volume.removeFile(aside);
  } catch (thrown) {
    try {
      if (isExchanged) await volume.exchange(side, path);
      else {
        await quietly(volume.rename(path, side));
        await volume.rename(aside, path);
      }
    } catch {
      // Neither is removed: nobody knows which one is where.
      throw thrown;
    }
    await quietly(volume.removeFile(side));
    throw thrown;
  }
}

/** Bytes of a name, on nearly every file system. */
const longestName = 255;

/** Takes the name from the old version; answers where that is now: at `side`, when the new one got its name at once. */
async function setAside(volume: Volume, path: PoolPath, side: PoolPath): Promise<PoolPath> {
  try {
    // The name is never without a file.
    await volume.exchange(side, path);
    return side;
  } catch (thrown) {
    if (!isAppError(thrown, 'unsupported')) throw thrown;
  }
  // Nobody tidies up here after a kill: the person must be able to see it.
  const name = `${baseName(path)}.replaced-${randomBytes(4).toString('hex')}`;
  const aside = Buffer.byteLength(name) <= longestName ? childPath(parentPath(path), name) : sidePath(path);
  await volume.rename(path, aside);
  return aside;
}

/** @throws changed when another program put something else there, or wrote to it, since that was decided */
async function refuseOther(volume: Volume, path: PoolPath, aside: PoolPath, seen: VolumeEntry | null): Promise<void> {
  if (seen === null || isStill(seen, await volume.stat(aside))) return;
  throw fail('changed', `Replacing ${path}`, 'it was changed since that was decided', 'look at it and repeat');
}

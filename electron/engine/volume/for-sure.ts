import { isAppError } from '../../../shared/errors.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Volume } from './volume.ts';

/**
 * True when something has this name once all is done that was begun in its folder: a removal that hangs in a disk which
 * stalls may still take away what can be seen, long after the call was given up. Making something of that name waits for
 * it, because a system changes a folder for one at a time.
 */
export async function isThereForSure(volume: Volume, path: PoolPath): Promise<boolean> {
  try {
    await volume.makeDirectory(path);
  } catch (thrown) {
    if (isAppError(thrown, 'exists')) return true;
    // Its folder is gone, too.
    if (isAppError(thrown, 'not-found') || isAppError(thrown, 'not-a-directory')) return false;
    throw thrown;
  }
  await volume.removeDirectory(path);
  return false;
}

import { isAppError } from '../../../shared/errors.ts';
import type { Volume } from '../volume/volume.ts';
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
    shelves: () => [shelf],
    shelvesOf: () => Promise.resolve([shelf]),
    prepare: () => Promise.resolve(),
    choose: () => Promise.resolve({ ...shelf, release: () => undefined, placed: () => undefined }),
    holds: () => Promise.resolve(true),
    async replace(_shelf, path, side) {
      if (side === null) return null;
      try {
        // The name is never without a file.
        await volume.exchange(side, path);
        await volume.removeFile(side);
        return null;
      } catch (thrown) {
        if (!isAppError(thrown, 'unsupported')) {
          await quietly(volume.removeFile(side));
          throw thrown;
        }
      }
      const aside = sidePath(path);
      try {
        await volume.rename(path, aside);
      } catch (thrown) {
        await quietly(volume.removeFile(side));
        throw thrown;
      }
      try {
        await volume.rename(side, path);
      } catch (thrown) {
        await quietly(volume.rename(aside, path));
        await quietly(volume.removeFile(side));
        throw thrown;
      }
      await volume.removeFile(aside);
      return null;
    },
  };
}

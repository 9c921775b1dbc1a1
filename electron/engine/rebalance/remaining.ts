import { childPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Volume } from '../volume/volume.ts';

/**
 * What a fresh look finds on a volume: the proof of empty. A folder counts unless all that it holds is foreign; foreign
 * things are named apart. Rejects when a folder cannot be read: then nothing is proven.
 */
export async function remaining(
  volume: Volume,
): Promise<{ readonly entries: readonly PoolPath[]; readonly foreign: readonly PoolPath[] }> {
  const entries: PoolPath[] = [];
  const foreign: PoolPath[] = [];
  /** Answers whether the folder holds anything foreign. */
  const visit = async (folder: PoolPath): Promise<boolean> => {
    let keepsForeign = false;
    for (const entry of await volume.list(folder)) {
      const path = childPath(folder, entry.name);
      if (entry.foreign === true) {
        foreign.push(path);
        keepsForeign = true;
      } else if (entry.type !== 'directory') {
        entries.push(path);
      } else {
        const before = entries.length;
        const hasForeign = await visit(path);
        keepsForeign ||= hasForeign;
        if (entries.length === before && !hasForeign) entries.push(path);
      }
    }
    return keepsForeign;
  };
  await visit(rootPath);
  return { entries, foreign };
}

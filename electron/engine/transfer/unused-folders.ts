import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Recorder } from '../history/recorder.ts';
import type { PoolVolume } from '../pool/types.ts';

/**
 * Takes away those of the folders that an act made for something (each behind the one that it is in) into which nothing
 * came, so that there is nothing of them to undo either. Never rejects.
 */
export async function removeUnusedFolders(
  { removeDirectory }: Pick<PoolVolume, 'removeDirectory'>,
  made: readonly PoolPath[],
  record: Pick<Recorder, 'tookBackFolder'>,
  changed: (folder: PoolPath) => void,
): Promise<void> {
  for (const folder of made.toReversed()) {
    // Not empty: it is used, or somebody else does by now.
    const isGone = await removeDirectory(folder).then(
      () => true,
      () => false,
    );
    if (!isGone) continue;
    record.tookBackFolder(folder);
    changed(parentPath(folder));
  }
}

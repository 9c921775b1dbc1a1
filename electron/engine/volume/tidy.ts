import { unlinkSync } from 'node:fs';
import { childPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { ownFolder, ownNames } from './own-folder.ts';
import { isOrphanPart } from './parts.ts';
import type { Rooted } from './rooted.ts';
import { tidyTrash } from './trash.ts';

/** See Volume.tidyOwnFolder: the trash, and small files that were not written to their end. */
export function tidyOwnFolder(rooted: Rooted): readonly string[] {
  const tidied = [...tidyTrash(rooted)];
  for (const folder of [ownFolder, `${ownFolder}/journal` as PoolPath]) {
    for (const name of ownNames(rooted, folder).filter(isOrphanPart)) {
      unlinkSync(rooted.at(childPath(folder, name)));
      tidied.push('a small file of CFS that was not written to its end');
    }
  }
  return tidied;
}

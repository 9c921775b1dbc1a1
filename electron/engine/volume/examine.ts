import { readdirSync } from 'node:fs';
import { nameFromBytes } from '../../../shared/names.ts';
import { childPath, partPrefix, reservedFolder, rootPath, sidePrefix } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { ownFolder, ownNames } from './own-folder.ts';
import { isGone, isOrphanPart, ownProcess, ownerOfName } from './parts.ts';
import { listRecords } from './records.ts';
import type { Rooted } from './rooted.ts';
import { examineTrash } from './trash.ts';
import { isForeignName } from './walk-disk.ts';
import type { Oddity } from './volume.ts';

const recordsFolder = `${ownFolder}/journal` as PoolPath;

/** See Volume.examine. Folders that cannot be read are passed over: whoever lists them says so. */
export function examine(rooted: Rooted): readonly Oddity[] {
  const odd: Oddity[] = [...examineTrash(rooted), ...examineRecords(rooted)];
  for (const name of ownNames(rooted, ownFolder)) {
    if (isOrphanPart(name)) odd.push(unended(childPath(ownFolder, name)));
  }
  odd.push(...hiddenNames(rooted));
  return odd;
}

function unended(path: PoolPath): Oddity {
  return { kind: 'own', path, what: 'a small file of CFS that was not written to its end', tidied: true };
}

function examineRecords(rooted: Rooted): readonly Oddity[] {
  const read = new Set(listRecords(rooted).map(({ id }) => `${id}.json`));
  return ownNames(rooted, recordsFolder).flatMap((name): readonly Oddity[] => {
    const path = childPath(recordsFolder, name);
    if (read.has(name)) return [];
    const owner = ownerOfName(name);
    if (owner !== null) return isGone(owner) ? [unended(path)] : [];
    return [{ kind: 'journal', path, what: 'it is no record of an operation that CFS can read', tidied: false }];
  });
}

/**
 * Names that no listing shows, because CFS keeps them for itself, and that are none of its own at work: folders `.cfs`
 * below the root (a copy of a volume), part files of other computers, names that only look like CFS's.
 */
function hiddenNames(rooted: Rooted): readonly Oddity[] {
  const odd: Oddity[] = [];
  const { host } = ownProcess();
  const folders: PoolPath[] = [rootPath];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    let entries: ReturnType<typeof read>;
    try {
      // Refuses mount points and links.
      entries = read(rooted, folder);
    } catch {
      continue;
    }
    for (const entry of entries) {
      const name = nameFromBytes(entry.name);
      const path = childPath(folder, name);
      if (name === reservedFolder) {
        const what = 'CFS keeps this name for itself, so what is in it is not shown: rename it with another program';
        if (folder !== '/') odd.push({ kind: 'hidden', path, what, tidied: false });
      } else if (name.startsWith(partPrefix) || name.startsWith(sidePrefix)) {
        const owner = ownerOfName(name);
        const from = owner === null ? null : owner.host !== host ? 'another computer' : '';
        if (from === '') continue;
        const what =
          from === null
            ? 'CFS keeps such names for itself, so it is not shown: rename it with another program'
            : 'another computer was writing it: remove it, or the rest of it, when nothing there uses this volume';
        odd.push({ kind: 'hidden', path, what, tidied: false });
      } else if (entry.isDirectory() && !isForeignName(name, folder === '/')) folders.push(path);
    }
  }
  return odd;
}

function read(rooted: Rooted, folder: PoolPath) {
  return readdirSync(rooted.folderAt(folder), { withFileTypes: true, encoding: 'buffer' });
}

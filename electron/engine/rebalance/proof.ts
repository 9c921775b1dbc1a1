import { childPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { EmptyProof } from '../../../shared/runs.ts';
import type { Member } from '../pool/types.ts';

/** Entries that a proof names; the rest is counted. */
const namedMost = 1_000;

/**
 * Looks at a volume anew, past the catalog: every folder of it is read, parts of copies, records of unfinished work and
 * the trash are counted. A folder counts unless all that it holds is foreign; foreign things are named apart. Rejects
 * when a folder cannot be read: then nothing is proven.
 * @param operations ids of the operations that the home's journal knows of this volume
 */
export async function proveEmpty({ name, volume }: Member, operations: readonly string[]): Promise<EmptyProof> {
  const entries: PoolPath[] = [];
  const foreign: PoolPath[] = [];
  let files = 0;
  let foldersRead = 0;
  const found = (path: PoolPath): void => {
    files += 1;
    if (entries.length < namedMost) entries.push(path);
  };
  /** Answers whether the folder holds anything foreign. */
  const visit = async (folder: PoolPath): Promise<boolean> => {
    let keepsForeign = false;
    const listed = await volume.list(folder);
    foldersRead += 1;
    for (const entry of listed) {
      const path = childPath(folder, entry.name);
      if (entry.foreign === true) {
        foreign.push(path);
        keepsForeign = true;
      } else if (entry.type !== 'directory') {
        found(path);
      } else {
        const before = files;
        const hasForeign = await visit(path);
        keepsForeign ||= hasForeign;
        if (files === before && !hasForeign) found(path);
      }
    }
    return keepsForeign;
  };
  await visit(rootPath);
  // Those of dead processes here, and what else has a name that no listing shows: parts of other computers, copies of `.cfs`.
  const hidden = (await volume.examine()).flatMap(({ kind, path }) => (kind === 'hidden' ? [path] : []));
  const parts = [...new Set([...(await volume.findParts({ remove: false })), ...hidden])];
  const records = (await volume.listRecords()).map(({ id }) => id);
  const journal = new Set([...operations, ...records]).size;
  const trashed = (await volume.listTrash()).length;
  const empty = files === 0 && parts.length === 0 && journal === 0;
  return { volume: name, atMs: Date.now(), foldersRead, files, entries, foreign, parts, journal, trashed, empty };
}

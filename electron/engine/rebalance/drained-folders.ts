import { asAppError, fail } from '../../../shared/errors.ts';
import { childPath, parentPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Member, PoolVolume } from '../pool/types.ts';
import type { JobRun } from '../transfer/types.ts';

/**
 * Takes the folders off a drained volume, deepest first: one that only it has is made elsewhere before, with all that
 * a folder has. What still holds something stays.
 */
export async function removeDrainedFolders(pool: PoolVolume, source: Member, run: JobRun): Promise<void> {
  const folders: PoolPath[] = [];
  const collect = async (folder: PoolPath): Promise<boolean> => {
    let isEmpty = true;
    for (const entry of await source.volume.list(folder)) {
      const path = childPath(folder, entry.name);
      if (entry.type !== 'directory' || entry.foreign === true || !(await collect(path))) isEmpty = false;
    }
    if (isEmpty && folder !== rootPath) folders.push(folder);
    return isEmpty;
  };
  await collect(rootPath);
  const elsewhere = new Map<Member, PoolPath[]>();
  for (const folder of folders) {
    try {
      const copies = await pool.copiesOf(folder);
      const others = copies.filter(({ member, entry }) => member.name !== source.name && entry.type === 'directory');
      const [first] = others;
      if (first === undefined) {
        const attempted = `Removing the folder ${folder} from ${source.name}`;
        throw fail('busy', attempted, 'no other volume has it', 'make a new plan');
      }
      const there = elsewhere.get(first.member);
      if (there === undefined) elsewhere.set(first.member, [folder]);
      else there.push(folder);
    } catch (thrown) {
      run.failed(folder, asAppError(thrown));
    }
  }
  // An empty folder was made there, and nothing has been written into it: only now does it survive a power cut.
  const durable = new Set<PoolPath>();
  for (const [member, there] of elsewhere) {
    try {
      await member.volume.makeDurable([...new Set(there.map(parentPath))]);
      for (const folder of there) durable.add(folder);
    } catch (thrown) {
      for (const folder of there) run.failed(folder, asAppError(thrown));
    }
  }
  for (const folder of folders.filter((one) => durable.has(one))) {
    await run.checkpoint();
    await source.volume.removeDirectory(folder).catch((thrown: unknown) => run.failed(folder, asAppError(thrown)));
  }
}

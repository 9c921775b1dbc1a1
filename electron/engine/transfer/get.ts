import { asAppError, fail } from '../../../shared/errors.ts';
import { baseName, childPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { JobHandle, TransferOptions } from '../api.ts';
import { ownRoots, refuseOwnTarget } from './aliases.ts';
import { copyTrees, countTree } from './copy-tree.ts';
import type { Root, TreeContext } from './copy-tree.ts';
import { itemsInWords } from './destination.ts';
import { realFolder } from './local-source.ts';
import { localTarget } from './local-target.ts';
import { folderRefused } from './put.ts';
import { createRemarks } from './remarks.ts';
import { listedOnce, poolSource } from './source.ts';
import { refuseLosses } from './strict.ts';
import type { JobRun, TransferContext } from './types.ts';

/**
 * Copies out of the pool into a real folder, which must exist: making it could fill the wrong disk when one is not
 * mounted. Of an entry with several copies the best one is taken. What is replaced there has no trash to go to: the old
 * version is removed only when the verified new one has its name.
 * @throws invalid (no path)
 */
export function startGet(
  context: TransferContext,
  paths: readonly PoolPath[],
  localFolder: string,
  options: TransferOptions = {},
): Promise<JobHandle> {
  const title = `Copying ${itemsInWords(paths)} to ${localFolder}`;
  if (paths.length === 0) return Promise.reject(fail('invalid', title, 'nothing was named', 'name files or folders'));
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  return Promise.resolve(
    context.jobs.start({ pool: context.poolId, kind: 'get', title, ...signal }, (run) =>
      get(context, run, { paths, localFolder, title, options }),
    ),
  );
}

interface Wanted {
  readonly paths: readonly PoolPath[];
  readonly localFolder: string;
  readonly title: string;
  readonly options: TransferOptions;
}

async function get(context: TransferContext, run: JobRun, wanted: Wanted): Promise<void> {
  const { paths, localFolder, title, options } = wanted;
  run.counting(true);
  const source = listedOnce(poolSource(context.volume));
  const roots = await poolRoots(context, run, paths, options.recursive !== false, (name) => childPath(rootPath, name));
  if (roots.length === 0) return;
  const folder = await realFolder(localFolder, `Copying to the folder ${localFolder} of this computer`);
  await refuseOwnTarget(await ownRoots(context.volume), context.volume, folder, roots, title);
  const local = context.openLocal(folder);
  try {
    const tree: TreeContext = {
      run,
      source,
      target: localTarget(local),
      verify: options.verify !== false,
      remarks: createRemarks(),
      changed: () => undefined,
      told: ({ from }, _shelf, origin) => ({ path: from, volume: origin }),
      onConflict: options.onConflict ?? 'fail',
      outside: 'target',
      refused: () => null,
    };
    if (options.strict === true) await refuseLosses(tree, roots, title);
    const counted = countTree(tree, roots);
    await copyTrees(run, [{ tree, roots }]);
    await counted;
  } finally {
    await local.close();
  }
}

/**
 * Entries of the pool that are copied; `/` stands for all that is in it. What cannot be copied is told to the job, and
 * so is which volumes are away: what only they hold is no part of the copy.
 */
export async function poolRoots(
  { volume }: TransferContext,
  run: JobRun,
  paths: readonly PoolPath[],
  recursive: boolean,
  to: (name: string) => PoolPath,
): Promise<readonly Root[]> {
  const roots: Root[] = [];
  for (const path of paths) {
    await run.checkpoint();
    try {
      const entry = await volume.stat(path);
      if (entry.type === 'directory' && !recursive) throw folderRefused(path);
      if (path !== '/') {
        roots.push({ from: path, entry, to: to(baseName(path)) });
        continue;
      }
      for (const child of await volume.list(path)) {
        if (child.foreign === true) continue;
        roots.push({ from: childPath(path, child.name), entry: child, to: to(child.name) });
      }
    } catch (thrown) {
      run.addTotals(1, 0);
      run.failed(path, asAppError(thrown));
    }
  }
  if (roots.some(({ entry }) => entry.type === 'directory')) noteAbsent({ volume }, run);
  return roots;
}

/** Says which volumes are not connected: what only they hold was not touched. */
export function noteAbsent({ volume }: Pick<TransferContext, 'volume'>, run: JobRun): void {
  for (const member of volume.members) {
    if (!member.state().online) run.note(`${member.name} is not connected: what only it holds was left out.`);
  }
}

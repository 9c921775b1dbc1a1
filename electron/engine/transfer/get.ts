import { asAppError, fail } from '../../../shared/errors.ts';
import { baseName, childPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { JobHandle, TransferOptions } from '../api.ts';
import { noteAbsent } from './absent.ts';
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
import { poolItem, restartOf, sourcesOf, specOf } from './spec.ts';
import type { Begin } from './spec.ts';
import type { JobItem, JobRun, Restart, TransferContext } from './types.ts';

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
  if (paths.length === 0) {
    const attempted = `Copying to ${localFolder}`;
    return Promise.reject(fail('invalid', attempted, 'nothing was named', 'name files or folders'));
  }
  const items = paths.map((from) => ({ from, to: from === '/' ? from : childPath(rootPath, baseName(from)) }));
  return Promise.resolve(beginGet(context, restartOf('get', items, localFolder, options), options));
}

export function beginGet(context: TransferContext, restart: Restart, begin: Begin): JobHandle {
  const title = `Copying ${itemsInWords(sourcesOf(restart))} to ${restart.options.dest}`;
  return context.jobs.start(specOf(context, 'get', title, restart, begin), (run) => get(context, run, restart, title));
}

async function get(context: TransferContext, run: JobRun, { items, options }: Restart, title: string): Promise<void> {
  const localFolder = options.dest;
  run.counting(true);
  const source = listedOnce(poolSource(context.volume, run));
  const roots = await poolRoots(context, run, items, options.recursive !== false);
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
      again: ({ from, path }) => ({ from, to: path }),
      onConflict: options.onConflict ?? 'fail',
      resumed: options.resumed,
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
  items: readonly JobItem[],
  recursive: boolean,
): Promise<readonly Root[]> {
  const roots: Root[] = [];
  for (const item of items) {
    const { from: path, to } = poolItem(item);
    await run.checkpoint();
    try {
      const entry = await volume.stat(path);
      if (entry.type === 'directory' && !recursive) throw folderRefused(path);
      if (path !== '/') {
        roots.push({ from: path, entry, to });
        continue;
      }
      for (const child of await volume.list(path)) {
        if (child.foreign === true) continue;
        roots.push({ from: childPath(path, child.name), entry: child, to: childPath(to, child.name) });
      }
    } catch (thrown) {
      run.addTotals(1, 0);
      run.failed(path, asAppError(thrown), item);
    }
  }
  const folders = roots.filter(({ entry }) => entry.type === 'directory').map(({ from }) => from);
  if (folders.length > 0) await noteAbsent({ volume }, run, folders);
  return roots;
}

import { asAppError, fail } from '../../../shared/errors.ts';
import { baseName, isWithin, parentPath, childPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { JobHandle, PutOptions } from '../api.ts';
import { createChanges } from './changes.ts';
import { numberedName } from './conflicts.ts';
import { copyTrees, countTree } from './copy-tree.ts';
import type { Root, TreeContext } from './copy-tree.ts';
import { destinations, entryAt, folderInWords, itemsInWords } from './destination.ts';
import { poolRoots } from './get.ts';
import { takenNames } from './names.ts';
import { poolTarget } from './pool-target.ts';
import { actTitle, openRecord, recorded } from './recording.ts';
import { createRemarks } from './remarks.ts';
import { connectedMembers, listedOnce, poolSource } from './source.ts';
import { refuseLosses } from './strict.ts';
import { restartOf, sourcesOf, specOf } from './spec.ts';
import type { Begin } from './spec.ts';
import type { JobRun, Restart, TransferContext } from './types.ts';

/**
 * Copies inside the pool; the policy chooses the volume of each new file.
 * @throws invalid (no path; one name for several)
 */
export async function startCopy(
  context: TransferContext,
  paths: readonly PoolPath[],
  dest: PoolPath,
  options: PutOptions = {},
): Promise<JobHandle> {
  if (paths.length === 0) throw fail('invalid', `Copying to ${dest}`, 'nothing was named', 'name files or folders');
  const connected = connectedMembers(context.volume);
  const to = await destinations(context.volume, paths.length, dest, options.destination ?? 'into');
  const items = paths.map((from) => ({ from, to: from === '/' ? dest : to(baseName(from)) }));
  return beginCopy(context, restartOf('copy', items, dest, options), options, connected);
}

export function beginCopy(
  context: TransferContext,
  restart: Restart,
  begin: Begin,
  connected = connectedMembers(context.volume),
): JobHandle {
  const { items, options } = restart;
  const [dest, paths] = [options.dest as PoolPath, sourcesOf(restart)];
  const title = `Copying ${itemsInWords(paths)} to ${folderInWords(context, dest)}`;
  return context.jobs.start(specOf(context, 'copy', title, restart, begin), async (run) => {
    const changes = createChanges(context.changed);
    const record = openRecord(context, 'copy', actTitle(context, 'copy', paths, dest));
    run.counting(true);
    const tree: TreeContext = {
      run,
      source: listedOnce(poolSource(context.volume, run, connected)),
      target: recorded(poolTarget(context), record),
      verify: options.verify !== false,
      remarks: createRemarks(),
      changed: (folder) => changes.add(folder),
      told: ({ path }, shelf) => ({ path, volume: shelf }),
      again: ({ from, path }) => ({ from, to: path }),
      onConflict: options.onConflict ?? 'fail',
      resumed: options.resumed,
      outside: null,
      refused: () => null,
    };
    try {
      const found = await poolRoots(context, run, items, options.recursive !== false);
      const roots = await apart(tree, run, found);
      if (options.strict === true) await refuseLosses(tree, roots, title);
      const counted = countTree(tree, roots);
      await copyTrees(run, [{ tree, roots }]);
      await counted;
    } finally {
      run.counting(false);
      changes.flush();
      await record.end(run.id);
    }
  });
}

/** Leaves out what would be copied onto or into itself; with `keep-both` a copy beside the original gets its own name. */
async function apart(tree: TreeContext, run: JobRun, roots: readonly Root[]): Promise<readonly Root[]> {
  const kept: Root[] = [];
  for (const root of roots) {
    const { from, to, entry } = root;
    try {
      if (from === to && tree.onConflict === 'keep-both') {
        kept.push({ ...root, to: (await begunBeside(tree, root)) ?? (await freeBeside(tree, root)) });
        continue;
      }
      if (from === to) throw intoItself(from, 'it would be copied onto itself');
      if (entry.type === 'directory' && isWithin(to, from)) {
        throw intoItself(from, 'a folder cannot be copied into itself');
      }
      kept.push(root);
    } catch (thrown) {
      run.addTotals(1, 0);
      run.failed(from, asAppError(thrown));
    }
  }
  return kept;
}

async function freeBeside({ target }: TreeContext, { to, entry }: Root): Promise<PoolPath> {
  const name = await takenNames(parentPath(to), false, target).free(baseName(to), entry.type === 'directory');
  return childPath(parentPath(to), name);
}

/** Where an interrupted copy beside the original was put; null when it was not begun. */
async function begunBeside({ target, resumed }: TreeContext, { to, entry }: Root): Promise<PoolPath | null> {
  if (resumed === undefined) return null;
  const isFolder = entry.type === 'directory';
  for (let number = 2; ; number += 1) {
    const path = childPath(parentPath(to), numberedName(baseName(to), number, isFolder));
    const there = await entryAt(target, path);
    if (there === null) return null;
    const isSame = there.type === entry.type && there.size === entry.size && there.mtimeMs === entry.mtimeMs;
    if (isFolder ? resumed.madeFolders.includes(path) : isSame) return path;
  }
}

function intoItself(path: PoolPath, why: string) {
  return fail('refused', `Copying ${path}`, why, 'choose another place');
}

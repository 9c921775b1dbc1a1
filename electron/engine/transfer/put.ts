import { basename, resolve } from 'node:path';
import { asAppError, fail } from '../../../shared/errors.ts';
import { childPath, isReservedName, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { AddOptions, JobHandle } from '../api.ts';
import type { Volume, VolumeEntry } from '../volume/volume.ts';
import { ownRoots, refuseOwnSource } from './aliases.ts';
import { createChanges } from './changes.ts';
import { copyTrees, countTree, reservedError } from './copy-tree.ts';
import type { Root, TreeContext } from './copy-tree.ts';
import { destinations, folderInWords, itemsInWords, onVolumeInWords } from './destination.ts';
import { localSource, placeOf } from './local-source.ts';
import { poolTarget } from './pool-target.ts';
import { actTitle, openRecord, recorded } from './recording.ts';
import { createRemarks } from './remarks.ts';
import { listedOnce } from './source.ts';
import { refuseLosses } from './strict.ts';
import { restartOf, sourcesOf, specOf } from './spec.ts';
import type { Begin } from './spec.ts';
import type { JobRun, Restart, TransferContext } from './types.ts';

/**
 * Copies real files and folders of this host (absolute paths, escaped as in names.ts) into the pool; the policy chooses
 * the volume of each file. What goes wrong with an item is an error of the job; the others go on.
 * @throws invalid (no source; one name for several sources)
 */
export async function startPut(
  context: TransferContext,
  sources: readonly string[],
  dest: PoolPath,
  options: AddOptions = {},
): Promise<JobHandle> {
  if (sources.length === 0) throw fail('invalid', `Copying to ${dest}`, 'nothing was named', 'name files or folders');
  const to = await destinations(context.volume, sources.length, dest, options.destination ?? 'into');
  const items = sources.map((from) => ({ from, to: to(basename(resolve(from))) }));
  return beginPut(context, restartOf('put', items, dest, options), options);
}

export function beginPut(context: TransferContext, restart: Restart, begin: Begin): JobHandle {
  const dest = restart.options.dest as PoolPath;
  const title = `Copying ${itemsInWords(sourcesOf(restart))} to ${folderInWords(context, dest)}${onVolumeInWords(restart.options.volume)}`;
  return context.jobs.start(specOf(context, 'put', title, restart, begin), (run) =>
    put(context, run, restart, dest, title),
  );
}

async function put(
  context: TransferContext,
  run: JobRun,
  restart: Restart,
  dest: PoolPath,
  title: string,
): Promise<void> {
  const { items, options } = restart;
  run.counting(true);
  const own = await ownRoots(context.volume);
  const volumes = new Map<string, { readonly volume: Volume; readonly roots: Root[] }>();
  const changes = createChanges(context.changed);
  const record = openRecord(context, 'put', actTitle(context, 'put', sourcesOf(restart), dest));
  try {
    for (const item of items) {
      const source = item.from;
      await run.checkpoint();
      try {
        const { folder, name } = await placeOf(source);
        if (isReservedName(name)) throw reservedError(name);
        const opened = volumes.get(folder) ?? { volume: context.openLocal(folder), roots: [] };
        volumes.set(folder, opened);
        const from = childPath(rootPath, name);
        const entry = await statSource(opened.volume, from, source);
        refuseOwnSource(own, source, folder === '/' ? `/${name}` : `${folder}/${name}`, entry);
        if (entry.type === 'directory' && options.recursive === false) throw folderRefused(source);
        opened.roots.push({ from, entry, to: item.to as PoolPath });
      } catch (thrown) {
        run.addTotals(1, 0);
        run.failed(source, asAppError(thrown), item);
      }
    }
    const target = recorded(poolTarget(context, options.volume), record);
    const trees = [...volumes].map(([folder, { volume, roots }]) => {
      const tree: TreeContext = {
        run,
        source: listedOnce(localSource(volume)),
        target,
        verify: options.verify !== false,
        remarks: createRemarks(),
        changed: (folder) => changes.add(folder),
        told: ({ path }, shelf) => ({ path, volume: shelf }),
        again: ({ from, path }) => ({ from: folder === '/' ? from : `${folder}${from}`, to: path }),
        onConflict: options.onConflict ?? 'fail',
        resumed: options.resumed,
        outside: 'source',
        refused(entry) {
          const name = own.rootWith(entry.inode);
          return name === null ? null : `it is the volume ${name} of this pool`;
        },
      };
      return { tree, roots };
    });
    if (options.strict === true) for (const { tree, roots } of trees) await refuseLosses(tree, roots, title);
    const counted = (async () => {
      for (const { tree, roots } of trees) await countTree(tree, roots);
    })();
    await copyTrees(run, trees);
    await counted;
  } finally {
    run.counting(false);
    changes.flush();
    await record.end(run.id);
    for (const { volume } of volumes.values()) await volume.close();
  }
}

/** Says the path as it was given, and not where it lies in the folder that was opened for it. */
async function statSource(volume: Volume, path: PoolPath, source: string): Promise<VolumeEntry> {
  try {
    return await volume.stat(path);
  } catch (thrown) {
    const error = asAppError(thrown);
    if (error.code !== 'not-found') throw error;
    throw fail('not-found', `Copying ${source}`, 'it is not there', 'check the path', { cause: error });
  }
}

export function folderRefused(path: string) {
  return fail('refused', `Copying ${path}`, 'it is a folder', 'say that folders are meant with all in them (-r)');
}

import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import { childPath, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { JobHandle } from '../api.ts';
import type { Volume, VolumeEntry } from '../volume/volume.ts';
import { createChanges } from './changes.ts';
import { itemsInWords } from './destination.ts';
import { noteAbsent } from './get.ts';
import { openRecord } from './recording.ts';
import { newTrashId } from './trash-id.ts';
import { restartOf, sourcesOf, specOf } from './spec.ts';
import type { Begin } from './spec.ts';
import type { JobRun, JobSpec, Restart, TransferContext } from './types.ts';

/** Moves entries to the trashes of the volumes that hold them, whole folders at once. @throws invalid (no path) */
export function startTrash(context: TransferContext, paths: readonly PoolPath[]): Promise<JobHandle> {
  const items = paths.map((from) => ({ from, to: '' }));
  if (items.length === 0) return Promise.reject(nothingNamed('Moving to the trash'));
  return Promise.resolve(beginTrash(context, restartOf('trash', items, ''), {}));
}

export function beginTrash(context: TransferContext, restart: Restart, begin: Begin): JobHandle {
  const paths = sourcesOf(restart);
  const title = `Moving ${itemsInWords(paths)} to the trash`;
  const record = openRecord(context, 'trash', `Move ${itemsInWords(paths)} to the trash`);
  const each: Each = async (run, path, changed) => {
    const entry = await context.volume.stat(path);
    const copies = await context.volume.copiesOf(path);
    const id = newTrashId();
    await context.volume.moveToTrash(path, id);
    record.trashed(path, id, copies);
    changed(parentPath(path));
    run.item({ path, volume: '', size: entry.size, outcome: 'done' });
  };
  return start(context, specOf(context, 'trash', title, restart, begin), paths, each, () => record.end());
}

/**
 * Deletes for ever, on every volume: files first, then the folders that are empty by then. Things that are not the
 * pool's are never deleted, and keep their folders. Without `recursive` folders are refused.
 * @throws invalid (no path)
 */
export function startRemove(
  context: TransferContext,
  paths: readonly PoolPath[],
  options: { readonly recursive?: boolean } = {},
): Promise<JobHandle> {
  const items = paths.map((from) => ({ from, to: '' }));
  if (items.length === 0) return Promise.reject(nothingNamed('Deleting'));
  const recursive = options.recursive === true;
  return Promise.resolve(beginRemove(context, restartOf('remove', items, '', { recursive }), {}));
}

export function beginRemove(context: TransferContext, restart: Restart, begin: Begin): JobHandle {
  const paths = sourcesOf(restart);
  const { options } = restart;
  const spec = specOf(context, 'remove', `Deleting ${itemsInWords(paths)} for ever`, restart, begin);
  return start(context, spec, paths, async (run, path, changed) => {
    const entry = await context.volume.stat(path);
    if (entry.type === 'directory' && options.recursive !== true) {
      throw fail('refused', `Deleting ${path}`, 'it is a folder', 'say that it is meant with all in it (-r)');
    }
    run.addTotals(-1, 0);
    await removeTree(context.volume, run, path, entry, changed);
  });
}

type Each = (run: JobRun, path: PoolPath, changed: (folder: PoolPath) => void) => Promise<void>;

function nothingNamed(attempted: string) {
  return fail('invalid', attempted, 'nothing was named', 'name files or folders');
}

function start(
  context: TransferContext,
  spec: JobSpec,
  paths: readonly string[],
  each: Each,
  ended: () => Promise<void> = () => Promise.resolve(),
): JobHandle {
  return context.jobs.start(spec, async (run) => {
    const changes = createChanges(context.changed);
    run.addTotals(paths.length, 0);
    try {
      for (const path of paths as readonly PoolPath[]) {
        await attempt(run, path, async () => {
          if (path === '/') throw fail('refused', spec.title, 'it is the whole pool', 'name what is in it');
          await each(run, path, (folder) => changes.add(folder));
        });
      }
      noteAbsent(context, run);
    } finally {
      changes.flush();
      await ended();
    }
  });
}

async function attempt(run: JobRun, path: PoolPath, work: () => Promise<void>): Promise<boolean> {
  await run.checkpoint();
  run.current(path);
  try {
    await work();
    return true;
  } catch (thrown) {
    if (isAppError(thrown, 'cancelled')) throw thrown;
    run.failed(path, asAppError(thrown), { from: path, to: '' });
    return false;
  }
}

/** Answers whether all of it is gone. */
async function removeTree(
  volume: Volume,
  run: JobRun,
  path: PoolPath,
  entry: VolumeEntry,
  changed: (folder: PoolPath) => void,
): Promise<boolean> {
  if (entry.foreign === true) {
    run.note(`${path} is not the pool's: it was not deleted.`);
    return false;
  }
  if (entry.type !== 'directory') {
    run.addTotals(1, 0);
    return attempt(run, path, async () => {
      await volume.removeFile(path);
      run.item({ path, volume: '', size: entry.size, outcome: 'done' });
      changed(parentPath(path));
    });
  }
  let kept = 0;
  const isListed = await attempt(run, path, async () => {
    for (const child of await volume.list(path)) {
      if (!(await removeTree(volume, run, childPath(path, child.name), child, changed))) kept += 1;
    }
  });
  // What could not be deleted was told; that its folder is not empty is no second failure.
  if (!isListed || kept > 0) return false;
  return attempt(run, path, async () => {
    await volume.removeDirectory(path);
    changed(parentPath(path));
  });
}

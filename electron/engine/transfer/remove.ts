import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import { childPath, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { JobHandle } from '../api.ts';
import type { MemberCopy } from '../pool/types.ts';
import { trashBatch } from '../volume/volume.ts';
import type { Volume, VolumeEntry } from '../volume/volume.ts';
import { noteAbsent } from './absent.ts';
import { createChanges } from './changes.ts';
import { itemsInWords } from './destination.ts';
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
  const spec = specOf(context, 'trash', title, restart, begin);
  const few: Few = async (run, paths, changed) => {
    const going: Going[] = [];
    for (const path of paths) {
      await attempt(run, path, async () => {
        refuseWhole(path, title);
        const { size } = await context.volume.stat(path);
        going.push({ path, id: newTrashId(), size, copies: await context.volume.copiesOf(path) });
      });
    }
    const outcomes = await context.volume.moveManyToTrash(going.map(({ path, id }) => ({ path, id })));
    for (const [index, { path, id, size, copies }] of going.entries()) {
      await attempt(run, path, () => {
        const outcome = outcomes[index];
        if (outcome?.ok === false) throw outcome.error;
        record.trashed(path, id, copies);
        changed(parentPath(path));
        run.item({ path, volume: '', size, outcome: 'done' });
      });
    }
  };
  return start(context, spec, paths, trashBatch, few, (run) => record.end(run.id));
}

interface Going {
  readonly path: PoolPath;
  readonly id: string;
  readonly size: number;
  readonly copies: readonly MemberCopy[];
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
  const each = async (run: JobRun, path: PoolPath, changed: (folder: PoolPath) => void): Promise<void> => {
    refuseWhole(path, spec.title);
    const entry = await context.volume.stat(path);
    if (entry.type === 'directory' && options.recursive !== true) {
      throw fail('refused', `Deleting ${path}`, 'it is a folder', 'say that it is meant with all in it (-r)');
    }
    run.addTotals(-1, 0);
    await removeTree(context.volume, run, path, entry, changed);
  };
  return start(context, spec, paths, 1, async (run, few, changed) => {
    for (const path of few) {
      await attempt(run, path, () => each(run, path, changed));
    }
  });
}

type Few = (run: JobRun, paths: readonly PoolPath[], changed: (folder: PoolPath) => void) => Promise<void>;

function refuseWhole(path: PoolPath, attempted: string): void {
  if (path === '/') throw fail('refused', attempted, 'it is the whole pool', 'name what is in it');
}

function nothingNamed(attempted: string) {
  return fail('invalid', attempted, 'nothing was named', 'name files or folders');
}

function start(
  context: TransferContext,
  spec: JobSpec,
  paths: readonly string[],
  most: number,
  few: Few,
  ended: (run: JobRun) => Promise<void> = () => Promise.resolve(),
): JobHandle {
  return context.jobs.start(spec, async (run) => {
    const changes = createChanges(context.changed);
    run.addTotals(paths.length, 0);
    try {
      for (let at = 0; at < paths.length; at += most) {
        await run.checkpoint();
        await few(run, (paths as readonly PoolPath[]).slice(at, at + most), (folder) => changes.add(folder));
      }
      await noteAbsent(context, run, paths as readonly PoolPath[]);
    } finally {
      changes.flush();
      await ended(run);
    }
  });
}

async function attempt(run: JobRun, path: PoolPath, work: () => Promise<void> | void): Promise<boolean> {
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
    await run.checkpoint();
    return attempt(run, path, async () => {
      await volume.removeFile(path);
      run.item({ path, volume: '', size: entry.size, outcome: 'done' });
      changed(parentPath(path));
    });
  }
  let kept = 0;
  await run.checkpoint();
  const isListed = await attempt(run, path, async () => {
    for (const child of await volume.list(path)) {
      if (!(await removeTree(volume, run, childPath(path, child.name), child, changed))) kept += 1;
    }
  });
  // What could not be deleted was told; that its folder is not empty is no second failure.
  if (!isListed || kept > 0) return false;
  await run.checkpoint();
  return attempt(run, path, async () => {
    await volume.removeDirectory(path);
    changed(parentPath(path));
  });
}

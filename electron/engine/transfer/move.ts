import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import type { ConflictPolicy } from '../../../shared/model.ts';
import { baseName, childPath, isWithin, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { JobHandle, PutOptions } from '../api.ts';
import type { VolumeEntry } from '../volume/volume.ts';
import { createChanges } from './changes.ts';
import { decide } from './conflicts.ts';
import { destinations, entryAt, folderInWords, itemsInWords } from './destination.ts';
import { noteAbsent } from './get.ts';
import { takenNames } from './names.ts';
import { poolTarget } from './pool-target.ts';
import { ensureFolder } from './target.ts';
import { newTrashId } from './trash-id.ts';
import type { JobRun, TransferContext } from './types.ts';

/**
 * Moves inside the pool by renaming on every volume that holds the entry; folders merge with folders of the same name.
 * @throws invalid (no path; one name for several)
 */
export async function startMove(
  context: TransferContext,
  paths: readonly PoolPath[],
  dest: PoolPath,
  options: PutOptions = {},
): Promise<JobHandle> {
  const title = `Moving ${itemsInWords(paths)} to ${folderInWords(context, dest)}`;
  if (paths.length === 0) throw fail('invalid', title, 'nothing was named', 'name files or folders');
  const to = await destinations(context.volume, paths.length, dest, options.destination ?? 'into');
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  return context.jobs.start({ pool: context.poolId, kind: 'move', title, ...signal }, async (run) => {
    const changes = createChanges(context.changed);
    const mover: Mover = {
      context,
      run,
      onConflict: options.onConflict ?? 'fail',
      changed: (folder) => changes.add(folder),
    };
    try {
      run.addTotals(paths.length, 0);
      for (const path of paths) {
        await attempt(run, path, async () => {
          if (path === '/') throw fail('refused', title, 'the pool itself cannot be moved', 'name what is in it');
          await move(mover, path, to(baseName(path)), await context.volume.stat(path));
        });
      }
      noteAbsent(context, run);
    } finally {
      changes.flush();
    }
  });
}

interface Mover {
  readonly context: TransferContext;
  readonly run: JobRun;
  readonly onConflict: ConflictPolicy;
  readonly changed: (folder: PoolPath) => void;
}

async function attempt(run: JobRun, path: PoolPath, work: () => Promise<void>): Promise<void> {
  await run.checkpoint();
  run.current(path);
  try {
    await work();
  } catch (thrown) {
    if (isAppError(thrown, 'cancelled')) throw thrown;
    run.failed(path, asAppError(thrown));
  }
}

async function move(mover: Mover, from: PoolPath, to: PoolPath, entry: VolumeEntry): Promise<void> {
  const { context, run } = mover;
  const pool = context.volume;
  const attempted = `Moving ${from} to ${to}`;
  if (from === to) throw fail('refused', attempted, 'it is there already', 'choose another place');
  if (entry.type === 'directory' && isWithin(to, from)) {
    throw fail('refused', attempted, 'a folder cannot move into itself', 'choose another place');
  }
  const there = await entryAt(pool, to);
  if (there === null) {
    for (const made of await ensureFolder(poolTarget(context), parentPath(to))) mover.changed(parentPath(made));
    await rename(mover, from, to, entry);
    return;
  }
  const decision = decide(mover.onConflict, entry, there);
  switch (decision.act) {
    case 'fail':
      throw fail(decision.code, attempted, decision.why, 'choose another name or say what to do with it');
    case 'skip':
      run.item({ path: from, volume: '', size: entry.size, outcome: 'skipped' });
      return;
    case 'rename': {
      const taken = takenNames(parentPath(to), false, pool);
      const name = await taken.free(baseName(to), entry.type === 'directory');
      await rename(mover, from, childPath(parentPath(to), name), entry);
      return;
    }
    case 'merge':
      await merge(mover, from, to);
      return;
    case 'replace': {
      const id = newTrashId();
      await pool.moveToTrash(to, id);
      try {
        await rename(mover, from, to, entry);
      } catch (thrown) {
        await pool.restoreFromTrash(id, to);
        throw thrown;
      }
    }
  }
}

async function rename(mover: Mover, from: PoolPath, to: PoolPath, entry: VolumeEntry): Promise<void> {
  const pool = mover.context.volume;
  await pool.rename(from, to);
  const [first] = await pool.copiesOf(to);
  mover.run.item({ path: to, volume: first?.member.name ?? '', size: entry.size, outcome: 'done' });
  mover.changed(parentPath(from));
  mover.changed(parentPath(to));
}

/** Moves what is in one folder into another; the emptied one is removed, one that keeps something stays. */
async function merge(mover: Mover, from: PoolPath, to: PoolPath): Promise<void> {
  const { context, run } = mover;
  const pool = context.volume;
  const entries = (await pool.list(from)).filter(({ foreign }) => foreign !== true);
  run.addTotals(entries.length - 1, 0);
  for (const entry of entries) {
    const child = childPath(from, entry.name);
    await attempt(run, child, () => move(mover, child, childPath(to, entry.name), entry));
  }
  if ((await pool.list(from)).length > 0) return;
  await pool.removeDirectory(from);
  mover.changed(parentPath(from));
}

import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import type { Answer, OnConflict } from '../../../shared/model.ts';
import { baseName, childPath, isWithin, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { JobHandle, PutOptions } from '../api.ts';
import { folderMetadata } from '../history/identity.ts';
import type { Recorder, Replaced } from '../history/recorder.ts';
import type { FolderMetadata } from '../history/step.ts';
import type { VolumeEntry } from '../volume/volume.ts';
import { isOtherCase } from '../pool/other-case.ts';
import { noteAbsent, noteOldVersions } from './absent.ts';
import { createChanges } from './changes.ts';
import { decide, isStill } from './conflicts.ts';
import type { Ask } from './conflicts.ts';
import { destinations, entryAt, folderInWords, itemsInWords } from './destination.ts';
import { isSameFolder, knownAway, takenNames } from './names.ts';
import type { TakenEntry } from './names.ts';
import { pausable } from './pipeline.ts';
import { poolTarget } from './pool-target.ts';
import { sameContents } from './same-contents.ts';
import { actTitle, openRecord } from './recording.ts';
import { ensureFolder } from './target.ts';
import { poolItem, restartOf, sourcesOf, specOf } from './spec.ts';
import type { Begin } from './spec.ts';
import type { JobRun, Restart, TransferContext } from './types.ts';
import { syncNames } from './unsynced.ts';
import { removeUnusedFolders } from './unused-folders.ts';

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
  if (paths.length === 0) throw fail('invalid', `Moving to ${dest}`, 'nothing was named', 'name files or folders');
  const to = await destinations(context.volume, paths.length, dest, options.destination ?? 'into');
  const items = paths.map((from) => ({ from, to: to(baseName(from)) }));
  return beginMove(context, restartOf('move', items, dest, options), options);
}

export function beginMove(context: TransferContext, restart: Restart, begin: Begin): JobHandle {
  const { items, options } = restart;
  const [dest, paths] = [options.dest as PoolPath, sourcesOf(restart)];
  const title = `Moving ${itemsInWords(paths)} to ${folderInWords(context, dest)}`;
  return context.jobs.start(specOf(context, 'move', title, restart, begin), async (run) => {
    const changes = createChanges(context.changed);
    const named = new Set<PoolPath>();
    const record = openRecord(context, 'move', actTitle(context, 'move', paths, dest));
    const mover: Mover = {
      context,
      run,
      record,
      onConflict: options.onConflict ?? 'fail',
      changed(folder) {
        changes.add(folder);
        named.add(folder);
      },
      kept: [],
      merged: new Map(),
    };
    try {
      run.addTotals(paths.length, 0);
      for (const { from, to } of items.map(poolItem)) {
        await attempt(run, from, to, async () => {
          if (from === '/') throw fail('refused', title, 'the pool itself cannot be moved', 'name what is in it');
          if (options.resumed !== undefined && (await wasMoved(context, from, to))) {
            const why = 'it was moved before the interruption';
            run.item({ path: to, volume: '', size: 0, outcome: 'skipped', why });
            return;
          }
          await move(mover, from, to, await context.volume.stat(from));
        });
      }
      while (await run.questions.next()) await run.questions.settle();
      for (const folder of mover.kept) await removeEmptied(mover, folder);
      await noteAbsent(context, run, sourcesOf(restart) as readonly PoolPath[]);
    } finally {
      await syncNames(run, context.volume, named);
      changes.flush();
      await record.end(run.id);
    }
  });
}

export interface Mover {
  readonly context: TransferContext;
  readonly run: JobRun;
  readonly record: Recorder;
  readonly onConflict: OnConflict;
  readonly changed: (folder: PoolPath) => void;
  /** Merged folders that hold what a person is asked about, deepest first. */
  readonly kept: PoolPath[];
  /** What the merged folders were like, for when they are made again. */
  readonly merged: Map<PoolPath, FolderMetadata>;
}

/** An answer, and what was there when it was asked for. */
interface Given {
  readonly answer: Answer;
  readonly seen: VolumeEntry;
}

/** Before an interruption: it is not where it was, and is where it should go. */
async function wasMoved({ volume }: TransferContext, from: PoolPath, to: PoolPath): Promise<boolean> {
  return (await entryAt(volume, from)) === null && (await entryAt(volume, to)) !== null;
}

async function attempt(run: JobRun, from: PoolPath, to: PoolPath, work: () => Promise<void>): Promise<void> {
  await run.checkpoint();
  run.current(from);
  try {
    await work();
  } catch (thrown) {
    if (isAppError(thrown, 'cancelled')) throw thrown;
    run.failed(from, asAppError(thrown), { from, to });
  }
}

export async function move(
  mover: Mover,
  from: PoolPath,
  to: PoolPath,
  entry: VolumeEntry,
  given: Given | null = null,
): Promise<void> {
  const { context, run } = mover;
  const pool = context.volume;
  const attempted = `Moving ${from} to ${to}`;
  if (from === to) throw fail('refused', attempted, 'it is there already', 'choose another place');
  if (entry.type === 'directory' && isWithin(to, from)) {
    throw fail('refused', attempted, 'a folder cannot move into itself', 'choose another place');
  }
  const isFree = await isOtherCase(from, to, (folder) => pool.list(folder));
  const there: TakenEntry | null = isFree ? null : ((await entryAt(pool, to)) ?? (await knownAway(pool.away, to)));
  if (there !== null && isSameFolder(entry, there)) {
    await makeFolders(mover, to);
    await merge(mover, from, to);
    return;
  }
  if (there === null) {
    const made = await makeFolders(mover, parentPath(to));
    try {
      await rename(mover, from, to, entry);
    } catch (thrown) {
      await removeUnusedFolders(pool, made, mover.record, mover.changed);
      throw thrown;
    }
    return;
  }
  // An answer is for what was shown, and for nothing else.
  const policy = given !== null && isStill(given.seen, there) ? given.answer : mover.onConflict;
  const decision = await decide(policy, entry, there, () => contentsAre(mover, from, to, run.signal));
  switch (decision.act) {
    case 'ask':
      await ask(mover, { from, to, entry, there }, decision);
      return;
    case 'fail':
      throw fail(decision.code, attempted, decision.why, 'choose another name or say what to do with it');
    case 'skip':
      run.item({ path: from, volume: '', size: entry.size, outcome: 'skipped', why: decision.why });
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
      await noteOldVersions(run, pool.away, to);
      const copies = await pool.copiesOf(to);
      const id = await pool.supplant(to, { at: from });
      await moved(mover, from, to, entry, id === null ? null : { id, copies });
    }
  }
}

/** Answers those that it made, each behind the one that it is in. */
async function makeFolders({ context, record, changed }: Mover, folder: PoolPath): Promise<readonly PoolPath[]> {
  const made = await ensureFolder(poolTarget(context), folder);
  for (const one of made) {
    record.madeFolder(one, true);
    changed(parentPath(one));
  }
  return made;
}

async function ask(
  mover: Mover,
  {
    from,
    to,
    entry,
    there,
  }: { readonly from: PoolPath; readonly to: PoolPath; readonly entry: VolumeEntry; readonly there: TakenEntry },
  { kind, choices }: Ask,
): Promise<void> {
  const { context, run } = mover;
  const pool = context.volume;
  const side = async (path: PoolPath, { type, size, mtimeMs }: VolumeEntry) => {
    const [best] = await pool.copiesOf(path);
    return { type, size: type === 'directory' ? 0 : size, mtimeMs, volume: best?.member.name ?? '' };
  };
  const files =
    kind !== 'types' && kind !== 'away' && entry.type === 'file' && there.type === 'file' && entry.size === there.size;
  run.questions.ask({
    path: to,
    kind,
    choices,
    keepBothAs: await takenNames(parentPath(to), false, pool).free(baseName(to), entry.type === 'directory'),
    incoming: await side(from, entry),
    existing: { ...(await side(to, there)), ...(there.away === undefined ? {} : { volume: there.away }) },
    compare: files ? (signal) => contentsAre(mover, from, to, signal) : null,
    // What would be left out stays where it is: a person may rather have it gone.
    skipSame: false,
    settle: (answer) =>
      attempt(run, from, to, async () => {
        await move(mover, from, to, await pool.stat(from), { answer, seen: there });
      }),
  });
}

function contentsAre({ context, run }: Mover, from: PoolPath, to: PoolPath, signal: AbortSignal): Promise<boolean> {
  const contentOf = (path: PoolPath) => pausable(run, context.volume.read(path, { signal }));
  return sameContents(contentOf(from), contentOf(to));
}

async function rename(mover: Mover, from: PoolPath, to: PoolPath, entry: VolumeEntry): Promise<void> {
  await mover.context.volume.rename(from, to);
  await moved(mover, from, to, entry, null);
}

async function moved(
  mover: Mover,
  from: PoolPath,
  to: PoolPath,
  entry: VolumeEntry,
  replaced: Replaced | null,
): Promise<void> {
  const copies = await mover.context.volume.copiesOf(to);
  mover.record.renamed(from, to, copies, replaced);
  const [first] = copies;
  mover.run.item({ path: to, volume: first?.member.name ?? '', size: entry.size, outcome: 'done' });
  mover.changed(parentPath(from));
  mover.changed(parentPath(to));
}

/** Moves what is in one folder into another; the emptied one is removed, one that keeps something stays. */
async function merge(mover: Mover, from: PoolPath, to: PoolPath): Promise<void> {
  const { context, run } = mover;
  const pool = context.volume;
  // As it is before anything leaves it: that changes its times.
  mover.merged.set(from, await folderMetadata(pool, from));
  const entries = (await pool.list(from)).filter(({ foreign }) => foreign !== true);
  run.addTotals(entries.length - 1, 0);
  for (const entry of entries) {
    const child = childPath(from, entry.name);
    const into = childPath(to, entry.name);
    await attempt(run, child, into, () => move(mover, child, into, entry));
  }
  if (run.questions.isOpen()) mover.kept.push(from);
  await removeEmptied(mover, from);
}

async function removeEmptied({ context, record, merged, changed }: Mover, folder: PoolPath): Promise<void> {
  const pool = context.volume;
  if ((await entryAt(pool, folder)) === null || (await pool.list(folder)).length > 0) return;
  await pool.removeDirectory(folder);
  const metadata = merged.get(folder);
  if (metadata !== undefined) record.removedFolder(folder, metadata);
  changed(parentPath(folder));
}

import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import type { ConflictPolicy } from '../../../shared/model.ts';
import { baseName, childPath, isWithin, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Receiver } from '../api.ts';
import type { ByteSource, VolumeEntry } from '../volume/volume.ts';
import { createChanges } from './changes.ts';
import { decide } from './conflicts.ts';
import { folderInWords } from './destination.ts';
import { takenNames } from './names.ts';
import type { TakenNames } from './names.ts';
import { pausable } from './pipeline.ts';
import { poolTarget } from './pool-target.ts';
import { ensureFolder, sidePath } from './target.ts';
import type { Slot } from './target.ts';
import type { JobRun, TransferContext } from './types.ts';

/** Folders whose names are remembered; forgotten together when there are more. */
const knownMost = 5_000;

/**
 * Opens a job whose files arrive as streams, several at the same time. It ends when `finish` was called and all that
 * was begun is done. Totals of 0 mean that nobody knows them: they are counted as files come.
 */
export function startReceive(
  context: TransferContext,
  dest: PoolPath,
  options: { readonly files: number; readonly bytes: number; readonly onConflict?: ConflictPolicy },
): Promise<Receiver> {
  const onConflict = options.onConflict ?? 'fail';
  const finished = Promise.withResolvers<undefined>();
  const started = Promise.withResolvers<JobRun>();
  // Awaited by the files only: a job that is cancelled before its start never runs.
  started.promise.catch(() => undefined);
  const target = poolTarget(context);
  const changes = createChanges(context.changed);
  const underWay = new Set<Promise<unknown>>();
  const locked = new Map<PoolPath, Promise<void>>();
  let isFinished = false;

  const spec = {
    pool: context.poolId,
    kind: 'upload' as const,
    title: `Uploading to ${folderInWords(context, dest)}`,
    immediately: true,
  };
  const handle = context.jobs.start(spec, async (run) => {
    run.addTotals(options.files, options.bytes);
    started.resolve(run);
    const aborted = (): void => finished.resolve(undefined);
    run.signal.addEventListener('abort', aborted, { once: true });
    if (run.signal.aborted) aborted();
    await finished.promise;
    isFinished = true;
    while (underWay.size > 0) await Promise.allSettled([...underWay]);
    changes.flush();
    await run.checkpoint();
  });
  void handle.ended.then(({ title }) =>
    started.reject(fail('cancelled', title, 'it was cancelled', 'start it again when you want it')),
  );

  const begin = async (path: PoolPath): Promise<JobRun> => {
    if (isFinished) throw fail('refused', `Uploading ${path}`, 'the upload has ended', 'start another one');
    if (!isWithin(path, dest)) throw fail('outside', `Uploading ${path}`, `it is not below ${dest}`, 'upload it there');
    return started.promise;
  };
  const track = async <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    try {
      return await work;
    } finally {
      underWay.delete(work);
    }
  };
  /** Folders are made one after the other: several files may want the same one. */
  const folderLock = async (work: () => Promise<void>): Promise<void> => {
    const before = locked.get(dest) ?? Promise.resolve();
    const mine = before.then(work);
    locked.set(
      dest,
      mine.catch(() => undefined),
    );
    await mine;
  };
  /** Folders that were there, or were made, with the names in them: 2,000 files of one folder ask for it once. */
  const known = new Map<PoolPath, TakenNames>();
  const ensure = async (folder: PoolPath): Promise<TakenNames> => {
    const names = known.get(folder);
    if (names !== undefined) return names;
    await folderLock(async () => {
      if (known.has(folder)) return;
      const made = await ensureFolder(target, folder);
      for (const path of made) changes.add(parentPath(path));
      if (known.size >= knownMost) known.clear();
      for (const path of [...made, folder]) {
        if (!known.has(path)) known.set(path, takenNames(path, made.includes(path), context.volume));
      }
    });
    return known.get(folder) ?? takenNames(folder, false, context.volume);
  };

  const take = async (
    run: JobRun,
    wanted: PoolPath,
    source: ByteSource,
    size: number | undefined,
    mtimeMs: number | undefined,
  ): Promise<void> => {
    await run.checkpoint();
    const names = await ensure(parentPath(wanted));
    let path = wanted;
    let replaces = false;
    const taken = await names.get(baseName(wanted));
    if (taken !== null) {
      const { entry: there, claimed } = taken;
      if (claimed && onConflict !== 'keep-both') {
        throw fail('exists', `Uploading ${wanted}`, 'this upload has sent it already', 'send each name once');
      }
      const coming = { type: 'file' as const, size: size ?? -1, mtimeMs: mtimeMs ?? Date.now() };
      const decision = decide(onConflict, coming, there);
      if (decision.act === 'fail' || decision.act === 'merge') {
        const [code, why] =
          decision.act === 'fail' ? [decision.code, decision.why] : ['exists' as const, 'it is there'];
        throw fail(code, `Uploading ${wanted}`, why, 'choose another name or say what to do with it');
      }
      if (decision.act === 'skip') {
        run.addTotals(0, -(size ?? 0));
        run.item({ path: wanted, volume: '', size: size ?? 0, outcome: 'skipped' });
        return;
      }
      if (decision.act === 'rename') {
        path = childPath(parentPath(path), await names.free(baseName(path), false));
      }
      replaces = decision.act === 'replace';
    }
    const name = baseName(path);
    if (!replaces) names.claim(name, comingEntry(name, size ?? 0, mtimeMs ?? Date.now()));
    let slot: Slot;
    try {
      slot = await target.choose(path, size ?? 0, new Set());
    } catch (thrown) {
      names.release(name);
      throw thrown;
    }
    let counted = 0;
    try {
      const side = replaces && (await target.holds(slot, path)) ? sidePath(path) : null;
      run.current(path);
      const receipt = await slot.volume.write(side ?? path, pausable(run, source), {
        ...(size === undefined ? {} : { size }),
        metadata: mtimeMs === undefined ? {} : { mtimeNs: BigInt(Math.round(mtimeMs * 1000)) * 1000n },
        signal: run.signal,
        onBytes(bytes) {
          counted += bytes;
          run.addBytes(bytes);
        },
      });
      if (replaces) await target.replace(slot, path, side);
      slot.placed(path);
      run.addPlaced(slot.name, receipt.bytes);
      if (options.bytes === 0) run.addTotals(0, receipt.bytes);
      run.item({ path, volume: slot.name, size: receipt.bytes, outcome: 'done' });
      changes.add(parentPath(path));
    } catch (thrown) {
      run.addBytes(-counted);
      names.release(name);
      // The folder may have been taken away meanwhile: the next file makes it again.
      if (isAppError(thrown, 'not-found')) known.clear();
      throw thrown;
    } finally {
      slot.release();
    }
  };

  return Promise.resolve({
    ...handle,
    async makeDirectory(path) {
      const run = await begin(path);
      await track(run.checkpoint().then(() => ensure(path)));
    },
    async file(path, source, { size, mtimeMs }) {
      const run = await begin(path);
      if (options.files === 0) run.addTotals(1, 0);
      try {
        await track(take(run, path, source, size, mtimeMs));
      } catch (thrown) {
        run.failed(path, asAppError(thrown));
        throw thrown;
      }
    },
    finish: () => finished.resolve(undefined),
  });
}

/** What a name will hold when its file has come: as much as a decision about a second one looks at. */
function comingEntry(name: string, size: number, mtimeMs: number): VolumeEntry {
  return { name, type: 'file', size, mtimeMs, allocated: size, mode: 0o644, uid: 0, gid: 0, inode: '', links: 1 };
}

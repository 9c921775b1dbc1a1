import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import type { Answer, OnConflict } from '../../../shared/model.ts';
import { baseName, childPath, isWithin, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { ReceiveOptions, Receiver } from '../api.ts';
import type { ByteSource, VolumeEntry } from '../volume/volume.ts';
import { createAsides } from './asides.ts';
import type { Aside } from './asides.ts';
import { noteOldVersions } from './absent.ts';
import { createChanges } from './changes.ts';
import { decide, isStill } from './conflicts.ts';
import type { Ask } from './conflicts.ts';
import { folderInWords, onVolumeInWords } from './destination.ts';
import { createFolders } from './names.ts';
import type { TakenEntry } from './names.ts';
import { pausable } from './pipeline.ts';
import { poolTarget } from './pool-target.ts';
import { settling } from './questions.ts';
import { actTitle, openRecord, recorded } from './recording.ts';
import { sameContents } from './same-contents.ts';
import { sidePath } from './target.ts';
import type { Slot } from './target.ts';
import type { JobRun, TransferContext } from './types.ts';
import { syncNames } from './unsynced.ts';

/** One file as it was sent. */
interface Sent {
  readonly wanted: PoolPath;
  readonly source: ByteSource;
  readonly size: number | undefined;
  readonly mtimeMs: number | undefined;
}

/**
 * Opens a job whose files arrive as streams, several at the same time. It ends when `finish` was called and all that
 * was begun is done. Totals of 0 mean that nobody knows them: they are counted as files come. A stream cannot be asked
 * for again: what a person has to decide about, or what must be compared, is written aside first.
 */
export function startReceive(context: TransferContext, dest: PoolPath, options: ReceiveOptions): Promise<Receiver> {
  const onConflict = options.onConflict ?? 'fail';
  const finished = Promise.withResolvers<undefined>();
  const started = Promise.withResolvers<JobRun>();
  // Awaited by the files only: a job that is cancelled before its start never runs.
  started.promise.catch(() => undefined);
  const record = openRecord(context, 'upload', actTitle(context, 'upload', [], dest));
  const target = recorded(poolTarget(context, options.volume), record);
  const changes = createChanges(context.changed);
  /** Folders in which a new one was made; files see to themselves. */
  const holding = new Set<PoolPath>();
  const folders = createFolders(context.volume, target, (folder) => {
    holding.add(folder);
    changes.add(folder);
  });
  const underWay = new Set<Promise<unknown>>();
  const asides = createAsides(context);
  let isFinished = false;

  const spec = {
    pool: context.poolId,
    kind: 'upload' as const,
    title: `Uploading to ${folderInWords(context, dest)}${onVolumeInWords(options.volume)}`,
    immediately: true,
    kept: true,
  };
  const handle = context.jobs.start(spec, async (run) => {
    run.addTotals(options.files, options.bytes);
    started.resolve(run);
    const aborted = (): void => finished.resolve(undefined);
    run.signal.addEventListener('abort', aborted, { once: true });
    if (run.signal.aborted) aborted();
    try {
      await finished.promise;
      isFinished = true;
      while (underWay.size > 0) await Promise.allSettled([...underWay]);
      while (await run.questions.next()) await run.questions.settle();
    } finally {
      // What nobody decided about was never in the pool.
      await asides.discardAll();
      await target.tidy();
      await syncNames(run, context.volume, holding);
      changes.flush();
      await record.end(run.id);
    }
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

  const skip = (run: JobRun, path: PoolPath, size: number, why: string): void => {
    run.addTotals(0, -size);
    run.item({ path, volume: '', size, outcome: 'skipped', why });
  };
  const done = (run: JobRun, slot: Slot, path: PoolPath, bytes: number): void => {
    slot.placed(path);
    run.addPlaced(slot.name, bytes);
    run.item({ path, volume: slot.name, size: bytes, outcome: 'done' });
    changes.add(parentPath(path));
  };

  /** Writes the stream to `at`. Bytes of a failure are taken off again. */
  const write = async (run: JobRun, slot: Slot, at: PoolPath, { wanted, source, size, mtimeMs }: Sent) => {
    let counted = 0;
    try {
      run.current(wanted);
      const receipt = await slot.volume.write(at, pausable(run, source), {
        ...(size === undefined ? {} : { size }),
        metadata: mtimeMs === undefined ? {} : { mtimeNs: BigInt(Math.round(mtimeMs * 1000)) * 1000n },
        signal: run.signal,
        onBytes(bytes) {
          counted += bytes;
          run.addBytes(bytes);
        },
      });
      if (options.bytes === 0) run.addTotals(0, receipt.bytes);
      return receipt;
    } catch (thrown) {
      run.addBytes(-counted);
      // The folder may have been taken away meanwhile: the next file makes it again.
      if (isAppError(thrown, 'not-found')) folders.forget();
      throw thrown;
    }
  };

  /** To `path`, where nothing is, or something that is replaced. */
  const place = async (run: JobRun, path: PoolPath, replaces: boolean, sent: Sent): Promise<void> => {
    const names = await folders.ensure(parentPath(path));
    const name = baseName(path);
    if (!replaces) names.claim(name, comingEntry(name, sent.size ?? 0, sent.mtimeMs ?? Date.now()));
    let slot: Slot | null = null;
    try {
      slot = await target.choose(path, sent.size ?? 0, new Set());
      const side = replaces && (await target.holds(slot, path)) ? sidePath(path) : null;
      const receipt = await write(run, slot, side ?? path, sent);
      if (replaces) {
        await target.replace(slot, path, side, null);
        await noteOldVersions(run, target.away, path);
      }
      done(run, slot, path, receipt.bytes);
    } catch (thrown) {
      names.release(name);
      throw thrown;
    } finally {
      slot?.release();
    }
  };

  /** Writes it beside its name. The room it takes is used, not promised, from then on. */
  const writeAside = async (run: JobRun, sent: Sent): Promise<Aside> => {
    const slot = await target.choose(sent.wanted, sent.size ?? 0, new Set());
    try {
      const { wanted, mtimeMs = Date.now() } = sent;
      return await asides.add({ wanted, mtimeMs }, slot, (side) => write(run, slot, side, sent));
    } finally {
      slot.release();
    }
  };

  const contentsAre = async (run: JobRun, aside: Aside, signal: AbortSignal): Promise<boolean> => {
    const { volume } = await target.locate(aside.wanted);
    const mine = pausable(run, aside.slot.volume.read(aside.side, { signal }));
    return sameContents(mine, pausable(run, volume.read(aside.wanted, { signal })));
  };

  /** After a failure: unless somebody else has taken it over, it is removed. */
  const abandon = async (run: JobRun, aside: Aside): Promise<void> => {
    if (!asides.has(aside)) return;
    run.addBytes(-aside.bytes);
    await asides.discard(aside);
  };

  const drop = async (run: JobRun, aside: Aside): Promise<void> => {
    await aside.slot.volume.removeFile(aside.side);
    asides.end(aside);
    run.addBytes(-aside.bytes);
    skip(run, aside.wanted, aside.bytes, 'something of that name is there');
  };

  /** Gives what was written aside its place. `given`: a person's answer to what was there then. */
  const settle = async (
    run: JobRun,
    aside: Aside,
    policy: OnConflict,
    given: { readonly answer: Answer; readonly seen: VolumeEntry } | null = null,
  ): Promise<void> => {
    const { wanted, slot, side, bytes, mtimeMs } = aside;
    const names = await folders.ensure(parentPath(wanted));
    const there = await names.now(baseName(wanted));
    const publish = async (path: PoolPath, replaces: boolean): Promise<void> => {
      try {
        // A replacement that fails takes the new version away itself, or leaves it where recovery needs it.
        if (replaces) asides.handOver(aside);
        if (replaces) await target.replace(slot, path, side, null);
        else await context.volume.rename(side, path);
      } catch (thrown) {
        run.addBytes(-bytes);
        if (replaces) aside.settled();
        else await asides.discard(aside);
        throw thrown;
      }
      asides.end(aside);
      if (replaces) await noteOldVersions(run, target.away, path);
      names.claim(baseName(path), comingEntry(baseName(path), bytes, mtimeMs));
      done(run, slot, path, bytes);
    };
    if (there === null) {
      await publish(wanted, false);
      return;
    }
    // An answer is for what was shown, and for nothing else.
    const now = given !== null && isStill(given.seen, there) ? given.answer : policy;
    const coming = { type: 'file' as const, size: bytes, mtimeMs };
    const decision = await decide(now, coming, there, () => contentsAre(run, aside, run.signal));
    switch (decision.act) {
      case 'ask':
        await ask(run, aside, there, decision);
        return;
      case 'replace':
        await publish(wanted, true);
        return;
      case 'rename':
        await publish(childPath(parentPath(wanted), await names.free(baseName(wanted), false)), false);
        return;
      case 'skip':
        await drop(run, aside);
        return;
      case 'fail':
        throw taken(wanted, decision);
      case 'merge':
        throw taken(wanted);
    }
  };

  const ask = async (run: JobRun, aside: Aside, there: TakenEntry, { kind, choices }: Ask): Promise<void> => {
    const { wanted, bytes, mtimeMs } = aside;
    const names = await folders.ensure(parentPath(wanted));
    const isFile = kind !== 'types' && kind !== 'away' && there.type === 'file';
    run.questions.ask({
      path: wanted,
      kind,
      choices,
      keepBothAs: await names.free(baseName(wanted), false),
      incoming: { type: 'file', size: bytes, mtimeMs, volume: '' },
      existing: {
        type: there.type,
        size: there.type === 'directory' ? 0 : there.size,
        mtimeMs: there.mtimeMs,
        volume: there.away ?? (await target.locate(wanted)).name,
      },
      compare: isFile && there.size === bytes ? (signal) => contentsAre(run, aside, signal) : null,
      skipSame: true,
      settle: (answer) =>
        settling(
          async () => {
            try {
              await settle(run, aside, 'ask', { answer, seen: there });
            } catch (thrown) {
              await abandon(run, aside);
              throw thrown;
            }
          },
          (error) => run.failed(wanted, error),
        ),
    });
  };

  const take = async (run: JobRun, sent: Sent): Promise<void> => {
    const { wanted, size, mtimeMs } = sent;
    await run.checkpoint();
    const names = await folders.ensure(parentPath(wanted));
    const there = await names.get(baseName(wanted));
    if (there === null) {
      await place(run, wanted, false, sent);
      return;
    }
    if (there.claimed && onConflict !== 'keep-both') {
      throw fail('exists', `Uploading ${wanted}`, 'this upload has sent it already', 'send each name once');
    }
    const comparable = there.entry.type === 'file' && (size === undefined || size === there.entry.size);
    if (onConflict === 'ask' || (onConflict === 'different' && comparable)) {
      const aside = await writeAside(run, sent);
      try {
        await settle(run, aside, onConflict);
      } catch (thrown) {
        await abandon(run, aside);
        throw thrown;
      }
      return;
    }
    const coming = { type: 'file' as const, size: size ?? -1, mtimeMs: mtimeMs ?? Date.now() };
    const decision = await decide(onConflict, coming, there.entry, () => Promise.resolve(false));
    switch (decision.act) {
      case 'replace':
        await place(run, wanted, true, sent);
        return;
      case 'rename':
        await place(run, childPath(parentPath(wanted), await names.free(baseName(wanted), false)), false, sent);
        return;
      case 'skip':
        skip(run, wanted, size ?? 0, decision.why);
        return;
      case 'fail':
        throw taken(wanted, decision);
      case 'merge':
        throw taken(wanted);
    }
  };

  return Promise.resolve({
    ...handle,
    async makeDirectory(path) {
      const run = await begin(path);
      await track(run.checkpoint().then(() => folders.ensure(path)));
    },
    async file(path, source, { size, mtimeMs }) {
      const run = await begin(path);
      if (options.files === 0) run.addTotals(1, 0);
      try {
        await track(take(run, { wanted: path, source, size, mtimeMs }));
      } catch (thrown) {
        run.failed(path, asAppError(thrown));
        throw thrown;
      }
    },
    finish: () => finished.resolve(undefined),
  });
}

function taken(
  path: PoolPath,
  { code, why }: { readonly code: 'exists' | 'refused'; readonly why: string } = { code: 'exists', why: 'it is there' },
) {
  return fail(code, `Uploading ${path}`, why, 'choose another name or say what to do with it');
}

/** What a name will hold when its file has come: as much as a decision about a second one looks at. */
function comingEntry(name: string, size: number, mtimeMs: number): VolumeEntry {
  return { name, type: 'file', size, mtimeMs, allocated: size, mode: 0o644, uid: 0, gid: 0, inode: '', links: 1 };
}

import { asAppError, isAppError, toWire } from '../../../shared/errors.ts';
import type { AppError, WireError } from '../../../shared/errors.ts';
import { rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { fromErrno } from './errno.ts';
import type { LaneVolume, Link } from './lane-link.ts';
import { chunkBytes, creditChunks, ownBytes, receiveOutcome, receiveResult, unpackEntries } from './lane-protocol.ts';
import type { LaneMethod, PackedEntries, PlainMethod, SentOutcome, SentResult } from './lane-protocol.ts';
import { untilAborted } from './source.ts';
import { createWheel } from './steering.ts';
import type { Steer } from './steering.ts';
import type { ByteSource, CopyOutcome, ReadOptions, TrashItem, Volume, WriteOptions, WriteReceipt } from './volume.ts';

/** What a volume asks of its lane. */
export interface LaneCalls {
  /** The process that lists, reads and changes. @throws timeout, io (the lane is failing), cancelled (closed) */
  main(volume: LaneVolume, attempted: string): Link;
  /** A process that copies. @throws the same */
  copy(volume: LaneVolume, attempted: string): Link;
  /** A copy ended that another process than `main` made. */
  copied(volume: LaneVolume): void;
  /** The volume is not used any more, until its next call. */
  release(volume: LaneVolume): void;
}

const reasonOf = (signal: AbortSignal): WireError | null => (isAppError(signal.reason) ? toWire(signal.reason) : null);

/** Calls `act` when the signal is aborted; answers how to stop listening. */
function onAbort(signal: AbortSignal | undefined, act: (signal: AbortSignal) => void): () => void {
  if (signal === undefined) return () => undefined;
  const listener = (): void => act(signal);
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}

/** A disk volume whose calls are made in the child processes of the lane that `lane` answers at that moment. */
export function laneVolume(volume: LaneVolume, lane: () => LaneCalls): Volume {
  const { name, root } = volume.options;
  const says = (what: string, path: PoolPath): string => `${what} ${path} on ${name}`;

  const request = async (
    method: LaneMethod,
    args: readonly unknown[],
    attempted: string,
    signal?: AbortSignal,
  ): Promise<unknown> => {
    if (signal?.aborted === true) throw fromErrno(signal.reason, attempted);
    const link = lane().main(volume, attempted);
    const answer = Promise.withResolvers<unknown>();
    const id = link.call(volume, method, args, {
      attempted,
      kind: 'metadata',
      onReply: answer.resolve,
      onFailure: answer.reject,
    });
    const stop = onAbort(signal, ({ reason }) => {
      link.forget(id);
      answer.reject(fromErrno(reason, attempted));
    });
    return answer.promise.finally(stop);
  };

  /** A method that is one message there and one back. */
  const plain =
    <M extends PlainMethod>(method: M, what: string, pathOf: (...args: Parameters<Volume[M]>) => PoolPath) =>
    async (...args: Parameters<Volume[M]>): Promise<Awaited<ReturnType<Volume[M]>>> =>
      // The other end answers what its Volume's method of this name answered.
      (await request(method, args, says(what, pathOf(...args)))) as Awaited<ReturnType<Volume[M]>>;
  const first = (path: PoolPath): PoolPath => path;
  const ofRoot = (): PoolPath => rootPath;

  return {
    name,
    capabilities: plain('capabilities', 'Looking at', ofRoot),
    traits: plain('traits', 'Looking at', ofRoot),
    async list(path, { signal, ...sent } = {}) {
      const packed = await request('list', [path, sent], says('Listing', path), signal);
      return unpackEntries(packed as PackedEntries);
    },
    stat: plain('stat', 'Looking at', first),
    read: (path, options) => readThrough(volume, lane, ['read', path], options ?? {}, says('Reading', path)),
    write: (path, source, options) => writeThrough(volume, lane(), path, source, options, says('Writing', path)),

    async copyIn(requests, { signal, onProgress, onReread, onStep, steering, ...sent }) {
      if (requests.length === 0) return [];
      if (signal?.aborted === true) {
        return requests.map(({ path }): CopyOutcome => {
          return { ok: false, error: fromErrno(signal.reason, says('Writing', path)) };
        });
      }
      const [{ path } = { path: rootPath }] = requests;
      const calls = lane();
      const attempted = says('Copying to', path);
      const link = calls.copy(volume, attempted);
      const answer = Promise.withResolvers<unknown>();
      const steer = (): Steer => steering?.state() ?? createWheel().state();
      const id = link.call(volume, 'copyIn', [requests, { ...sent, steer: steer(), steps: onStep !== undefined }], {
        attempted,
        kind: 'copy',
        // One that is made to stand still does not hang.
        isOwed: () => !steer().paused,
        onReply: answer.resolve,
        onFailure: answer.reject,
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(onReread === undefined ? {} : { onReread }),
        ...(onStep === undefined ? {} : { onStep }),
      });
      // What was begun is cleaned up there, and what is done is told: the answer is waited for.
      const stop = onAbort(signal, (aborted) => link.send({ t: 'cancel', id, reason: reasonOf(aborted) }));
      const unsteered = steering?.onChange(() => link.send({ t: 'steer', id, steer: steer() }));
      try {
        return ((await answer.promise) as readonly SentOutcome[]).map(receiveOutcome);
      } finally {
        stop();
        unsteered?.();
        calls.copied(volume);
      }
    },

    makeDirectory: plain('makeDirectory', 'Making the folder', first),
    makeSymlink: plain('makeSymlink', 'Making the link', first),
    makeHardLink: plain('makeHardLink', 'Linking', first),
    makeDurable: plain('makeDurable', 'Making durable', (folders) => folders[0] ?? rootPath),
    beingWritten: plain('beingWritten', 'Looking who writes', (paths) => paths[0] ?? rootPath),
    rename: plain('rename', 'Renaming', first),
    exchange: plain('exchange', 'Exchanging', first),
    removeFile: plain('removeFile', 'Removing', first),
    removeDirectory: plain('removeDirectory', 'Removing the folder', first),
    readMetadata: plain('readMetadata', 'Reading the metadata of', first),
    writeMetadata: plain('writeMetadata', 'Setting the metadata of', first),
    moveToTrash: plain('moveToTrash', 'Moving to the trash', first),
    readTrashed(id, options) {
      const attempted = `Reading ${JSON.stringify(id)} in the trash of ${name}`;
      return readThrough(volume, lane, ['readTrashed', id], options ?? {}, attempted);
    },
    async moveManyToTrash(requests) {
      const attempted = says('Moving to the trash', requests[0]?.path ?? rootPath);
      const sent = (await request('moveManyToTrash', [requests], attempted)) as readonly SentResult<TrashItem>[];
      return sent.map(receiveResult);
    },
    async restoreManyFromTrash(requests) {
      const attempted = says('Restoring', requests[0]?.path ?? rootPath);
      const sent = (await request('restoreManyFromTrash', [requests], attempted)) as readonly SentResult<null>[];
      return sent.map(receiveResult);
    },
    trashed: plain('trashed', 'Looking into the trash at', ofRoot),
    listTrash: plain('listTrash', 'Listing the trash at', ofRoot),
    restoreFromTrash: plain('restoreFromTrash', 'Restoring', (_id, path) => path),
    deleteFromTrash: plain('deleteFromTrash', 'Deleting from the trash at', ofRoot),
    findParts: plain('findParts', 'Looking for part files below', ofRoot),
    tidyFolders: plain('tidyFolders', 'Looking for part files in', (folders) => folders[0] ?? rootPath),
    tidyOwnFolder: plain('tidyOwnFolder', 'Tidying', ofRoot),
    examine: plain('examine', 'Examining', ofRoot),
    writeRecord: plain('writeRecord', 'Writing the journal at', ofRoot),
    removeRecord: plain('removeRecord', 'Clearing the journal at', ofRoot),
    listRecords: plain('listRecords', 'Reading the journal at', ofRoot),
    space: plain('space', 'Measuring', ofRoot),
    // As Rooted.physical; asks nobody, because it must not wait.
    physical: (path) => (path === '/' ? root : root === '/' ? path : `${root}${path}`),
    close() {
      lane().release(volume);
      return Promise.resolve();
    },
  };
}

/** A read whose chunks come only as fast as they are taken: at most `creditChunks` wait here. */
async function* readThrough(
  volume: LaneVolume,
  lane: () => LaneCalls,
  [method, what]: readonly ['read' | 'readTrashed', string],
  { signal, ...range }: ReadOptions,
  attempted: string,
): AsyncIterable<Uint8Array> {
  if (signal?.aborted === true) throw fromErrno(signal.reason, attempted);
  const link = lane().main(volume, attempted);
  const waiting: Uint8Array[] = [];
  let wake: () => void = () => undefined;
  let owed = creditChunks;
  let end: { readonly error: AppError | null } | null = null;
  const ended = (error: AppError | null): void => {
    end ??= { error };
    wake();
  };
  // Read again after an await: it changes in callbacks.
  const endNow = (): { readonly error: AppError | null } | null => end;
  const id = link.call(volume, method, [what, { ...range, credit: creditChunks }], {
    attempted,
    kind: 'content',
    isOwed: () => owed > 0,
    onReply: () => ended(null),
    onFailure: ended,
    onChunk(bytes) {
      owed -= 1;
      waiting.push(bytes);
      wake();
    },
  });
  const stop = onAbort(signal, ({ reason }) => {
    waiting.length = 0;
    ended(fromErrno(reason, attempted));
  });
  try {
    for (;;) {
      const bytes = waiting.shift();
      if (bytes !== undefined) {
        owed += 1;
        link.send({ t: 'credit', id, chunks: 1 });
        yield bytes;
        continue;
      }
      const now = endNow();
      if (now === null) await new Promise<void>((resolve) => (wake = resolve));
      else if (now.error !== null) throw now.error;
      else return;
    }
  } finally {
    stop();
    // Not read to its end: the child closes the file.
    link.send({ t: 'cancel', id, reason: null });
    link.forget(id);
  }
}

/** A write whose source is asked for more only as fast as the child writes. */
async function writeThrough(
  volume: LaneVolume,
  lane: LaneCalls,
  path: PoolPath,
  source: ByteSource,
  { signal, onBytes, onReread, ...sent }: WriteOptions,
  attempted: string,
): Promise<WriteReceipt> {
  if (signal?.aborted === true) throw fromErrno(signal.reason, attempted);
  const link = lane.main(volume, attempted);
  const answer = Promise.withResolvers<unknown>();
  /** Ends the source, however it goes. */
  const done = new AbortController();
  let credit = 0;
  let unwritten = 0;
  let wake: () => void = () => undefined;
  let isAskingSource = false;
  let sourceError: AppError | null = null;

  const id = link.call(volume, 'write', [path, sent], {
    attempted,
    kind: 'content',
    // A source that is slow is not the volume's fault.
    isOwed: () => !isAskingSource || unwritten > 0,
    onReply: answer.resolve,
    onFailure: (error) => answer.reject(sourceError ?? error),
    onProgress: (bytes) => onBytes?.(bytes),
    onReread: (bytes) => onReread?.(bytes),
    onCredit(chunks) {
      credit += chunks;
      unwritten = Math.max(0, unwritten - chunks);
      wake();
    },
  });

  const hasCredit = async (): Promise<void> => {
    while (credit === 0 && !done.signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
    done.signal.throwIfAborted();
    credit -= 1;
  };
  const pump = async (): Promise<void> => {
    try {
      await hasCredit();
      credit += 1;
      isAskingSource = true;
      for await (const bytes of untilAborted(source, done.signal)) {
        isAskingSource = false;
        for (let at = 0; at < bytes.length; at += chunkBytes) {
          await hasCredit();
          unwritten += 1;
          link.send({ t: 'chunk', id, bytes: ownBytes(bytes.subarray(at, at + chunkBytes)) });
        }
        isAskingSource = true;
      }
      isAskingSource = false;
      link.send({ t: 'end', id, error: null });
    } catch (thrown) {
      isAskingSource = false;
      if (done.signal.aborted) return;
      sourceError = fromErrno(thrown, attempted);
      link.send({ t: 'end', id, error: toWire(sourceError) });
    }
  };

  const stop = onAbort(signal, (aborted) => {
    link.send({ t: 'cancel', id, reason: reasonOf(aborted) });
    done.abort();
    wake();
  });
  void pump();
  try {
    return (await answer.promise) as WriteReceipt;
  } catch (thrown) {
    throw asAppError(thrown);
  } finally {
    stop();
    done.abort();
    wake();
  }
}

import { fail } from '../../../shared/errors.ts';
import type { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { ByteSource, CopyOutcome, CopyRequest, ReadOptions, Volume } from './volume.ts';

/** The methods that can be made to fail. */
export type FaultyMethod = Exclude<keyof Volume, 'name' | 'physical' | 'close'>;

export interface Fault {
  readonly method: FaultyMethod;
  /**
   * `before`: the call fails and does nothing. `after`: it is done, and fails all the same (its answer was lost).
   * `hang`: it never answers, until its signal is aborted where it has one.
   */
  readonly when?: 'before' | 'after' | 'hang';
  /** Which call of the method, from 1; default: every one. */
  readonly call?: number;
  readonly code?: ErrorCode;
}

/** What goes wrong, and when. Figures are bytes. Nothing set: the volume does what it always does. */
export interface FaultPlan {
  readonly faults?: readonly Fault[];
  /** Writes and copies fail with `no-space` once so many bytes have come in by this volume, in all. */
  readonly roomBytes?: number;
  /** Of copyIn: these requests (by real path of the source) fail so, after the source was read. */
  readonly copies?: Readonly<Record<string, ErrorCode>>;
  /** Called before each call, for tests that change something in just that moment. */
  readonly before?: (method: FaultyMethod, call: number) => void | Promise<void>;
}

/**
 * A volume that fails as it is told, for tests of what stands on volumes. It passes the contract while the plan is
 * empty, and keeps it when it fails: a write that fails leaves nothing.
 * @param plan may be changed between calls by whoever holds it
 */
export function faulty(volume: Volume, plan: FaultPlan): Volume {
  const calls = new Map<FaultyMethod, number>();
  let came = 0;

  const error = (code: ErrorCode, what: string): AppError => fail(code, what, 'a test wants it so', 'nothing');

  const count = async (method: FaultyMethod): Promise<Fault | undefined> => {
    const call = (calls.get(method) ?? 0) + 1;
    calls.set(method, call);
    await plan.before?.(method, call);
    return plan.faults?.find((fault) => fault.method === method && (fault.call ?? call) === call);
  };
  const hang = (signal: AbortSignal | undefined, what: string): Promise<never> =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(error('cancelled', what)));
    });
  const run = async <T>(
    method: FaultyMethod,
    what: string,
    act: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> => {
    const fault = await count(method);
    if (fault?.when === 'hang') return hang(signal, what);
    if (fault !== undefined && fault.when !== 'after') throw error(fault.code ?? 'io', what);
    const result = await act();
    if (fault !== undefined) throw error(fault.code ?? 'io', what);
    return result;
  };

  async function* reading(
    method: 'read' | 'readTrashed',
    what: string,
    options: ReadOptions | undefined,
    open: () => AsyncIterable<Uint8Array>,
  ): AsyncIterable<Uint8Array> {
    const fault = await count(method);
    if (fault?.when === 'hang') await hang(options?.signal, what);
    if (fault !== undefined && fault.when !== 'after') throw error(fault.code ?? 'io', what);
    yield* open();
    if (fault !== undefined) throw error(fault.code ?? 'io', what);
  }

  /** Ends a source where the room ends. */
  async function* withinRoom(source: ByteSource, what: string): AsyncIterable<Uint8Array> {
    for await (const bytes of source) {
      came += bytes.length;
      if (plan.roomBytes !== undefined && came > plan.roomBytes) throw error('no-space', what);
      yield bytes;
    }
  }

  /** One request after the other, so that a fault hits just one of them. */
  const copyOne = async (
    request: CopyRequest,
    copy: () => Promise<readonly CopyOutcome[]>,
  ): Promise<readonly CopyOutcome[]> => {
    const what = `Copying ${request.source} to ${request.path}`;
    const code = plan.copies?.[request.source];
    if (code !== undefined) return [{ ok: false, error: error(code, what) }];
    const [outcome] = await copy();
    if (outcome?.ok !== true) return outcome === undefined ? [] : [outcome];
    came += outcome.receipt.bytes;
    if (plan.roomBytes === undefined || came <= plan.roomBytes) return [outcome];
    await volume.removeFile(request.path);
    return [{ ok: false, error: error('no-space', what) }];
  };

  return {
    name: volume.name,
    capabilities: () => run('capabilities', 'Looking', () => volume.capabilities()),
    traits: () => run('traits', 'Looking', () => volume.traits()),
    list: (path, options) => run('list', `Listing ${path}`, () => volume.list(path, options), options?.signal),
    stat: (path) => run('stat', `Looking at ${path}`, () => volume.stat(path)),
    read: (path, options) => reading('read', `Reading ${path}`, options, () => volume.read(path, options)),
    readTrashed: (id, options) =>
      reading('readTrashed', `Reading ${id} in the trash`, options, () => volume.readTrashed(id, options)),
    write: (path, source, options) =>
      run(
        'write',
        `Writing ${path}`,
        () => volume.write(path, withinRoom(source, `Writing ${path}`), options),
        options.signal,
      ),
    copyIn: (requests, options) =>
      run(
        'copyIn',
        'Copying',
        async () => {
          if (plan.copies === undefined && plan.roomBytes === undefined) return volume.copyIn(requests, options);
          const outcomes: CopyOutcome[] = [];
          for (const request of requests) {
            outcomes.push(...(await copyOne(request, () => volume.copyIn([request], options))));
          }
          return outcomes;
        },
        options.signal,
      ),
    makeDirectory: (path, options) => run('makeDirectory', `Making ${path}`, () => volume.makeDirectory(path, options)),
    makeSymlink: (path, target) => run('makeSymlink', `Linking ${path}`, () => volume.makeSymlink(path, target)),
    makeHardLink: (existing, path) => run('makeHardLink', `Linking ${path}`, () => volume.makeHardLink(existing, path)),
    makeDurable: (folders) => run('makeDurable', `Syncing ${folders.join(', ')}`, () => volume.makeDurable(folders)),
    beingWritten: (paths) =>
      run('beingWritten', `Looking who writes ${paths[0] ?? '/'}`, () => volume.beingWritten(paths)),
    rename: (from, to) => run('rename', `Renaming ${from}`, () => volume.rename(from, to)),
    exchange: (one, other) => run('exchange', `Exchanging ${one}`, () => volume.exchange(one, other)),
    removeFile: (path, expected) => run('removeFile', `Removing ${path}`, () => volume.removeFile(path, expected)),
    removeDirectory: (path) => run('removeDirectory', `Removing ${path}`, () => volume.removeDirectory(path)),
    readMetadata: (path) => run('readMetadata', `Looking at ${path}`, () => volume.readMetadata(path)),
    writeMetadata: (path, metadata) =>
      run('writeMetadata', `Changing ${path}`, () => volume.writeMetadata(path, metadata)),
    moveToTrash: (path, id, was) => run('moveToTrash', `Trashing ${path}`, () => volume.moveToTrash(path, id, was)),
    trashed: (id) => run('trashed', 'Looking into the trash', () => volume.trashed(id)),
    listTrash: () => run('listTrash', 'Listing the trash', () => volume.listTrash()),
    restoreFromTrash: (id, path) =>
      run('restoreFromTrash', `Restoring ${path}`, () => volume.restoreFromTrash(id, path)),
    moveManyToTrash: (requests) =>
      run('moveManyToTrash', `Trashing ${String(requests.length)} items`, () => volume.moveManyToTrash(requests)),
    restoreManyFromTrash: (requests) =>
      run('restoreManyFromTrash', `Restoring ${String(requests.length)} items`, () =>
        volume.restoreManyFromTrash(requests),
      ),
    deleteFromTrash: (id) => run('deleteFromTrash', `Deleting ${id}`, () => volume.deleteFromTrash(id)),
    findParts: (options) => run('findParts', 'Looking for parts', () => volume.findParts(options)),
    tidyFolders: (folders, keep) => run('tidyFolders', 'Looking for parts', () => volume.tidyFolders(folders, keep)),
    examine: () => run('examine', 'Examining', () => volume.examine()),
    tidyOwnFolder: () => run('tidyOwnFolder', 'Tidying', () => volume.tidyOwnFolder()),
    writeRecord: (id, text) => run('writeRecord', 'Writing the journal', () => volume.writeRecord(id, text)),
    removeRecord: (id) => run('removeRecord', 'Clearing the journal', () => volume.removeRecord(id)),
    listRecords: () => run('listRecords', 'Reading the journal', () => volume.listRecords()),
    space: (known) => run('space', 'Measuring', () => volume.space(known)),
    physical: (path) => volume.physical(path),
    close: () => volume.close(),
  };
}

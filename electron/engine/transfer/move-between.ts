import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { ItemPhase } from '../../../shared/model.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { volumeIdOf } from '../pool/intent.ts';
import type { Member, Operation, PoolVolume } from '../pool/types.ts';
import type { Steering } from '../volume/steering.ts';
import type { CopyStep, Identity, Volume } from '../volume/volume.ts';
import { again, conclude, isAbsent, removeEmptied, takeBack } from './move-end.ts';
import type { Between, Ready } from './move-end.ts';
import { quietly } from './target.ts';

/** One file (all names of one inode) to be moved from one member to another. */
export interface FileMove {
  readonly path: PoolPath;
  /** The other names of the same inode on the source member: all of them. */
  readonly links?: readonly PoolPath[];
  /** What the file must still be; a file that differs fails with `changed`. */
  readonly expected?: Partial<Identity>;
}

export interface MoveBetweenOptions {
  readonly signal?: AbortSignal;
  /** As of Volume.copyIn. */
  readonly steering?: Steering;
  /** Bytes since the last call. */
  readonly onBytes?: (bytes: number) => void;
  /** Told what is done with which files now. */
  readonly onStep?: (step: MoveStep) => void;
  /** Remove the folders on the source that this move emptied (drain). Default false. */
  readonly removeEmptyFolders?: boolean;
  /** Told what the target could not keep of a file, as words, before its source is removed (invariant 9). */
  readonly onLost?: (path: PoolPath, lost: readonly string[]) => void;
}

/** A step of a copy; and the last of a move: sources are taken away. */
export type MoveStep = Omit<CopyStep, 'phase'> & { readonly phase: ItemPhase };

export type MoveOutcome =
  | {
      readonly ok: true;
      /** Logical bytes. */
      readonly bytes: number;
      readonly verified: 'device' | 'cached';
      /** Metadata that could not be kept, as words; told to `onLost` before. */
      readonly lost: readonly string[];
    }
  | { readonly ok: false; readonly error: AppError };

/** Files whose syncs are shared; their sources are removed as soon as they are all on the target. */
export const groupMost = 1024;
/** Characters of all their names, at most: the journal writes them down as one record. */
const groupNames = 250_000;

/**
 * Moves files from one member of a pool to another, verified, many at a time so that syncs are shared; the source of
 * each is removed last, and only when it is seen unchanged. One outcome per move, in order; a failed move leaves its
 * source untouched and nothing on the target. Symlinks move too. Never rejects.
 */
export async function moveBetween(
  pool: PoolVolume,
  from: Member,
  to: Member,
  moves: readonly FileMove[],
  options: MoveBetweenOptions = {},
): Promise<readonly MoveOutcome[]> {
  const between = { pool, from, to, options };
  const outcomes: MoveOutcome[] = [];
  for (const group of groupsOf(moves)) outcomes.push(...(await moveGroup(between, group)));
  return outcomes;
}

function* groupsOf(moves: readonly FileMove[]): Generator<readonly FileMove[]> {
  for (let first = 0; first < moves.length;) {
    let next = first;
    let names = 0;
    while (next < moves.length && next - first < groupMost && (next === first || names < groupNames)) {
      const move = moves[next];
      for (const name of [move?.path ?? '', ...(move?.links ?? [])]) names += name.length;
      next += 1;
    }
    yield moves.slice(first, next);
    first = next;
  }
}

async function moveGroup(between: Between, moves: readonly FileMove[]): Promise<readonly MoveOutcome[]> {
  const outcomes = new Map<FileMove, MoveOutcome>();
  const ready: Ready[] = [];
  const attempt = async (move: FileMove, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (thrown) {
      outcomes.set(move, { ok: false, error: asAppError(thrown) });
    }
  };
  for (const move of moves) {
    await attempt(move, async () => {
      between.options.signal?.throwIfAborted();
      ready.push(await prepare(between, move));
    });
  }
  const operation = await begin(between, ready);
  if (isAppError(operation)) {
    for (const { move } of ready) outcomes.set(move, { ok: false, error: operation });
    return inOrder(moves, outcomes);
  }
  const placed: Ready[] = [];
  /** Folders seen on the target: most files of a group share theirs. */
  const ensured = new Set<PoolPath>();
  const made: PoolPath[] = [];
  for (const item of ready) {
    await attempt(item.move, async () => {
      for (const folder of item.names.map(parentPath)) {
        if (ensured.has(folder)) continue;
        made.push(...(await between.pool.ensureDirectory(between.to, folder)));
        ensured.add(folder);
      }
      placed.push(item);
    });
  }
  const copied = await copyAll(between, placed);
  const there: { readonly item: Ready; readonly copy: Extract<Copied, { ok: true }> }[] = [];
  for (const [index, item] of placed.entries()) {
    const copy = copied[index];
    await attempt(item.move, async () => {
      if (copy === undefined) throw fail('internal', `Moving ${item.move.path}`, 'it was not copied', 'report it');
      if (!copy.ok) throw copy.error;
      await linkOthers(between, item);
      there.push({ item, copy });
    });
  }
  const unsure = await makeDurable(
    between,
    there.map(({ item }) => item),
  );
  const removing = { phase: 'removing', files: there.length, bytes: sum(there.map(({ copy }) => copy.bytes)) } as const;
  let bytesDone = 0;
  for (const { item, copy } of there) {
    between.options.onStep?.({ ...removing, path: item.move.path, bytesDone });
    bytesDone += copy.bytes;
    await attempt(item.move, async () => {
      const { bytes, verified, lost } = copy;
      const failure = unsure.get(item);
      if (failure !== undefined) {
        await takeBack(between, item);
        throw failure;
      }
      if (lost.length > 0) between.options.onLost?.(item.move.path, lost);
      await conclude(between, item, copy.read);
      outcomes.set(item.move, { ok: true, bytes, verified, lost });
    });
  }
  if (between.options.removeEmptyFolders === true) {
    const moved = there.filter(({ item }) => outcomes.get(item.move)?.ok === true).flatMap(({ item }) => item.names);
    for (const folder of new Set(moved.map(parentPath))) await removeEmptied(between.from.volume, folder);
  }
  if (ready.some(({ move }) => outcomes.get(move)?.ok !== true)) await between.pool.removeUnused(between.to, made);
  // What failed was taken back; what could not be (a volume that went) is found by a recovery.
  await (unfinished(ready, outcomes) ? operation?.abandon() : operation?.end());
  return inOrder(moves, outcomes);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function inOrder(moves: readonly FileMove[], outcomes: ReadonlyMap<FileMove, MoveOutcome>): readonly MoveOutcome[] {
  return moves.map((move): MoveOutcome => {
    const error = fail('internal', `Moving ${move.path}`, 'it was not tried', 'report it with the log');
    return outcomes.get(move) ?? { ok: false, error };
  });
}

/** The group's intent in the journal; null when there is nothing to do; an error when the journal cannot be written. */
async function begin(
  { pool, from, to, options }: Between,
  ready: readonly Ready[],
): Promise<Operation | AppError | null> {
  if (ready.length === 0) return null;
  const files = ready.map(({ names, source }) => {
    return { names: [...names], size: source.size, mtimeNs: source.mtimeNs.toString() };
  });
  const removeEmptyFolders = options.removeEmptyFolders === true;
  const ids = { from: volumeIdOf(from), to: volumeIdOf(to) };
  try {
    return await pool.journal.begin({ kind: 'move', ...ids, files, removeEmptyFolders }, [from, to]);
  } catch (thrown) {
    return asAppError(thrown);
  }
}

/** After these, nobody knows what is on the volume that failed. */
const unsureCodes: readonly AppError['code'][] = ['offline', 'timeout', 'io', 'read-only'];

function unfinished(ready: readonly Ready[], outcomes: ReadonlyMap<FileMove, MoveOutcome>): boolean {
  return ready.some(({ move }) => {
    const outcome = outcomes.get(move);
    return outcome?.ok === false && unsureCodes.includes(outcome.error.code);
  });
}

/** Sees that source and target are as the move expects. */
async function prepare({ from, to }: Between, move: FileMove): Promise<Ready> {
  const attempted = `Moving ${move.path} from ${from.name} to ${to.name}`;
  const names = [move.path, ...(move.links ?? [])];
  const entry = await from.volume.stat(move.path);
  if (entry.foreign === true || entry.type === 'other' || entry.type === 'directory') {
    throw fail('unsupported', attempted, 'it is no file of the pool', 'leave it where it is');
  }
  const { mtimeNs } = await from.volume.readMetadata(move.path);
  const source: Identity = { size: entry.size, mtimeNs, inode: entry.inode };
  const { expected } = move;
  if (
    (expected?.size ?? source.size) !== source.size ||
    (expected?.mtimeNs ?? source.mtimeNs) !== source.mtimeNs ||
    (expected?.inode ?? source.inode) !== source.inode
  ) {
    throw fail('changed', attempted, 'it is not the file any more that was to be moved', again);
  }
  if (entry.links !== names.length) {
    const why = `it has ${String(entry.links)} names there, and ${String(names.length)} were to be moved together`;
    throw fail('changed', attempted, why, again);
  }
  for (const name of names) {
    if (name !== move.path && (await from.volume.stat(name)).inode !== entry.inode) {
      throw fail('changed', attempted, `${name} is no other name of it any more`, again);
    }
    if (!(await isAbsent(to.volume, name))) {
      throw fail('exists', attempted, `${to.name} has something at ${name}`, 'look at both copies');
    }
  }
  return { move, names, entry, source };
}

type Copied =
  | (Exclude<MoveOutcome, { ok: false }> & {
      /** The source as it was read, where it was read at once. */
      readonly read: Identity | null;
    })
  | { readonly ok: false; readonly error: AppError };

/** Puts the first name of each on the target. Never rejects. */
async function copyAll({ from, to, options }: Between, ready: readonly Ready[]): Promise<readonly Copied[]> {
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const steering = options.steering === undefined ? {} : { steering: options.steering };
  const onStep = options.onStep === undefined ? {} : { onStep: options.onStep };
  const copied = new Map<Ready, Copied>();
  try {
    const { localCopy } = await to.volume.capabilities();
    const real = ready.flatMap((item) => {
      const source = localCopy && item.entry.type === 'file' ? from.volume.physical(item.move.path) : null;
      return source === null ? [] : [{ item, request: { source, path: item.move.path, expected: item.source } }];
    });
    const onProgress = (bytes: number): void => options.onBytes?.(bytes);
    const outcomes =
      real.length === 0
        ? []
        : await to.volume.copyIn(
            real.map(({ request }) => request),
            { ...signal, ...steering, verify: true, onProgress, ...onStep },
          );
    for (const [index, { item }] of real.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) continue;
      copied.set(item, outcome.ok ? done(outcome.receipt, outcome.receipt.source) : outcome);
    }
    for (const item of ready) {
      if (!copied.has(item) && !real.some((one) => one.item === item)) {
        copied.set(item, await copyOne(from.volume, to.volume, item, options));
      }
    }
  } catch (thrown) {
    for (const item of ready) if (!copied.has(item)) copied.set(item, { ok: false, error: asAppError(thrown) });
  }
  return ready.map((item) => {
    const error = fail('internal', `Moving ${item.move.path}`, 'the volume did not say how it went', 'report it');
    return copied.get(item) ?? { ok: false, error };
  });
}

function done(
  receipt: { readonly bytes: number; readonly verified: string; readonly lost: readonly string[] },
  read: Identity | null = null,
): Copied {
  return {
    ok: true,
    read,
    bytes: receipt.bytes,
    verified: receipt.verified === 'device' ? 'device' : 'cached',
    lost: receipt.lost,
  };
}

/** A link, or a file whose volume has no path on this host. */
async function copyOne(from: Volume, to: Volume, { move, entry }: Ready, options: MoveBetweenOptions): Promise<Copied> {
  const { path } = move;
  try {
    options.signal?.throwIfAborted();
    const metadata = await from.readMetadata(path);
    if (entry.type === 'symlink') {
      await to.makeSymlink(path, entry.linkTarget ?? '');
      try {
        const { mtimeNs, atimeNs, uid, gid } = metadata;
        return done({
          bytes: 0,
          verified: 'device',
          lost: await to.writeMetadata(path, { mtimeNs, atimeNs, uid, gid }),
        });
      } catch (thrown) {
        await quietly(to.removeFile(path));
        throw thrown;
      }
    }
    const signal = options.signal === undefined ? {} : { signal: options.signal };
    const receipt = await to.write(path, from.read(path, signal), {
      ...signal,
      size: entry.size,
      metadata,
      verify: true,
      onBytes: (bytes) => options.onBytes?.(bytes),
    });
    return done(receipt);
  } catch (thrown) {
    return { ok: false, error: asAppError(thrown) };
  }
}

/** The other names on the target; after a failure the target is as it was. */
async function linkOthers(between: Between, item: Ready): Promise<void> {
  const { move, names } = item;
  try {
    for (const name of names.slice(1)) await between.to.volume.makeHardLink(move.path, name);
  } catch (thrown) {
    await takeBack(between, item);
    throw thrown;
  }
}

/**
 * Content is durable when it was copied; symlinks and other names are only now. In one call for the group. Answers the
 * items of which nobody knows whether they would survive a power cut, with the reason.
 */
async function makeDurable({ to }: Between, items: readonly Ready[]): Promise<ReadonlyMap<Ready, AppError>> {
  const unsynced = (item: Ready): readonly PoolPath[] =>
    item.entry.type === 'symlink' ? item.names : item.names.slice(1);
  const concerned = items.filter((item) => unsynced(item).length > 0);
  if (concerned.length === 0) return new Map();
  try {
    await to.volume.makeDurable([...new Set(concerned.flatMap(unsynced).map(parentPath))]);
    return new Map();
  } catch (thrown) {
    const error = asAppError(thrown);
    return new Map(concerned.map((item) => [item, error]));
  }
}

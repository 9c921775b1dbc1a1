import { closeSync, fstatSync, lstatSync, unlinkSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { fail } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { syncFiles, syncFolders } from './durable.ts';
import { errnoOf, fromErrno } from './errno.ts';
import type { GroupCommit } from './group-commit.ts';
import { contentHash } from './hash.ts';
import type { ContentHash } from './hash.ts';
import type { Room } from './limit.ts';
import { writeMetadata } from './metadata.ts';
import { fillFromFile, fillFromStream } from './fill.ts';
import { closePart, dropPart, openPart, openSource } from './part.ts';
import type { Part, Source } from './part.ts';
import { publish } from './publish.ts';
import { reread, rereadSmall, smallBytes } from './reread.ts';
import type { OnRead, Reread } from './reread.ts';
import type { Rooted } from './rooted.ts';
import { createGate, openGate } from './steering.ts';
import type { Gate } from './steering.ts';
import type {
  ByteSource,
  CopyOptions,
  CopyOutcome,
  CopyReceipt,
  CopyRequest,
  CopyStep,
  WriteOptions,
  WriteReceipt,
} from './volume.ts';

/**
 * The one write recipe (DESIGN.md, invariant 1): part file beside the target, write, length check, sync, re-read from the
 * device, metadata, publish without overwriting, sync of the folder. Files go through it in groups, so that the files of
 * a group share their syncs.
 */

/** A group ends at so many files or bytes, whichever comes first: its parts are all on disk, and open, at once. */
const groupFiles = 512;
const groupBytes = 64 << 20;
/** Written files up to this size (bytes) share their syncs. */
const sharedBytes = 16 << 20;
/** Copies of small files go on for so many without letting other work of the process in. */
const filesPerTurn = 16;

export interface RecipeContext {
  readonly volume: string;
  readonly rooted: Rooted;
  /** Refuses a name before anything is written, or promises room. @throws no-space, bad-name... */
  readonly admit: (path: PoolPath, bytes: number) => Room;
  /** Sees that nothing has this name yet: publishing sees it in any case, but late. @throws exists */
  readonly refuseTaken: (path: PoolPath) => void;
  /** True when this file system reads past its cache on any handle that is told to, and not only on one opened so. */
  readonly readsDirectly: () => boolean;
  /** Shared by the writes of this volume. */
  readonly commit: GroupCommit;
  /** A file was published (or taken back: negative): bytes allocated. */
  readonly published: (allocated: number) => void;
}

const says = (volume: string, path: PoolPath): string => `Writing ${path} on ${volume}`;
/** Nobody else reads what is copied before it has the mode of its source. */
const hiddenMode = 0o600;
/** A new file without a mode of its own gets what any program's gets. */
const commonMode = 0o666;

interface Finished {
  readonly receipt: WriteReceipt;
  /** To see that a file is still the one that was published. */
  readonly inode: bigint;
  readonly allocated: number;
}

/** True when the content is one piece from the first byte to the last. */
const isWhole = ({ extents, size }: Part): boolean =>
  extents.length <= 1 && (extents[0]?.end ?? 0) === size && (extents[0]?.start ?? 0) === 0;

/**
 * From a filled, synced part to a published file. @param early what was read back already, when it was
 * @throws what goes wrong; the part is gone then
 */
async function finish(
  { volume, rooted, published }: RecipeContext,
  part: Part,
  hash: ContentHash | null,
  signal: AbortSignal | undefined,
  gate = openGate,
  early: PromiseSettledResult<Reread> | null = null,
  onReread?: OnRead,
): Promise<Finished> {
  try {
    const attempted = says(volume, part.path);
    const stat = fstatSync(part.fd, { bigint: true });
    if (Number(stat.size) !== part.size) {
      const why = `the file is ${String(stat.size)} bytes and not ${String(part.size)}`;
      throw fail('corrupt', attempted, why, 'check the disk');
    }
    let verified: WriteReceipt['verified'] = 'none';
    if (hash !== null && part.hash !== null) {
      if (early?.status === 'rejected') throw early.reason;
      const read =
        early?.value ?? (await reread(() => rooted.at(part.part), part.extents, hash, signal, gate, onReread));
      if (read.hash !== part.hash) {
        const why = 'what was read back is not what was written';
        throw fail('corrupt', attempted, why, 'check the disk; nothing was published');
      }
      verified = read.from;
    }
    signal?.throwIfAborted();
    const kind = { isDirectory: false, isLink: false, open: { fd: part.fd, stat } };
    const lost = writeMetadata(rooted.textAt(part.part), part.metadata, kind);
    publish(rooted, part.part, part.path);
    const allocated = Number(stat.blocks) * 512;
    published(allocated);
    part.room.release();
    closePart(part);
    // With holes, the hash is not that of the whole content.
    const receipt = { bytes: part.size, hash: isWhole(part) ? part.hash : null, verified, lost };
    return { receipt, inode: stat.ino, allocated };
  } catch (thrown) {
    dropPart(rooted, part);
    throw thrown;
  }
}

/**
 * Takes back what was published but may not be durable, so that a failure leaves nothing. Never throws. True when it is
 * not there any more: somebody moved or removed it, maybe with its folder.
 */
function takeBack({ rooted, published }: RecipeContext, path: PoolPath, { inode, allocated }: Finished): boolean {
  try {
    if (lstatSync(rooted.at(path), { bigint: true }).ino !== inode) return true;
    unlinkSync(rooted.at(path));
    published(-allocated);
    return false;
  } catch (thrown) {
    // Else the disk fails; the error that led here says so.
    return errnoOf(thrown) === 'ENOENT';
  }
}

/** Whoever hears that a file is not there must not find it elsewhere. */
const movedAway = (volume: string, path: PoolPath): AppError =>
  fail('changed', says(volume, path), 'it was written, and moved or removed at once by another', 'look where it is');

/** One file from a stream. @throws AppError as Volume.write says; nothing is left then */
export async function writeFile(
  context: RecipeContext,
  path: PoolPath,
  source: ByteSource,
  options: WriteOptions,
): Promise<WriteReceipt> {
  const { volume, rooted, admit, refuseTaken, commit } = context;
  try {
    options.signal?.throwIfAborted();
    refuseTaken(path);
    const hash = options.verify === false ? null : await contentHash();
    const room = admit(path, options.size ?? 0);
    let part: Part;
    try {
      part = openPart(rooted, path, room, options.metadata?.mode === undefined ? commonMode : hiddenMode);
    } catch (thrown) {
      room.release();
      throw thrown;
    }
    try {
      await fillFromStream(part, source, hash, options);
      // A small file must not wait for the sync of a large one.
      if (part.size <= sharedBytes) await commit.file(part.fd);
      else {
        const [synced] = await syncFiles([part.fd]);
        if (synced?.status === 'rejected') throw synced.reason;
      }
    } catch (thrown) {
      dropPart(rooted, part);
      throw thrown;
    }
    const finished = await finish(context, part, hash, options.signal, openGate, null, options.onReread);
    try {
      await commit.folder(parentPath(path));
    } catch (thrown) {
      if (takeBack(context, path, finished)) throw movedAway(volume, path);
      throw thrown;
    }
    return finished.receipt;
  } catch (thrown) {
    throw fromErrno(thrown, says(volume, path));
  }
}

/** Many files of this host. One outcome per request, in order. Never rejects. */
export async function copyFiles(
  context: RecipeContext,
  requests: readonly CopyRequest[],
  options: CopyOptions,
): Promise<readonly CopyOutcome[]> {
  const outcomes: CopyOutcome[] = [];
  const hash = options.verify === false ? null : await contentHash();
  const gate = createGate(options.steering);
  for (let next = 0; next < requests.length;) {
    next = await copyGroup(context, requests, next, hash, { ...options, gate }, outcomes);
    await setImmediate();
  }
  return outcomes;
}

/** The options of a copy, with what its steering lets through. */
interface Gated extends CopyOptions {
  readonly gate: Gate;
}

/** Copies one group that starts at `first`; fills in its outcomes and answers where the next one starts. */
async function copyGroup(
  context: RecipeContext,
  requests: readonly CopyRequest[],
  first: number,
  hash: ContentHash | null,
  options: Gated,
  outcomes: CopyOutcome[],
): Promise<number> {
  const refuse = (index: number, path: PoolPath, thrown: unknown): void => {
    outcomes[index] = { ok: false, error: fromErrno(thrown, says(context.volume, path)) };
    options.onProgress?.(0, 1);
  };
  const parts = new Map<number, Part>();
  let bytes = 0;
  let next = first;
  for (; next - first < groupFiles && bytes < groupBytes; next += 1) {
    const request = requests[next];
    if (request === undefined) break;
    if (options.steering?.state().ending === true) {
      const why = 'the copy was ended before its turn came';
      refuse(next, request.path, fail('cancelled', says(context.volume, request.path), why, 'copy it again'));
      continue;
    }
    if ((next - first) % filesPerTurn === filesPerTurn - 1) await setImmediate();
    try {
      const part = await fill(context, request, hash, options);
      parts.set(next, part);
      bytes += part.size;
    } catch (thrown) {
      refuse(next, request.path, thrown);
    }
  }

  const synced = await syncFiles([...parts.values()].map((part) => part.fd));
  const tells = stepsOf(options, [...parts.values()]);
  const early =
    hash === null
      ? new Map<Part, PromiseSettledResult<Reread>>()
      : await readBack(context, parts.values(), hash, options, (bytes) => tells.read(bytes));
  const finished = new Map<PoolPath, { index: number; path: PoolPath; done: Finished; receipt: CopyReceipt }[]>();
  let place = 0;
  for (const [index, part] of parts) {
    const result = synced[place];
    place += 1;
    try {
      if (result?.status === 'rejected') {
        dropPart(context.rooted, part);
        throw result.reason;
      }
      const read = early.get(part) ?? null;
      const done = await finish(context, part, hash, options.signal, options.gate, read, (more) =>
        tells.read(more, part),
      );
      const source = part.source ?? { size: part.size, mtimeNs: 0n, inode: '' };
      const folder = parentPath(part.path);
      const file = { index, path: part.path, done, receipt: { ...done.receipt, source } };
      const others = finished.get(folder);
      if (others === undefined) finished.set(folder, [file]);
      else others.push(file);
    } catch (thrown) {
      refuse(index, part.path, thrown);
    }
  }
  tells.committing();
  const failed = await syncFolders(context.rooted, [...finished.keys()]);
  for (const [folder, files] of finished) {
    for (const { index, path, done, receipt } of files) {
      if (failed.has(folder)) {
        const isGone = takeBack(context, path, done);
        refuse(index, path, isGone ? movedAway(context.volume, path) : failed.get(folder));
      } else {
        outcomes[index] = { ok: true, receipt };
      }
    }
    if (!failed.has(folder)) options.onProgress?.(0, files.length);
  }
  return next;
}

/** Tells the steps of a group behind its copying: it is read again file by file or together, and committed as one. */
function stepsOf({ onStep, onReread }: CopyOptions, parts: readonly Part[]) {
  const [first] = parts;
  const bytes = parts.reduce((sum, { size }) => sum + size, 0);
  let bytesDone = 0;
  const tell = (phase: CopyStep['phase'], path: PoolPath): void => {
    onStep?.({ phase, path, files: parts.length, bytes, bytesDone: Math.min(bytes, bytesDone) });
  };
  return {
    read(more: number, part?: Part): void {
      bytesDone += more;
      onReread?.(more);
      const { path } = part ?? first ?? {};
      if (path !== undefined) tell('verifying', path);
    },
    committing(): void {
      bytesDone = bytes;
      if (first !== undefined) tell('committing', first.path);
    },
  };
}

/** What is small is read back together. */
async function readBack(
  { rooted, readsDirectly }: RecipeContext,
  parts: Iterable<Part>,
  hash: ContentHash,
  { signal, gate }: Gated,
  onReread: OnRead,
): Promise<ReadonlyMap<Part, PromiseSettledResult<Reread>>> {
  const small = [...parts].filter((part) => part.hash !== null && part.size <= smallBytes && isWhole(part));
  const isDirect = readsDirectly();
  const files = small.map((part) => ({
    path: () => rooted.at(part.part),
    fd: isDirect ? part.fd : null,
    size: part.size,
  }));
  const results = await rereadSmall(files, hash, signal, gate, onReread);
  return new Map(
    small.flatMap((part, index) => {
      const result = results[index];
      return result === undefined ? [] : [[part, result] as const];
    }),
  );
}

/** Of files larger than this (bytes) it is seen before they are copied that their name is free. */
const lookFrom = 256 << 10;

/** Opens, checks and reads one source into a part. @throws what goes wrong; nothing is left then */
async function fill(
  { rooted, admit, refuseTaken }: RecipeContext,
  request: CopyRequest,
  hash: ContentHash | null,
  options: Gated,
): Promise<Part> {
  options.signal?.throwIfAborted();
  const source: Source = openSource(request);
  try {
    const isLarge = source.stat.size > lookFrom;
    if (isLarge) refuseTaken(request.path);
    const room = admit(request.path, 0);
    let part: Part;
    try {
      part = openPart(rooted, request.path, room, hiddenMode);
    } catch (thrown) {
      room.release();
      throw thrown;
    }
    try {
      const signal = options.signal === undefined ? {} : { signal: options.signal };
      const bytes = Number(source.stat.size);
      let bytesDone = 0;
      const tell = (): void => {
        options.onStep?.({ phase: 'copying', path: request.path, files: 1, bytes, bytesDone });
      };
      tell();
      await fillFromFile(part, source, hash, {
        ...signal,
        gate: options.gate,
        onBytes(length) {
          bytesDone += length;
          options.onProgress?.(length, 0);
          tell();
        },
      });
      return part;
    } catch (thrown) {
      dropPart(rooted, part);
      // Whoever hears of no space tries another volume: not when the name is taken here.
      if (!isLarge) refuseTaken(request.path);
      throw thrown;
    }
  } finally {
    closeSync(source.fd);
  }
}

import {
  closeSync,
  constants,
  fstatSync,
  fsync,
  ftruncateSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { AppError, fail } from '../../../shared/errors.ts';
import { childPath, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { errnoOf, fromErrno } from './errno.ts';
import { contentHash } from './hash.ts';
import type { ContentHash } from './hash.ts';
import { metadataOf, writeMetadata } from './metadata.ts';
import { newPartName } from './parts.ts';
import { posix } from './posix.ts';
import { publish } from './publish.ts';
import { reread } from './reread.ts';
import type { Extent } from './reread.ts';
import { fsPath } from './rooted.ts';
import type { Rooted } from './rooted.ts';
import { syncFolder } from './write-durably.ts';
import type {
  ByteSource,
  CopyOptions,
  CopyOutcome,
  CopyRequest,
  Identity,
  Metadata,
  WriteOptions,
  WriteReceipt,
} from './volume.ts';

/**
 * The one write recipe (DESIGN.md, invariant 1): part file beside the target, write, length check, sync, re-read from the
 * device, metadata, publish without overwriting, sync of the folder. Files go through it in groups, so that the syncs of
 * a group run side by side.
 */

const chunkBytes = 1 << 20;
/** A group ends at so many files or bytes, whichever comes first: its parts are all on disk at once. */
const groupFiles = 256;
const groupBytes = 64 << 20;

/** One file on its way through the recipe. */
interface Part {
  readonly path: PoolPath;
  readonly part: PoolPath;
  readonly fd: number;
  extents: readonly Extent[];
  size: number;
  hash: string | null;
  metadata: Partial<Metadata>;
  source: Identity | null;
}

/** What a volume is told when a file was published: bytes allocated. */
export type Published = (allocated: number) => void;

const says = (volume: string, path: PoolPath): string => `Writing ${path} on ${volume}`;

function openPart(rooted: Rooted, path: PoolPath): Part {
  const part = childPath(parentPath(path), newPartName());
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const fd = openSync(rooted.at(part), flags, 0o600);
  return { path, part, fd, extents: [], size: 0, hash: null, metadata: {}, source: null };
}

function dropPart(rooted: Rooted, part: Part, isOpen: boolean): void {
  if (isOpen) closeSync(part.fd);
  try {
    unlinkSync(rooted.at(part.part));
  } catch (thrown) {
    // The volume may be gone; then `findParts` finds the part when it is back. What failed first is what is told.
    if (errnoOf(thrown) === null && !(thrown instanceof AppError)) throw thrown;
  }
}

function writeAll(fd: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(fd, bytes, done, bytes.length - done, at + done);
  }
}

const sync = (fd: number): Promise<void> =>
  new Promise((resolve, reject) => {
    fsync(fd, (error) => {
      const errno = errnoOf(error);
      if (error === null || errno === 'EINVAL' || errno === 'ENOTSUP' || errno === 'ENOSYS') resolve();
      else reject(error);
    });
  });

const identityOf = (stat: BigIntStats): Identity => ({
  size: Number(stat.size),
  mtimeNs: stat.mtimeNs,
  inode: `${String(stat.dev)}:${String(stat.ino)}`,
});

const same = (a: Identity, b: Identity): boolean => a.size === b.size && a.mtimeNs === b.mtimeNs && a.inode === b.inode;

/** Data extents of an open file; one for all of it where it has no holes or nobody can tell. */
function extentsOf(fd: number, stat: BigIntStats): readonly Extent[] {
  const size = Number(stat.size);
  if (size === 0) return [];
  const calls = posix();
  if (calls === null || stat.blocks * 512n >= stat.size) return [{ start: 0, end: size }];
  const extents: Extent[] = [];
  for (let at = 0; at < size;) {
    const start = calls.seekData(fd, at);
    if (start === null || start >= size) break;
    const end = Math.min(size, calls.seekHole(fd, start));
    // A file system that does not track holes answers the same place again.
    if (end <= start) return [{ start: 0, end: size }];
    extents.push({ start, end });
    at = end;
  }
  return extents;
}

/** Shared by all copies: it is filled and emptied without an await in between. */
let chunk: Buffer | null = null;

/** An open source, before a byte of it was read. */
interface Source {
  readonly fd: number;
  readonly stat: BigIntStats;
  readonly identity: Identity;
  readonly extents: readonly Extent[];
}

function lookAtSource(fd: number, request: CopyRequest): Source {
  const attempted = `Copying ${request.source}`;
  const stat = fstatSync(fd, { bigint: true });
  if (!stat.isFile()) throw fail('unsupported', attempted, 'it is not a regular file', 'leave it out');
  const identity = identityOf(stat);
  if (request.expected !== undefined && !same(request.expected, identity)) {
    throw fail('changed', attempted, 'it changed since it was looked at', 'look again and repeat');
  }
  return { fd, stat, identity, extents: extentsOf(fd, stat) };
}

/** Bytes of data, without holes. */
const dataBytes = (extents: readonly Extent[]): number => extents.reduce((sum, { start, end }) => sum + end - start, 0);

/** Copies the content of an open source into the part; counts in `onBytes`. */
async function fillFromFile(
  part: Part,
  source: Source,
  request: CopyRequest,
  hash: ContentHash | null,
  options: { readonly signal?: AbortSignal; readonly onBytes: (bytes: number) => void },
): Promise<void> {
  const attempted = `Copying ${request.source}`;
  const { fd, identity } = source;
  chunk ??= Buffer.allocUnsafeSlow(chunkBytes);
  part.extents = source.extents;
  part.size = identity.size;
  hash?.start();
  for (const { start, end } of part.extents) {
    for (let at = start; at < end;) {
      const length = readSync(fd, chunk, 0, Math.min(chunk.length, end - at), at);
      if (length === 0) throw fail('changed', attempted, 'it became shorter while it was read', 'repeat');
      const bytes = chunk.subarray(0, length);
      hash?.add(bytes);
      writeAll(part.fd, bytes, at);
      at += length;
      options.onBytes(length);
      if (at < end || length === chunkBytes) {
        await setImmediate();
        options.signal?.throwIfAborted();
      }
    }
  }
  if ((part.extents.at(-1)?.end ?? 0) < part.size) ftruncateSync(part.fd, part.size);
  part.hash = hash?.end() ?? null;
  part.metadata = metadataOf(request.source, source.stat);
  const after = identityOf(fstatSync(fd, { bigint: true }));
  if (!same(identity, after)) throw fail('changed', attempted, 'it changed while it was copied', 'repeat');
  part.source = identity;
}

/** Copies the content of a stream into the part. */
async function fillFromStream(
  part: Part,
  source: ByteSource,
  hash: ContentHash | null,
  options: WriteOptions,
): Promise<void> {
  hash?.start();
  let at = 0;
  for await (const bytes of source) {
    options.signal?.throwIfAborted();
    if (options.size !== undefined && at + bytes.length > options.size) {
      throw fail(
        'changed',
        `Writing ${part.path}`,
        `more than the ${String(options.size)} bytes that were said came`,
        'repeat',
      );
    }
    hash?.add(bytes);
    writeAll(part.fd, bytes, at);
    at += bytes.length;
    options.onBytes?.(bytes.length);
  }
  options.signal?.throwIfAborted();
  if (options.size !== undefined && at !== options.size) {
    const why = `${String(at)} of ${String(options.size)} bytes came`;
    throw fail('changed', `Writing ${part.path}`, why, 'repeat');
  }
  part.size = at;
  part.extents = at === 0 ? [] : [{ start: 0, end: at }];
  part.hash = hash?.end() ?? null;
  part.metadata = options.metadata ?? {};
}

/** From a filled, synced part to a published file; the part is closed in every case. */
async function finish(
  rooted: Rooted,
  part: Part,
  hash: ContentHash | null,
  context: { readonly volume: string; readonly signal?: AbortSignal; readonly published: Published },
): Promise<WriteReceipt> {
  let isOpen = true;
  try {
    const stat = fstatSync(part.fd, { bigint: true });
    closeSync(part.fd);
    isOpen = false;
    const attempted = says(context.volume, part.path);
    if (Number(stat.size) !== part.size) {
      throw fail(
        'corrupt',
        attempted,
        `the file is ${String(stat.size)} bytes and not ${String(part.size)}`,
        'check the disk',
      );
    }
    let verified: WriteReceipt['verified'] = 'none';
    if (hash !== null && part.hash !== null) {
      const read = await reread(() => rooted.at(part.part), part.extents, hash, context.signal);
      if (read.hash !== part.hash) {
        throw fail(
          'corrupt',
          attempted,
          'what was read back is not what was written',
          'check the disk; nothing was published',
        );
      }
      verified = read.from;
    }
    context.signal?.throwIfAborted();
    const lost = writeMetadata(rooted.textAt(part.part), part.metadata, { isDirectory: false, isLink: false });
    publish(rooted.textAt(part.part), rooted.textAt(part.path));
    context.published(Number(stat.blocks) * 512);
    const whole = part.extents.length <= 1 && (part.extents[0]?.end ?? 0) === part.size;
    return { bytes: part.size, hash: whole ? part.hash : null, verified, lost };
  } catch (thrown) {
    dropPart(rooted, part, isOpen);
    throw thrown;
  }
}

export interface RecipeContext {
  readonly volume: string;
  readonly rooted: Rooted;
  readonly published: Published;
}

/** One file from a stream. @throws AppError as Volume.write says; nothing is left then */
export async function writeFile(
  { volume, rooted, published }: RecipeContext,
  path: PoolPath,
  source: ByteSource,
  options: WriteOptions,
): Promise<WriteReceipt> {
  try {
    options.signal?.throwIfAborted();
    const hash = options.verify === false ? null : await contentHash();
    const part = openPart(rooted, path);
    try {
      await fillFromStream(part, source, hash, options);
      await sync(part.fd);
    } catch (thrown) {
      dropPart(rooted, part, true);
      throw thrown;
    }
    const signal = options.signal === undefined ? {} : { signal: options.signal };
    const receipt = await finish(rooted, part, hash, { volume, published, ...signal });
    syncFolder(rooted.at(parentPath(path)));
    return receipt;
  } catch (thrown) {
    throw fromErrno(thrown, says(volume, path));
  }
}

/**
 * Asked for each file before anything of it is written: may it come here? `bytes` of data will. Answers what is called
 * when the file was published or given up. @throws AppError or errno error: why not
 */
export type Admit = (request: CopyRequest, bytes: number) => () => void;

/** Many files of this host. One outcome per request, in order. Never rejects. */
export async function copyFiles(
  context: RecipeContext,
  requests: readonly CopyRequest[],
  options: CopyOptions,
  admit: Admit,
): Promise<readonly CopyOutcome[]> {
  const outcomes: CopyOutcome[] = [];
  const hash = options.verify === false ? null : await contentHash();
  for (let next = 0; next < requests.length;) {
    next = await copyGroup(context, requests, next, { ...options, hash, admit }, outcomes);
    await setImmediate();
  }
  return outcomes;
}

/** Copies one group that starts at `first`; fills in its outcomes and answers where the next one starts. */
async function copyGroup(
  { volume, rooted, published }: RecipeContext,
  requests: readonly CopyRequest[],
  first: number,
  options: CopyOptions & { readonly hash: ContentHash | null; readonly admit: Admit },
  outcomes: CopyOutcome[],
): Promise<number> {
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const refuse = (index: number, thrown: unknown): void => {
    const path = requests[index]?.path;
    outcomes[index] = { ok: false, error: fromErrno(thrown, says(volume, path ?? ('/' as PoolPath))) };
    options.onProgress?.(0, 1);
  };
  const { hash } = options;
  const parts = new Map<number, Part>();
  const releases: (() => void)[] = [];
  let bytes = 0;
  let next = first;
  for (; next < requests.length && next - first < groupFiles && bytes < groupBytes; next += 1) {
    const request = requests[next];
    if (request === undefined) break;
    let sourceFd: number | null = null;
    let part: Part | null = null;
    try {
      options.signal?.throwIfAborted();
      sourceFd = openSync(fsPath(request.source), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      const source = lookAtSource(sourceFd, request);
      releases.push(options.admit(request, dataBytes(source.extents)));
      part = openPart(rooted, request.path);
      const count = (length: number): void => options.onProgress?.(length, 0);
      await fillFromFile(part, source, request, hash, { ...signal, onBytes: count });
      parts.set(next, part);
      bytes += part.size;
    } catch (thrown) {
      if (part !== null) dropPart(rooted, part, true);
      refuse(next, thrown);
    } finally {
      if (sourceFd !== null) closeSync(sourceFd);
    }
  }

  const synced = await Promise.allSettled([...parts.values()].map((part) => sync(part.fd)));
  const folders = new Map<PoolPath, number[]>();
  let place = 0;
  for (const [index, part] of parts) {
    const result = synced[place];
    place += 1;
    try {
      if (result?.status === 'rejected') {
        dropPart(rooted, part, true);
        throw result.reason;
      }
      const receipt = await finish(rooted, part, hash, { volume, published, ...signal });
      const source = part.source ?? { size: part.size, mtimeNs: 0n, inode: '' };
      outcomes[index] = { ok: true, receipt: { ...receipt, source } };
      const folder = parentPath(part.path);
      folders.set(folder, [...(folders.get(folder) ?? []), index]);
    } catch (thrown) {
      refuse(index, thrown);
    }
  }
  for (const release of releases) release();
  for (const [folder, indexes] of folders) {
    try {
      syncFolder(rooted.at(folder));
      options.onProgress?.(0, indexes.length);
    } catch (thrown) {
      // Published, but nobody knows whether it would survive a power cut: not to be counted as done.
      for (const index of indexes) refuse(index, thrown);
    }
  }
  return next;
}

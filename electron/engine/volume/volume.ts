import type { AppError } from '../../../shared/errors.ts';
import type { EntryType, Space } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { VolumeTraits } from '../../../shared/volume-report.ts';
import type { Steering } from './steering.ts';

/**
 * A Volume: one directory tree that can be listed, read and changed by PoolPath. The contract that disk, lane, memory,
 * faulty and a pool all pass is volume.contract.ts. Every method rejects with an AppError; the codes are named below
 * (besides `offline`, `denied`, `io`, `timeout` and `cancelled`, which any of them may give).
 *
 * No method follows a symlink: not the last part of a path, and none before it (`not-a-directory`). No method
 * overwrites. Methods never touch the reserved folder `.cfs` by a PoolPath, and listings leave it and `.cfs-part-*` out.
 */
export interface Volume {
  /** Unique in its pool. */
  readonly name: string;

  capabilities(): Promise<VolumeCapabilities>;

  /** What its file system can do, for people to read; looks at the volume, writes nothing. */
  traits(): Promise<VolumeTraits>;

  /** Entries of a folder in no particular order. @throws not-found, not-a-directory */
  list(path: PoolPath, options?: ListOptions): Promise<readonly VolumeEntry[]>;

  /** lstat. @throws not-found, not-a-directory (a file in the middle of the path counts as not-found too) */
  stat(path: PoolPath): Promise<VolumeEntry>;

  /** Bytes [start, end) of a file. @throws not-found, is-a-directory, unsupported (symlink or special file) */
  read(path: PoolPath, options?: ReadOptions): AsyncIterable<Uint8Array>;

  /**
   * Creates a file from a stream by the write recipe (DESIGN.md, invariant 1): hidden part file, length check, fsync,
   * optional re-read, metadata, publish without overwriting, fsync of the folder. After a failure or a cancel nothing
   * is left. The parent folder must exist.
   * @throws exists, not-found (no parent), no-space, read-only, bad-name, corrupt, changed (length differs from size)
   */
  write(path: PoolPath, source: ByteSource, options: WriteOptions): Promise<WriteReceipt>;

  /**
   * Copies files of this host's file systems into the volume, by the same recipe, many at a time so that syncs are
   * shared. One outcome per request, in order; a failure of one does not stop the others. Needs `localCopy`.
   */
  copyIn(requests: readonly CopyRequest[], options: CopyOptions): Promise<readonly CopyOutcome[]>;

  /** @throws exists, not-found (no parent), no-space, read-only, bad-name */
  makeDirectory(path: PoolPath, options?: { readonly mode?: number }): Promise<void>;

  /** @throws exists, not-found (no parent), unsupported */
  makeSymlink(path: PoolPath, target: string): Promise<void>;

  /** A second name for the same file. @throws exists, not-found, unsupported (no hard links here) */
  makeHardLink(existing: PoolPath, path: PoolPath): Promise<void>;

  /**
   * Makes the names in these folders survive a power cut, with new folders above them: links, other names and empty
   * folders, which no write has made durable. @throws not-found
   */
  makeDurable(folders: readonly PoolPath[]): Promise<void>;

  /** For each of these files whether another program has it open for writing; false where nobody can tell. */
  beingWritten(paths: readonly PoolPath[]): Promise<readonly boolean[]>;

  /** Renames a file, symlink or folder on this volume, never over something. @throws exists, not-found */
  rename(from: PoolPath, to: PoolPath): Promise<void>;

  /**
   * Two files or links get each other's name in one instant: at every moment both names are there.
   * @throws not-found, is-a-directory, unsupported (this file system cannot; nothing changed then)
   */
  exchange(one: PoolPath, other: PoolPath): Promise<void>;

  /**
   * Removes a file, symlink or special file. With `expected` it is first seen unchanged, and that nobody has it open for
   * writing, where the system tells. @throws not-found, is-a-directory, changed, busy
   */
  removeFile(path: PoolPath, expected?: Identity): Promise<void>;

  /** Removes an empty folder, never a mount point or the root. @throws not-found, not-a-directory, not-empty, busy */
  removeDirectory(path: PoolPath): Promise<void>;

  /** Mode, owner, times to the nanosecond, extended attributes (POSIX ACLs among them), of the entry itself. */
  readMetadata(path: PoolPath): Promise<Metadata>;

  /** Sets what it can; answers what could not be kept, as words ("owner 1000:1000", "user.tag"). */
  writeMetadata(path: PoolPath, metadata: Partial<Metadata>): Promise<readonly string[]>;

  /**
   * Moves an entry (a folder with all in it) into the volume's trash, at once, by rename. Answers the trash id.
   * `id` groups the pieces of one deletion over several volumes. `was`: the path that the trash remembers; default
   * `path`.
   */
  moveToTrash(path: PoolPath, id: string, was?: PoolPath): Promise<TrashItem>;
  listTrash(): Promise<readonly TrashItem[]>;
  /** One of them, without listing the others; null when it is not there. */
  trashed(id: string): Promise<TrashItem | null>;
  /** Bytes of a file in the trash; what else lies there is not read. @throws not-found, is-a-directory, unsupported */
  readTrashed(id: string, options?: ReadOptions): AsyncIterable<Uint8Array>;
  /** Puts it back at `path`, whose parent must exist. @throws not-found, exists */
  restoreFromTrash(id: string, path: PoolPath): Promise<void>;
  deleteFromTrash(id: string): Promise<void>;
  /**
   * The same for several entries that share their syncs, as if they went one after the other: one outcome each, in order.
   * @throws only what fails for all of them
   */
  moveManyToTrash(requests: readonly TrashRequest[]): Promise<readonly Outcome<TrashItem>[]>;
  /** As `moveManyToTrash`, the way back. */
  restoreManyFromTrash(requests: readonly RestoreRequest[]): Promise<readonly Outcome<null>[]>;

  /**
   * Part files, and new versions that wait beside the old one, which no living process makes any more, relative to the
   * root; `remove` deletes them, but for those in `keep`. `below`: only there, default everywhere.
   */
  findParts(options: {
    readonly remove: boolean;
    readonly keep?: readonly PoolPath[];
    readonly below?: PoolPath;
  }): Promise<readonly PoolPath[]>;
  /** The same for these folders alone, not below them; deletes what it finds. Folders that are not there are empty. */
  tidyFolders(folders: readonly PoolPath[], keep: readonly PoolPath[]): Promise<Tidied>;
  /** Puts in order what killed processes left in the volume's own folder; answers what, as words or trash ids. */
  tidyOwnFolder(): Promise<readonly string[]>;
  /**
   * Looks, and changes nothing: what in the volume's own folder is not in order, and what else no listing shows. Part
   * files of dead processes of this host are told by `findParts`.
   */
  examine(): Promise<readonly Oddity[]>;

  /**
   * Keeps a small text (at most 4 MiB) on the volume, durably: what an unfinished operation is about. Again with the same
   * id replaces it. The text that comes back may be anybody's.
   * @throws invalid (no plain id, too large), no-space, read-only
   */
  writeRecord(id: string, text: string): Promise<void>;
  /** No error when it is not there. */
  removeRecord(id: string): Promise<void>;
  listRecords(): Promise<readonly VolumeRecord[]>;

  /** Of the file system, or within the limit when one is set. */
  /**
   * `counted`: the bytes that its files allocate, from somebody who keeps count of them, so that a volume with a limit
   * need not.
   */
  space(known?: { readonly counted?: number }): Promise<Space>;

  /** The path on this host, for other programs; null when there is none. */
  physical(path: PoolPath): string | null;

  close(): Promise<void>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface ListOptions extends CallOptions {
  /**
   * Only what comes first in natural order (natural-order.ts) is wanted, at least so many entries: a window shows its
   * first rows before a large folder is read. Fewer that are answered are all that there are.
   */
  readonly first?: number;
}

export interface ReadOptions extends CallOptions {
  /** Bytes; default 0. */
  readonly start?: number;
  /** Bytes, exclusive; default the end of the file. */
  readonly end?: number;
}

export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface VolumeCapabilities {
  /** copyIn works: the volume can read other paths of this host by itself. */
  readonly localCopy: boolean;
  readonly hardLinks: boolean;
  readonly symlinks: boolean;
  readonly xattrs: boolean;
  /** Names that differ only in case are the same name. */
  readonly caseInsensitive: boolean;
  /** Smallest step of mtime, in ns (1, 10_000_000 on exFAT...). */
  readonly timeStepNs: number;
  readonly filesystem: string;
  /** Identifies the file system whose free space it shares; volumes with one key are one space group. */
  readonly spaceGroup: string;
}

export interface VolumeEntry {
  readonly name: string;
  readonly type: EntryType;
  /** Logical bytes; 0 for directories. */
  readonly size: number;
  /** Bytes allocated (st_blocks * 512). */
  readonly allocated: number;
  readonly mtimeMs: number;
  /** When it was made on this volume; 0 or left out where the file system does not tell. */
  readonly createdMs?: number;
  /** st_mode & 07777 */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Inode number and device as text: equal strings mean the same file on this volume. */
  readonly inode: string;
  readonly links: number;
  /** Target of a symlink. */
  readonly linkTarget?: string;
  /** A foreign thing (DESIGN.md, invariant 14): not a pool entry. */
  readonly foreign?: boolean;
}

/** What must not have changed before a source is removed. */
export interface Identity {
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly inode: string;
  /** Of the last change of anything about it, which no program can put back; compared only where it is given. */
  readonly ctimeNs?: bigint;
}

export interface Metadata {
  /** st_mode & 07777; setuid and setgid bits are kept only when asked. */
  readonly mode: number;
  readonly mtimeNs: bigint;
  readonly atimeNs: bigint;
  readonly uid: number;
  readonly gid: number;
  /** Name (escaped as in names.ts) to value; `security.*` left out. */
  readonly xattrs: Readonly<Record<string, Uint8Array>>;
}

export interface WriteOptions extends CallOptions {
  /** Bytes that will come; the write fails when more or fewer do. Undefined: not known. */
  readonly size?: number;
  readonly metadata?: Partial<Metadata>;
  /** Re-read from the device and compare the hash before publishing. Default true. */
  readonly verify?: boolean;
  readonly onBytes?: (bytes: number) => void;
  /** Bytes that were read back to be compared, since the last call. */
  readonly onReread?: (bytes: number) => void;
}

export interface CopyRequest {
  /** Real path on this host (escaped as in names.ts); a regular file, not a symlink. */
  readonly source: string;
  readonly path: PoolPath;
  /** When given, a source that differs from it fails with `changed`. */
  readonly expected?: Identity;
}

/** Where a copy of several files is: one is copied, they are read again together, their names are made durable. */
export interface CopyStep {
  readonly phase: 'copying' | 'verifying' | 'committing';
  /** The file, or the first of those that are in this phase together. */
  readonly path: PoolPath;
  readonly files: number;
  /** Of this phase. */
  readonly bytes: number;
  readonly bytesDone: number;
}

export interface CopyOptions extends CallOptions {
  /** Default true. A move always verifies. */
  readonly verify?: boolean;
  /** Lets it stand still, go slower, or end after the files under way: the others are `cancelled` then. */
  readonly steering?: Steering;
  /** Called with bytes since the last call, and the number of files finished since then. */
  readonly onProgress?: (bytes: number, files: number) => void;
  /** Bytes that were read back to be compared, since the last call. */
  readonly onReread?: (bytes: number) => void;
  /** Called as it goes from step to step, and on in one. */
  readonly onStep?: (step: CopyStep) => void;
}

export interface WriteReceipt {
  /** Logical bytes. */
  readonly bytes: number;
  /** Hash of the content when one was made (xxh128, hex). */
  readonly hash: string | null;
  /** `device`: re-read past the cache; `cached`: re-read, but maybe from memory; `none`: not asked for. */
  readonly verified: 'device' | 'cached' | 'none';
  /** What could not be kept, as words; empty when all was. */
  readonly lost: readonly string[];
}

export interface CopyReceipt extends WriteReceipt {
  /** The source as it was read: pass to removeFile to finish a move. */
  readonly source: Identity;
}

export type CopyOutcome =
  { readonly ok: true; readonly receipt: CopyReceipt } | { readonly ok: false; readonly error: AppError };

export interface VolumeRecord {
  readonly id: string;
  readonly text: string;
}

export interface Oddity {
  /** `hidden`: an entry with a name that CFS keeps for itself; `own`: a small file of CFS. */
  readonly kind: 'trash' | 'journal' | 'own' | 'hidden';
  readonly path: PoolPath;
  /** In words, with what a person can do where `tidyOwnFolder` does nothing. */
  readonly what: string;
  /** `tidyOwnFolder` puts it in order. */
  readonly tidied: boolean;
}

export interface Tidied {
  readonly removed: readonly PoolPath[];
  /** What a living process of this host is making. */
  readonly busy: readonly PoolPath[];
}

export interface TrashItem {
  readonly id: string;
  readonly path: PoolPath;
  readonly type: EntryType;
  readonly size: number;
  /** Of the entry itself, as before it was deleted. */
  readonly mtimeMs: number;
  readonly deletedMs: number;
}

/** As the arguments of `moveToTrash`. */
export interface TrashRequest {
  readonly path: PoolPath;
  readonly id: string;
  readonly was?: PoolPath;
}

/** As the arguments of `restoreFromTrash`. */
export interface RestoreRequest {
  readonly id: string;
  readonly path: PoolPath;
}

/** What became of one of several. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError };

/** Things that go to the trash, or come back, in one call at most: a job is stopped between two calls. */
export const trashBatch = 256;

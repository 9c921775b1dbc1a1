/**
 * What Node's fs cannot do, by FFI (koffi): the one file that calls the C library. Every function answers null or false
 * where the system lacks it, so that callers have a fallback; `posix()` is null where nothing of it works. Failures of a
 * call that exists throw an ErrnoException-like error with `code` and `errno`, as Node's fs does.
 */
import type koffiModule from 'koffi';
import { constants } from 'node:fs';
import { createRequire } from 'node:module';
import { release } from 'node:os';
import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import { errnoName } from './errno.ts';

type Koffi = typeof koffiModule;

export interface Posix {
  /**
   * Opens a folder below an open folder without leaving it or its file system and without following any symlink.
   * @throws ENOSYS on kernels before 5.6; EXDEV when the path leaves; ELOOP when it crosses a symlink
   */
  openBeneath(rootFd: number, path: string): number;
  /**
   * The next names of an open folder as the system packs them (getdents64(2)); bytes that they take, 0 behind the last
   * one. Null on machines of which the number of the call is not known. @throws errno errors
   */
  readonly readNames: ((fd: number, into: Uint8Array) => number) | null;
  /** Figures of the file system that holds the path, in bytes. */
  space(path: string): FileSystemSpace;
  /** How long names may be, in bytes, and for how many more files there is room; null: the file system tells no such. */
  limits(path: string): { readonly nameBytes: number | null; readonly freeFiles: number | null };
  /** Whether the file system has attributes of this name's kind; the entry need not have this one. Null: it cannot be told. */
  knowsXattr(path: string, name: string): boolean | null;
  /**
   * Renames unless the target exists; `folder`: an open folder that both are names in.
   * @throws EEXIST; EINVAL where the file system cannot
   */
  renameNoReplace(from: string, to: string, folder?: number): void;
  /** renameat2(RENAME_EXCHANGE). @throws errno errors; EINVAL where the file system cannot */
  renameExchange(one: string, other: string): void;
  /** Times, ns since 1970. */
  setTimes(entry: EntryRef, atimeNs: bigint, mtimeNs: bigint): void;
  /** Extended attributes, `security.*` left out. Empty where the file system has none. */
  readXattrs(entry: EntryRef): Record<string, Uint8Array>;
  /** @throws ENOTSUP, EPERM, ENOSPC, E2BIG */
  writeXattr(entry: EntryRef, name: string, value: Uint8Array): void;
  /** Takes an attribute off where it is there and may be; tells nothing. */
  dropXattr(entry: EntryRef, name: string): void;
  /** Start of the next data at or after `offset`, or null behind the last. */
  seekData(fd: number, offset: number): number | null;
  /** Start of the next hole at or after `offset` (the end of the file counts as one). */
  seekHole(fd: number, offset: number): number;
  /** Makes reads of an open file go past the cache, from now on. False where it cannot. */
  readDirectly(fd: number): boolean;
  /** Asks the kernel to drop the file's clean pages from its cache. */
  dropCache(fd: number): void;
  /** Has the system begin to write this part of a file to its device, in a thread of its own. Tells nothing: a sync does. */
  startWriting(fd: number, offset: number, length: number): Promise<void>;
  /**
   * A lease that is held until `fd` (opened for reading only) is closed: true when nobody has the file open for writing,
   * and nobody can until then; false when somebody has; null where nobody can tell (another user's file, FUSE, network).
   */
  leaseUnwritten(fd: number): boolean | null;
  /** Gives that lease back. */
  endLease(fd: number): void;
  /**
   * Writes everything of the file system that holds `fd` to its device, in a thread of its own. Null where the kernel
   * does not tell of errors (before 5.8). Rejects when something could not be written.
   */
  readonly syncFileSystem: ((fd: number) => Promise<void>) | null;
}

/**
 * An entry by its path (a symlink is not followed), or by an open handle: that is many times quicker, and stays the same
 * entry whatever happens to its name. Not a handle of O_PATH.
 */
export type EntryRef = string | number;

export interface FileSystemSpace {
  readonly total: number;
  readonly free: number;
  /** What a user without privileges may use. */
  readonly available: number;
}

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const RENAME_NOREPLACE = 1;
const RENAME_EXCHANGE = 2;
const SYS_OPENAT2 = 437;
const SYS_GETDENTS64: Readonly<Partial<Record<NodeJS.Architecture, number>>> = { x64: 217, arm64: 61 };
const O_DIRECTORY = 0o200000;
const O_CLOEXEC = 0o2000000;
const O_PATH = 0o10000000;
const RESOLVE_NO_XDEV = 0x01;
const RESOLVE_NO_MAGICLINKS = 0x02;
const RESOLVE_NO_SYMLINKS = 0x04;
const RESOLVE_BENEATH = 0x08;
const SEEK_DATA = 3;
const SEEK_HOLE = 4;
const POSIX_FADV_DONTNEED = 4;
const SYNC_FILE_RANGE_WRITE = 2;
/** By the machine's kind: not the same number everywhere. */
const { O_DIRECT } = constants as { readonly O_DIRECT?: number };
const F_SETFL = 4;
const F_SETSIG = 10;
const F_SETLEASE = 1024;
const F_RDLCK = 0;
const F_UNLCK = 2;
const SIGURG = 23;
const ENXIO = 6;
const ENODATA = 61;
const EINVAL = 22;
const EAGAIN = 11;
const ENOTSUP = 95;

/**
 * Attributes that are no part of a file's own: labels of the system, and second looks of xfs and overlay file systems at
 * what other attributes and calls tell (ACLs among them), which would be strange ones on another disk.
 */
function isSystemOwn(name: string): boolean {
  return name.startsWith('security.') || name.startsWith('trusted.SGI_') || name.startsWith('trusted.overlay.');
}

function cString(text: string): Buffer {
  return text.isWellFormed() ? Buffer.from(`${text}\0`) : Buffer.concat([nameToBytes(text), Buffer.alloc(1)]);
}

function failure(errno: number, call: string, path: string): NodeJS.ErrnoException {
  const code = errnoName(errno);
  return Object.assign(new Error(`${code}: ${call} '${path}'`), { code, errno: -errno, syscall: call, path });
}

/** koffi answers int64 as number where it is safe, else bigint. */
const toNumber = (value: number | bigint): number => Number(value);

/** syncfs(2): "since Linux 5.8, it will also fail if one or more inodes failed to be written back". */
function tellsSyncErrors(): boolean {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  return major > 5 || (major === 5 && minor >= 8);
}

function load(koffi: Koffi): Posix {
  const libc = koffi.load('libc.so.6');
  const syscall = libc.func('long syscall(long number, int fd, const void *path, const void *how, size_t size)');
  const getdents = libc.func('long syscall(long number, int fd, void *into, size_t size)');
  const renameat2 = libc.func(
    'int renameat2(int fromFd, const void *from, int toFd, const void *to, unsigned int flags)',
  );
  const utimensat = libc.func('int utimensat(int fd, const void *path, const void *times, int flags)');
  const llistxattr = libc.func('int64_t llistxattr(const void *path, void *list, size_t size)');
  const lgetxattr = libc.func('int64_t lgetxattr(const void *path, const void *name, void *value, size_t size)');
  const lsetxattr = libc.func(
    'int lsetxattr(const void *path, const void *name, const void *value, size_t size, int flags)',
  );
  const lremovexattr = libc.func('int lremovexattr(const void *path, const void *name)');
  const futimens = libc.func('int futimens(int fd, const void *times)');
  const flistxattr = libc.func('int64_t flistxattr(int fd, void *list, size_t size)');
  const fgetxattr = libc.func('int64_t fgetxattr(int fd, const void *name, void *value, size_t size)');
  const fsetxattr = libc.func('int fsetxattr(int fd, const void *name, const void *value, size_t size, int flags)');
  const fremovexattr = libc.func('int fremovexattr(int fd, const void *name)');
  const lseek = libc.func('int64_t lseek(int fd, int64_t offset, int whence)');
  const fadvise = libc.func('int posix_fadvise(int fd, int64_t offset, int64_t length, int advice)');
  const fcntl = libc.func('int fcntl(int fd, int command, int argument)');
  const syncfs = libc.func('int syncfs(int fd)');
  const syncFileRange = libc.func('int sync_file_range(int fd, int64_t offset, int64_t length, unsigned int flags)');
  const statvfs = libc.func('int statvfs(const void *path, void *figures)');
  // struct statvfs of 64-bit systems: f_bsize, f_frsize, f_blocks, f_bfree, f_bavail, each 8 bytes, then more.
  const figures = Buffer.alloc(256);

  const call = (result: number | bigint, name: string, path: string): number => {
    const value = toNumber(result);
    if (value < 0) throw failure(koffi.errno(), name, path);
    return value;
  };
  const how = Buffer.alloc(24);
  const resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  how.writeBigUInt64LE(BigInt(O_PATH | O_DIRECTORY | O_CLOEXEC), 0);
  how.writeBigUInt64LE(BigInt(resolve), 16);
  const getdentsNumber = SYS_GETDENTS64[process.arch];
  let list = Buffer.alloc(4096);
  let value = Buffer.alloc(4096);
  const times = Buffer.alloc(32);
  const said = (entry: EntryRef): string => (typeof entry === 'number' ? `fd ${String(entry)}` : entry);

  const seek = (fd: number, offset: number, whence: number): number | null => {
    const at = toNumber(lseek(fd, offset, whence) as number | bigint);
    if (at >= 0) return at;
    const errno = koffi.errno();
    if (errno === ENXIO) return null;
    // A file system that knows no holes.
    if (errno === EINVAL) return whence === SEEK_DATA ? offset : null;
    throw failure(errno, 'lseek', `fd ${String(fd)}`);
  };

  return {
    openBeneath(rootFd, path) {
      return call(syscall(SYS_OPENAT2, rootFd, cString(path), how, how.length) as number, 'openat2', path);
    },
    readNames:
      getdentsNumber === undefined
        ? null
        : (fd, into) =>
            call(getdents(getdentsNumber, fd, into, into.length) as number, 'getdents64', `fd ${String(fd)}`),
    space(path) {
      call(statvfs(cString(path), figures) as number, 'statvfs', path);
      const [unit = 0, total = 0, free = 0, available = 0] = [8, 16, 24, 32].map((offset) =>
        Number(figures.readBigUInt64LE(offset)),
      );
      return { total: total * unit, free: free * unit, available: available * unit };
    },
    limits(path) {
      call(statvfs(cString(path), figures) as number, 'statvfs', path);
      // f_files, f_ffree and f_namemax: what it makes as it goes along (btrfs, exFAT) is told as none at all.
      const [files = 0, freeFiles = 0, nameBytes = 0] = [40, 48, 80].map((offset) =>
        Number(figures.readBigUInt64LE(offset)),
      );
      return { nameBytes: nameBytes > 0 ? nameBytes : null, freeFiles: files > 0 ? freeFiles : null };
    },
    knowsXattr(path, name) {
      if (toNumber(lgetxattr(cString(path), cString(name), null, 0) as number | bigint) >= 0) return true;
      const errno = koffi.errno();
      if (errno === ENODATA) return true;
      return errno === ENOTSUP ? false : null;
    },
    renameNoReplace(from, to, folder = AT_FDCWD) {
      call(renameat2(folder, cString(from), folder, cString(to), RENAME_NOREPLACE) as number, 'renameat2', to);
    },
    renameExchange(one, other) {
      call(renameat2(AT_FDCWD, cString(one), AT_FDCWD, cString(other), RENAME_EXCHANGE) as number, 'renameat2', other);
    },
    setTimes(entry, atimeNs, mtimeNs) {
      for (const [index, ns] of [atimeNs, mtimeNs].entries()) {
        // Before 1970 the seconds are negative and the ns still count upwards.
        const nanoseconds = ((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
        times.writeBigInt64LE((ns - nanoseconds) / 1_000_000_000n, index * 16);
        times.writeBigInt64LE(nanoseconds, index * 16 + 8);
      }
      const result: unknown =
        typeof entry === 'number'
          ? futimens(entry, times)
          : utimensat(AT_FDCWD, cString(entry), times, AT_SYMLINK_NOFOLLOW);
      call(result as number, 'utimensat', said(entry));
    },
    readXattrs(entry) {
      const at = typeof entry === 'number' ? entry : cString(entry);
      const listAll = (into: Buffer | null, size: number): number | bigint =>
        (typeof at === 'number' ? flistxattr(at, into, size) : llistxattr(at, into, size)) as number | bigint;
      const getOne = (name: Buffer, into: Buffer | null, size: number): number | bigint =>
        (typeof at === 'number' ? fgetxattr(at, name, into, size) : lgetxattr(at, name, into, size)) as number | bigint;
      const xattrs: Record<string, Uint8Array> = {};
      let size = toNumber(listAll(list, list.length));
      if (size === 0) return xattrs;
      if (size < 0) {
        const errno = koffi.errno();
        if (errno === ENOTSUP) return xattrs;
        size = call(listAll(null, 0), 'llistxattr', said(entry));
        list = Buffer.alloc(size + 1024);
        size = call(listAll(list, list.length), 'llistxattr', said(entry));
      }
      for (let start = 0; start < size;) {
        const end = list.indexOf(0, start);
        const name = nameFromBytes(list.subarray(start, end));
        start = end + 1;
        if (isSystemOwn(name)) continue;
        const key = cString(name);
        let length = toNumber(getOne(key, value, value.length));
        if (length < 0) {
          // Taken away since the names were read.
          if (koffi.errno() === ENODATA) continue;
          length = call(getOne(key, null, 0), 'lgetxattr', said(entry));
          value = Buffer.alloc(length + 1024);
          length = call(getOne(key, value, value.length), 'lgetxattr', said(entry));
        }
        xattrs[name] = Uint8Array.from(value.subarray(0, length));
      }
      return xattrs;
    },
    writeXattr(entry, name, bytes) {
      const key = cString(name);
      const result: unknown =
        typeof entry === 'number'
          ? fsetxattr(entry, key, bytes, bytes.length, 0)
          : lsetxattr(cString(entry), key, bytes, bytes.length, 0);
      call(result as number, 'lsetxattr', said(entry));
    },
    dropXattr(entry, name) {
      if (typeof entry === 'number') fremovexattr(entry, cString(name));
      else lremovexattr(cString(entry), cString(name));
    },
    seekData: (fd, offset) => seek(fd, offset, SEEK_DATA),
    seekHole: (fd, offset) => seek(fd, offset, SEEK_HOLE) ?? offset,
    readDirectly: (fd) => O_DIRECT !== undefined && toNumber(fcntl(fd, F_SETFL, O_DIRECT) as number) === 0,
    dropCache(fd) {
      fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    },
    startWriting: (fd, offset, length) =>
      new Promise((resolve) => {
        type Start = (fd: number, offset: number, length: number, flags: number, ended: () => void) => void;
        (syncFileRange.async as Start)(fd, offset, length, SYNC_FILE_RANGE_WRITE, () => resolve());
      }),
    leaseUnwritten(fd) {
      // Whoever opens it for writing waits for the lease to end, and the holder is told by a signal: by default one that
      // ends the process.
      if (toNumber(fcntl(fd, F_SETSIG, SIGURG) as number) !== 0) return null;
      if (toNumber(fcntl(fd, F_SETLEASE, F_RDLCK) as number) === 0) return true;
      return koffi.errno() === EAGAIN ? false : null;
    },
    endLease(fd) {
      fcntl(fd, F_SETLEASE, F_UNLCK);
    },
    syncFileSystem: !tellsSyncErrors()
      ? null
      : (fd) =>
          new Promise((resolved, reject) => {
            const ended = (error: Error | null, result: number): void => {
              if (error === null && result === 0) resolved();
              else reject(error ?? new Error(`syncfs answered ${String(result)}`));
            };
            (syncfs.async as (fd: number, ended: (error: Error | null, result: number) => void) => void)(fd, ended);
          }),
  };
}

let loaded: Posix | null | undefined;

/** The calls of this system, loaded at first use (koffi takes some ms); null on systems other than Linux with glibc. */
export function posix(): Posix | null {
  if (loaded === undefined) {
    loaded = null;
    if (process.platform === 'linux') {
      try {
        loaded = load(createRequire(import.meta.url)('koffi') as Koffi);
      } catch {
        // No prebuilt koffi for this machine, or a C library that lacks a call: the fallbacks serve.
        loaded = null;
      }
    }
  }
  return loaded;
}

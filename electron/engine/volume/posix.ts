/**
 * What Node's fs cannot do, by FFI (koffi): the one file that calls the C library. Every function answers null or false
 * where the system lacks it, so that callers have a fallback; `posix()` is null where nothing of it works. Failures of a
 * call that exists throw an ErrnoException-like error with `code` and `errno`, as Node's fs does.
 */
import type koffiModule from 'koffi';
import { createRequire } from 'node:module';
import { release } from 'node:os';
import { getSystemErrorName } from 'node:util';
import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';

type Koffi = typeof koffiModule;

export interface Posix {
  /**
   * Opens a folder below an open folder without leaving it or its file system and without following any symlink.
   * @throws ENOSYS on kernels before 5.6; EXDEV when the path leaves; ELOOP when it crosses a symlink
   */
  openBeneath(rootFd: number, path: string): number;
  /** Figures of the file system that holds the path, in bytes. */
  space(path: string): FileSystemSpace;
  /** Renames unless the target exists. @throws EEXIST; EINVAL where the file system cannot */
  renameNoReplace(from: string, to: string): void;
  /** Times of the entry itself (a symlink is not followed), ns since 1970. */
  setTimes(path: string, atimeNs: bigint, mtimeNs: bigint): void;
  /** Extended attributes of the entry itself, `security.*` left out. Empty where the file system has none. */
  readXattrs(path: string): Record<string, Uint8Array>;
  /** @throws ENOTSUP, EPERM, ENOSPC, E2BIG */
  writeXattr(path: string, name: string, value: Uint8Array): void;
  /** Takes an attribute off where it is there and may be; tells nothing. */
  dropXattr(path: string, name: string): void;
  /** Start of the next data at or after `offset`, or null behind the last. */
  seekData(fd: number, offset: number): number | null;
  /** Start of the next hole at or after `offset` (the end of the file counts as one). */
  seekHole(fd: number, offset: number): number;
  /** Asks the kernel to drop the file's clean pages from its cache. */
  dropCache(fd: number): void;
  /** True when no other process has the file open (a write lease could be taken and was given back); null: unknown. */
  isUnused(fd: number): boolean | null;
  /**
   * Writes everything of the file system that holds `fd` to its device, in a thread of its own. Null where the kernel
   * does not tell of errors (before 5.8). Rejects when something could not be written.
   */
  readonly syncFileSystem: ((fd: number) => Promise<void>) | null;
}

export interface FileSystemSpace {
  readonly total: number;
  readonly free: number;
  /** What a user without privileges may use. */
  readonly available: number;
}

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const RENAME_NOREPLACE = 1;
const SYS_OPENAT2 = 437;
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
const F_SETLEASE = 1024;
const F_WRLCK = 1;
const F_UNLCK = 2;
const ENXIO = 6;
const ENODATA = 61;
const EINVAL = 22;
const EAGAIN = 11;
const ENOTSUP = 95;

function cString(text: string): Buffer {
  const bytes = text.isWellFormed() ? Buffer.from(text) : Buffer.from(nameToBytes(text));
  return Buffer.concat([bytes, Buffer.alloc(1)]);
}

function failure(errno: number, call: string, path: string): NodeJS.ErrnoException {
  const code = getSystemErrorName(-errno);
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
  const lseek = libc.func('int64_t lseek(int fd, int64_t offset, int whence)');
  const fadvise = libc.func('int posix_fadvise(int fd, int64_t offset, int64_t length, int advice)');
  const fcntl = libc.func('int fcntl(int fd, int command, int argument)');
  const syncfs = libc.func('int syncfs(int fd)');
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
  let list = Buffer.alloc(4096);
  let value = Buffer.alloc(4096);

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
    space(path) {
      call(statvfs(cString(path), figures) as number, 'statvfs', path);
      const [unit = 0, total = 0, free = 0, available = 0] = [8, 16, 24, 32].map((offset) =>
        Number(figures.readBigUInt64LE(offset)),
      );
      return { total: total * unit, free: free * unit, available: available * unit };
    },
    renameNoReplace(from, to) {
      call(renameat2(AT_FDCWD, cString(from), AT_FDCWD, cString(to), RENAME_NOREPLACE) as number, 'renameat2', to);
    },
    setTimes(path, atimeNs, mtimeNs) {
      const times = Buffer.alloc(32);
      for (const [index, ns] of [atimeNs, mtimeNs].entries()) {
        // Before 1970 the seconds are negative and the ns still count upwards.
        const nanoseconds = ((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
        times.writeBigInt64LE((ns - nanoseconds) / 1_000_000_000n, index * 16);
        times.writeBigInt64LE(nanoseconds, index * 16 + 8);
      }
      call(utimensat(AT_FDCWD, cString(path), times, AT_SYMLINK_NOFOLLOW) as number, 'utimensat', path);
    },
    readXattrs(path) {
      const at = cString(path);
      let size = toNumber(llistxattr(at, list, list.length) as number | bigint);
      if (size < 0) {
        const errno = koffi.errno();
        if (errno === ENOTSUP) return {};
        size = call(llistxattr(at, null, 0) as number, 'llistxattr', path);
        list = Buffer.alloc(size + 1024);
        size = call(llistxattr(at, list, list.length) as number, 'llistxattr', path);
      }
      const xattrs: Record<string, Uint8Array> = {};
      for (let start = 0; start < size;) {
        const end = list.indexOf(0, start);
        const name = nameFromBytes(list.subarray(start, end));
        start = end + 1;
        if (name.startsWith('security.')) continue;
        const key = cString(name);
        let length = toNumber(lgetxattr(at, key, value, value.length) as number | bigint);
        if (length < 0) {
          // Taken away since the names were read.
          if (koffi.errno() === ENODATA) continue;
          length = call(lgetxattr(at, key, null, 0) as number, 'lgetxattr', path);
          value = Buffer.alloc(length + 1024);
          length = call(lgetxattr(at, key, value, value.length) as number, 'lgetxattr', path);
        }
        xattrs[name] = Uint8Array.from(value.subarray(0, length));
      }
      return xattrs;
    },
    writeXattr(path, name, bytes) {
      call(lsetxattr(cString(path), cString(name), bytes, bytes.length, 0) as number, 'lsetxattr', path);
    },
    dropXattr(path, name) {
      lremovexattr(cString(path), cString(name));
    },
    seekData: (fd, offset) => seek(fd, offset, SEEK_DATA),
    seekHole: (fd, offset) => seek(fd, offset, SEEK_HOLE) ?? offset,
    dropCache(fd) {
      fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    },
    isUnused(fd) {
      if (toNumber(fcntl(fd, F_SETLEASE, F_WRLCK) as number) === 0) {
        fcntl(fd, F_SETLEASE, F_UNLCK);
        return true;
      }
      return koffi.errno() === EAGAIN ? false : null;
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

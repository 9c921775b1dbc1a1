import { closeSync, constants, fsync, lstatSync, openSync } from 'node:fs';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { errnoOf } from './errno.ts';
import { posix } from './posix.ts';
import { seeAlive } from './write-durably.ts';
import type { FsPath, Rooted } from './rooted.ts';

/**
 * Durable means: it survives a power cut. Many files share one syncfs, which costs less than two fsyncs; the kernel
 * tells of errors in it since 5.8.
 */
const manyFiles = 8;

/** File systems that cannot sync a file or a folder say so and are let be. */
const cannotSync: readonly (string | null)[] = ['EINVAL', 'ENOTSUP', 'ENOSYS'];
const cannotSyncFolder: readonly (string | null)[] = [...cannotSync, 'EBADF', 'EPERM'];

const syncOne = (fd: number, letBe: readonly (string | null)[]): Promise<void> =>
  new Promise((resolve, reject) => {
    fsync(fd, (error) => {
      if (error === null || letBe.includes(errnoOf(error))) resolve();
      else reject(error);
    });
  });

/** True when all that was written to the file system is on its device now; false: nobody knows. */
async function syncFileSystem(fd: number): Promise<boolean> {
  const sync = posix()?.syncFileSystem ?? null;
  if (sync === null) return false;
  try {
    await sync(fd);
    return true;
  } catch {
    // One of the files could not be written, maybe another program's: each is asked on its own.
    return false;
  }
}

/** Makes open files durable. One result per file, in order. */
export async function syncFiles(fds: readonly number[]): Promise<readonly PromiseSettledResult<void>[]> {
  const [first] = fds;
  if (first !== undefined && fds.length >= manyFiles && (await syncFileSystem(first))) {
    return fds.map(() => ({ status: 'fulfilled', value: undefined }));
  }
  return Promise.allSettled(fds.map((fd) => syncOne(fd, cannotSync)));
}

/** A folder that is older than this, in ms, has been written by the kernel's own regular commits (5 to 30 s). */
const settledMs = 60_000;

/** The folder, and those above it for as long as they are so young that a power cut may still take them. */
function withYoungParents(rooted: Rooted, folder: PoolPath, all: Set<PoolPath>): void {
  for (let at = folder; !all.has(at); at = parentPath(at)) {
    all.add(at);
    if (at === '/') return;
    const { birthtimeMs } = lstatSync(rooted.at(at));
    if (birthtimeMs > 0 && Date.now() - birthtimeMs > settledMs) return;
  }
}

/** Makes the names in folders durable, those of new folders above them too. One error per folder that failed. */
export async function syncFolders(
  rooted: Rooted,
  folders: readonly PoolPath[],
): Promise<ReadonlyMap<PoolPath, unknown>> {
  const failed = new Map<PoolPath, unknown>();
  if (folders.length >= manyFiles) {
    try {
      const fd = openSync(rooted.at('/' as PoolPath), constants.O_RDONLY);
      try {
        if (await syncFileSystem(fd)) return failed;
      } finally {
        closeSync(fd);
      }
    } catch {
      // The folders say what is wrong.
    }
  }
  const syncs = new Map<PoolPath, Promise<void>>();
  const waits: Promise<void>[] = [];
  for (const folder of folders) {
    try {
      const needed = new Set<PoolPath>();
      withYoungParents(rooted, folder, needed);
      for (const one of needed) {
        const sync = syncs.get(one) ?? syncFolderInThread(rooted.at(one));
        syncs.set(one, sync);
        waits.push(sync.catch((thrown: unknown) => void failed.set(folder, thrown)));
      }
    } catch (thrown) {
      failed.set(folder, thrown);
    }
  }
  await Promise.all(waits);
  return failed;
}

/** Opens the folder at once, because the path is valid only now. @throws errno errors (at once, too) */
function syncFolderInThread(path: FsPath): Promise<void> {
  if (process.platform === 'win32') return Promise.resolve();
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  return syncOne(fd, cannotSyncFolder)
    .then(() => seeAlive(fd))
    .finally(() => closeSync(fd));
}

import { closeSync, constants, fstatSync, fsyncSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf } from './errno.ts';
import { newPartName } from './parts.ts';
import { fsPath } from './rooted.ts';
import type { FsPath } from './rooted.ts';

/** fsync of an open file or folder; file systems that cannot sync a folder (or anything) say so and are let be. */
export function syncFd(fd: number): void {
  try {
    fsyncSync(fd);
  } catch (thrown) {
    const errno = errnoOf(thrown);
    if (errno !== 'EINVAL' && errno !== 'ENOTSUP' && errno !== 'EBADF' && errno !== 'EPERM') throw thrown;
  }
}

/**
 * To be called after the sync of an open folder. An xfs that shut itself down after an error of its disk says of a
 * folder that it is synced, because nothing waits to be written any more; only a look at it tells. @throws EIO
 */
export function seeAlive(fd: number): void {
  fstatSync(fd);
}

export function syncFolder(folder: FsPath): void {
  // Windows cannot open folders for syncing; its file systems journal renames.
  if (process.platform === 'win32') return;
  const fd = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    syncFd(fd);
    seeAlive(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Replaces one of CFS's own small files so that after a power cut either the old or the new is there: temporary file,
 * sync, rename, sync of the folder. Not for users' files.
 */
export function writeDurably(path: string, text: string): void {
  // Its name tells whose it is, so that what a killed process left can be told and removed.
  const temporary = `${dirname(path)}/${newPartName()}`;
  const fd = openSync(fsPath(temporary), constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    try {
      // A write may take fewer bytes than it was given, on a full disk above all.
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at, bytes.length - at);
      syncFd(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(fsPath(temporary), fsPath(path));
  } catch (thrown) {
    try {
      unlinkSync(fsPath(temporary));
    } catch {
      // The disk fails; the error that led here says so.
    }
    throw thrown;
  }
  syncFolder(fsPath(dirname(path)));
}

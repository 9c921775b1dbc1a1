import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { posix } from './posix.ts';
import type { FsPath } from './rooted.ts';

/**
 * Whether another program has a file open for writing. False where it cannot be told: there are no leases, it is a file
 * of another user, it is no file, or not there any more. The lease is let go at once.
 */
export function isBeingWritten(path: FsPath): boolean {
  const calls = posix();
  if (calls === null) return false;
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return false;
  }
  try {
    if (!fstatSync(fd).isFile()) return false;
    const isUnwritten = calls.leaseUnwritten(fd);
    if (isUnwritten === true) calls.endLease(fd);
    return isUnwritten === false;
  } finally {
    closeSync(fd);
  }
}

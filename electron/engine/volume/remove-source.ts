import { constants, fstatSync, lstatSync, openSync, unlinkSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { fail } from '../../../shared/errors.ts';
import { errnoOf } from './errno.ts';
import { identityOf, isSame } from './part.ts';
import { posix } from './posix.ts';
import { letGo } from './rooted.ts';
import type { FsPath } from './rooted.ts';
import type { Identity } from './volume.ts';

/**
 * Removes a file whose content is safe elsewhere, while it still is what was copied and nobody is writing into it. Where
 * the system has leases, one is held from the last look until the name is gone: whoever opens the file for writing
 * meanwhile waits, and one who had it open already is seen. Elsewhere, and for files of other users, only the look counts:
 * size, time and inode.
 * @returns what it was
 * @throws changed, busy; errno errors; nothing is removed then
 */
export function removeSource(path: FsPath, expected: Identity, attempted: string): BigIntStats {
  const refuseChanged = (stat: BigIntStats): void => {
    const isTouched = expected.ctimeNs !== undefined && expected.ctimeNs !== stat.ctimeNs;
    if (isSame(expected, identityOf(stat)) && !isTouched) return;
    throw fail('changed', attempted, 'it changed since it was copied', 'look at both copies');
  };
  const seen = lstatSync(path, { bigint: true });
  refuseChanged(seen);
  const fd = seen.isFile() ? openForLease(path) : null;
  try {
    if (fd !== null) {
      if (posix()?.leaseUnwritten(fd) === false) {
        throw fail('busy', attempted, 'another program has it open for writing', 'end that and try again');
      }
      // What was written before the lease shows now; what comes after it waits.
      refuseChanged(fstatSync(fd, { bigint: true }));
    }
    unlinkSync(path);
    return seen;
  } finally {
    if (fd !== null) letGo(fd);
  }
}

/** Null where it may not be read: there is no lease then. */
function openForLease(path: FsPath): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (thrown) {
    const errno = errnoOf(thrown);
    if (errno === 'EACCES' || errno === 'EPERM') return null;
    throw thrown;
  }
}

import {
  closeSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  realpathSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import { baseName, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { fail } from '../../../shared/errors.ts';
import { errnoOf } from './errno.ts';
import { posix } from './posix.ts';
import { fsPath } from './rooted.ts';
import type { Rooted } from './rooted.ts';

const cannot = ['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];
const cannotLink = [...cannot, 'EPERM', 'EMLINK'];

/** renameat2(RENAME_NOREPLACE); false where the system or file system has none. @throws EEXIST and other errno errors */
function renameNoReplace(from: string, to: string, folder?: number): boolean {
  const calls = posix();
  if (calls === null) return false;
  try {
    calls.renameNoReplace(from, to, folder);
    return true;
  } catch (thrown) {
    const errno = errnoOf(thrown) ?? '';
    if (cannot.includes(errno)) return false;
    const below = folder === undefined ? '' : `/proc/self/fd/${String(folder)}/`;
    if (isDone(errno, `${below}${from}`, `${below}${to}`)) return true;
    throw thrown;
  }
}

/**
 * A rename may be done and fail all the same: by a file system on a network whose answer was lost. Told as a failure, it
 * would leave things where nobody looks for them.
 */
function isDone(errno: string, from: string, to: string): boolean {
  // These two say that nothing was done.
  if (errno === 'EEXIST' || errno === 'ENOENT') return false;
  try {
    const [old, renamed] = [from, to].map((path) => lstatSync(fsPath(path), { throwIfNoEntry: false }));
    return old === undefined && renamed !== undefined;
  } catch {
    return false;
  }
}

/**
 * Gives a part file, which lies beside it, its name: as `renameOnce`, with less work for the system.
 * @throws EEXIST and other errno errors; the file still has its old name then, and no other
 */
export function publish(rooted: Rooted, part: PoolPath, target: PoolPath): void {
  const folder = rooted.handleOf(parentPath(target));
  if (folder !== null && renameNoReplace(baseName(part), baseName(target), folder)) return;
  publishFile(rooted.textAt(part), rooted.textAt(target));
}

/**
 * Gives a file its name without ever overwriting: renameat2(RENAME_NOREPLACE); else link and unlink, which is as safe;
 * else, on file systems without hard links (exFAT), an exclusive placeholder of our own and a rename over it: a program
 * that writes into the empty placeholder in that instant would lose what it wrote.
 * @throws EEXIST and other errno errors; the file still has its old name then, and no other
 */
function publishFile(part: string, target: string): void {
  if (renameNoReplace(part, target)) return;
  const [from, to] = [fsPath(part), fsPath(target)];
  try {
    linkSync(from, to);
  } catch (thrown) {
    if (!cannotLink.includes(errnoOf(thrown) ?? '')) throw thrown;
    closeSync(openSync(to, 'wx'));
    try {
      renameSync(from, to);
    } catch (failed) {
      if (lstatSync(to).size === 0) unlinkSync(to);
      throw failed;
    }
    return;
  }
  try {
    unlinkSync(from);
  } catch (thrown) {
    unlinkSync(to);
    throw thrown;
  }
}

/**
 * Renames any entry without ever overwriting.
 * @param attempted what an error of its own begins with
 * @throws EEXIST and other errno errors; changed (another program moved the new parent into it); nothing changed then
 */
export function renameOnce(from: string, to: string, attempted = 'Renaming a folder'): void {
  if (renameNoReplace(from, to)) return;
  if (!lstatSync(fsPath(from)).isDirectory()) {
    publishFile(from, to);
    return;
  }
  // A folder has no links; renaming one replaces an empty folder, so an empty one is claimed first.
  mkdirSync(fsPath(to));
  try {
    renameSync(fsPath(from), fsPath(to));
  } catch (thrown) {
    const isInside = errnoOf(thrown) === 'EINVAL' && isWithinReal(to, from);
    rmdirSync(fsPath(to));
    if (!isInside) throw thrown;
    throw fail('changed', attempted, 'the folder that it was to go into has been moved into it', 'look again', {
      cause: thrown,
    });
  }
}

function isWithinReal(path: string, folder: string): boolean {
  const [inner, outer] = [path, folder].map((one) => realpathSync(fsPath(one), { encoding: 'buffer' }));
  return (
    outer !== undefined &&
    inner?.subarray(0, outer.length + 1).equals(Buffer.concat([outer, Buffer.from('/')])) === true
  );
}

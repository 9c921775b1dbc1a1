import { closeSync, linkSync, openSync, renameSync, unlinkSync } from 'node:fs';
import { errnoOf } from './errno.ts';
import { posix } from './posix.ts';
import { fsPath } from './rooted.ts';

const cannot = ['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];
const cannotLink = [...cannot, 'EPERM', 'EMLINK'];

/**
 * Gives a finished part file its name without ever overwriting: renameat2(RENAME_NOREPLACE); else link and unlink, which
 * is as safe; else, on file systems without hard links (exFAT), an exclusive placeholder of our own and a rename over it:
 * a program that writes into the empty placeholder in that instant would lose what it wrote.
 * @throws EEXIST and other errno errors; the part is still there then
 */
export function publish(part: string, target: string): void {
  try {
    const calls = posix();
    if (calls === null) throw Object.assign(new Error('ENOSYS'), { code: 'ENOSYS' });
    calls.renameNoReplace(part, target);
    return;
  } catch (thrown) {
    if (!cannot.includes(errnoOf(thrown) ?? '')) throw thrown;
  }
  try {
    linkSync(fsPath(part), fsPath(target));
    unlinkSync(fsPath(part));
    return;
  } catch (thrown) {
    if (!cannotLink.includes(errnoOf(thrown) ?? '')) throw thrown;
  }
  closeSync(openSync(fsPath(target), 'wx'));
  try {
    renameSync(fsPath(part), fsPath(target));
  } catch (thrown) {
    unlinkSync(fsPath(target));
    throw thrown;
  }
}

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { reservedFolder } from '../../../shared/path.ts';
import { errnoOf } from './errno.ts';
import { fsPath } from './rooted.ts';

/** As in marker.ts. */
const largestMarker = 65_536;

/**
 * The id in a root's marker, and nothing else of it: for threads that ask often and load little. Null when there is no
 * marker, or none that tells an id. @throws errno errors other than ENOENT, ENOTDIR, ELOOP
 */
export function readMarkerId(root: string): string | null {
  let fd: number;
  try {
    fd = openSync(
      fsPath(`${root === '/' ? '' : root}/${reservedFolder}/volume.json`),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
  } catch (thrown) {
    const errno = errnoOf(thrown);
    if (errno === 'ENOENT' || errno === 'ENOTDIR' || errno === 'ELOOP') return null;
    throw thrown;
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size > largestMarker) return null;
    const buffer = Buffer.alloc(stat.size);
    const length = readSync(fd, buffer, 0, buffer.length, 0);
    const parsed: unknown = JSON.parse(buffer.toString('utf8', 0, length));
    return typeof parsed === 'object' && parsed !== null && 'id' in parsed && typeof parsed.id === 'string'
      ? parsed.id
      : null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  } finally {
    closeSync(fd);
  }
}

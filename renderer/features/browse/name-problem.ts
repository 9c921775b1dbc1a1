import { asAppError, fail } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { visibleName } from '../../../shared/format.ts';
import { nameToBytes } from '../../../shared/names.ts';
import { parseName } from '../../../shared/path.ts';

/** As many bytes as any file system takes in a name. */
const mostBytes = 255;

/** Bytes of a name as file systems count them; what stands for no bytes counts as too many. */
function bytesOf(name: string): number {
  try {
    return nameToBytes(name).length;
  } catch {
    return Infinity;
  }
}

/**
 * Why this cannot be the new name of something, as far as the window knows it; null when it may be. A volume may have
 * more to say (case, characters), and is asked when it is done.
 * @param taken whether another entry beside it has this name
 */
export function nameProblem(from: string, name: string, taken: (name: string) => boolean): AppError | null {
  if (name === from || name === '') return null;
  const attempted = `Renaming ${visibleName(from)}`;
  try {
    parseName(name);
  } catch (thrown) {
    const { code, message } = asAppError(thrown);
    const [, why = message, todo = 'choose another name'] = message.split(': ');
    return fail(code, attempted, why, code === 'bad-name' ? todo : 'choose another name');
  }
  const bytes = bytesOf(name);
  if (bytes > mostBytes) {
    const why = `the name has ${bytes.toLocaleString('en-GB')} bytes, and ${mostBytes} is the most`;
    return fail('bad-name', attempted, why, 'choose a shorter one');
  }
  if (taken(name)) return fail('exists', attempted, `"${visibleName(name)}" is there already`, 'choose another name');
  return null;
}

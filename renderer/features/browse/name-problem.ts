import { visibleName } from '../../../shared/format.ts';
import { nameToBytes } from '../../../shared/names.ts';
import { isReservedName } from '../../../shared/path.ts';

/** As many bytes as any file system takes in a name. */
const mostBytes = 255;

export interface NameProblem {
  /** A sentence without its full stop. */
  readonly why: string;
  readonly todo: string;
}

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
export function nameProblem(from: string, name: string, taken: (name: string) => boolean): NameProblem | null {
  if (name === from || name === '') return null;
  const todo = 'Choose another name.';
  if (name === '.' || name === '..') return { why: `"${name}" is not a name`, todo };
  if (name.includes('/')) return { why: 'A name cannot contain a slash', todo };
  if (name.includes('\0')) return { why: 'A name cannot contain a NUL byte', todo };
  if (isReservedName(name)) return { why: 'CFS keeps this name for itself', todo };
  const bytes = bytesOf(name);
  if (bytes > mostBytes) {
    const why = `This name has ${bytes.toLocaleString('en-GB')} bytes, and ${String(mostBytes)} is the most`;
    return { why, todo: 'Choose a shorter one.' };
  }
  return taken(name) ? { why: `"${visibleName(name)}" is there already`, todo } : null;
}

import { nameToBytes } from '../../../shared/names.ts';
import { isReservedName } from '../../../shared/path.ts';
import { nameWords } from './words.ts';

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
  const todo = nameWords.another;
  if (name === '.' || name === '..') return { why: nameWords.noName(name), todo };
  if (name.includes('/')) return { why: nameWords.slash, todo };
  if (name.includes('\0')) return { why: nameWords.nul, todo };
  if (isReservedName(name)) return { why: nameWords.kept, todo };
  const bytes = bytesOf(name);
  if (bytes > mostBytes) {
    return { why: nameWords.tooLong(bytes, mostBytes), todo: nameWords.shorter };
  }
  return taken(name) ? { why: nameWords.taken(name), todo } : null;
}

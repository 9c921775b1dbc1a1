import { fold } from '../../shared/query-fold.ts';
import { readGlob } from '../../shared/query-glob.ts';
import type { Entry } from '../../shared/model.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { RowList } from './row-list.ts';

/** What names are compared with. Pure. */
export interface NamePattern {
  /** As it was typed. */
  readonly typed: string;
  readonly matches: (name: string) => boolean;
  /** All names of this one have names of the other one, too: what the other one found is enough to look through. */
  readonly isWithin: (other: NamePattern) => boolean;
}

export type PatternReading = NamePattern | { readonly problem: string };

/** A part of a name has none of these. */
const special = /[*?[\\]/;
/** More than a plain name has. */
const notPlain = /[^ -~]/;

/** Whether a folded text is a part of names, whatever their case and accents. Asked of a million names for each letter. */
function partOf(text: string): (name: string) => boolean {
  const folded = (name: string): boolean => notPlain.test(name) && fold(name).includes(text);
  if (notPlain.test(text)) return folded;
  // Of plain names the expression says the same, many times as fast.
  const plain = new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
  return (name) => plain.test(name) || folded(name);
}

/**
 * A pattern of names as a person types it: `*.jpg`, or a part of the name. Case and accents make no difference, as in
 * the search. The problem is the middle of a sentence.
 */
export function readPattern(typed: string): PatternReading {
  const text = fold(typed.trim());
  if (!special.test(text)) {
    return {
      typed,
      matches: partOf(text),
      isWithin: (other) => !special.test(other.typed) && text.includes(fold(other.typed.trim())),
    };
  }
  const glob = readGlob(text);
  if ('problem' in glob) return glob;
  return { typed, matches: (name) => glob.matches(fold(name)), isWithin: () => false };
}

/** Paths of all entries in the list whose names match. */
export function pathsMatching(
  rows: Pick<RowList, 'length' | 'entryAt'>,
  matches: (name: string) => boolean,
): readonly PoolPath[] {
  const found: PoolPath[] = [];
  for (let at = 0; at < rows.length; at += 1) {
    const entry: Entry | undefined = rows.entryAt(at);
    if (entry !== undefined && matches(entry.name)) found.push(entry.path as PoolPath);
  }
  return found;
}

import { readGlob } from '../../../shared/query-glob.ts';
import type { Entry } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { RowList } from '../../state/row-list.ts';

export type PatternReading = { readonly matches: (name: string) => boolean } | { readonly problem: string };

/** A pattern of names as a person types it: `*.jpg`, or a part of the name. Small and capital letters are the same. */
export function readPattern(typed: string): PatternReading {
  const text = typed.trim().toLocaleLowerCase();
  const glob = readGlob(/[*?[\\]/.test(text) ? text : `*${text}*`);
  return 'problem' in glob ? glob : { matches: (name) => glob.matches(name.toLocaleLowerCase()) };
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

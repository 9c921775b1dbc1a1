import { nameFromBytes } from '../../../shared/names.ts';
import { childPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { PlacementRule } from '../../../shared/placement.ts';
import { ruleFor } from '../placement/wish.ts';
import type { CatalogReader } from './database.ts';
import type { Page } from './same-size.ts';
import { entryType } from './schema.ts';

/**
 * For each rule, the files of one page of the catalog for which it is the first that matches (each copy of a file is
 * one), and their bytes. `last` null: it was the last page.
 */
export function ruleMatches(
  db: CatalogReader,
  { after, rows, rules }: Page & { readonly rules: readonly PlacementRule[] },
): { readonly counts: readonly (readonly [files: number, bytes: number])[]; readonly last: number | null } {
  const counts = rules.map((): [number, number] => [0, 0]);
  const folders = new Map<number, PoolPath | null>();
  const folderAt = (id: number): PoolPath | null => {
    const known = folders.get(id);
    if (known !== undefined) return known;
    const row = db.get('SELECT path FROM folder WHERE id = ?', id);
    const path = row === undefined ? null : (nameFromBytes(row['path'] as Uint8Array) as PoolPath);
    folders.set(id, path);
    return path;
  };
  const found = db.all('SELECT id, folder, name, type, size FROM entry WHERE id > ? ORDER BY id LIMIT ?', after, rows);
  for (const row of found) {
    const folder = row['type'] === entryType.file ? folderAt(Number(row['folder'])) : null;
    if (folder === null) continue;
    const rule = ruleFor(rules, childPath(folder, nameFromBytes(row['name'] as Uint8Array)));
    const count = rule === null ? undefined : counts[rules.indexOf(rule)];
    if (count === undefined) continue;
    count[0] += 1;
    count[1] += Number(row['size']);
  }
  const last = found.at(-1);
  return { counts, last: last === undefined || found.length < rows ? null : Number(last['id']) };
}

import { nameFromBytes } from '../../../shared/names.ts';
import { childPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { CatalogReader } from './database.ts';
import { entryType } from './schema.ts';

/**
 * Paths that are on several volumes with another size, time or type, and links that are: to be looked at before they are
 * told, because steps of times and targets of links are not in the catalog. Volumes that are away count too.
 */
export function differing(
  db: CatalogReader,
  { most }: { readonly most: number },
): { readonly paths: readonly PoolPath[]; readonly more: boolean } {
  const paths: PoolPath[] = [];
  // The groups come from the index alone; only those of several copies are looked at in the table.
  const several = db.iterate(
    `SELECT f.path AS folder, g.name AS name FROM
       (SELECT folder, name FROM entry GROUP BY folder, name HAVING count(*) > 1) g
     JOIN entry e ON e.folder = g.folder AND e.name = g.name JOIN folder f ON f.id = g.folder
     GROUP BY g.folder, g.name
     HAVING min(e.size) <> max(e.size) OR min(e.type) <> max(e.type) OR min(e.mtime_us) <> max(e.mtime_us)
       OR max(e.type) = ? LIMIT ?`,
    ...[entryType.symlink, most + 1],
  );
  for (const { folder, name } of several) paths.push(pathOf(folder, name));
  const both = db.iterate(
    `SELECT p.path AS folder, f.name AS name FROM folder f JOIN folder p ON p.id = f.parent
     WHERE f.parent <> 0 AND EXISTS (SELECT 1 FROM entry e WHERE e.folder = f.parent AND e.name = f.name) LIMIT ?`,
    most + 1,
  );
  for (const { folder, name } of both) paths.push(pathOf(folder, name));
  return { paths: paths.slice(0, most), more: paths.length > most };
}

function pathOf(folder: unknown, name: unknown): PoolPath {
  return childPath(nameFromBytes(folder as Uint8Array) as PoolPath, nameFromBytes(name as Uint8Array));
}

import { baseName, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import type { HardLinks } from '../../../shared/usage.ts';
import type { CatalogReader } from './database.ts';
import { entryType } from './schema.ts';
import { bytesOf, findsFiles } from './usage-rows.ts';

/**
 * All names of the file at a path, on each volume where it has several, as the catalog knows them: the whole table is
 * looked through for them, so it is for when a person asks.
 */
export function hardLinks(
  db: CatalogReader,
  { path, limit }: { readonly path: string; readonly limit: number },
): HardLinks {
  const folder = db.get('SELECT id FROM folder WHERE path = ?', nameToBytes(parentPath(path as PoolPath)))?.['id'];
  if (typeof folder !== 'number' || !findsFiles(db)) return { names: [], more: false };
  const copies = db.all(
    `SELECT e.volume, e.inode, v.name AS holder FROM entry e JOIN volume v ON v.number = e.volume
      WHERE e.folder = ? AND e.name = ? AND e.type = ${String(entryType.file)} AND e.links > 1`,
    ...[folder, nameToBytes(baseName(path as PoolPath))],
  );
  const names: { readonly volume: string; readonly path: string }[] = [];
  for (const copy of copies) {
    const rows = db.all(
      `SELECT f.path, e.name FROM entry e JOIN folder f ON f.id = e.folder
        WHERE e.volume = ? AND e.links > 1 AND e.inode = ? ORDER BY f.path, e.name LIMIT ?`,
      ...[Number(copy['volume']), Number(copy['inode']), limit + 1 - names.length],
    );
    for (const row of rows) {
      const parent = nameFromBytes(bytesOf(row['path']));
      const name = nameFromBytes(bytesOf(row['name']));
      names.push({ volume: String(copy['holder']), path: parent === '/' ? `/${name}` : `${parent}/${name}` });
    }
    if (names.length > limit) break;
  }
  return { names: names.slice(0, limit), more: names.length > limit };
}

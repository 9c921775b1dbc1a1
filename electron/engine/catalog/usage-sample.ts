import { nameFromBytes } from '../../../shared/names.ts';
import type { CatalogReader, CatalogRow } from './database.ts';
import { rootFolderId } from './schema.ts';
import { bytesOf } from './usage-rows.ts';

export interface UsageSample {
  readonly folders: readonly { readonly path: string; readonly allocated: number; readonly bytes: number }[];
  /** Allocated bytes of the smallest folder told, where there were more than `limit`; 0 where all are told. */
  readonly least: number;
}

/** Folders of the first two levels, and deeper ones that hold more than 1 % of the pool; the biggest `limit` of them. */
export function usageSample(db: CatalogReader, { limit }: { readonly limit: number }): UsageSample {
  const columns = `f.id, f.path, sum(h.all_allocated) AS allocated, sum(h.all_bytes) - f.all_more_bytes AS bytes
    FROM folder f JOIN held h ON h.folder = f.id`;
  const root = db.get(`SELECT ${columns} WHERE f.id = ?`, rootFolderId);
  if (typeof root?.['id'] !== 'number') return { folders: [], least: 0 };
  const large = Number(root['allocated']) / 100;
  const folders: CatalogRow[] = [root];
  let level: readonly CatalogRow[] = [root];
  let least = 0;
  for (let depth = 1; level.length > 0; depth += 1) {
    const found: CatalogRow[] = [];
    for (const folder of level) {
      const rows = db.all(
        `SELECT ${columns} WHERE f.parent = ? GROUP BY f.id ORDER BY allocated DESC LIMIT ?`,
        ...[Number(folder['id']), limit + 1],
      );
      found.push(...(depth <= 2 ? rows : rows.filter((row) => Number(row['allocated']) > large)));
    }
    folders.push(...found);
    level = depth === 1 ? found : found.filter((row) => Number(row['allocated']) > large);
  }
  if (folders.length > limit) {
    folders.sort((a, b) => Number(b['allocated']) - Number(a['allocated'])).splice(limit);
    least = Number(folders.at(-1)?.['allocated'] ?? 0);
  }
  return {
    least,
    folders: folders.map((row) => ({
      path: nameFromBytes(bytesOf(row['path'])),
      allocated: Number(row['allocated']),
      bytes: Math.max(0, Number(row['bytes'])),
    })),
  };
}

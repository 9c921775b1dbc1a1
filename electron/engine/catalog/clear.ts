import { openCatalogWriter, removeCatalog } from './database.ts';
import { openStore } from './store.ts';
import { summary } from './summary.ts';

/**
 * Gets a catalog ready to be built again: deletes its file. What is known of volumes that are away cannot be read again:
 * where there are such, and the file is whole, they stay in it and only what can be read is taken out.
 * @param away marker ids of the pool's volumes that are not there
 */
export function clearCatalog(path: string, away: readonly string[]): void {
  if (away.length === 0 || !clearPresent(path, new Set(away))) removeCatalog(path);
}

/** False when there is nothing to keep, or the file cannot be trusted. */
function clearPresent(path: string, away: ReadonlySet<string>): boolean {
  try {
    const db = openCatalogWriter(path);
    try {
      const { volumes } = summary(db);
      if (!volumes.some(({ id }) => away.has(id))) return false;
      if (db.get('PRAGMA quick_check(1)')?.['quick_check'] !== 'ok') return false;
      const store = openStore(db);
      for (const { id } of volumes) if (!away.has(id)) store.forget(id);
      return true;
    } finally {
      db.close();
    }
  } catch {
    // It is damaged, or the disk is at fault: building it from nothing tells that.
    return false;
  }
}

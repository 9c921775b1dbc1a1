import { baseName, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { nameToBytes } from '../../../shared/names.ts';
import { bothUnread } from '../../../shared/unread.ts';
import type { Unread } from '../../../shared/unread.ts';
import type { UsageSelection } from '../../../shared/usage.ts';
import type { CatalogReader, CatalogRow } from './database.ts';
import { allocatedShare } from './schema.ts';
import { unreadFolders } from './unread-folders.ts';
import { findsFiles } from './usage-rows.ts';

/**
 * What some entries amount to: folders with all that is in them. What lies in a folder that is among them counts once.
 * The cost depends on how many paths there are, not on what is in the folders.
 */
export function usageSelection(db: CatalogReader, { paths }: { readonly paths: readonly string[] }): UsageSelection {
  const volumes = db.all('SELECT number, name, complete, scanned_ms FROM volume ORDER BY number');
  const perVolume = new Map(volumes.map((row) => [Number(row['number']), { allocated: 0, items: 0 }]));
  const sum = { bytes: 0, files: 0, unknown: 0 };
  const all = new Set(paths);
  const unreadIn = unreadFolders(db, '/');
  let unread: Unread | undefined;
  const withFiles = findsFiles(db);
  const folderIds = new Map<string, number | null>();
  const idOf = (path: string): number | null => {
    const known = folderIds.get(path);
    if (known !== undefined) return known;
    const id = db.get('SELECT id FROM folder WHERE path = ?', nameToBytes(path))?.['id'];
    const found = typeof id === 'number' ? id : null;
    folderIds.set(path, found);
    return found;
  };
  const held = (rows: readonly CatalogRow[], allocated: (row: CatalogRow) => number): void => {
    for (const row of rows) {
      const volume = perVolume.get(Number(row['volume']));
      if (volume === undefined) continue;
      volume.allocated += allocated(row);
      volume.items += 1;
    }
  };
  for (const path of all) {
    if (isBelowAny(path, all)) continue;
    unread = bothUnread(unread, unreadIn.get(path));
    const folders = foldersAt(db, path);
    held(folders, (row) => Number(row['all_allocated']));
    for (const row of folders) {
      sum.bytes += Number(row['all_bytes']);
      sum.files += Number(row['all_files']);
    }
    sum.bytes -= Number(folders[0]?.['all_more_bytes'] ?? 0);
    const parent = path === '/' || !withFiles ? null : idOf(parentPath(path as PoolPath));
    const files = parent === null ? [] : copiesAt(db, parent, baseName(path as PoolPath));
    held(files, (row) => allocatedShare(Number(row['allocated']), Number(row['links'])));
    sum.files += files.length;
    // The newest copy opens; the query has it first. A folder on another volume stands before a file.
    if (folders.length === 0) sum.bytes += Number(files[0]?.['size'] ?? 0);
    if (folders.length + files.length === 0) sum.unknown += 1;
  }
  const complete = volumes.filter((row) => row['complete'] === 1);
  return {
    ...sum,
    allocated: [...perVolume.values()].reduce((total, { allocated }) => total + allocated, 0),
    volumes: volumes.map((row) => ({
      volume: String(row['name']),
      ...(perVolume.get(Number(row['number'])) ?? { allocated: 0, items: 0 }),
    })),
    partial: complete.length < volumes.length || volumes.length === 0 || !withFiles,
    countedMs: complete.length === 0 ? null : Math.min(...complete.map((row) => Number(row['scanned_ms']))),
    ...(unread !== undefined && { unread }),
  };
}

function isBelowAny(path: string, all: ReadonlySet<string>): boolean {
  if (path === '/') return false;
  if (all.has('/')) return true;
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
    if (all.has(path.slice(0, at))) return true;
  }
  return false;
}

function foldersAt(db: CatalogReader, path: string): readonly CatalogRow[] {
  return db.all(
    `SELECT h.volume, h.all_files, h.all_bytes, h.all_allocated, f.all_more_bytes
      FROM folder f JOIN held h ON h.folder = f.id WHERE f.path = ?`,
    nameToBytes(path),
  );
}

function copiesAt(db: CatalogReader, folder: number, name: string): readonly CatalogRow[] {
  return db.all(
    `SELECT volume, size, allocated, links FROM entry WHERE folder = ? AND name = ?
      ORDER BY mtime_us DESC, volume`,
    ...[folder, nameToBytes(name)],
  );
}

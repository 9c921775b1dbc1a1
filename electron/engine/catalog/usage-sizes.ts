import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import type { FolderPart, FolderSize } from '../../../shared/model.ts';
import type { CatalogReader } from './database.ts';
import { unreadFolders, unreadOf } from './unread-folders.ts';
import { bytesOf } from './usage-rows.ts';

/** Folders whose sizes are told in one answer. */
const mostFolders = 20_000;

export interface NamedFolderSize extends FolderSize {
  readonly name: string;
}

/** Sizes of the folders in one, for its listing; empty where the catalog does not know it. */
export function folderSizes(db: CatalogReader, { path }: { readonly path: string }): readonly NamedFolderSize[] {
  const volumes = new Map(db.all('SELECT number, name FROM volume').map((row) => [row['number'], String(row['name'])]));
  const rows = db.all(
    `SELECT f.name, sum(h.all_bytes) - f.all_more_bytes AS bytes, sum(h.all_allocated) AS allocated,
        sum(h.all_files) AS files, min(v.scanned_ms) AS at_ms, min(v.complete) AS complete,
        CASE WHEN count(*) > 1 THEN json_group_array(json_array(h.volume, h.all_allocated)) END AS parts
      FROM folder p JOIN folder f ON f.parent = p.id JOIN held h ON h.folder = f.id JOIN volume v ON v.number = h.volume
      WHERE p.path = ? GROUP BY f.id LIMIT ?`,
    ...[nameToBytes(path), mostFolders],
  );
  const unread = unreadFolders(db, path);
  const prefix = path === '/' ? '/' : `${path}/`;
  return rows.map((row) => ({
    name: nameFromBytes(bytesOf(row['name'])),
    bytes: Math.max(0, Number(row['bytes'])),
    allocated: Number(row['allocated']),
    files: Number(row['files']),
    atMs: row['complete'] === 1 ? Number(row['at_ms']) : null,
    partial: row['complete'] !== 1,
    ...(typeof row['parts'] === 'string' && { parts: partsOf(row['parts'], volumes) }),
    ...unreadOf(unread, prefix + nameFromBytes(bytesOf(row['name']))),
  }));
}

/** @param json the number of a volume in the catalog and the bytes on it, of each that holds the folder */
function partsOf(json: string, volumes: ReadonlyMap<unknown, string>): readonly FolderPart[] {
  const held = JSON.parse(json) as readonly (readonly [number, number])[];
  return held.map(([number, allocated]) => ({ volume: volumes.get(number) ?? '', allocated }));
}

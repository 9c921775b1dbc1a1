import { nameFromBytes } from '../../../shared/names.ts';
import type { CatalogReader, CatalogRow } from './database.ts';
import { rangeOf, within } from './path-range.ts';
import { entryType } from './schema.ts';
import { bytesOf } from './usage-rows.ts';

export interface UsageSumsInput {
  /** Pool path of a folder. */
  readonly path: string;
  /** Marker ids in pool order: of copies with one time, the first in this order opens. */
  readonly volumes: readonly string[];
}

/** What the regular files in one folder are read as, without the folders in it: a file held twice counts once. */
export interface FolderSums {
  readonly id: number;
  /** The folder that holds it; that of the first one is not among them. */
  readonly parent: number;
  readonly name: string;
  readonly bytes: number;
  readonly files: number;
}

/**
 * Every folder at and below a path, parents first, with its own files. Null where the catalog cannot say it as a walk
 * would: it does not know the folder, a part of it could not be read, or a name is a folder on one volume and a file on
 * another.
 */
export function usageSums(db: CatalogReader, { path, volumes }: UsageSumsInput): readonly FolderSums[] | null {
  const range = rangeOf(path);
  const folders = db.all(
    `SELECT f.id, f.parent, f.name, sum(h.files) AS files, sum(h.bytes) AS bytes, count(*) AS holders
      FROM folder f JOIN held h ON h.folder = f.id WHERE ${within('f.path')} GROUP BY f.path ORDER BY f.path`,
    ...range,
  );
  if (folders.length === 0 || isUnclear(db, range)) return null;
  const sums = new Map(folders.map((row) => [Number(row['id']), sumsOf(row)]));
  for (const row of notFiles(db, range)) take(sums, row);
  const order = new Map(
    db.all('SELECT id, number FROM volume').map((row) => [Number(row['number']), volumes.indexOf(String(row['id']))]),
  );
  for (const folder of foldersWithCopies(db, range)) {
    for (const row of furtherCopies(db, folder, order)) take(sums, row);
  }
  return [...sums.values()];
}

interface Sums {
  readonly id: number;
  readonly parent: number;
  readonly name: string;
  bytes: number;
  files: number;
}

function sumsOf(row: CatalogRow): Sums {
  return {
    id: Number(row['id']),
    parent: Number(row['parent']),
    name: nameFromBytes(bytesOf(row['name'])),
    bytes: Number(row['bytes']),
    files: Number(row['files']),
  };
}

/** Takes what does not count from the sums of a folder. */
function take(sums: ReadonlyMap<number, Sums>, row: CatalogRow): void {
  const folder = sums.get(Number(row['folder']));
  if (folder === undefined) return;
  folder.bytes -= Number(row['bytes']);
  folder.files -= Number(row['files']);
}

function isUnclear(db: CatalogReader, range: readonly Uint8Array[]): boolean {
  const unread = db.get(`SELECT 1 AS one FROM problem WHERE ${within('path')} LIMIT 1`, ...range);
  const unscanned = db.get(
    `SELECT 1 AS one FROM folder f JOIN held h ON h.folder = f.id WHERE ${within('f.path')} AND h.scanned_ms = 0 LIMIT 1`,
    ...range,
  );
  const bothTypes = db.get(
    `SELECT 1 AS one FROM folder f JOIN entry e ON e.folder = f.parent AND e.name = f.name WHERE ${within('f.path')} LIMIT 1`,
    ...range,
  );
  return unread !== undefined || unscanned !== undefined || bothTypes !== undefined;
}

/** Links and special files, which are read as nothing. */
function notFiles(db: CatalogReader, range: readonly Uint8Array[]): readonly CatalogRow[] {
  return db.all(
    `SELECT e.folder, count(*) AS files, sum(e.size) AS bytes FROM entry e JOIN folder f ON f.id = e.folder
      WHERE e.type <> ${String(entryType.file)} AND ${within('f.path')} GROUP BY e.folder`,
    ...range,
  );
}

/** Folders in which a name is on several volumes: only those that several volumes hold are looked at. */
function foldersWithCopies(db: CatalogReader, range: readonly Uint8Array[]): readonly number[] {
  const shared = db.all(
    `SELECT f.id FROM folder f JOIN held h ON h.folder = f.id WHERE ${within('f.path')} AND h.files > 0
      GROUP BY f.id HAVING count(*) > 1`,
    ...range,
  );
  return shared.flatMap((row) => {
    const id = Number(row['id']);
    const names = db.get('SELECT count(*) AS n, count(DISTINCT name) AS names FROM entry WHERE folder = ?', id);
    return names?.['n'] === names?.['names'] ? [] : [id];
  });
}

/** What all copies but the one that opens add to a folder: the newest opens, then the first in the pool. */
function furtherCopies(db: CatalogReader, folder: number, order: ReadonlyMap<number, number>): readonly CatalogRow[] {
  const rows = db.all(
    `SELECT name, volume, type, size, mtime_us FROM entry WHERE folder = ? AND name IN (
      SELECT name FROM entry WHERE folder = ? GROUP BY name HAVING count(*) > 1) ORDER BY name`,
    ...[folder, folder],
  );
  const place = (row: CatalogRow): number => order.get(Number(row['volume'])) ?? Infinity;
  const further: CatalogRow[] = [];
  let opens: CatalogRow | null = null;
  for (const row of rows) {
    if (opens === null || Buffer.compare(bytesOf(opens['name']), bytesOf(row['name'])) !== 0) {
      opens = row;
      continue;
    }
    const [mtime, best]: [number, number] = [Number(row['mtime_us']), Number(opens['mtime_us'])];
    const isBetter = mtime > best || (mtime === best && place(row) < place(opens));
    further.push(isBetter ? opens : row);
    if (isBetter) opens = row;
  }
  // What is no file was taken already.
  return further
    .filter((row) => row['type'] === entryType.file)
    .map((row) => ({ folder, files: 1, bytes: row['size'] ?? 0 }));
}

import type { UsageMeasure } from '../../../shared/usage.ts';
import type { CatalogReader, CatalogRow } from './database.ts';

/** A folder or a file as the usage map adds it up, all copies together. */
export interface Part {
  readonly name: Uint8Array;
  /** Number of the folder; null: a file, link or other thing. */
  readonly folder: number | null;
  /** In the measure that was asked for. */
  readonly size: number;
  /** Bytes per volume in the same measure, by the place of the volume. */
  readonly split: readonly number[];
  /** Copies of files, links and other things. */
  readonly files: number;
  /** Latest mtime in it, 0 for none. */
  readonly newestUs: number;
}

/** Numbers of volumes in the catalog -> their place in `split`. */
type Places = ReadonlyMap<number, number>;

const folderColumns = `
  f.id, f.name, f.all_more_bytes, h.volume, h.all_files, h.all_bytes, h.all_allocated, h.newest_us
  FROM folder f JOIN held h ON h.folder = f.id`;

/** The folder of a path. */
export function folderAt(db: CatalogReader, path: Uint8Array, places: Places, measure: UsageMeasure): Part | null {
  const rows = db.all(`SELECT ${folderColumns} WHERE f.path = ?`, path);
  if (rows.length > 0) return folderParts(rows, places, measure)[0] ?? null;
  // A catalog in which nothing was scanned yet has its root, held by nobody.
  const row = db.get('SELECT id, name FROM folder WHERE path = ?', path);
  if (row === undefined) return null;
  const split = Array.from({ length: places.size }, () => 0);
  return { name: bytesOf(row['name']), folder: Number(row['id']), size: 0, split, files: 0, newestUs: 0 };
}

/** The biggest folders in one, and how many there are. A folder's logical bytes count a file held twice once. */
export function foldersIn(
  db: CatalogReader,
  parent: number,
  places: Places,
  measure: UsageMeasure,
  limit: number,
): { readonly parts: readonly Part[]; readonly count: number } {
  const count = Number(db.get('SELECT count(*) AS count FROM folder WHERE parent = ?', parent)?.['count'] ?? 0);
  if (count === 0) return { parts: [], count };
  const size = measure === 'allocated' ? 'sum(h.all_allocated)' : 'sum(h.all_bytes) - f.all_more_bytes';
  // Few are read at once; of many only the biggest leave SQLite.
  const rows =
    count <= limit
      ? db.all(`SELECT ${folderColumns} WHERE f.parent = ?`, parent)
      : db.all(
          `SELECT ${folderColumns} WHERE f.id IN (
            SELECT f.id FROM folder f JOIN held h ON h.folder = f.id WHERE f.parent = ?
            GROUP BY f.id ORDER BY ${size} DESC LIMIT ?)`,
          ...[parent, limit],
        );
  return { parts: folderParts(rows, places, measure), count };
}

function folderParts(rows: readonly CatalogRow[], places: Places, measure: UsageMeasure): readonly Part[] {
  const parts = new Map<number, Part & { split: number[]; size: number; files: number; newestUs: number }>();
  for (const row of rows) {
    const folder = Number(row['id']);
    let part = parts.get(folder);
    if (part === undefined) {
      const split = Array.from({ length: places.size }, () => 0);
      const more = measure === 'logical' ? Number(row['all_more_bytes']) : 0;
      part = { name: bytesOf(row['name']), folder, size: -more, split, files: 0, newestUs: 0 };
      parts.set(folder, part);
    }
    const bytes = Number(measure === 'allocated' ? row['all_allocated'] : row['all_bytes']);
    const place = places.get(Number(row['volume']));
    if (place === undefined) continue;
    part.split[place] = bytes;
    part.size += bytes;
    part.files += Number(row['all_files']);
    part.newestUs = Math.max(part.newestUs, Number(row['newest_us']));
  }
  return [...parts.values()];
}

/** From so many files in one folder on, the table is read in its own order, not by the names. */
const manyFiles = 50_000;

const share = 'CASE WHEN links > 1 THEN allocated / links ELSE allocated END';

/** The biggest things that are no folders in one, and how many copies there are. */
export function filesIn(
  db: CatalogReader,
  folder: number,
  places: Places,
  measure: UsageMeasure,
  limit: number,
): { readonly parts: readonly Part[]; readonly count: number } {
  const own = db.get('SELECT sum(files) AS files, count(*) AS volumes FROM held WHERE folder = ?', folder);
  const [copies, volumes] = [Number(own?.['files'] ?? 0), Number(own?.['volumes'] ?? 0)];
  if (copies === 0 || limit <= 0) return { parts: [], count: copies };
  const columns = `name, volume, size, allocated, links, mtime_us`;
  const order = measure === 'allocated' ? share : 'size';
  const rows = db.all(
    `SELECT ${columns} FROM entry ${copies > manyFiles ? 'NOT INDEXED' : ''} WHERE folder = ?
      ORDER BY ${order} DESC LIMIT ?`,
    ...[folder, limit],
  );
  const byName = new Map<string, CatalogRow[]>();
  for (const row of rows) byName.set(keyOf(row), [row]);
  if (volumes > 1) {
    // A copy of a file that is told may itself be too small to be among these.
    for (const [key, [row]] of byName) {
      const all = db.all(`SELECT ${columns} FROM entry WHERE folder = ? AND name = ?`, folder, row?.['name'] ?? null);
      if (all.length > 1) byName.set(key, [...all]);
    }
  }
  const parts = [...byName.values()].map((group) => filePart(group, places, measure));
  // Names on several volumes are one thing each; where there are very many, copies are counted instead of looking at all.
  const names =
    volumes === 1 || copies > manyFiles
      ? copies
      : Number(db.get('SELECT count(DISTINCT name) AS n FROM entry WHERE folder = ?', folder)?.['n'] ?? 0);
  return { parts, count: Math.max(parts.length, names) };
}

function filePart(copies: readonly CatalogRow[], places: Places, measure: UsageMeasure): Part {
  const split = Array.from({ length: places.size }, () => 0);
  let [newestUs, opens, taken] = [-Infinity, 0, 0];
  for (const row of copies) {
    const [size, links, mtime] = [Number(row['size']), Number(row['links']), Number(row['mtime_us'])];
    const allocated = links > 1 ? Math.round(Number(row['allocated']) / links) : Number(row['allocated']);
    const place = places.get(Number(row['volume']));
    if (place !== undefined) split[place] = measure === 'allocated' ? allocated : size;
    taken += allocated;
    // The copy that opens: the newest, then the first in the pool.
    if (mtime > newestUs) [newestUs, opens] = [mtime, size];
  }
  const [first] = copies;
  return {
    name: bytesOf(first?.['name']),
    folder: null,
    size: measure === 'allocated' ? taken : opens,
    split,
    files: copies.length,
    newestUs: Math.max(0, newestUs),
  };
}

const keyOf = (row: CatalogRow): string => Buffer.from(bytesOf(row['name'])).toString('latin1');

/** A name or path of a row. */
export function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array();
}

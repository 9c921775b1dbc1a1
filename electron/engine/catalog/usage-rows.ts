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
  /** Of a folder: what it holds itself, without the folders in it, and on how many volumes it is. 0 for a file. */
  readonly ownFiles: number;
  readonly ownSize: number;
  readonly holders: number;
  /** Latest mtime in it, 0 for none. */
  readonly newestUs: number;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Numbers of volumes in the catalog -> their place in `split`. */
type Places = ReadonlyMap<number, number>;

const folderColumns = `
  f.id, f.name, f.all_more_bytes, h.volume, h.all_files, h.all_bytes, h.all_allocated, h.newest_us, h.files, h.bytes, h.allocated
  FROM folder f JOIN held h ON h.folder = f.id`;

/** The folder of a path. */
export function folderAt(db: CatalogReader, path: Uint8Array, places: Places, measure: UsageMeasure): Part | null {
  const rows = db.all(`SELECT ${folderColumns} WHERE f.path = ?`, path);
  if (rows.length > 0) return folderParts(rows, places, measure)[0] ?? null;
  // A catalog in which nothing was scanned yet has its root, held by nobody.
  const row = db.get('SELECT id, name FROM folder WHERE path = ?', path);
  if (row === undefined) return null;
  const split = Array.from({ length: places.size }, () => 0);
  return { ...emptyPart, name: bytesOf(row['name']), folder: Number(row['id']), split };
}

const emptyPart = { size: 0, files: 0, ownFiles: 0, ownSize: 0, holders: 0, newestUs: 0 };

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
  const parts = new Map<number, Writable<Part> & { split: number[] }>();
  for (const row of rows) {
    const folder = Number(row['id']);
    let part = parts.get(folder);
    if (part === undefined) {
      const split = Array.from({ length: places.size }, () => 0);
      const more = measure === 'logical' ? Number(row['all_more_bytes']) : 0;
      part = { ...emptyPart, name: bytesOf(row['name']), folder, size: -more, split };
      parts.set(folder, part);
    }
    const bytes = Number(measure === 'allocated' ? row['all_allocated'] : row['all_bytes']);
    const place = places.get(Number(row['volume']));
    if (place === undefined) continue;
    part.split[place] = bytes;
    part.size += bytes;
    part.files += Number(row['all_files']);
    part.ownFiles += Number(row['files']);
    part.ownSize += Number(measure === 'allocated' ? row['allocated'] : row['bytes']);
    part.holders += 1;
    part.newestUs = Math.max(part.newestUs, Number(row['newest_us']));
  }
  return [...parts.values()];
}

/** So many are read at once and sorted here. */
const fewFiles = 200;
/**
 * Whether the files of one folder are found without looking at all. In the first seconds of a first fill the index is
 * not there yet, and nothing that asks per folder may ask for files.
 */
export function findsFiles(db: CatalogReader): boolean {
  return db.get("SELECT 1 AS one FROM sqlite_master WHERE type = 'index' AND name = 'entry_place'") !== undefined;
}

/** From so many files in one folder on, the table is read in its own order, not by the names. */
const manyFiles = 50_000;

const share = 'CASE WHEN links > 1 THEN allocated / links ELSE allocated END';

/**
 * The biggest things that are no folders in one, none smaller than `least`, and how many things there are. Where very
 * many are on several volumes their copies are counted.
 */
export function filesIn(
  db: CatalogReader,
  { folder, ownFiles, ownSize, holders }: Part,
  {
    places,
    measure,
    limit,
    least,
  }: { readonly places: Places; readonly measure: UsageMeasure; readonly limit: number; readonly least: number },
): { readonly parts: readonly Part[]; readonly count: number } {
  if (ownFiles === 0 || limit <= 0 || folder === null) return { parts: [], count: ownFiles };
  const count =
    holders === 1 || ownFiles > manyFiles
      ? ownFiles
      : Number(db.get('SELECT count(DISTINCT name) AS n FROM entry WHERE folder = ?', folder)?.['n'] ?? 0);
  // All of them together are too little: none is read.
  if (ownSize < least) return { parts: [], count };
  const byName = new Map<string, CatalogRow[]>();
  for (const row of biggestRows(db, folder, ownFiles, measure, limit)) {
    const key = keyOf(row);
    const group = byName.get(key);
    if (group === undefined) byName.set(key, [row]);
    else group.push(row);
  }
  const parts = [...byName.values()].map((group) => filePart(group, places, measure));
  return { parts, count: Math.max(parts.length, count) };
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
    ownFiles: 0,
    ownSize: 0,
    holders: 0,
    newestUs: Math.max(0, newestUs),
  };
}

const fileColumns = 'name, volume, size, allocated, links, mtime_us';

/** The rows of the biggest files, all copies of each, in the order of volumes. */
function biggestRows(
  db: CatalogReader,
  folder: number,
  copies: number,
  measure: UsageMeasure,
  limit: number,
): readonly CatalogRow[] {
  if (copies <= Math.max(limit, fewFiles)) return db.all(`SELECT ${fileColumns} FROM entry WHERE folder = ?`, folder);
  const order = measure === 'allocated' ? share : 'size';
  const biggest = (columns: string): string =>
    `SELECT ${columns} FROM entry ${copies > manyFiles ? 'NOT INDEXED' : ''} WHERE folder = ?
      ORDER BY ${order} DESC LIMIT ?`;
  // A copy of a file that is told may itself be too small to be among these.
  return db.all(
    `SELECT ${fileColumns} FROM entry WHERE folder = ? AND name IN (${biggest('name')}) ORDER BY name, volume`,
    ...[folder, folder, limit],
  );
}

const keyOf = (row: CatalogRow): string => Buffer.from(bytesOf(row['name'])).toString('latin1');

/** A name or path of a row. */
export function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array();
}

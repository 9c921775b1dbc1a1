import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import type { CatalogReader } from './database.ts';

/** Figures of one entry in `FolderContents.figures`, in this order; times in microseconds, sizes in bytes. */
export const contentFigures = ['volume', 'type', 'size', 'allocated', 'mtimeUs', 'links', 'inode', 'mode'] as const;

/** As `schema.entryType` numbers them, with folders among them. */
export const folderType = 2;

/**
 * What some volumes hold in one folder. Packed, because a plan asks for a million of them: `figures` is the text of
 * `contentFigures.length` numbers for each name, with commas between them; `volume` is a number of `numbers`.
 */
export interface FolderContents {
  readonly names: readonly string[];
  readonly figures: string;
  /** Volumes on which the folder could not be read, or was not read yet. */
  readonly unread: readonly number[];
}

/** What a volume (marker id) holds in all; null when not all of it was read yet. */
export function allocatedOn(
  db: CatalogReader,
  { volume }: { readonly volume: string },
): { readonly entries: number; readonly bytes: number } | null {
  const row = db.get(
    `SELECT h.all_files, h.all_allocated FROM volume v JOIN held h ON h.folder = 1 AND h.volume = v.number
      WHERE v.id = ? AND v.complete = 1`,
    volume,
  );
  if (row === undefined) return null;
  return { entries: Number(row['all_files']), bytes: Number(row['all_allocated']) };
}

export interface AskedContents {
  readonly paths: readonly string[];
  /** Marker ids. */
  readonly volumes: readonly string[];
  /** Entries after which no further folder is begun. */
  readonly most: number;
}

export interface ToldContents {
  /** The number of each volume in the order in which they were asked for; 0: it is not known. */
  readonly numbers: readonly number[];
  /** One per folder, in order; fewer when there is too much to tell in one answer, at least the first. */
  readonly folders: readonly FolderContents[];
}

export function contents(db: CatalogReader, { paths, volumes, most }: AskedContents): ToldContents {
  const numbers = volumes.map((id) => Number(db.get('SELECT number FROM volume WHERE id = ?', id)?.['number'] ?? 0));
  const told: FolderContents[] = [];
  let entries = 0;
  for (const path of paths) {
    if (told.length > 0 && entries >= most) break;
    const one = contentsOf(db, path, numbers);
    entries += one.names.length;
    told.push(one);
  }
  return { numbers, folders: told };
}

function contentsOf(db: CatalogReader, path: string, numbers: readonly number[]): FolderContents {
  const bytes = nameToBytes(path);
  const folder = db.get('SELECT id FROM folder WHERE path = ?', bytes)?.['id'];
  if (folder === undefined) return { names: [], figures: '', unread: numbers };
  const read = new Set<number>();
  for (const { volume } of db.all('SELECT volume FROM held WHERE folder = ? AND scanned_ms > 0', folder)) {
    read.add(Number(volume));
  }
  for (const { volume } of db.all('SELECT volume FROM problem WHERE path = ?', bytes)) read.delete(Number(volume));
  const unread = numbers.filter((number) => !read.has(number));
  // One row for all of them: a row each would take most of the time. No name has a slash.
  const row = db.get(
    `SELECT group_concat(CAST(name AS TEXT), '/') AS names, group_concat(figures) AS figures FROM (${rowsOf})`,
    folder,
  );
  const [names, figures] = [String(row?.['names'] ?? ''), String(row?.['figures'] ?? '')];
  // SQLite gives this for what is not UTF-8; then each name is read as its bytes.
  if (!names.includes('\uFFFD')) return { names: names === '' ? [] : names.split('/'), figures, unread };
  const rows = db.all(rowsOf, folder);
  return {
    names: rows.map(({ name }) => nameFromBytes(name as Uint8Array)),
    figures: rows.map((one) => one['figures']).join(','),
    unread,
  };
}

/** What a folder holds: names, and figures as text. */
const rowsOf = `
  SELECT f.name, h.volume || ',${String(folderType)},0,0,0,1,0,' || h.mode AS figures
    FROM folder f JOIN held h ON h.folder = f.id WHERE f.parent = ?1
  UNION ALL
  SELECT name, volume || ',' || type || ',' || size || ',' || allocated || ',' || mtime_us || ',' || links || ',' ||
    inode || ',' || mode FROM entry WHERE folder = ?1`;

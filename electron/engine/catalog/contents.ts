import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import type { CatalogReader } from './database.ts';

/** Figures of one entry in `FolderContents.figures`, in this order; times in microseconds, sizes in bytes. */
export const contentFigures = ['volume', 'type', 'size', 'allocated', 'mtimeUs', 'links', 'inode', 'mode'] as const;

/** As `schema.entryType` numbers them, with folders among them. */
export const folderType = 2;

/**
 * What some volumes hold in one folder. Packed, because a plan asks for a million of them: `figures` has
 * `contentFigures.length` numbers for each name; `volume` counts from 0 in the order in which they were asked for.
 */
export interface FolderContents {
  readonly names: readonly string[];
  readonly figures: readonly number[];
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

/** One answer per folder, in order; fewer when there is too much to tell in one answer, at least the first. */
export function contents(db: CatalogReader, { paths, volumes, most }: AskedContents): readonly FolderContents[] {
  const order = new Map<number, number>();
  for (const [index, id] of volumes.entries()) {
    const number = db.get('SELECT number FROM volume WHERE id = ?', id)?.['number'];
    if (number !== undefined) order.set(Number(number), index);
  }
  const told: FolderContents[] = [];
  let entries = 0;
  for (const path of paths) {
    if (told.length > 0 && entries >= most) break;
    const one = contentsOf(db, path, order);
    entries += one.names.length;
    told.push(one);
  }
  return told;
}

function contentsOf(db: CatalogReader, path: string, order: ReadonlyMap<number, number>): FolderContents {
  const [names, figures, unread]: [string[], number[], number[]] = [[], [], []];
  const bytes = nameToBytes(path);
  const folder = db.get('SELECT id FROM folder WHERE path = ?', bytes)?.['id'];
  if (folder === undefined) return { names, figures, unread: [...order.values()] };
  const read = new Set<number>();
  for (const { volume } of db.all('SELECT volume FROM held WHERE folder = ? AND scanned_ms > 0', folder)) {
    read.add(Number(volume));
  }
  for (const { volume } of db.all('SELECT volume FROM problem WHERE path = ?', bytes)) read.delete(Number(volume));
  for (const [number, index] of order) if (!read.has(number)) unread.push(index);
  const folders = db.iterate(
    'SELECT f.name, h.volume, h.mode FROM folder f JOIN held h ON h.folder = f.id WHERE f.parent = ?',
    folder,
  );
  for (const { name, volume, mode } of folders) {
    const index = order.get(Number(volume));
    if (index === undefined) continue;
    names.push(nameFromBytes(name as Uint8Array));
    figures.push(index, folderType, 0, 0, 0, 1, 0, Number(mode));
  }
  for (const row of db.iterate('SELECT * FROM entry WHERE folder = ?', folder)) {
    const index = order.get(Number(row['volume']));
    if (index === undefined) continue;
    names.push(nameFromBytes(row['name'] as Uint8Array));
    figures.push(index, Number(row['type']), Number(row['size']), Number(row['allocated']));
    figures.push(Number(row['mtime_us']), Number(row['links']), Number(row['inode']), Number(row['mode']));
  }
  return { names, figures, unread };
}

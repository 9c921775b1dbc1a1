import { nameFromBytes } from '../../../shared/names.ts';
import { childPath, isWithin } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { CatalogReader } from './database.ts';
import { entryType } from './schema.ts';

/** Where a page of the catalog's files begins, and how many rows it looks at. */
export interface Page {
  /** The `last` of the page before; 0 at first. */
  readonly after: number;
  readonly rows: number;
}

/** Sizes of the files of one page, each as often as it is there. `last` null: it was the last page. */
export function fileSizes(
  db: CatalogReader,
  { after, rows, least }: Page & { readonly least: number },
): { readonly sizes: readonly number[]; readonly last: number | null } {
  const found = db.all('SELECT id, type, size FROM entry WHERE id > ? ORDER BY id LIMIT ?', after, rows);
  const sizes: number[] = [];
  for (const { type, size } of found) {
    if (type === entryType.file && Number(size) >= least) sizes.push(Number(size));
  }
  return { sizes, last: lastOf(found, rows) };
}

/** One copy of a file. */
export interface SizedCopy {
  readonly path: PoolPath;
  /** Marker id. */
  readonly volume: string;
  readonly size: number;
  readonly mtimeUs: number;
  readonly links: number;
  /** Inode number where it has several names, else 0. */
  readonly inode: number;
}

/** The files of one page that have one of these sizes and are in the folder. */
export function filesOfSizes(
  db: CatalogReader,
  { after, rows, sizes, path }: Page & { readonly sizes: readonly number[]; readonly path: string },
): { readonly copies: readonly SizedCopy[]; readonly last: number | null } {
  const wanted = new Set(sizes);
  const folders = new Map<number, PoolPath | null>();
  const volumes = new Map(
    db.all('SELECT number, id FROM volume').map(({ number, id }) => [Number(number), String(id)]),
  );
  const folderAt = (id: number): PoolPath | null => {
    const known = folders.get(id);
    if (known !== undefined) return known;
    const row = db.get('SELECT path FROM folder WHERE id = ?', id);
    const at = row === undefined ? null : (nameFromBytes(row['path'] as Uint8Array) as PoolPath);
    const inside = at !== null && isWithin(at, path as PoolPath) ? at : null;
    folders.set(id, inside);
    return inside;
  };
  const found = db.all('SELECT * FROM entry WHERE id > ? ORDER BY id LIMIT ?', after, rows);
  const copies: SizedCopy[] = [];
  for (const row of found) {
    if (row['type'] !== entryType.file || !wanted.has(Number(row['size']))) continue;
    const folder = folderAt(Number(row['folder']));
    const volume = volumes.get(Number(row['volume']));
    if (folder === null || volume === undefined) continue;
    copies.push({
      path: childPath(folder, nameFromBytes(row['name'] as Uint8Array)),
      volume,
      size: Number(row['size']),
      mtimeUs: Number(row['mtime_us']),
      links: Number(row['links']),
      inode: Number(row['inode']),
    });
  }
  return { copies, last: lastOf(found, rows) };
}

function lastOf(found: readonly { readonly [column: string]: unknown }[], rows: number): number | null {
  const last = found.at(-1);
  return last === undefined || found.length < rows ? null : Number(last['id']);
}

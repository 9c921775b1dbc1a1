import { extensionOf, kindOfExtension } from '../../../shared/kinds.ts';
import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import type { UsageFile } from '../../../shared/usage.ts';
import type { CatalogReader, CatalogRow } from './database.ts';
import { allocatedShare, entryType, rootFolderId } from './schema.ts';
import { bytesOf } from './usage-rows.ts';

/** Where a pass over the files below a folder goes on: behind this row, or behind this copy of this folder. */
export interface UsageScanPlace {
  readonly id?: number;
  /** Bytes of a folder's path, as hexadecimal digits. */
  readonly folder?: string;
  readonly name?: string;
  readonly volume?: number;
}

export interface UsageScanInput {
  readonly path: string;
  readonly from: UsageScanPlace;
  /** Copies to look at. */
  readonly rows: number;
  /** Length of the lists. */
  readonly limit: number;
  /** Times later than this, in ms, cannot be true. */
  readonly nowMs: number;
}

/** One part of the pass; parts are put together by whoever asked for them. */
export interface UsageScanPart {
  /** Null: that was all. */
  readonly next: UsageScanPlace | null;
  readonly looked: number;
  /** Copies known below the folder. */
  readonly known: number;
  readonly biggest: readonly UsageFile[];
  readonly oldest: readonly UsageFile[];
  /** Extension -> copies, bytes, allocated bytes. */
  readonly extensions: Readonly<Record<string, readonly [number, number, number]>>;
}

/** No file was changed before, whatever it says: 1980 is where times of FAT begin. */
export const firstTrueMs = 315_532_800_000;

/**
 * A part of one pass over all files below a folder, for lists that no sums are kept for. Each part is short, so that
 * other questions are answered between two of them. Null where the catalog knows no such folder.
 */
export function usageScan(db: CatalogReader, input: UsageScanInput): UsageScanPart | null {
  const start = db.get('SELECT id FROM folder WHERE path = ?', nameToBytes(input.path));
  if (start === undefined) return null;
  const id = Number(start['id']);
  const known = Number(db.get('SELECT sum(all_files) AS n FROM held WHERE folder = ?', id)?.['n'] ?? 0);
  const { rows, next } = id === rootFolderId ? wholeTable(db, input) : below(db, input);
  const lists = collect(rows, input);
  const names = db.all('SELECT number, name FROM volume');
  const volumes = new Map(names.map((row) => [Number(row['number']), String(row['name'])]));
  const told = (row: CatalogRow): UsageFile => fileOf(db, row, volumes);
  return {
    next,
    looked: lists.looked,
    known,
    biggest: lists.biggest.map(told),
    oldest: lists.oldest.map(told),
    extensions: lists.extensions,
  };
}

const columns = 'id, folder, volume, name, type, size, allocated, mtime_us, links';

interface Rows {
  readonly rows: readonly CatalogRow[];
  readonly next: UsageScanPlace | null;
}

function wholeTable(db: CatalogReader, { from, rows: most }: UsageScanInput): Rows {
  const rows = db.all(`SELECT ${columns} FROM entry WHERE id > ? ORDER BY id LIMIT ?`, from.id ?? 0, most);
  const last = rows.at(-1);
  return { rows, next: rows.length < most || last === undefined ? null : { id: Number(last['id']) } };
}

/** Folder by folder in the order of their paths, which are those of the folder and from `path/` to before `path0`. */
function below(db: CatalogReader, { path, from, rows: most }: UsageScanInput): Rows {
  const own = Buffer.from(nameToBytes(path));
  const [first, end] = [Buffer.concat([own, Buffer.from('/')]), Buffer.concat([own, Buffer.from('0')])];
  const rows: CatalogRow[] = [];
  let folder = db.get(
    'SELECT id, path FROM folder WHERE path = ?',
    from.folder === undefined ? own : unhex(from.folder),
  );
  let after: { readonly name: Uint8Array; readonly volume: number } | null =
    from.name === undefined ? null : { name: unhex(from.name), volume: from.volume ?? 0 };
  // The folder where it stopped may be gone since: on behind it.
  let at = from.folder === undefined ? own : unhex(from.folder);
  for (;;) {
    if (folder !== undefined) {
      at = Buffer.from(bytesOf(folder['path']));
      const wanted = most - rows.length;
      const got =
        after === null
          ? db.all(
              `SELECT ${columns} FROM entry WHERE folder = ? ORDER BY name, volume LIMIT ?`,
              folder['id'] ?? 0,
              wanted,
            )
          : db.all(
              `SELECT ${columns} FROM entry WHERE folder = ? AND (name, volume) > (?, ?) ORDER BY name, volume LIMIT ?`,
              ...[folder['id'] ?? 0, after.name, after.volume, wanted],
            );
      rows.push(...got);
      const last = got.at(-1);
      if (rows.length >= most && last !== undefined) {
        const name = Buffer.from(bytesOf(last['name'])).toString('hex');
        return { rows, next: { folder: at.toString('hex'), name, volume: Number(last['volume']) } };
      }
    }
    after = null;
    const past = at.equals(own) ? first : at;
    folder = db.get('SELECT id, path FROM folder WHERE path > ? AND path < ? ORDER BY path LIMIT 1', past, end);
    if (folder === undefined) return { rows, next: null };
  }
}

const unhex = (text: string): Buffer => Buffer.from(text, 'hex');

interface Lists {
  readonly looked: number;
  readonly biggest: readonly CatalogRow[];
  readonly oldest: readonly CatalogRow[];
  readonly extensions: Record<string, [number, number, number]>;
}

function collect(rows: readonly CatalogRow[], { limit, nowMs }: UsageScanInput): Lists {
  // Without a prototype: an extension may be called `constructor`.
  const extensions = Object.create(null) as Record<string, [number, number, number]>;
  const files = rows.filter((row) => row['type'] === entryType.file);
  for (const row of files) {
    const extension = extensionOf(nameFromBytes(bytesOf(row['name'])));
    const sums = (extensions[extension] ??= [0, 0, 0]);
    sums[0] += 1;
    sums[1] += Number(row['size']);
    sums[2] += shareOf(row);
  }
  return {
    looked: rows.length,
    biggest: firstOf(files, limit, (row) => -shareOf(row)),
    oldest: firstOf(files, limit, (row) => ageOrder(Number(row['mtime_us']) / 1000, nowMs)),
    extensions,
  };
}

/** Of a time: what sorts the longest unchanged first, and times that cannot be true behind all others. */
export function ageOrder(mtimeMs: number, nowMs: number): number {
  return mtimeMs < firstTrueMs || mtimeMs > nowMs ? Infinity : mtimeMs;
}

/** The first `limit` of an order, without sorting all. */
function firstOf<T>(items: readonly T[], limit: number, order: (item: T) => number): readonly T[] {
  const first: { readonly item: T; readonly key: number }[] = [];
  const byKey = (a: { readonly key: number }, b: { readonly key: number }): number =>
    a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
  let bound = Infinity;
  for (const item of items) {
    const key = order(item);
    if (first.length >= limit && key >= bound) continue;
    first.push({ item, key });
    if (first.length >= limit * 2) {
      first.sort(byKey).splice(limit);
      bound = first.at(-1)?.key ?? Infinity;
    }
  }
  return first
    .sort(byKey)
    .slice(0, limit)
    .map(({ item }) => item);
}

const shareOf = (row: CatalogRow): number => allocatedShare(Number(row['allocated']), Number(row['links']));

function fileOf(db: CatalogReader, row: CatalogRow, volumes: ReadonlyMap<number, string>): UsageFile {
  const folder = db.get('SELECT path FROM folder WHERE id = ?', row['folder'] ?? 0);
  const parent = nameFromBytes(bytesOf(folder?.['path']));
  const name = nameFromBytes(bytesOf(row['name']));
  return {
    path: parent === '/' ? `/${name}` : `${parent}/${name}`,
    name,
    volume: volumes.get(Number(row['volume'])) ?? '',
    size: Number(row['size']),
    allocated: shareOf(row),
    mtimeMs: Number(row['mtime_us']) / 1000,
    kind: kindOfExtension(extensionOf(name)),
  };
}

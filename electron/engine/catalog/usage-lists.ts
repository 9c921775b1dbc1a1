import type { SQLInputValue } from 'node:sqlite';
import { extensionOf, kindOfExtension } from '../../../shared/kinds.ts';
import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import type { UsageFile, UsageLists } from '../../../shared/usage.ts';
import type { CatalogReader, CatalogRow } from './database.ts';
import { allocatedShare, entryType, rootFolderId } from './schema.ts';
import { bytesOf, findsFiles } from './usage-rows.ts';

/** How far a pass over the files below a folder has come: behind a row of the table, a folder, or a name in it. */
export interface UsageScanPlace {
  readonly id?: number;
  /** Bytes of a folder's path, as hexadecimal digits. */
  readonly folder?: string;
  /** Bytes of the last name that was looked at in this folder, in the same way; left out: all of it was. */
  readonly name?: string;
}

export interface UsageScanInput {
  readonly path: string;
  readonly from: UsageScanPlace;
  /** Copies to look at, about. */
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
  readonly biggest: UsageLists['biggest'];
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
  const stretch = id === rootFolderId ? ofTable(db, input) : below(db, input);
  const looked = db.get(`SELECT count(*) AS n FROM entry WHERE ${stretch.where}`, ...stretch.values);
  const names = db.all('SELECT number, name FROM volume');
  const volumes = new Map(names.map((row) => [Number(row['number']), String(row['name'])]));
  const files = (order: string): readonly UsageFile[] =>
    db
      .all(
        `SELECT ${columns} FROM entry WHERE ${stretch.where} AND type = ${String(entryType.file)} ${order} LIMIT ?`,
        ...[...stretch.values, input.limit],
      )
      .map((row) => fileOf(db, row, volumes));
  return {
    next: stretch.next,
    looked: Number(looked?.['n'] ?? 0),
    known,
    biggest: { allocated: files(`ORDER BY ${share} DESC, size DESC`), logical: files('ORDER BY size DESC') },
    // Whole numbers of microseconds: the text is prepared once for each time of day, at most once a day.
    oldest: files(
      `ORDER BY mtime_us < ${String(firstTrueMs * 1000)} OR mtime_us > ${endOfDayUs(input.nowMs)}, mtime_us`,
    ),
    extensions: extensionsIn(db, stretch),
  };
}

const columns = 'folder, volume, name, size, allocated, mtime_us, links';
const share = 'CASE WHEN links > 1 THEN allocated / links ELSE allocated END';

const endOfDayUs = (nowMs: number): string => String(Math.ceil(nowMs / 86_400_000) * 86_400_000_000);

/** Of a time: what sorts the longest unchanged first, and times that cannot be true behind all others. */
export function ageOrder(mtimeMs: number, nowMs: number): number {
  return mtimeMs < firstTrueMs || mtimeMs > nowMs ? Infinity : mtimeMs;
}

/** Rows of `entry` that one part looks at, and where the next one begins. */
interface Stretch {
  readonly where: string;
  readonly values: readonly SQLInputValue[];
  readonly next: UsageScanPlace | null;
}

function ofTable(db: CatalogReader, { from, rows }: Pick<UsageScanInput, 'from' | 'rows'>): Stretch {
  const after = from.id ?? 0;
  const end = db.get('SELECT id FROM entry WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?', after, rows - 1)?.['id'];
  if (typeof end !== 'number') return { where: 'id > ?', values: [after], next: null };
  return { where: 'id > ? AND id <= ?', values: [after, end], next: { id: end } };
}

/** Folders of one part at most. */
const foldersAtOnce = 1_000;

/**
 * Folder by folder in the order of their paths: the folder itself, then those from `path/` to before `path0`. While files
 * are not found by their folder, all of the table is looked at.
 */
function below(db: CatalogReader, { path, from, rows }: UsageScanInput): Stretch {
  const own = Buffer.from(nameToBytes(path));
  const end = Buffer.concat([own, Buffer.from('0')]);
  if (from.id !== undefined || !findsFiles(db)) {
    const { where, values, next } = ofTable(db, { from, rows });
    const inside = 'folder IN (SELECT id FROM folder WHERE path = ? OR (path > ? AND path < ?))';
    return {
      where: `${where} AND ${inside}`,
      values: [...values, own, Buffer.concat([own, Buffer.from('/')]), end],
      next,
    };
  }
  if (from.folder !== undefined && from.name !== undefined) {
    const inside = Buffer.from(from.folder, 'hex');
    const row = db.get('SELECT id FROM folder WHERE path = ?', inside);
    // It may be gone by now: on behind it.
    if (row !== undefined) return ofFolder(db, Number(row['id']), inside, Buffer.from(from.name, 'hex'), rows);
  }
  const after = from.folder === undefined ? null : Buffer.from(from.folder, 'hex');
  const folders = foldersBehind(db, own, after, end);
  const ids: number[] = [];
  let [wanted, last] = [rows, Buffer.alloc(0)];
  for (const folder of folders) {
    const files = Number(folder['files']);
    const place = Buffer.from(bytesOf(folder['path']));
    if (ids.length === 0 && files > rows) return ofFolder(db, Number(folder['id']), place, Buffer.alloc(0), rows);
    if (ids.length > 0 && files > wanted) break;
    ids.push(Number(folder['id']));
    wanted -= files;
    last = place;
  }
  const isAll = ids.length === folders.length && folders.length < foldersAtOnce;
  return {
    where: 'folder IN (SELECT value FROM json_each(?))',
    values: [JSON.stringify(ids)],
    next: isAll ? null : { folder: last.toString('hex') },
  };
}

/** The folder itself first, when nothing was looked at yet; with the copies that each holds. */
function foldersBehind(db: CatalogReader, own: Buffer, after: Buffer | null, end: Buffer): readonly CatalogRow[] {
  const wanted = (where: string): string => `
    SELECT f.id, f.path, (SELECT coalesce(sum(files), 0) FROM held WHERE folder = f.id) AS files
      FROM folder f WHERE ${where}`;
  const self = after === null ? db.all(wanted('f.path = ?'), own) : [];
  const first = Buffer.concat([own, Buffer.from('/')]);
  const past = after === null || after.equals(own) ? first : after;
  const range = `f.path > ? AND f.path < ? ORDER BY f.path LIMIT ${String(foldersAtOnce)}`;
  return [...self, ...db.all(wanted(range), past, end)];
}

/** A stretch of the names of one large folder. */
function ofFolder(db: CatalogReader, id: number, path: Buffer, after: Buffer, rows: number): Stretch {
  const end = db.get(
    'SELECT name FROM entry WHERE folder = ? AND name > ? ORDER BY name LIMIT 1 OFFSET ?',
    ...[id, after, rows - 1],
  )?.['name'];
  const folder = path.toString('hex');
  if (!(end instanceof Uint8Array)) return { where: 'folder = ? AND name > ?', values: [id, after], next: { folder } };
  const name = Buffer.from(end).toString('hex');
  return {
    where: 'folder = ? AND name > ? AND name <= ?',
    values: [id, after, Buffer.from(end)],
    next: { folder, name },
  };
}

/**
 * Sums by what stands behind the last dot, made by SQLite: `rtrim` takes off what is no dot, `replace` then the part
 * before. Longer ends than an extension can have hold no dot in the last 17 bytes. Small letters and spaces are for
 * `extensionOf`, on the few that are left.
 */
function extensionsIn(
  db: CatalogReader,
  { where, values }: Stretch,
): Readonly<Record<string, readonly [number, number, number]>> {
  const rows = db.all(
    `SELECT CASE WHEN instr(tail, '.') = 0 OR dot = 1 THEN '' ELSE extension END AS extension,
        count(*) AS files, sum(size) AS bytes, sum(share) AS allocated
      FROM (
        SELECT tail, size, share, extension, length(name) - length(CAST(extension AS BLOB)) AS dot
        FROM (
          SELECT name, tail, size, share, replace(tail, rtrim(tail, replace(tail, '.', '')), '') AS extension
          FROM (
            SELECT name, CAST(substr(name, -17) AS TEXT) AS tail, size, CASE WHEN links > 1
              THEN CAST(round(1.0 * allocated / links) AS INTEGER) ELSE allocated END AS share
            FROM entry WHERE ${where} AND type = ${String(entryType.file)}
          )
        )
      ) GROUP BY 1`,
    ...values,
  );
  const sums = new Map<string, [number, number, number]>();
  for (const row of rows) {
    const extension = extensionOf(`x.${String(row['extension'])}`);
    const sum = sums.get(extension) ?? [0, 0, 0];
    sum[0] += Number(row['files']);
    sum[1] += Number(row['bytes']);
    sum[2] += Number(row['allocated']);
    sums.set(extension, sum);
  }
  return Object.fromEntries(sums);
}

function fileOf(db: CatalogReader, row: CatalogRow, volumes: ReadonlyMap<number, string>): UsageFile {
  const folder = db.get('SELECT path FROM folder WHERE id = ?', row['folder'] ?? 0);
  const parent = nameFromBytes(bytesOf(folder?.['path']));
  const name = nameFromBytes(bytesOf(row['name']));
  return {
    path: parent === '/' ? `/${name}` : `${parent}/${name}`,
    name,
    volume: volumes.get(Number(row['volume'])) ?? '',
    size: Number(row['size']),
    allocated: allocatedShare(Number(row['allocated']), Number(row['links'])),
    mtimeMs: Number(row['mtime_us']) / 1000,
    kind: kindOfExtension(extensionOf(name)),
  };
}

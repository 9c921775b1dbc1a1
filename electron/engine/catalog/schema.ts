import { changeLog } from './search-log.ts';

/**
 * Tables of one pool's catalog (decision 0014). Names and paths are bytes (`nameToBytes`), times integer microseconds
 * since 1970, because nanoseconds do not fit a JS number. Everything in it is read again from the volumes when it is lost.
 */

/** Raised with each change of the tables or of what a column means: a catalog of another version is made anew. */
export const schemaVersion = 1;

/** Types of entries as the catalog numbers them. Folders are no entries: they have tables of their own. */
export const entryType = { file: 1, symlink: 3, other: 4 } as const;

/** The folder row of `/`. */
export const rootFolderId = 1;

/**
 * `volume`: numbered in the order in which the catalog met them; `id` is that of the marker, `name` the last known one.
 * `complete`: 1 once all of it was read; `scanned_ms`: end of the last complete scan; `seen_ms`: last time it answered.
 *
 * `folder`: one row per path that is a folder on at least one volume. `more_bytes`: logical bytes of further copies of
 * the names in it (all copies but the one that opens: newest, then the lowest volume number); `all_more_bytes`: the same
 * with all folders below. Logical bytes below a folder = sum(held.all_bytes) - folder.all_more_bytes.
 *
 * `held`: a folder on a volume. `mtime_us` of that folder; `scanned_ms` 0: known from its parent, not read yet.
 * `changed_us` (ctime) and `inode`: while both are the same its names are; `changed_us` 0: not to be relied on. `files`,
 * `bytes`, `allocated`: entries in it that are no folders, their logical bytes, their allocated bytes (a hard link counts
 * allocated / links); `all_...`: with all below it; `all_folders` without itself. `newest_us`: latest mtime of an entry
 * in it or below, `own_newest_us` of those in it alone, 0 for none.
 *
 * `entry`: one row per copy (a file, link or special file on a volume); `inode` only where links > 1, else 0. Ids of
 * entries and folders only grow and are never given again, and a row keeps its folder, volume and name: what is built
 * beside them by id sees new rows by a greater id and needs to be told of deletions only.
 *
 * `problem`: what could not be read, one row per folder and volume.
 */
export const tables = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE volume (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, complete INTEGER NOT NULL DEFAULT 0,
    scanned_ms INTEGER NOT NULL DEFAULT 0, seen_ms INTEGER NOT NULL DEFAULT 0, problem TEXT
  ) STRICT;
  CREATE TABLE folder (
    id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, name BLOB NOT NULL, path BLOB NOT NULL UNIQUE,
    more_bytes INTEGER NOT NULL DEFAULT 0, all_more_bytes INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE UNIQUE INDEX folder_place ON folder (parent, name);
  CREATE TABLE held (
    folder INTEGER NOT NULL, volume INTEGER NOT NULL, mtime_us INTEGER NOT NULL DEFAULT 0,
    mode INTEGER NOT NULL DEFAULT 0, scanned_ms INTEGER NOT NULL DEFAULT 0,
    changed_us INTEGER NOT NULL DEFAULT 0, inode INTEGER NOT NULL DEFAULT 0,
    files INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0, allocated INTEGER NOT NULL DEFAULT 0,
    all_files INTEGER NOT NULL DEFAULT 0, all_folders INTEGER NOT NULL DEFAULT 0, all_bytes INTEGER NOT NULL DEFAULT 0,
    all_allocated INTEGER NOT NULL DEFAULT 0, newest_us INTEGER NOT NULL DEFAULT 0,
    own_newest_us INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (folder, volume)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE entry (
    id INTEGER PRIMARY KEY, folder INTEGER NOT NULL, volume INTEGER NOT NULL, name BLOB NOT NULL, type INTEGER NOT NULL,
    size INTEGER NOT NULL, allocated INTEGER NOT NULL, mtime_us INTEGER NOT NULL, links INTEGER NOT NULL,
    inode INTEGER NOT NULL, mode INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE problem (
    volume INTEGER NOT NULL, path BLOB NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,
    PRIMARY KEY (volume, path)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO folder (id, parent, name, path) VALUES (${String(rootFolderId)}, 0, x'', CAST('/' AS BLOB));
`;

/**
 * Made after a first fill, which is quicker without it; the store does nothing else without it. Several statements, for
 * `exec`: the log of changes (search-log.ts) begins with it.
 */
export const entryIndex = `
  CREATE UNIQUE INDEX IF NOT EXISTS entry_place ON entry (folder, name, volume);
  ${changeLog}`;

/** A figure of the file system as the catalog holds it: an integer that JavaScript and SQLite read back the same. */
export function wholeNumber(value: number): number {
  if (!Number.isFinite(value)) return 0;
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Math.round(value)));
}

/** The most bytes that one entry counts (128 TiB): sums of many sparse files stay numbers that JavaScript holds. */
const mostBytes = 2 ** 47;
export const countedBytes = (value: number): number => Math.max(0, Math.min(mostBytes, wholeNumber(value)));

/** What one name of a file with several hard links counts of the bytes that they allocate together. */
export const allocatedShare = (allocated: number, links: number): number =>
  links > 1 ? Math.round(allocated / links) : allocated;

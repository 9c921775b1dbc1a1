import { closeSync, constants, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { fail } from '../../../shared/errors.ts';
import { isNetwork, mountOf } from '../volume/mounts.ts';

/**
 * `state.db`: plans, reasons, promises of space, last known figures and measured speeds, and the lock under which every process of one
 * home decides. Nothing in it is needed to find a file: it may be lost.
 */
export interface Database {
  readonly sql: DatabaseSync;
  /**
   * Runs `decide` while no other process of this home decides anything: BEGIN IMMEDIATE, so that what it reads cannot
   * change before it writes. Synchronous, so that nothing of this process comes in between either. May be nested.
   */
  readonly exclusively: <T>(decide: () => T) => T;
  close(): void;
}

/** How long, in ms, a process waits for another one's decision. */
const lockTimeoutMs = 20_000;

/** Raised with each change of the tables. A database of another version is made anew where its contents allow it. */
const schemaVersion = 4;

const schema = `
  CREATE TABLE IF NOT EXISTS plan (
    id TEXT PRIMARY KEY, pool TEXT NOT NULL, state TEXT NOT NULL, created_ms INTEGER NOT NULL,
    owner TEXT, body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS plan_by_pool ON plan (pool, created_ms);
  CREATE TABLE IF NOT EXISTS reason (
    number INTEGER PRIMARY KEY AUTOINCREMENT, pool TEXT NOT NULL, path BLOB NOT NULL, body TEXT NOT NULL,
    UNIQUE (pool, path)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS promise (
    id TEXT PRIMARY KEY, pool TEXT NOT NULL, volume TEXT NOT NULL, path BLOB NOT NULL, space_keys TEXT NOT NULL,
    bytes INTEGER NOT NULL, created_ms INTEGER NOT NULL
  ) STRICT;
  DROP TABLE IF EXISTS held;
  CREATE TABLE IF NOT EXISTS holding (
    owner TEXT NOT NULL, space_group TEXT NOT NULL, bytes INTEGER NOT NULL, released INTEGER NOT NULL,
    PRIMARY KEY (owner, space_group)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS job (
    id TEXT PRIMARY KEY, pool TEXT NOT NULL, owner TEXT NOT NULL, created_ms INTEGER NOT NULL, body TEXT NOT NULL,
    figures TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS volume (
    id TEXT PRIMARY KEY, total INTEGER NOT NULL, used INTEGER NOT NULL, free INTEGER NOT NULL,
    filesystem TEXT NOT NULL, space_group TEXT NOT NULL, seen_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS receipt (plan TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS speed (volume TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/**
 * Opens or makes the database of a home. On network file systems, where WAL cannot work, it keeps a rollback journal.
 * @throws AppError io
 */
export function openDatabase(home: string): Database {
  const path = join(home, 'state.db');
  let sql: DatabaseSync;
  try {
    // Made before SQLite opens it: its journals take the mode of the file.
    closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600));
    sql = new DatabaseSync(path, { timeout: lockTimeoutMs });
    const network = isNetwork(mountOf(home)?.filesystem ?? '');
    // A power cut may take the last decisions of this file, never its consistency: nothing on a volume depends on it.
    sql.exec(`PRAGMA journal_mode = ${network ? 'DELETE' : 'WAL'}; PRAGMA synchronous = NORMAL;`);
    if (userVersion(sql) !== schemaVersion) migrate(sql, path);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw fail('io', `Opening ${path}`, why, 'check the disk; the file holds no data of yours and may be moved away', {
      cause: thrown,
    });
  }
  let depth = 0;
  return {
    sql,
    exclusively(decide) {
      if (depth > 0) return decide();
      sql.exec('BEGIN IMMEDIATE');
      depth += 1;
      try {
        const result = decide();
        sql.exec('COMMIT');
        return result;
      } catch (thrown) {
        sql.exec('ROLLBACK');
        throw thrown;
      } finally {
        depth -= 1;
      }
    },
    close: () => sql.close(),
  };
}

function userVersion(sql: DatabaseSync): number {
  return Number(sql.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

function migrate(sql: DatabaseSync, path: string): void {
  sql.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have done it while this one waited.
    const version = userVersion(sql);
    if (version > schemaVersion) throw new Error(`${path} is from a later version of CFS`);
    if (version < schemaVersion) sql.exec(`${schema} PRAGMA user_version = ${String(schemaVersion)};`);
    sql.exec('COMMIT');
  } catch (thrown) {
    sql.exec('ROLLBACK');
    throw thrown;
  }
}

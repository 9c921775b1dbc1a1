import { closeSync, constants, openSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fail } from '../../../shared/errors.ts';
import { isNetwork, mountOf } from '../volume/mounts.ts';

const lockTimeoutMs = 20_000;
const schemaVersion = 1;

/** Days are UTC days since 1970, sizes bytes, paths the bytes of pool paths. */
const schema = `
  CREATE TABLE volume (
    pool TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (pool, id)
  ) STRICT;
  CREATE TABLE space (
    pool TEXT NOT NULL, volume TEXT NOT NULL, day INTEGER NOT NULL, at_ms INTEGER NOT NULL, used INTEGER NOT NULL,
    total INTEGER NOT NULL, space_group TEXT NOT NULL, limited INTEGER NOT NULL, PRIMARY KEY (pool, volume, day)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE folder (
    number INTEGER PRIMARY KEY, pool TEXT NOT NULL, path BLOB NOT NULL, UNIQUE (pool, path)
  ) STRICT;
  CREATE TABLE folder_day (
    pool TEXT NOT NULL, day INTEGER NOT NULL, at_ms INTEGER NOT NULL, least INTEGER NOT NULL, PRIMARY KEY (pool, day)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE folder_sample (
    pool TEXT NOT NULL, day INTEGER NOT NULL, folder INTEGER NOT NULL, allocated INTEGER NOT NULL,
    bytes INTEGER NOT NULL, PRIMARY KEY (pool, day, folder)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX folder_sample_folder ON folder_sample (folder);
`;

/** Opens or makes `usage.db`; a damaged one is set aside, because nothing depends on it. @throws io */
export function openUsageFile(path: string, home: string): DatabaseSync {
  try {
    return prepare(path, home);
  } catch (thrown) {
    const code = thrown instanceof Error && 'errcode' in thrown ? Number(thrown.errcode) & 0xff : 0;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    const [corrupt, notADatabase] = [11, 26];
    if (code !== corrupt && code !== notADatabase) {
      const todo = 'check the disk; without the file only the history of usage is lost';
      throw fail('io', `Opening ${path}`, why, todo, { cause: thrown });
    }
    const aside = `${path}.damaged-${String(Date.now())}`;
    for (const suffix of ['', '-wal', '-shm']) {
      try {
        renameSync(path + suffix, aside + suffix);
      } catch {
        // It was not there.
      }
    }
    return prepare(path, home);
  }
}

function prepare(path: string, home: string): DatabaseSync {
  // Made before SQLite opens it: its journals take the mode of the file.
  closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600));
  const db = new DatabaseSync(path, { timeout: lockTimeoutMs });
  try {
    const network = isNetwork(mountOf(home)?.filesystem ?? '');
    db.exec(`PRAGMA journal_mode = ${network ? 'DELETE' : 'WAL'}; PRAGMA synchronous = NORMAL;`);
    if (versionOf(db) !== schemaVersion) {
      db.exec('BEGIN IMMEDIATE');
      // Another process may have made it while this one waited.
      const version = versionOf(db);
      if (version > schemaVersion) throw new Error('it is from a later version of CFS');
      if (version < schemaVersion) db.exec(`${schema} PRAGMA user_version = ${String(schemaVersion)};`);
      db.exec('COMMIT');
    }
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

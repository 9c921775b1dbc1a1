import { closeSync, constants, openSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fail } from '../../../shared/errors.ts';
import { isNetwork, mountOf } from '../volume/mounts.ts';

const lockTimeoutMs = 20_000;
const schemaVersion = 3;

/** A list of an earlier version is made anew: only undo is lost. */
const schema = `
  DROP TABLE IF EXISTS act;
  DROP TABLE IF EXISTS performed;
  CREATE TABLE IF NOT EXISTS act (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, pool TEXT NOT NULL, kind TEXT NOT NULL,
    title TEXT NOT NULL, at_ms INTEGER NOT NULL, state TEXT NOT NULL, items INTEGER NOT NULL, bytes INTEGER NOT NULL, owner TEXT,
    steps TEXT NOT NULL, todo TEXT, tried INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS act_by_pool ON act (pool, number);
  CREATE TABLE IF NOT EXISTS performed (
    number INTEGER PRIMARY KEY AUTOINCREMENT, act TEXT NOT NULL, step TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS performed_by_act ON performed (act, number);
  CREATE TABLE IF NOT EXISTS trash_look (pool TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Opens or makes the file; a damaged one is set aside, because nothing depends on it. @throws io */
export function openHistoryFile(path: string, home: string): DatabaseSync {
  try {
    return prepare(path, home);
  } catch (thrown) {
    const code = thrown instanceof Error && 'errcode' in thrown ? Number(thrown.errcode) & 0xff : 0;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    const [corrupt, notADatabase] = [11, 26];
    if (code !== corrupt && code !== notADatabase) {
      throw fail('io', `Opening ${path}`, why, 'check the disk; without the file only undo is lost', { cause: thrown });
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
    db.exec(`PRAGMA journal_mode = ${network ? 'DELETE' : 'WAL'}; PRAGMA synchronous = FULL;`);
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

import { closeSync, constants, openSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fail } from '../../../shared/errors.ts';
import { isNetwork, mountOf } from '../volume/mounts.ts';

/** A file of the home that nothing depends on. */
export interface SqliteFile {
  readonly path: string;
  readonly home: string;
  /** Raised with each change of the tables. */
  readonly version: number;
  /** Makes the tables, of what this earlier version left (0: nothing, or nobody knows). */
  readonly schema: (before: number) => string;
  /** FULL: what was written survives a power cut. */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** What is lost without it, for messages. */
  readonly without: string;
}

/** How long, in ms, a process waits for another one's write. */
const lockTimeoutMs = 20_000;

/** Opens or makes the file; a damaged one is set aside, because nothing depends on it. @throws io */
export function openSqliteFile(file: SqliteFile): DatabaseSync {
  const { path, without } = file;
  try {
    return prepare(file);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    if (!isDamage(thrown)) {
      const todo = `check the disk; without the file only ${without} is lost`;
      throw fail('io', `Opening ${path}`, why, todo, { cause: thrown });
    }
    setAside(path);
    return prepare(file);
  }
}

/** True for what SQLite throws when a file is not what it wrote. */
export function isDamage(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'errcode' in thrown ? Number(thrown.errcode) & 0xff : 0;
  const [corrupt, notADatabase] = [11, 26];
  return code === corrupt || code === notADatabase;
}

/** Gives a damaged file that nobody has open another name, for somebody who wants to look at it. */
export function setAside(path: string): void {
  const aside = `${path}.damaged-${String(Date.now())}`;
  for (const suffix of ['', '-wal', '-shm']) {
    try {
      renameSync(path + suffix, aside + suffix);
    } catch {
      // It was not there.
    }
  }
}

function prepare({ path, home, version: wanted, schema, synchronous }: SqliteFile): DatabaseSync {
  // Made before SQLite opens it: its journals take the mode of the file.
  closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600));
  const db = new DatabaseSync(path, { timeout: lockTimeoutMs });
  try {
    const network = isNetwork(mountOf(home)?.filesystem ?? '');
    db.exec(`PRAGMA journal_mode = ${network ? 'DELETE' : 'WAL'}; PRAGMA synchronous = ${synchronous};`);
    if (versionOf(db) !== wanted) {
      db.exec('BEGIN IMMEDIATE');
      // Another process may have made it while this one waited.
      const version = versionOf(db);
      if (version > wanted) throw new Error('it is from a later version of CFS');
      if (version < wanted) db.exec(`${schema(version)} PRAGMA user_version = ${String(wanted)};`);
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

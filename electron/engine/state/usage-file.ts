import type { DatabaseSync } from 'node:sqlite';
import { openSqliteFile } from './sqlite-file.ts';

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

/** Opens or makes `usage.db`. @throws io */
export function openUsageFile(path: string, home: string): DatabaseSync {
  return openSqliteFile({
    path,
    home,
    version: 1,
    schema: () => schema,
    synchronous: 'NORMAL',
    without: 'the history of usage',
  });
}

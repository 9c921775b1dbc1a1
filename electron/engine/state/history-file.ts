import type { DatabaseSync } from 'node:sqlite';
import { openSqliteFile } from './sqlite-file.ts';

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

/** Opens or makes the file. @throws io */
export function openHistoryFile(path: string, home: string): DatabaseSync {
  return openSqliteFile({ path, home, version: 3, schema: () => schema, synchronous: 'FULL', without: 'undo' });
}

import { closeSync, constants, existsSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { dirname, join } from 'node:path';
import { AppError, fail } from '../../../shared/errors.ts';
import { whyOf } from '../volume/errno.ts';
import { isNetwork, mountOf } from '../volume/mounts.ts';
import { entryIndex, schemaVersion, tables } from './schema.ts';

export type CatalogRow = Record<string, SQLOutputValue>;

/**
 * A read connection to a catalog, as readers get it. Statements are prepared once: do not run the same text again while
 * an `iterate` of it is under way.
 */
export interface CatalogReader {
  all(sql: string, ...values: SQLInputValue[]): readonly CatalogRow[];
  get(sql: string, ...values: SQLInputValue[]): CatalogRow | undefined;
  iterate(sql: string, ...values: SQLInputValue[]): Iterable<CatalogRow>;
}

/** The one connection that writes, as the store and the text index of search use it. */
export interface CatalogWriter extends CatalogReader {
  readonly path: string;
  readonly sql: DatabaseSync;
  run(sql: string, ...values: SQLInputValue[]): void;
  /** All of it or nothing; others read what was before until it ends. May be nested. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** How long, in ms, a connection waits for another one's transaction; they are short. */
const lockTimeoutMs = 5_000;

/** Bytes of memory that SQLite may use for pages, per connection. */
const cacheBytes = 32 << 20;

/** Bytes that the journal keeps between two transactions. */
const journalBytes = 32 << 20;

/** `<home>/catalog/<pool id>.db` */
export const catalogPath = (home: string, poolId: string): string => join(home, 'catalog', `${poolId}.db`);

/**
 * Opens or makes a catalog for writing. One of another version is made anew.
 * @throws AppError io
 */
export function openCatalogWriter(path: string): CatalogWriter {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  } catch (thrown) {
    throw catalogFault(`Making the folder ${dirname(path)} of the catalog`, thrown);
  }
  try {
    return writer(path);
  } catch (thrown) {
    throw catalogFault(`Opening the catalog ${path}`, thrown);
  }
}

function writer(path: string): CatalogWriter {
  // Made before SQLite opens it: its journals take the mode of the file.
  if (path !== ':memory:') closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600));
  const sql = new DatabaseSync(path, { timeout: lockTimeoutMs });
  try {
    // WAL cannot work on network file systems.
    const network = isNetwork(mountOf(dirname(path))?.filesystem ?? '');
    // A power cut may take the last changes, which the times of folders tell, never the file's consistency.
    sql.exec(`PRAGMA journal_mode = ${network ? 'DELETE' : 'WAL'}; PRAGMA synchronous = NORMAL;
      PRAGMA journal_size_limit = ${String(journalBytes)}; PRAGMA cache_size = ${String(-(cacheBytes >> 10))}; PRAGMA temp_store = MEMORY;`);
    const version = versionOf(sql);
    if (version !== 0 && version !== schemaVersion) {
      sql.close();
      removeCatalog(path);
      return writer(path);
    }
    if (version === 0) {
      sql.exec('BEGIN IMMEDIATE');
      // Another process may have made it while this one waited.
      if (versionOf(sql) === 0) sql.exec(`${tables} PRAGMA user_version = ${String(schemaVersion)};`);
      sql.exec('COMMIT');
    }
  } catch (thrown) {
    if (sql.isOpen) sql.close();
    throw thrown;
  }
  const prepared = statements(sql);
  let depth = 0;
  return {
    ...readerOf(prepared),
    path,
    sql,
    run: (text, ...values) => void prepared(text).run(...values),
    transaction(work) {
      if (depth > 0) return work();
      sql.exec('BEGIN IMMEDIATE');
      depth += 1;
      try {
        const result = work();
        sql.exec('COMMIT');
        return result;
      } catch (thrown) {
        // SQLite ends some transactions by itself (disk full, corrupt).
        if (sql.isTransaction) sql.exec('ROLLBACK');
        throw thrown;
      } finally {
        depth -= 1;
      }
    },
    close: () => sql.close(),
  };
}

/** A catalog in memory, for tests: the same tables, with their index. */
export function openMemoryCatalog(): CatalogWriter {
  const db = writer(':memory:');
  db.sql.exec(entryIndex);
  return db;
}

export interface OpenReader extends CatalogReader {
  close(): void;
}

/**
 * Opens a catalog for reading; null where there is none, or one of another version, which its writer makes anew.
 * @throws AppError io
 */
export function openCatalogReader(path: string): OpenReader | null {
  if (!existsSync(path)) return null;
  let sql: DatabaseSync | null = null;
  try {
    sql = new DatabaseSync(path, { readOnly: true, timeout: lockTimeoutMs });
    sql.exec(`PRAGMA cache_size = ${String(-(cacheBytes >> 10))}; PRAGMA temp_store = MEMORY;`);
    if (versionOf(sql) !== schemaVersion) {
      sql.close();
      return null;
    }
  } catch (thrown) {
    if (sql?.isOpen === true) sql.close();
    throw catalogFault(`Opening the catalog ${path}`, thrown);
  }
  const open = sql;
  return { ...readerOf(statements(open)), close: () => open.close() };
}

/**
 * Removes a catalog with its journals. Whoever has it open goes on with the removed file: close it before.
 * @throws AppError io
 */
export function removeCatalog(path: string): void {
  try {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${end}`, { force: true });
  } catch (thrown) {
    throw catalogFault(`Removing the catalog ${path}`, thrown);
  }
}

function statements(sql: DatabaseSync): (text: string) => StatementSync {
  const kept = new Map<string, StatementSync>();
  return (text) => {
    let statement = kept.get(text);
    if (statement === undefined) {
      statement = sql.prepare(text);
      kept.set(text, statement);
    }
    return statement;
  };
}

function readerOf(prepared: (text: string) => StatementSync): CatalogReader {
  return {
    all: (text, ...values) => prepared(text).all(...values),
    get: (text, ...values) => prepared(text).get(...values),
    iterate: (text, ...values) => prepared(text).iterate(...values),
  };
}

function versionOf(sql: DatabaseSync): number {
  return Number(sql.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

/** What its file, or the disk that it is on, did not do. AppErrors pass unchanged. */
export function catalogFault(attempted: string, thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const todo = 'check the disk and the permissions; the catalog is only an index and may be moved away';
  return fail('io', attempted, whyOf(thrown), todo, { cause: thrown });
}

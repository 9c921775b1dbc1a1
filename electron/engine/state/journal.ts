import { closeSync, constants, existsSync, openSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { z } from 'zod';
import { fail, isAppError } from '../../../shared/errors.ts';
import { intentShape, overlap } from '../pool/intent.ts';
import type { Intent } from '../pool/intent.ts';
import { isNetwork, mountOf } from '../volume/mounts.ts';
import { isGone, ownProcess } from '../volume/parts.ts';
import type { ProcessOwner } from '../volume/parts.ts';

/**
 * `journal.db`: unfinished operations of all pools of a home. Synchronous FULL, because an operation begins only when its
 * intent survives a power cut. A file of its own: when it is damaged it is set aside and made anew, and the records on
 * the volumes serve instead.
 */
export interface JournalStore {
  /** Durable when it returns. @throws io; busy: a recovery is at work on something of it */
  add(operation: { readonly id: string; readonly pool: string; readonly intent: Intent }): void;
  /** @throws io */
  update(id: string, intent: Intent): void;
  /** Written with the next change or soon: an operation that ended is harmless when it is looked at again. */
  remove(id: string): void;
  /** Nothing at all is asked or made while the home has no journal yet. @throws io */
  list(pool: string): readonly StoredOperation[];
  /**
   * Makes an operation of a dead owner this process's, alone among all that try; one that is only known from a volume
   * is taken in. Not while a living process works on something of it. @throws io
   */
  claim(operation: StoredOperation): boolean;
  /** Nobody's any more: the next recovery takes it. */
  abandon(id: string): void;
  /** What a person should know of the journal itself; told once. */
  notices(): readonly string[];
  close(): void;
}

export interface StoredOperation {
  readonly id: string;
  readonly pool: string;
  /** Null: left to recovery. */
  readonly owner: ProcessOwner | null;
  /** Null: from a later version, or damaged. */
  readonly intent: Intent | null;
}

const lockTimeoutMs = 20_000;
const schemaVersion = 1;
const schema = `
  CREATE TABLE IF NOT EXISTS operation (
    id TEXT PRIMARY KEY, pool TEXT NOT NULL, owner TEXT NOT NULL, intent TEXT NOT NULL, created_ms INTEGER NOT NULL
  ) STRICT;
  PRAGMA user_version = ${String(schemaVersion)};
`;
/** Ended operations are taken out together after this time (ms). */
const removeMs = 500;

const rowShape = z.object({ id: z.string(), pool: z.string(), owner: z.string(), intent: z.string() });
const ownerShape = z
  .object({
    host: z.string(),
    boot: z.string(),
    pid: z.number(),
    start: z.string(),
    /** It settles what another one left. */
    recovers: z.literal(true).optional(),
  })
  .nullable();

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
function isDamage(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'errcode' in thrown ? Number(thrown.errcode) : 0;
  return (code & 0xff) === 11 || (code & 0xff) === 26;
}

function parsed<T>(shape: z.ZodType<T>, text: string): T | null {
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export function openJournalStore(home: string): JournalStore {
  const path = join(home, 'journal.db');
  const me = JSON.stringify(ownProcess());
  const meRecovering = JSON.stringify({ ...ownProcess(), recovers: true });
  const ended = new Set<string>();
  const told: string[] = [];
  let opened: DatabaseSync | null = null;
  let timer: NodeJS.Timeout | null = null;

  const open = (): DatabaseSync => {
    // Made before SQLite opens it: its journals take the mode of the file.
    closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600));
    const sql = new DatabaseSync(path, { timeout: lockTimeoutMs });
    try {
      const network = isNetwork(mountOf(home)?.filesystem ?? '');
      sql.exec(`PRAGMA journal_mode = ${network ? 'DELETE' : 'WAL'}; PRAGMA synchronous = FULL;`);
      const version = Number(sql.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
      if (version > schemaVersion) throw new Error('it is from a later version of CFS');
      if (version < schemaVersion) sql.exec(schema);
      return sql;
    } catch (thrown) {
      sql.close();
      throw thrown;
    }
  };

  const setAside = (): void => {
    opened?.close();
    opened = null;
    const aside = `${path}.damaged-${String(Date.now())}`;
    for (const end of ['', '-wal', '-shm'])
      if (existsSync(`${path}${end}`)) renameSync(`${path}${end}`, `${aside}${end}`);
    told.push(`the journal was damaged: it is kept as ${aside}, and the records on the volumes serve instead`);
  };

  /** Runs one decision while no other process of this home decides; a damaged file is set aside first. */
  const run = <T>(act: (sql: DatabaseSync) => T, isSecond = false): T => {
    try {
      const sql = (opened ??= open());
      sql.exec('BEGIN IMMEDIATE');
      try {
        const removed = [...ended];
        for (const id of removed) sql.prepare('DELETE FROM operation WHERE id = ?').run(id);
        const result = act(sql);
        sql.exec('COMMIT');
        for (const id of removed) ended.delete(id);
        return result;
      } catch (thrown) {
        if (sql.isTransaction) sql.exec('ROLLBACK');
        throw thrown;
      }
    } catch (thrown) {
      if (isDamage(thrown) && !isSecond) {
        setAside();
        return run(act, true);
      }
      if (isAppError(thrown)) throw thrown;
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      const todo = 'check the disk of the folder; nothing was done';
      throw fail('io', `Writing the journal ${path}`, why, todo, { cause: thrown });
    }
  };

  /** True when a living process is at something of `intent`; `recovering`: only those that settle something. */
  const isTouched = (sql: DatabaseSync, pool: string, id: string, intent: Intent, recovering: boolean): boolean =>
    sql
      .prepare('SELECT owner, intent FROM operation WHERE pool = ? AND id != ? AND owner LIKE ?')
      .all(pool, id, recovering ? '%"recovers":true%' : '%')
      .some((row) => {
        const owner = parsed(ownerShape, String(row['owner']));
        if (owner === null || isGone(owner)) return false;
        const other = parsed(intentShape, String(row['intent']));
        // Of a later version: nobody knows what it is about.
        return other === null || overlap(intent, other);
      });

  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (ended.size === 0 || opened === null) return;
    try {
      run(() => undefined);
    } catch {
      // Written with the next operation, or found to be done by a recovery.
    }
  };

  return {
    add({ id, pool, intent }) {
      run((sql) => {
        if (isTouched(sql, pool, id, intent, true)) {
          const why = 'what an interrupted process left of it is being settled just now';
          throw fail('busy', 'Beginning the operation', why, 'repeat it in a moment');
        }
        sql
          .prepare('INSERT INTO operation (id, pool, owner, intent, created_ms) VALUES (?, ?, ?, ?, ?)')
          .run(id, pool, me, JSON.stringify(intent), Date.now());
      });
    },
    update(id, intent) {
      run((sql) => sql.prepare('UPDATE operation SET intent = ? WHERE id = ?').run(JSON.stringify(intent), id));
    },
    remove(id) {
      ended.add(id);
      timer ??= setTimeout(flush, removeMs).unref();
    },
    list(pool) {
      if (opened === null && !existsSync(path)) return [];
      const rows = run((sql) => sql.prepare('SELECT id, pool, owner, intent FROM operation WHERE pool = ?').all(pool));
      return rows.map((found) => {
        const { id, owner, intent } = rowShape.parse(found);
        return { id, pool, owner: parsed(ownerShape, owner), intent: parsed(intentShape, intent) };
      });
    },
    claim({ id, pool, intent }) {
      return run((sql) => {
        if (intent !== null && isTouched(sql, pool, id, intent, false)) return false;
        const row = sql.prepare('SELECT owner FROM operation WHERE id = ?').get(id);
        if (row === undefined) {
          sql
            .prepare('INSERT INTO operation (id, pool, owner, intent, created_ms) VALUES (?, ?, ?, ?, ?)')
            .run(id, pool, meRecovering, JSON.stringify(intent), Date.now());
          return true;
        }
        const owner = parsed(ownerShape, String(row['owner']));
        if (owner !== null && !isGone(owner)) return false;
        sql.prepare('UPDATE operation SET owner = ? WHERE id = ?').run(meRecovering, id);
        return true;
      });
    },
    abandon(id) {
      run((sql) => sql.prepare('UPDATE operation SET owner = ? WHERE id = ?').run('null', id));
    },
    notices: () => told.splice(0),
    close() {
      flush();
      if (timer !== null) clearTimeout(timer);
      opened?.close();
      opened = null;
    },
  };
}

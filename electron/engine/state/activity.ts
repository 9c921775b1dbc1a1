import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ActivityKind, ActivityReceipt, RetryOffer } from '../../../shared/activity.ts';
import { isDamage, openSqliteFile, setAside } from './sqlite-file.ts';

/** What is kept of one thing that was done; what can be taken back of it is told by the list of acts. */
export interface KeptActivity extends Omit<ActivityReceipt, 'act' | 'receipt' | 'retry'> {
  /** Id of the act that it is in the list of acts; null: none. */
  readonly actId: string | null;
}
export type KeptRow = Omit<KeptActivity, 'speeds' | 'left' | 'errors' | 'notes' | 'filesTotal'>;
/** What is told of one that was kept, besides what was kept of it. */
interface Told {
  readonly retry: RetryOffer | null;
}

export interface ActivityQuery {
  /** Only these; left out: all. */
  readonly kinds?: readonly ActivityKind[];
  readonly problems?: boolean;
  /** Part of its title, or of the name of what failed. */
  readonly text?: string;
  readonly sinceMs?: number;
  /** Only older ones than this, of which both are known. */
  readonly before?: { readonly endedMs: number; readonly id: string };
  readonly limit: number;
}

/** `activity.db`: receipts, for people to look at. Nothing depends on it. */
export interface ActivityStore {
  /** Again with the same id replaces it. `again`: what is needed to try its failed items again; null: nobody can. */
  add(pool: string, one: KeptActivity, again?: string | null): void;
  /** The pool of one that can be tried again; null: there is none, or another process has taken that. */
  offeredIn(id: string): string | null;
  /** Takes that from it, so that only one process has it; '' when another one took it, null when there never was any. */
  takeAgain(id: string): { readonly pool: string; readonly title: string; readonly again: string } | null;
  /** It is offered again. */
  giveAgain(id: string, again: string): void;
  /** The run of this plan is this act. */
  link(plan: string, act: string): void;
  /** Newest first. */
  list(pool: string, query: ActivityQuery): readonly (KeptRow & Told)[];
  countProblems(pool: string, sinceMs: number): number;
  get(pool: string, id: string): (KeptActivity & Told) | null;
  /** Ids of acts that are among them. */
  acts(pool: string): ReadonlySet<string>;
  forgetPool(pool: string): void;
  /** Changes when another process added something. */
  version(): number;
  close(): void;
}

/** Kept per pool, and bytes of their errors and lines of speed; the oldest go first. */
const keptMost = 2_000;
const keptBytes = 32 << 20;
/** Only what is larger than this can make the sum of a sudden too large. */
const largeBytes = 8 << 10;

/** `again`: null: nobody can try it again; '': somebody has. */
const tables = `
  DROP TABLE IF EXISTS activity;
  CREATE TABLE activity (
    id TEXT PRIMARY KEY, pool TEXT NOT NULL, kind TEXT NOT NULL, ended_ms INTEGER NOT NULL, problem INTEGER NOT NULL,
    act TEXT, plan TEXT, words TEXT NOT NULL, line TEXT NOT NULL, rest TEXT NOT NULL,
    again TEXT
  ) STRICT;
  CREATE INDEX activity_by_time ON activity (pool, ended_ms, id);
`;

const version = 3;
const schema = (before: number): string => (before === 2 ? 'ALTER TABLE activity ADD COLUMN again TEXT;' : tables);

const retryColumn = "CASE again WHEN '' THEN 'taken' ELSE iif(again IS NULL, NULL, 'offered') END AS retry";
const lineRow = z.object({
  line: z.string(),
  act: z.string().nullable(),
  retry: z.enum(['offered', 'taken']).nullable(),
});
const wholeRow = lineRow.extend({ rest: z.string() });
const againRow = z.object({ pool: z.string(), line: z.string(), again: z.string() });

/** @param bytesMost of what is kept of one pool besides its lines */
export function openActivity(home: string, bytesMost = keptBytes): ActivityStore {
  const path = join(home, 'activity.db');
  let opened: DatabaseSync | null = null;
  const sql = (): DatabaseSync =>
    (opened ??= openSqliteFile({ path, home, version, schema, synchronous: 'NORMAL', without: 'the activity' }));
  const isThere = (): boolean => opened !== null || existsSync(path);
  /** Works with it; one that turns out to be damaged is set aside, and `otherwise` is done. */
  const using = <T>(work: (db: DatabaseSync) => T, otherwise: () => T): T => {
    try {
      return work(sql());
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
      opened?.close();
      opened = null;
      setAside(path);
      return otherwise();
    }
  };
  /** What is read of it; nothing where there is no file, or a damaged one: it begins anew then. */
  const reading = <T>(read: (db: DatabaseSync) => T, nothing: T): T =>
    isThere() ? using(read, () => nothing) : nothing;
  /** Writes to it; to a new one where it is damaged. */
  const writing = (write: (db: DatabaseSync) => void): void => using(write, () => write(sql()));

  const rowOf = (row: unknown): KeptRow & Told => {
    const { line, act, retry } = lineRow.parse(row);
    return { ...(JSON.parse(line) as KeptRow), actId: act, retry };
  };

  return {
    add(pool, one, again = null) {
      const { filesTotal, speeds, left, errors, notes, ...line } = one;
      // What a person stopped is what they wanted.
      const isProblem = line.failed > 0 || line.state === 'failed' || line.state === 'interrupted';
      const words = [line.title, ...errors.map((error) => error.path)].join('\n').toLowerCase();
      const rest = JSON.stringify({ filesTotal, speeds, left, errors, notes });
      writing((db) => {
        db.prepare('INSERT OR REPLACE INTO activity VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
          line.id,
          pool,
          line.kind,
          line.endedMs,
          isProblem ? 1 : 0,
          line.actId,
          line.planId,
          words,
          JSON.stringify(line),
          rest,
          again,
        );
        db.prepare(
          `DELETE FROM activity WHERE pool = ? AND (ended_ms, id) <= (
           SELECT ended_ms, id FROM activity WHERE pool = ? ORDER BY ended_ms DESC, id DESC LIMIT 1 OFFSET ?)`,
        ).run(pool, pool, keptMost);
        if (rest.length + (again?.length ?? 0) < largeBytes) return;
        db.prepare(
          `DELETE FROM activity WHERE pool = ? AND id <> ? AND (ended_ms, id) <= (
           SELECT ended_ms, id FROM (
             SELECT ended_ms, id, sum(octet_length(rest) + ifnull(octet_length(again), 0)) OVER (ORDER BY ended_ms DESC, id DESC) AS bytes
             FROM activity WHERE pool = ?)
           WHERE bytes > ? ORDER BY ended_ms DESC, id DESC LIMIT 1)`,
        ).run(pool, line.id, pool, bytesMost);
      });
    },

    offeredIn(id) {
      const query = "SELECT pool FROM activity WHERE id = ? AND again <> ''";
      const found = reading((db) => db.prepare(query).get(id), undefined);
      return found === undefined ? null : String(found['pool']);
    },

    takeAgain(id) {
      let taken: ReturnType<ActivityStore['takeAgain']> = null;
      const take = (db: DatabaseSync): void => {
        const found = db.prepare('SELECT pool, line, again FROM activity WHERE id = ? AND again IS NOT NULL').get(id);
        if (found === undefined) return;
        const { pool, line, again } = againRow.parse(found);
        // Another process may take it in this moment.
        const query = "UPDATE activity SET again = '' WHERE id = ? AND again = ? AND again <> ''";
        const isMine = Number(db.prepare(query).run(id, again).changes) === 1;
        taken = { pool, title: (JSON.parse(line) as KeptRow).title, again: isMine ? again : '' };
      };
      reading(take, undefined);
      return taken;
    },

    giveAgain(id, again) {
      reading((db) => void db.prepare('UPDATE activity SET again = ? WHERE id = ?').run(again, id), undefined);
    },

    link(plan, act) {
      writing((db) => void db.prepare('UPDATE activity SET act = ? WHERE plan = ?').run(act, plan));
    },

    list(pool, { kinds, problems = false, text = '', sinceMs = 0, before, limit }) {
      const where = ['pool = ?', 'ended_ms >= ?'];
      const given: SQLInputValue[] = [pool, sinceMs];
      if (kinds !== undefined) {
        where.push(`kind IN (${kinds.map(() => '?').join(', ')})`);
        given.push(...kinds);
      }
      if (problems) where.push('problem = 1');
      if (text !== '') {
        where.push('instr(words, ?) > 0');
        given.push(text.toLowerCase());
      }
      if (before !== undefined) {
        where.push('(ended_ms, id) < (?, ?)');
        given.push(before.endedMs, before.id);
      }
      const query = `SELECT line, act, ${retryColumn} FROM activity WHERE ${where.join(' AND ')} ORDER BY ended_ms DESC, id DESC LIMIT ?`;
      return reading(
        (db) =>
          db
            .prepare(query)
            .all(...given, limit)
            .map(rowOf),
        [],
      );
    },

    countProblems(pool, sinceMs) {
      const query = 'SELECT count(*) AS many FROM activity WHERE pool = ? AND ended_ms >= ? AND problem = 1';
      return reading((db) => Number(db.prepare(query).get(pool, sinceMs)?.['many'] ?? 0), 0);
    },

    get(pool, id) {
      const query = `SELECT line, rest, act, ${retryColumn} FROM activity WHERE pool = ? AND id = ?`;
      const found = reading((db) => db.prepare(query).get(pool, id), undefined);
      if (found === undefined) return null;
      const { rest } = wholeRow.parse(found);
      return { ...(JSON.parse(rest) as Omit<KeptActivity, keyof KeptRow>), ...rowOf(found) };
    },

    acts(pool) {
      const query = 'SELECT act FROM activity WHERE pool = ? AND act IS NOT NULL';
      return new Set(reading((db) => db.prepare(query).all(pool), []).map(({ act }) => String(act)));
    },

    forgetPool(pool) {
      reading((db) => void db.prepare('DELETE FROM activity WHERE pool = ?').run(pool), undefined);
    },

    version: () => reading((db) => Number(db.prepare('PRAGMA data_version').get()?.['data_version'] ?? 0), 0),

    close() {
      opened?.close();
      opened = null;
    },
  };
}

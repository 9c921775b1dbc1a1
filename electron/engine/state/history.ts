import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { z } from 'zod';
import { fail } from '../../../shared/errors.ts';
import { isGone, ownProcess } from '../volume/parts.ts';
import { openHistoryFile } from './history-file.ts';

export const actKinds = [
  'move',
  'rename',
  'copy',
  'put',
  'upload',
  'write',
  'folder',
  'remove-folder',
  'trash',
  'restore',
  'keep-copy',
  'plan',
] as const;
export type ActKind = (typeof actKinds)[number];

/**
 * `done` can be undone, `undone` done again; the other two are on their way. Of those, ones whose process died are
 * taken up where they stood.
 */
export type ActState = 'done' | 'undone' | 'undoing' | 'redoing';

/** One thing that a person did. */
export interface Act {
  readonly id: string;
  readonly pool: string;
  readonly kind: ActKind;
  /** "Move 3 items to /photos": behind "Undo" and "Redo". */
  readonly title: string;
  readonly atMs: number;
  readonly state: ActState;
  /** Things that it changed. */
  readonly items: number;
  /** Bytes that are copied when it is undone or done again; 0 where names change only. */
  readonly bytes: number;
}

/** An act that this process undoes or does again. Lists of steps are text for this module. */
export interface ClaimedAct extends Act {
  /** What was done, to be taken back; empty while `todo` is not. */
  readonly steps: string;
  /** What is being done, when it was begun already by a process that died. */
  readonly todo: string | null;
  /** Steps of `todo` that were tried. */
  readonly tried: number;
}

/**
 * `history.db`: what was done to the pools of a home, so that it can be undone, in whichever process. Nothing in it is
 * needed to find a file: without it nothing can be undone, that is all.
 */
export interface HistoryStore {
  /** Adds an act; what was undone before cannot be done again then. */
  add(act: Pick<Act, 'pool' | 'kind' | 'title' | 'items' | 'bytes'>, steps: string): Act;
  /** All acts of a pool, oldest first. */
  list(pool: string): readonly Act[];
  /** Takes one that a dead process was about to, or null. */
  claimInterrupted(pool: string): ClaimedAct | null;
  /**
   * Takes the newest act to be undone, or the last undone one to be done again, for this process; before all others one
   * that was begun and not finished. With `id` only that one. @throws not-found (nothing to undo, or not that one),
   * busy (another process undoes something of this pool)
   */
  claim(pool: string, direction: 'undo' | 'redo', id?: string): ClaimedAct;
  /** Writes down, durably, what will be done, before the first step. */
  begin(id: string, todo: string): void;
  /** One step was tried; `performed`: what was really done, as text of steps. */
  tried(id: string, tried: number, performed: readonly string[]): void;
  /** What was done of the act that was begun, in order. */
  performed(id: string): readonly string[];
  /** Ends an undo or a redo. */
  finish(id: string, state: 'done' | 'undone', steps: string, items: number, bytes?: number): void;
  /** Gives a claimed act back as it was; one that was begun is gone on with by the next claim. */
  release(id: string): void;
  /** Takes an act off the list. */
  forget(id: string): void;
  forgetPool(pool: string): void;
  /** True for one process at a time, once in so many ms: it deletes what is too old in the trash. */
  claimTrashLook(pool: string, everyMs: number): boolean;
  /** It was not done to its end: the next one who asks goes on. */
  releaseTrashLook(pool: string): void;
  /** Changes when another process changed something. */
  version(): number;
  close(): void;
}

/** Acts that are kept per pool, and bytes of all their steps; the oldest go first. */
const keptActs = 200;
const keptBytes = 64 << 20;
const owner = z.object({ host: z.string(), boot: z.string(), pid: z.number(), start: z.string() });
const actRow = z.object({
  id: z.string(),
  pool: z.string(),
  kind: z.enum(actKinds),
  title: z.string(),
  at_ms: z.number(),
  state: z.enum(['done', 'undone', 'undoing', 'redoing']),
  items: z.number(),
  bytes: z.number(),
  owner: z.string().nullable(),
});
const claimedRow = actRow.extend({ steps: z.string(), todo: z.string().nullable(), tried: z.number() });

const columns = 'id, pool, kind, title, at_ms, state, items, bytes, owner';

export function openHistory(home: string): HistoryStore {
  const path = join(home, 'history.db');
  let opened: DatabaseSync | null = null;
  const sql = (): DatabaseSync => (opened ??= openHistoryFile(path, home));

  /** No other process of this home decides anything meanwhile. */
  const exclusively = <T>(decide: (db: DatabaseSync) => T): T => {
    const db = sql();
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = decide(db);
      db.exec('COMMIT');
      return result;
    } catch (thrown) {
      db.exec('ROLLBACK');
      throw thrown;
    }
  };

  const plainOf = ({ id, pool, kind, title, at_ms: atMs, state, items, bytes }: z.infer<typeof actRow>): Act => {
    return { id, pool, kind, title, atMs, state, items, bytes };
  };
  const actOf = (row: unknown): Act & { readonly owner: string | null } => {
    const parsed = actRow.parse(row);
    return { ...plainOf(parsed), owner: parsed.owner };
  };
  const isDead = (text: string | null): boolean => text !== null && isGone(owner.parse(JSON.parse(text)));

  /** Those that some process has taken, or that were begun and not finished. */
  const underWay = (db: DatabaseSync, pool: string) =>
    db
      .prepare(
        `SELECT ${columns} FROM act WHERE pool = ? AND (owner IS NOT NULL OR state IN ('undoing', 'redoing'))
         ORDER BY number`,
      )
      .all(pool)
      .map(actOf);
  const isBegun = ({ state }: Pick<Act, 'state'>): boolean => state === 'undoing' || state === 'redoing';
  const interruptedIn = (db: DatabaseSync, pool: string) =>
    underWay(db, pool).find((act) => isBegun(act) && isDead(act.owner));

  const choose = (db: DatabaseSync, pool: string, direction: 'undo' | 'redo', attempted: string): string => {
    const taken = underWay(db, pool);
    if (taken.some(({ owner: by }) => by !== null && !isDead(by))) {
      throw fail('busy', attempted, 'something of this pool is being undone or redone right now', 'wait for its end');
    }
    const begun = taken.find(isBegun);
    if (begun !== undefined) return begun.id;
    const query =
      direction === 'undo'
        ? "SELECT id FROM act WHERE pool = ? AND state = 'done' ORDER BY number DESC LIMIT 1"
        : "SELECT id FROM act WHERE pool = ? AND state = 'undone' ORDER BY number LIMIT 1";
    const found = db.prepare(query).get(pool)?.['id'];
    if (typeof found === 'string') return found;
    throw fail('not-found', attempted, `there is nothing to ${direction}`, 'see "cfs undo --list"');
  };

  const take = (db: DatabaseSync, id: string): ClaimedAct => {
    const row = db.prepare(`SELECT ${columns}, steps, todo, tried FROM act WHERE id = ?`).get(id);
    db.prepare('UPDATE act SET owner = ? WHERE id = ?').run(JSON.stringify(ownProcess()), id);
    const parsed = claimedRow.parse(row);
    const { steps, todo, tried } = parsed;
    return { ...plainOf(parsed), steps, todo, tried };
  };

  const drop = (db: DatabaseSync, where: string, ...values: string[]): void => {
    db.prepare(`DELETE FROM performed WHERE act IN (SELECT id FROM act WHERE ${where})`).run(...values);
    db.prepare(`DELETE FROM act WHERE ${where}`).run(...values);
  };

  return {
    add({ pool, kind, title, items, bytes }, steps) {
      const act: Act = {
        id: randomBytes(4).toString('hex'),
        pool,
        kind,
        title,
        atMs: Date.now(),
        state: 'done',
        items,
        bytes,
      };
      exclusively((db) => {
        drop(db, "pool = ? AND state = 'undone' AND owner IS NULL", pool);
        db.prepare(
          'INSERT INTO act (id, pool, kind, title, at_ms, state, items, bytes, steps) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
        ).run(act.id, pool, kind, title, act.atMs, act.state, items, bytes, steps);
        const old = db
          .prepare(
            `SELECT id FROM (SELECT id, row_number() OVER (ORDER BY number DESC) AS place,
             sum(length(steps)) OVER (ORDER BY number DESC) AS bytes FROM act WHERE pool = ? AND owner IS NULL)
             WHERE place > ? OR (bytes > ? AND place > 1)`,
          )
          .all(pool, keptActs, keptBytes);
        for (const { id } of old) drop(db, 'id = ?', String(id));
      });
      return act;
    },

    list: (pool) =>
      sql()
        .prepare(`SELECT ${columns} FROM act WHERE pool = ? ORDER BY number`)
        .all(pool)
        .map((row) => plainOf(actRow.parse(row))),

    claimInterrupted(pool) {
      // Nothing was ever done: it need not be made for that.
      if (opened === null && !existsSync(path)) return null;
      if (interruptedIn(sql(), pool) === undefined) return null;
      return exclusively((db) => {
        const found = interruptedIn(db, pool);
        return found === undefined ? null : take(db, found.id);
      });
    },

    claim(pool, direction, id) {
      const attempted = direction === 'undo' ? 'Undoing' : 'Redoing';
      return exclusively((db) => {
        const chosen = choose(db, pool, direction, attempted);
        if (id !== undefined && id !== chosen) {
          throw fail('not-found', attempted, 'it is not the next one any more', 'look at the list again');
        }
        return take(db, chosen);
      });
    },

    begin(id, todo) {
      exclusively((db) => {
        db.prepare(
          `UPDATE act SET state = CASE state WHEN 'done' THEN 'undoing' ELSE 'redoing' END, todo = ?, tried = 0
           WHERE id = ?`,
        ).run(todo, id);
      });
      // From here on a step that is written down twice does no harm: steps see what was done. A kill loses nothing.
      sql().exec('PRAGMA synchronous = NORMAL');
    },

    tried(id, tried, performed) {
      exclusively((db) => {
        const insert = db.prepare('INSERT INTO performed (act, step) VALUES (?, ?)');
        for (const step of performed) insert.run(id, step);
        db.prepare('UPDATE act SET tried = ? WHERE id = ?').run(tried, id);
      });
    },

    performed: (id) =>
      sql()
        .prepare('SELECT step FROM performed WHERE act = ? ORDER BY number')
        .all(id)
        .map(({ step }) => String(step)),

    finish(id, state, steps, items, bytes = 0) {
      sql().exec('PRAGMA synchronous = FULL');
      exclusively((db) => {
        db.prepare('DELETE FROM performed WHERE act = ?').run(id);
        db.prepare(
          'UPDATE act SET state = ?, steps = ?, items = ?, bytes = ?, todo = NULL, tried = 0, owner = NULL WHERE id = ?',
        ).run(state, steps, items, bytes, id);
      });
    },

    release(id) {
      sql().exec('PRAGMA synchronous = FULL');
      exclusively((db) => db.prepare('UPDATE act SET owner = NULL WHERE id = ?').run(id));
    },

    forget(id) {
      exclusively((db) => drop(db, 'id = ?', id));
    },
    forgetPool(pool) {
      if (opened !== null || existsSync(path)) exclusively((db) => drop(db, 'pool = ?', pool));
    },

    claimTrashLook(pool, everyMs) {
      return exclusively((db) => {
        const last = Number(db.prepare('SELECT at_ms FROM trash_look WHERE pool = ?').get(pool)?.['at_ms'] ?? 0);
        // A clock that was set back does not stop it for long.
        if (Math.abs(Date.now() - last) < everyMs) return false;
        db.prepare('REPLACE INTO trash_look VALUES (?, ?)').run(pool, Date.now());
        return true;
      });
    },
    releaseTrashLook(pool) {
      exclusively((db) => db.prepare('DELETE FROM trash_look WHERE pool = ?').run(pool));
    },

    version: () => Number(sql().prepare('PRAGMA data_version').get()?.['data_version'] ?? 0),

    close() {
      opened?.close();
      opened = null;
    },
  };
}

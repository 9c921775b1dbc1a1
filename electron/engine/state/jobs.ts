import { z } from 'zod';
import { isGone, ownProcess } from '../volume/parts.ts';
import type { Database } from './database.ts';

/** Long jobs, while they last: what they were asked to do outlives their process. */
export interface JobStore {
  add(id: string, pool: string, body: string): void;
  /** Figures for people, as last known. */
  setFigures(id: string, figures: string): void;
  /** Within its figures, and durable when it returns: it outlives what stops the computer, too. */
  setStanding(id: string, starts: number, paused: boolean): void;
  remove(id: string): void;
  /** Those of a pool that is forgotten, unless they run. */
  forgetPool(pool: string): void;
  /** Of this process: it belongs to nobody from now on. */
  leave(id: string): void;
  /** Ids of jobs whose process is gone, oldest first. */
  left(): readonly string[];
  read(id: string): LeftJob | null;
  /** Takes one of them for this process; false when another one has it. */
  claim(id: string): boolean;
}

export interface LeftJob {
  readonly id: string;
  readonly pool: string;
  readonly body: string;
  readonly figures: string;
}

const owner = z.object({ host: z.string(), boot: z.string(), pid: z.number(), start: z.string() });
const ownedRow = z.object({ id: z.string(), owner: z.string() });
const row = z.object({ id: z.string(), pool: z.string(), body: z.string(), figures: z.string() });

const isLeft = (ownerText: string): boolean => ownerText === '' || isGone(owner.parse(JSON.parse(ownerText)));

export function openJobs(database: () => Database): JobStore {
  const me = (): string => JSON.stringify(ownProcess());
  const setOwner = (id: string, text: string): void => {
    database().sql.prepare('UPDATE job SET owner = ? WHERE id = ?').run(text, id);
  };
  return {
    add(id, pool, body) {
      database()
        .sql.prepare("INSERT INTO job (id, pool, owner, created_ms, body, figures) VALUES (?, ?, ?, ?, ?, '{}')")
        .run(id, pool, me(), Date.now(), body);
    },
    setFigures(id, figures) {
      database().sql.prepare('UPDATE job SET figures = ? WHERE id = ?').run(figures, id);
    },
    setStanding(id, starts, paused) {
      const { sql } = database();
      sql.exec('PRAGMA synchronous = FULL');
      try {
        sql
          .prepare("UPDATE job SET figures = json_set(figures, '$.starts', ?, '$.paused', json(?)) WHERE id = ?")
          .run(starts, String(paused), id);
      } finally {
        sql.exec('PRAGMA synchronous = NORMAL');
      }
    },
    remove(id) {
      database().sql.prepare('DELETE FROM job WHERE id = ?').run(id);
    },
    forgetPool(pool) {
      const { sql } = database();
      for (const one of sql.prepare('SELECT id, owner FROM job WHERE pool = ?').all(pool)) {
        const { id, owner: by } = ownedRow.parse(one);
        if (isLeft(by)) sql.prepare('DELETE FROM job WHERE id = ?').run(id);
      }
    },
    leave: (id) => setOwner(id, ''),
    left() {
      const found = database().sql.prepare('SELECT id, owner FROM job ORDER BY created_ms').all();
      return found
        .map((one) => ownedRow.parse(one))
        .filter((one) => isLeft(one.owner))
        .map(({ id }) => id);
    },
    read(id) {
      const found = database().sql.prepare('SELECT id, pool, body, figures FROM job WHERE id = ?').get(id);
      return found === undefined ? null : row.parse(found);
    },
    claim(id) {
      const { sql, exclusively } = database();
      return exclusively(() => {
        const found = sql.prepare('SELECT owner FROM job WHERE id = ?').get(id)?.['owner'];
        if (typeof found !== 'string' || !isLeft(found)) return false;
        setOwner(id, me());
        return true;
      });
    },
  };
}

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { fail } from '../../../shared/errors.ts';
import type { Plan, PlanState, PlanSummary } from '../../../shared/model.ts';
import { isGone, ownProcess } from '../volume/parts.ts';
import type { Database } from './database.ts';

/** Plans of a home: written once, run at most once, whichever process runs them. */
export interface PlanStore {
  add(pool: string, plan: Omit<Plan, 'id' | 'pool' | 'state' | 'createdMs'>): Plan;
  /** @throws not-found */
  get(id: string): Plan;
  list(pool?: string): readonly Plan[];
  /** The same without the moves, which may be many: they are not read. */
  summaries(pool?: string): readonly PlanSummary[];
  /** Takes the plan for this process. @throws not-found, refused (it was run before) */
  claim(id: string): Plan;
  /** Says how a claimed plan ended. */
  finish(id: string, state: 'done' | 'stopped'): void;
}

/** Plans that are kept per pool, of those that were run and of those that were not; the oldest go first. */
const keptPlans = 100;

const owner = z.object({ host: z.string(), boot: z.string(), pid: z.number(), start: z.string() });
const row = z.object({ state: z.string(), owner: z.string().nullable(), body: z.string() });

const summary = row.extend({ moves: z.number(), blocked: z.number() });

export function openPlans(database: () => Database): PlanStore {
  const stateOf = (state: string, ownerText: string | null): PlanState => {
    // Whoever ran it died: it will not go on.
    const dead = state === 'running' && ownerText !== null && isGone(owner.parse(JSON.parse(ownerText)));
    return dead ? 'stopped' : (state as PlanState);
  };
  const planOf = (found: unknown): Plan => {
    const { state, owner: ownerText, body } = row.parse(found);
    return { ...(JSON.parse(body) as Plan), state: stateOf(state, ownerText) };
  };

  const get = (id: string, attempted: string): Plan => {
    const found = database().sql.prepare('SELECT state, owner, body FROM plan WHERE id = ?').get(id);
    if (found === undefined) throw fail('not-found', attempted, 'there is no such plan', 'see "cfs plan list"');
    return planOf(found);
  };

  return {
    add(pool, parts) {
      const plan: Plan = { ...parts, id: randomBytes(4).toString('hex'), pool, state: 'ready', createdMs: Date.now() };
      const { sql, exclusively } = database();
      exclusively(() => {
        sql
          .prepare('INSERT INTO plan (id, pool, state, created_ms, body) VALUES (?, ?, ?, ?, ?)')
          .run(plan.id, pool, plan.state, plan.createdMs, JSON.stringify(plan));
        sql
          .prepare(
            `DELETE FROM plan WHERE pool = ?1 AND state != 'running' AND id NOT IN
             (SELECT id FROM plan WHERE pool = ?1 AND state = 'ready' ORDER BY created_ms DESC, rowid DESC LIMIT ?2)
             AND id NOT IN
             (SELECT id FROM plan WHERE pool = ?1 AND state != 'ready' ORDER BY created_ms DESC, rowid DESC LIMIT ?2)`,
          )
          .run(pool, keptPlans);
      });
      return plan;
    },

    get: (id) => get(id, `Looking for the plan ${id}`),

    list(pool) {
      const { sql } = database();
      const order = 'ORDER BY created_ms DESC, rowid DESC';
      const found =
        pool === undefined
          ? sql.prepare(`SELECT state, owner, body FROM plan ${order}`).all()
          : sql.prepare(`SELECT state, owner, body FROM plan WHERE pool = ? ${order}`).all(pool);
      return found.map(planOf);
    },

    summaries(pool) {
      const found = database()
        .sql.prepare(
          `SELECT state, owner, json_remove(body, '$.moves', '$.blocked') AS body,
             json_array_length(body, '$.moves') AS moves, json_array_length(body, '$.blocked') AS blocked
           FROM plan WHERE ?1 IS NULL OR pool = ?1 ORDER BY created_ms DESC, rowid DESC`,
        )
        .all(pool ?? null);
      return found.map((one) => {
        const { state, owner: ownerText, body, moves, blocked } = summary.parse(one);
        const plain = JSON.parse(body) as Omit<PlanSummary, 'movesCount' | 'blockedCount'>;
        return { ...plain, state: stateOf(state, ownerText), movesCount: moves, blockedCount: blocked };
      });
    },

    claim(id) {
      const { sql, exclusively } = database();
      return exclusively(() => {
        const plan = get(id, `Running the plan ${id}`);
        const claimed = sql
          .prepare("UPDATE plan SET state = 'running', owner = ? WHERE id = ? AND state = 'ready'")
          .run(JSON.stringify(ownProcess()), id);
        if (Number(claimed.changes) !== 1) {
          const why = plan.state === 'running' ? 'it is running already' : 'it was run before';
          throw fail('refused', `Running the plan ${id}`, why, 'make a new plan', { data: { state: plan.state } });
        }
        return { ...plan, state: 'running' as const };
      });
    },

    finish(id, state) {
      database().sql.prepare("UPDATE plan SET state = ? WHERE id = ? AND state = 'running'").run(state, id);
    },
  };
}

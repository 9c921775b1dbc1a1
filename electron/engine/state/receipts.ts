import { z } from 'zod';
import type { RunReceipt } from '../../../shared/runs.ts';
import type { Database } from './database.ts';

/** What runs of plans did, for as long as their plans are kept. */
export interface ReceiptStore {
  /** Again with the same plan replaces it. */
  put(receipt: RunReceipt): void;
  get(plan: string): RunReceipt | null;
}

const row = z.object({ body: z.string() });

export function openReceipts(database: () => Database): ReceiptStore {
  return {
    put(receipt) {
      const { sql, exclusively } = database();
      exclusively(() => {
        sql
          .prepare(
            'INSERT INTO receipt (plan, body) VALUES (?, ?) ON CONFLICT (plan) DO UPDATE SET body = excluded.body',
          )
          .run(receipt.plan, JSON.stringify(receipt));
        sql.exec('DELETE FROM receipt WHERE plan NOT IN (SELECT id FROM plan)');
      });
    },
    get(plan) {
      const found = database().sql.prepare('SELECT body FROM receipt WHERE plan = ?').get(plan);
      return found === undefined ? null : (JSON.parse(row.parse(found).body) as RunReceipt);
    },
  };
}

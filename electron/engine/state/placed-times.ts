import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { nameFromBytes } from '../../../shared/names.ts';

const lockTimeoutMs = 2_000;

/**
 * When files were placed, ms by pool path, as far as the state file of a home remembers: read by itself, for threads. A
 * file that cannot be read remembers nothing.
 */
export function readPlacedTimes(stateFile: string, pool: string): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  if (!existsSync(stateFile)) return times;
  try {
    const sql = new DatabaseSync(stateFile, { readOnly: true, timeout: lockTimeoutMs });
    try {
      const rows = sql.prepare(`SELECT path, json_extract(body, '$.atMs') AS at FROM reason WHERE pool = ?`);
      for (const { path, at } of rows.iterate(pool)) {
        if (path instanceof Uint8Array && typeof at === 'number') times.set(nameFromBytes(path), at);
      }
    } finally {
      sql.close();
    }
  } catch {
    // Busy or damaged: files are taken to have come when they were last changed.
  }
  return times;
}

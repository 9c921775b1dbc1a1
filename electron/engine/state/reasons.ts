import { z } from 'zod';
import type { PlacementReason } from '../../../shared/model.ts';
import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Database } from './database.ts';

/** Why files are where they are, as far as CFS placed them and remembers. */
export interface ReasonStore {
  /** Written with others, a moment later: one put may place thousands. */
  record(pool: string, path: PoolPath, reason: PlacementReason): void;
  find(pool: string, path: PoolPath): PlacementReason | null;
  /** The file, or the folder with all that is in it, has another path now. */
  rename(pool: string, from: PoolPath, to: PoolPath): void;
  /** Files of which a reason is remembered. */
  paths(pool: string): readonly PoolPath[];
  forget(pool: string, paths: readonly PoolPath[]): void;
  forgetPool(pool: string): void;
  flush(): void;
}

/** Reasons that are kept in a home; the oldest go first. */
const keptReasons = 100_000;
const flushAt = 2_000;
const flushMs = 500;

const body = z.object({ body: z.string() });
const storedPath = z.object({ path: z.instanceof(Uint8Array) });

export function openReasons(database: () => Database): ReasonStore {
  const waiting = new Map<string, { pool: string; path: PoolPath; reason: PlacementReason }>();
  let timer: NodeJS.Timeout | null = null;
  const keyOf = (pool: string, path: PoolPath): string => `${pool} ${path}`;

  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (waiting.size === 0) return;
    const { sql, exclusively } = database();
    exclusively(() => {
      // REPLACE gives a new number, so that the number tells the age.
      const insert = sql.prepare('REPLACE INTO reason (pool, path, body) VALUES (?, ?, ?)');
      for (const { pool, path, reason } of waiting.values()) {
        insert.run(pool, nameToBytes(path), JSON.stringify(reason));
      }
      sql.prepare('DELETE FROM reason WHERE number <= (SELECT max(number) FROM reason) - ?').run(keptReasons);
    });
    waiting.clear();
  };

  const flushLater = (): void => {
    try {
      flush();
    } catch {
      // Another process holds the database for long: these are written with the next ones.
    }
  };

  const record = (pool: string, path: PoolPath, reason: PlacementReason): void => {
    const key = keyOf(pool, path);
    waiting.delete(key);
    waiting.set(key, { pool, path, reason: { ...reason, atMs: reason.atMs ?? Date.now() } });
    if (waiting.size >= flushAt) flush();
    else timer ??= setTimeout(flushLater, flushMs).unref();
  };

  return {
    record,
    find(pool, path) {
      const recent = waiting.get(keyOf(pool, path));
      if (recent !== undefined) return recent.reason;
      const found = database()
        .sql.prepare('SELECT body FROM reason WHERE pool = ? AND path = ?')
        .get(pool, nameToBytes(path));
      return found === undefined ? null : (JSON.parse(body.parse(found).body) as PlacementReason);
    },
    rename(pool, from, to) {
      flush();
      const { sql } = database();
      const [old, now] = [nameToBytes(from), nameToBytes(to)];
      sql.prepare('UPDATE OR REPLACE reason SET path = ? WHERE pool = ? AND path = ?').run(now, pool, old);
      // A path is bytes, and `0` comes after the slash: all that begins with the folder and a slash lies between.
      sql
        .prepare(
          `UPDATE OR REPLACE reason SET path = CAST(? || substr(path, ?) AS BLOB) WHERE pool = ? AND path > ? AND path < ?`,
        )
        .run(now, old.length + 1, pool, nameToBytes(`${from}/`), nameToBytes(`${from}0`));
    },
    paths(pool) {
      flush();
      const rows = database().sql.prepare('SELECT path FROM reason WHERE pool = ?').all(pool);
      return rows.map((row) => nameFromBytes(Buffer.from(storedPath.parse(row).path)) as PoolPath);
    },
    forget(pool, paths) {
      flush();
      const { sql, exclusively } = database();
      exclusively(() => {
        const remove = sql.prepare('DELETE FROM reason WHERE pool = ? AND path = ?');
        for (const path of paths) remove.run(pool, nameToBytes(path));
      });
    },
    forgetPool(pool) {
      flush();
      database().sql.prepare('DELETE FROM reason WHERE pool = ?').run(pool);
    },
    flush,
  };
}

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { isGone, ownProcess } from '../volume/parts.ts';
import type { Reservations } from '../pool/types.ts';
import type { Database } from './database.ts';

/**
 * Space that is promised and not yet used. Two kinds: what this and other processes hold for their running work
 * (`held`, a sum per process and space group), and what `cfs open --write` promised to another program until its file
 * is there (`promise`, at most a day).
 */
export interface PromiseStore {
  /** Reservations of this process that know those of the others. `own` counts within this process. */
  shared(own: Reservations): Reservations;
  add(promise: Omit<SpacePromise, 'id' | 'createdMs'>): void;
  list(pool: string): readonly SpacePromise[];
  remove(id: string): void;
  /** Takes back what this process holds. */
  close(): void;
}

export interface SpacePromise {
  readonly id: string;
  readonly pool: string;
  /** Id of the volume. */
  readonly volume: string;
  readonly path: PoolPath;
  /** What it counts against: the keys that the pool reserves under (its space group, and the volume itself). */
  readonly spaceKeys: readonly string[];
  readonly bytes: number;
  readonly createdMs: number;
}

const dayMs = 86_400_000;
/** What others hold is read again after this time (ms), and own sums are written at most this often. */
const exchangeMs = 200;
/** Holds below this (bytes) are not told to other processes: they come and go with every file. */
const worthTelling = 8_000_000;

const heldRow = z.object({ owner: z.string(), space_group: z.string(), bytes: z.number() });
const promiseRow = z.object({
  id: z.string(),
  pool: z.string(),
  volume: z.string(),
  path: z.instanceof(Uint8Array),
  space_keys: z.string(),
  bytes: z.number(),
  created_ms: z.number(),
});
const owner = z.object({ host: z.string(), boot: z.string(), pid: z.number(), start: z.string() });

function promiseOf(found: unknown): SpacePromise {
  const { id, pool, volume, path, space_keys: keys, bytes, created_ms: createdMs } = promiseRow.parse(found);
  const spaceKeys = z.array(z.string()).parse(JSON.parse(keys));
  return { id, pool, volume, path: nameFromBytes(path) as PoolPath, spaceKeys, bytes, createdMs };
}

export function openPromises(database: () => Database): PromiseStore {
  const me = JSON.stringify(ownProcess());
  const told = new Map<string, number>();
  let others = new Map<string, number>();
  let readMs = 0;

  const readOthers = (): Map<string, number> => {
    if (Date.now() - readMs < exchangeMs) return others;
    readMs = Date.now();
    const sums = new Map<string, number>();
    const add = (group: string, bytes: number): void => void sums.set(group, (sums.get(group) ?? 0) + bytes);
    const { sql } = database();
    const dead = new Set<string>();
    for (const found of sql.prepare('SELECT owner, space_group, bytes FROM held WHERE owner != ?').all(me)) {
      const held = heldRow.parse(found);
      if (isGone(owner.parse(JSON.parse(held.owner)))) dead.add(held.owner);
      else add(held.space_group, held.bytes);
    }
    for (const gone of dead) sql.prepare('DELETE FROM held WHERE owner = ?').run(gone);
    const since = Date.now() - dayMs;
    for (const found of sql.prepare('SELECT * FROM promise WHERE created_ms > ?').all(since)) {
      const { spaceKeys, bytes } = promiseOf(found);
      for (const key of spaceKeys) add(key, bytes);
    }
    others = sums;
    return sums;
  };

  const tell = (group: string, bytes: number): void => {
    const before = told.get(group) ?? 0;
    if (Math.abs(bytes - before) < worthTelling) return;
    told.set(group, bytes);
    const { sql } = database();
    if (bytes <= 0) sql.prepare('DELETE FROM held WHERE owner = ? AND space_group = ?').run(me, group);
    else sql.prepare('REPLACE INTO held (owner, space_group, bytes) VALUES (?, ?, ?)').run(me, group, bytes);
  };

  return {
    shared: (own) => ({
      reserved: (group) => own.reserved(group) + (readOthers().get(group) ?? 0),
      reserve(group, bytes) {
        const { release } = own.reserve(group, bytes);
        tell(group, own.reserved(group));
        return {
          release() {
            release();
            tell(group, own.reserved(group));
          },
        };
      },
    }),
    add({ pool, volume, path, spaceKeys, bytes }) {
      readMs = 0;
      database()
        .sql.prepare('INSERT INTO promise VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(randomUUID(), pool, volume, nameToBytes(path), JSON.stringify(spaceKeys), bytes, Date.now());
    },
    list(pool) {
      const { sql } = database();
      sql.prepare('DELETE FROM promise WHERE created_ms <= ?').run(Date.now() - dayMs);
      return sql.prepare('SELECT * FROM promise WHERE pool = ?').all(pool).map(promiseOf);
    },
    remove(id) {
      readMs = 0;
      database().sql.prepare('DELETE FROM promise WHERE id = ?').run(id);
    },
    close() {
      if (told.size > 0) database().sql.prepare('DELETE FROM held WHERE owner = ?').run(me);
      told.clear();
    },
  };
}

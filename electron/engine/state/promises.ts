import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { isGone, ownProcess } from '../volume/parts.ts';
import type { ReservationMark, Reservations } from '../pool/types.ts';
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
/** A change of this many bytes is told at once; smaller ones come and go with every file, and wait for their turn. */
const worthTelling = 8_000_000;

const heldRow = z.object({ owner: z.string(), space_group: z.string(), bytes: z.number(), released: z.number() });
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

interface Holds {
  bytes: number;
  released: number;
  toldBytes: number;
  toldMs: number;
  isTold: boolean;
}

export function openPromises(database: () => Database): PromiseStore {
  const me = JSON.stringify(ownProcess());
  /** Per group: what is held and was released in all, and what the others were told of it. */
  const mine = new Map<string, Holds>();
  let flushTimer: NodeJS.Timeout | null = null;
  let others: ReservationMark['others'] = [];
  let promised = new Map<string, number>();
  let readMs = 0;
  let isExact = false;

  const readOthers = (): void => {
    if (!isExact && Date.now() - readMs < exchangeMs) return;
    readMs = Date.now();
    const { sql } = database();
    const found = sql
      .prepare('SELECT owner, space_group, bytes, released FROM holding WHERE owner != ?')
      .all(me)
      .map((one) => heldRow.parse(one));
    const owners = new Set(found.map((held) => held.owner));
    const dead = new Set([...owners].filter((one) => isGone(owner.parse(JSON.parse(one)))));
    for (const gone of dead) sql.prepare('DELETE FROM holding WHERE owner = ?').run(gone);
    others = found
      .filter((held) => !dead.has(held.owner))
      .map(({ owner: by, space_group: group, bytes, released }) => ({ owner: by, group, bytes, released }));
    promised = new Map();
    const since = Date.now() - dayMs;
    for (const one of sql.prepare('SELECT * FROM promise WHERE created_ms > ?').all(since)) {
      const { spaceKeys, bytes } = promiseOf(one);
      for (const key of spaceKeys) promised.set(key, (promised.get(key) ?? 0) + bytes);
    }
  };

  /** Bytes of others: held now, or released after the mark. */
  const ofOthers = (group: string, mark: ReservationMark | undefined): number => {
    let sum = 0;
    for (const held of others) {
      if (held.group !== group) continue;
      const then = mark?.others.find((one) => one.owner === held.owner && one.group === group);
      sum += held.bytes + (mark === undefined ? 0 : held.released - (then?.released ?? 0));
    }
    // Who has ended since has written what it held.
    for (const then of mark?.others ?? []) {
      if (then.group === group && !others.some((held) => held.owner === then.owner)) sum += then.bytes;
    }
    return sum;
  };

  const tryTo = (work: () => void): void => {
    try {
      work();
    } catch {
      // The home cannot be written now: the others go by what they knew, and no copy stops for it.
    }
  };

  const count = (group: string, bytes: number, released: number): void => {
    const holds = mine.get(group) ?? { bytes: 0, released: 0, toldBytes: 0, toldMs: 0, isTold: false };
    mine.set(group, holds);
    holds.bytes += bytes;
    holds.released += released;
    holds.isTold = false;
    const now = Date.now();
    const isDue =
      isExact || now - holds.toldMs >= exchangeMs || Math.abs(holds.bytes - holds.toldBytes) >= worthTelling;
    if (isDue) tryTo(() => tell(group, holds));
    else flushTimer ??= setTimeout(flush, exchangeMs).unref();
  };
  const tell = (group: string, holds: Holds): void => {
    holds.toldBytes = holds.bytes;
    holds.toldMs = Date.now();
    holds.isTold = true;
    database()
      .sql.prepare('REPLACE INTO holding (owner, space_group, bytes, released) VALUES (?, ?, ?, ?)')
      .run(me, group, holds.bytes, holds.released);
  };

  const flush = (): void => {
    flushTimer = null;
    tryTo(() => {
      for (const [group, holds] of mine) if (!holds.isTold) tell(group, holds);
    });
  };

  return {
    shared: (own) => ({
      reserved(group, since) {
        readOthers();
        return own.reserved(group) + ofOthers(group, since) + (promised.get(group) ?? 0);
      },
      reserve(group, bytes) {
        const { release } = own.reserve(group, bytes);
        count(group, bytes, 0);
        let isHeld = true;
        return {
          release() {
            if (!isHeld) return;
            isHeld = false;
            release();
            count(group, -bytes, bytes);
          },
        };
      },
      mark() {
        readOthers();
        return { others };
      },
      exactly(choice) {
        /** Chosen at most once, also when the database fails around it: a full home disk stops no copy to another. */
        let chosen: (() => ReturnType<typeof choice>) | null = null;
        const choose = (): void => {
          try {
            const value = choice();
            chosen = () => value;
          } catch (thrown) {
            chosen = () => {
              throw thrown;
            };
          }
        };
        const result = (): (() => ReturnType<typeof choice>) | null => chosen;
        try {
          database().exclusively(() => {
            isExact = true;
            choose();
          });
        } catch {
          // What others hold is then as last known.
        } finally {
          isExact = false;
        }
        if (result() === null) choose();
        return (result() ?? choice)();
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
      if (mine.size > 0) database().sql.prepare('DELETE FROM holding WHERE owner = ?').run(me);
      mine.clear();
      if (flushTimer !== null) clearTimeout(flushTimer);
      flushTimer = null;
    },
  };
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { fail } from '../../../shared/errors.ts';
import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import { openUsageFile } from './usage-file.ts';

/** How full a volume was. */
export interface SpaceSample {
  readonly atMs: number;
  readonly used: number;
  readonly total: number;
  readonly spaceGroup: string;
  /** Its limit, and not its file system, said how much fits. */
  readonly limited: boolean;
}

export interface SampledVolume {
  readonly id: string;
  /** As last known. */
  readonly name: string;
  /** Oldest first, at most one per day. */
  readonly samples: readonly SpaceSample[];
}

/** How large a folder was, with all in it. */
export interface FolderSample {
  readonly atMs: number;
  readonly allocated: number;
  readonly bytes: number;
}

export interface SampledFolder {
  readonly path: string;
  readonly allocated: number;
  readonly bytes: number;
}

/** The folders of one day. */
export interface FolderDay {
  readonly atMs: number;
  /** Allocated bytes of the smallest folder that was taken, where not all could be: one that is missing had less. */
  readonly least: number;
}

/**
 * `usage.db`: how full volumes were and how large folders, day by day. It cannot be made again from the volumes, and only
 * the past is lost with it. One sample per day for about 90 days, then one per week for two years, counted in samples and
 * not in dates: a clock that is wrong for a while thins nothing away.
 */
export interface UsageHistoryStore {
  /** Takes today's place of an earlier sample of today; days that are over are not changed any more. */
  addSpace(pool: string, volume: { readonly id: string; readonly name: string }, sample: SpaceSample): void;
  addFolders(pool: string, day: FolderDay, folders: readonly SampledFolder[]): void;
  /** All volumes that were ever sampled. Samples later than `nowMs` (the clock was wrong) are left out. */
  volumes(pool: string, nowMs: number): readonly SampledVolume[];
  /** Of one folder, oldest first. */
  folder(pool: string, path: string, nowMs: number): readonly FolderSample[];
  /** Days on which folders were sampled, oldest first. */
  folderDays(pool: string, nowMs: number): readonly FolderDay[];
  /** What was known of folders on a day that `folderDays` tells: all of them, or those in `parent`. */
  foldersOn(pool: string, day: FolderDay): readonly SampledFolder[];
  forgetPool(pool: string): void;
  close(): void;
}

const dayMs = 86_400_000;
/** Before this (2020) a clock was not set. */
const firstMs = 1_577_836_800_000;
/** A sample may be this much later than now: time zones of two computers, small corrections. */
const futureMs = dayMs / 4;
const dailyKept = 90;
const weeklyKept = 104;

type Row = Record<string, SQLOutputValue>;

export function openUsageHistory(home: string): UsageHistoryStore {
  // Opened on first use: most commands never ask.
  let opened: DatabaseSync | null = null;
  let isClosed = false;
  const path = join(home, 'usage.db');
  const db = (): DatabaseSync => {
    // A sample that was under way when the home was closed must not open it again.
    if (isClosed) throw fail('cancelled', 'Noting down what is used', 'the program is ending', 'start it again');
    return (opened ??= openUsageFile(path, home));
  };

  const transaction = (work: (sql: DatabaseSync) => void): void => {
    const sql = db();
    sql.exec('BEGIN IMMEDIATE');
    try {
      work(sql);
      sql.exec('COMMIT');
    } catch (thrown) {
      if (sql.isTransaction) sql.exec('ROLLBACK');
      throw thrown;
    }
  };

  return {
    addSpace(pool, { id, name }, { atMs, used, total, spaceGroup, limited }) {
      const day = dayOf(atMs);
      if (day === null) return;
      transaction((sql) => {
        sql.prepare('INSERT OR REPLACE INTO volume (pool, id, name) VALUES (?, ?, ?)').run(pool, id, name);
        const newest = sql.prepare('SELECT max(day) AS day FROM space WHERE pool = ? AND volume = ?').get(pool, id);
        const known = typeof newest?.['day'] === 'number' ? newest['day'] : -Infinity;
        sql
          .prepare(`INSERT OR ${day === known ? 'REPLACE' : 'IGNORE'} INTO space VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
          .run(pool, id, day, Math.round(atMs), used, total, spaceGroup, limited ? 1 : 0);
        if (day === known) return;
        const days = sql.prepare('SELECT day FROM space WHERE pool = ? AND volume = ?').all(pool, id);
        const drop = sql.prepare('DELETE FROM space WHERE pool = ? AND volume = ? AND day = ?');
        for (const old of thinned(days.map((row) => Number(row['day'])))) drop.run(pool, id, old);
      });
    },

    addFolders(pool, { atMs, least }, folders) {
      const day = dayOf(atMs);
      if (day === null) return;
      transaction((sql) => {
        const days = sql.prepare('SELECT day FROM folder_day WHERE pool = ?').all(pool);
        const known = days.map((row) => Number(row['day']));
        if (known.includes(day) && day !== Math.max(...known)) return;
        sql.prepare('DELETE FROM folder_sample WHERE pool = ? AND day = ?').run(pool, day);
        sql.prepare('INSERT OR REPLACE INTO folder_day VALUES (?, ?, ?, ?)').run(pool, day, Math.round(atMs), least);
        const name = sql.prepare('INSERT OR IGNORE INTO folder (pool, path) VALUES (?, ?)');
        const find = sql.prepare('SELECT number FROM folder WHERE pool = ? AND path = ?');
        const add = sql.prepare('INSERT OR REPLACE INTO folder_sample VALUES (?, ?, ?, ?, ?)');
        for (const { path, allocated, bytes } of folders) {
          const key = nameToBytes(path);
          name.run(pool, key);
          add.run(pool, day, find.get(pool, key)?.['number'] ?? 0, allocated, bytes);
        }
        if (known.includes(day)) return;
        for (const old of thinned([...known, day])) {
          sql.prepare('DELETE FROM folder_sample WHERE pool = ? AND day = ?').run(pool, old);
          sql.prepare('DELETE FROM folder_day WHERE pool = ? AND day = ?').run(pool, old);
        }
        sql
          .prepare(
            'DELETE FROM folder WHERE pool = ? AND number NOT IN (SELECT folder FROM folder_sample WHERE pool = ?)',
          )
          .run(pool, pool);
      });
    },

    volumes(pool, nowMs) {
      const names = db().prepare('SELECT id, name FROM volume WHERE pool = ? ORDER BY rowid').all(pool);
      const samples = db()
        .prepare('SELECT * FROM space WHERE pool = ? AND at_ms <= ? ORDER BY volume, day')
        .all(pool, nowMs + futureMs);
      const byVolume = Map.groupBy(samples, (row) => String(row['volume']));
      return names.flatMap((row) => {
        const found = byVolume.get(String(row['id'])) ?? [];
        if (found.length === 0) return [];
        return [{ id: String(row['id']), name: String(row['name']), samples: found.map(spaceSample) }];
      });
    },

    folder(pool, path, nowMs) {
      const rows = db()
        .prepare(
          `SELECT d.at_ms, s.allocated, s.bytes FROM folder f JOIN folder_sample s ON s.folder = f.number
            JOIN folder_day d ON d.pool = s.pool AND d.day = s.day
            WHERE f.pool = ? AND f.path = ? AND s.pool = f.pool AND d.at_ms <= ? ORDER BY s.day`,
        )
        .all(pool, nameToBytes(path), nowMs + futureMs);
      return rows.map((row) => ({
        atMs: Number(row['at_ms']),
        allocated: Number(row['allocated']),
        bytes: Number(row['bytes']),
      }));
    },

    folderDays(pool, nowMs) {
      const rows = db()
        .prepare('SELECT at_ms, least FROM folder_day WHERE pool = ? AND at_ms <= ? ORDER BY day')
        .all(pool, nowMs + futureMs);
      return rows.map((row) => ({ atMs: Number(row['at_ms']), least: Number(row['least']) }));
    },

    foldersOn(pool, { atMs }) {
      const rows = db()
        .prepare(
          `SELECT f.path, s.allocated, s.bytes FROM folder_sample s JOIN folder f ON f.number = s.folder
            WHERE s.pool = ? AND s.day = ?`,
        )
        .all(pool, dayOf(atMs) ?? -1);
      return rows.map((row) => ({
        path: row['path'] instanceof Uint8Array ? nameFromBytes(row['path']) : '/',
        allocated: Number(row['allocated']),
        bytes: Number(row['bytes']),
      }));
    },

    forgetPool(pool) {
      if (opened === null && !existsSync(path)) return;
      transaction((sql) => {
        for (const table of ['volume', 'space', 'folder', 'folder_day', 'folder_sample']) {
          sql.prepare(`DELETE FROM ${table} WHERE pool = ?`).run(pool);
        }
      });
    },

    close() {
      isClosed = true;
      opened?.close();
      opened = null;
    },
  };
}

/** The UTC day of a time; null when the clock was not set. */
function dayOf(atMs: number): number | null {
  return Number.isFinite(atMs) && atMs >= firstMs ? Math.floor(atMs / dayMs) : null;
}

/** Of these days, those that are not kept: behind the newest 90 only the last of each week, and of those 104. */
export function thinned(days: readonly number[]): readonly number[] {
  const newestFirst = [...days].sort((a, b) => b - a);
  const weeks = new Set<number>();
  return newestFirst.slice(dailyKept).filter((day) => {
    const week = Math.floor(day / 7);
    if (weeks.has(week) || weeks.size >= weeklyKept) return true;
    weeks.add(week);
    return false;
  });
}

function spaceSample(row: Row): SpaceSample {
  return {
    atMs: Number(row['at_ms']),
    used: Number(row['used']),
    total: Number(row['total']),
    spaceGroup: String(row['space_group']),
    limited: row['limited'] === 1,
  };
}

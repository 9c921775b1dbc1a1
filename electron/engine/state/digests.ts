import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { z } from 'zod';
import { nameToBytes } from '../../../shared/names.ts';
import { isNetwork, mountOf } from '../volume/mounts.ts';

/** The file that a digest is of, as it was read: another time, size or inode is another file. */
export interface DigestKey {
  /** Id of the volume. */
  readonly volume: string;
  readonly path: string;
  readonly size: number;
  readonly mtimeUs: number;
  /** Number of the inode as text, without its device. */
  readonly inode: string;
}

export interface Digest {
  /** xxh128 of the first 64 KiB, hex. */
  readonly head: string | null;
  /** sha256 of all of it, hex. */
  readonly whole: string | null;
}

/**
 * `digests.db`: hashes of contents that were read, so that the next search for duplicates reads only what is new. It can
 * be made again from the volumes at any time: without it the search is slower, that is all.
 */
export interface DigestStore {
  find(key: DigestKey): Digest | null;
  save(key: DigestKey, digest: Digest): void;
  /** Writes what was saved; done by itself now and then. */
  flush(): void;
  close(): void;
}

const schemaVersion = 1;
const schema = `
  DROP TABLE IF EXISTS digest;
  CREATE TABLE digest (
    volume TEXT NOT NULL, path BLOB NOT NULL, size INTEGER NOT NULL, mtime_us INTEGER NOT NULL, inode TEXT NOT NULL,
    head TEXT, whole TEXT, at_ms INTEGER NOT NULL, PRIMARY KEY (volume, path)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${String(schemaVersion)};
`;
const lockTimeoutMs = 5_000;
/** Digests that wait to be written together. */
const waitingMost = 500;
/** More rows than this are too many: the oldest tenth goes. */
const rowsMost = 2_000_000;

const row = z.object({
  size: z.number(),
  mtime_us: z.number(),
  inode: z.string(),
  head: z.string().nullable(),
  whole: z.string().nullable(),
});

/** Opened at first use. A file that cannot be used is made anew, and where that fails nothing is remembered. */
export function openDigests(home: string): DigestStore {
  const path = join(home, 'digests.db');
  let opened: DatabaseSync | null | undefined;
  const waiting = new Map<string, { readonly key: DigestKey; readonly digest: Digest }>();
  const nameOf = ({ volume, path: at }: DigestKey): string => `${volume}\0${at}`;

  const database = (): DatabaseSync | null => {
    opened ??= prepare(path, home) ?? again();
    return opened;
  };
  const again = (): DatabaseSync | null => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    return prepare(path, home);
  };
  /** Runs it; a damaged file is made anew and has nothing. */
  const attempt = <T>(work: (sql: DatabaseSync) => T): T | null => {
    const sql = database();
    if (sql === null) return null;
    try {
      return work(sql);
    } catch (thrown) {
      const code = thrown instanceof Error && 'errcode' in thrown ? Number(thrown.errcode) & 0xff : 0;
      const [corrupt, notADatabase] = [11, 26];
      if (code === corrupt || code === notADatabase) {
        sql.close();
        opened = again();
      }
      return null;
    }
  };

  const flush = (): void => {
    if (waiting.size === 0) return;
    attempt((sql) => {
      sql.exec('BEGIN IMMEDIATE');
      try {
        const put = sql.prepare('REPLACE INTO digest VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
        const now = Date.now();
        for (const { key, digest } of waiting.values()) {
          const { volume, path: at, size, mtimeUs, inode } = key;
          put.run(volume, nameToBytes(at), size, mtimeUs, inode, digest.head, digest.whole, now);
        }
        sql.exec('COMMIT');
      } catch (thrown) {
        if (sql.isTransaction) sql.exec('ROLLBACK');
        throw thrown;
      }
    });
    waiting.clear();
  };

  return {
    find(key) {
      const own = waiting.get(nameOf(key));
      if (own !== undefined) return isSame(own.key, key) ? own.digest : null;
      const found = attempt((sql) =>
        sql
          .prepare('SELECT size, mtime_us, inode, head, whole FROM digest WHERE volume = ? AND path = ?')
          .get(key.volume, nameToBytes(key.path)),
      );
      const known = row.safeParse(found);
      if (!known.success) return null;
      const { size, mtime_us: mtimeUs, inode, head, whole } = known.data;
      return isSame({ ...key, size, mtimeUs, inode }, key) ? { head, whole } : null;
    },
    save(key, digest) {
      waiting.set(nameOf(key), { key, digest });
      if (waiting.size >= waitingMost) flush();
    },
    flush,
    close() {
      flush();
      if (opened === null || opened === undefined) return;
      attempt((sql) => {
        const count = Number(sql.prepare('SELECT count(*) AS rows FROM digest').get()?.['rows'] ?? 0);
        if (count <= rowsMost) return;
        const oldest = 'SELECT at_ms FROM digest ORDER BY at_ms LIMIT 1 OFFSET ?';
        sql.prepare(`DELETE FROM digest WHERE at_ms <= (${oldest})`).run(Math.floor(count / 10));
      });
      if (opened.isOpen) opened.close();
      opened = undefined;
    },
  };
}

function isSame(a: DigestKey, b: DigestKey): boolean {
  return a.size === b.size && a.mtimeUs === b.mtimeUs && a.inode === b.inode;
}

/** null: it cannot be opened. */
function prepare(path: string, home: string): DatabaseSync | null {
  let sql: DatabaseSync | null = null;
  try {
    // Made before SQLite opens it: its journals take the mode of the file.
    closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600));
    sql = new DatabaseSync(path, { timeout: lockTimeoutMs });
    const network = isNetwork(mountOf(home)?.filesystem ?? '');
    sql.exec(`PRAGMA journal_mode = ${network ? 'DELETE' : 'WAL'}; PRAGMA synchronous = OFF;`);
    const version = Number(sql.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    if (version !== schemaVersion) sql.exec(`BEGIN IMMEDIATE; ${schema} COMMIT;`);
    return sql;
  } catch {
    if (sql?.isOpen === true) sql.close();
    return null;
  }
}

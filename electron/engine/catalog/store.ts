import type { CatalogWriter } from './database.ts';
import { EntryRows } from './entry-rows.ts';
import type { EntryRow } from './entry-rows.ts';
import { FolderRows } from './folder-rows.ts';
import type { LinkedFile } from './linked-names.ts';
import { HeldNames } from './held-names.ts';
import { ListingReader } from './listing.ts';
import type { PartHead } from './listing.ts';
import { bytesOf, rawFromBytes } from './raw-path.ts';
import type { RawPath } from './raw-path.ts';
import { PartDifference } from './part-difference.ts';
import { entryIndex } from './schema.ts';
import { Totals } from './totals.ts';

export interface ApplyOptions {
  /** What is missing stays, and the folder is read again by the next scan. */
  readonly keep?: boolean;
}

/** What one part of a folder does not list any more. */
export interface Loss {
  /** The folder that was read. */
  readonly folder: RawPath;
  /** Its first part. */
  readonly isFirst: boolean;
  /** It lists nothing at all. */
  readonly isEmpty: boolean;
  readonly copies: readonly EntryRow[];
  readonly folders: readonly { readonly id: number; readonly path: RawPath }[];
}

/** What taking over a batch changed. */
export interface Applied {
  added: number;
  changed: number;
  /** Entries, and folders. */
  removed: number;
}

/**
 * The one writer of a catalog: takes over what walks read, by difference, so that unchanged rows stay untouched, and
 * keeps every sum right with each transaction. Transactions are short (about `sliceMs`), so that others read and write
 * in between. Synchronous.
 */
export interface CatalogStore {
  readonly db: CatalogWriter;
  /** The number of a volume by its marker's id; makes it, or gives it its present name. */
  volume(id: string, name: string): number;
  /** Takes over what was read of a volume. Parts of folders that are not known (any more) are passed over. */
  apply(volume: number, batch: ArrayBuffer, options?: ApplyOptions): Applied;
  /** What `apply` of this batch would remove: a row for each part of a folder that was read before. */
  losses(volume: number, batch: ArrayBuffer): readonly Loss[];
  /** The volume answered. `scannedMs`: all of it was read; undefined: as before. `problem`: in words, or null. */
  seen(
    volume: number,
    what: { readonly seenMs: number; readonly scannedMs?: number; readonly problem: string | null },
  ): void;
  /** Removes all that is known of a volume, by its marker's id. */
  forget(id: string): void;
  /**
   * Ends the first fill, which is without the index of entries because that is quicker: what reads entries by folder is
   * slow until then. Called when all volumes were read; happens by itself after a few seconds.
   */
  finishFill(): void;
  readonly isFilling: boolean;
}

/** Length of a transaction in ms, about. */
const sliceMs = 12;

/** Rows that are removed between two looks at the clock. */
const chunkRows = 1_024;

export interface StoreOptions {
  /** ms since 1970. */
  readonly now?: () => number;
  /** A first fill goes on without its index for so long (ms). */
  readonly longestFillMs?: number;
  /** Told of files with several names, one of which came, went or changed (linked-names.ts). */
  readonly onLinked?: (file: LinkedFile) => void;
}

export function openStore(db: CatalogWriter, options: StoreOptions = {}): CatalogStore {
  const { now = Date.now, longestFillMs = 8_000 } = options;
  const totals = new Totals(db);
  const entries = new EntryRows(db, totals, hasIndex(db));
  entries.onLinked = options.onLinked ?? null;
  const folders = new FolderRows(db, totals);
  const problems = new Problems(db);
  const names = new HeldNames(db);
  let fillSince: number | null = null;
  let sliceSince = 0;

  const begin = (): void => {
    db.sql.exec('BEGIN IMMEDIATE');
    sliceSince = performance.now();
  };
  const commit = (): void => {
    totals.flush();
    entries.keepIds();
    folders.keepIds();
    db.sql.exec('COMMIT');
  };
  /** Lets others in when this transaction has lasted long enough. Only where all rows and sums agree. */
  const breathe = (): void => {
    if (performance.now() - sliceSince < sliceMs) return;
    commit();
    begin();
  };
  const inSlices = <T>(work: () => T): T => {
    begin();
    try {
      const result = work();
      commit();
      return result;
    } catch (thrown) {
      // SQLite ends some transactions by itself (disk full, corrupt).
      if (db.sql.isTransaction) db.sql.exec('ROLLBACK');
      totals.forget();
      entries.readIds();
      folders.readIds();
      problems.forget();
      throw thrown;
    }
  };

  const finishFill = (): void => {
    if (entries.hasIndex) return;
    inSlices(() => {
      db.sql.exec(entryIndex);
      entries.countFurtherCopies();
      entries.hasIndex = true;
    });
  };

  const removeFolder = (volume: number, folder: number): number => {
    let removed = 1;
    for (const below of folders.below(folder, volume)) removed += removeFolder(volume, below);
    for (;;) {
      const count = entries.removeSome(volume, folder, chunkRows);
      removed += count;
      breathe();
      if (count < chunkRows) break;
    }
    folders.remove(volume, folder);
    return removed;
  };

  const applyPart = (volume: number, head: PartHead, reader: ListingReader, applied: Applied, keep: boolean): void => {
    const folder = folders.find(head.path, volume);
    if (folder === null) return;
    if (head.problem !== null) {
      problems.add(volume, head.path, head.problem);
      folders.distrust(volume, folder.id);
      if (head.stamp.inode !== 0) totals.seen(volume, folder.id, { ...head, scannedMs: folder.scannedMs }, null);
      return;
    }
    const isNew = folders.beginPart(volume, folder, head.after === '');
    if (!isNew && !entries.hasIndex) {
      // Something is read again while the first fill goes on.
      commit();
      finishFill();
      begin();
    }
    const difference = new PartDifference({ db, entries, folders, volume, folder: folder.id, head, isNew, keep });
    difference.run(reader, applied, {
      breathe,
      removeFolder: (id) => {
        const path = folders.pathOf(id);
        applied.removed += removeFolder(volume, id);
        if (path !== null) problems.removeBelow(volume, path);
      },
    });
    const isLast = head.upTo === '';
    const newest = folders.endPart(volume, folder.id, difference.newest, isLast);
    if (!isLast) return;
    const stamp = keep ? { ...head.stamp, changedUs: 0 } : head.stamp;
    totals.seen(volume, folder.id, { ...head, stamp, scannedMs: now() }, newest);
    problems.remove(volume, head.path);
  };

  return {
    db,
    volume(id, name) {
      const known = db.get('SELECT number, name FROM volume WHERE id = ?', id);
      if (known !== undefined) {
        if (known['name'] !== name) db.run('UPDATE volume SET name = ? WHERE id = ?', name, id);
        return Number(known['number']);
      }
      return db.transaction(() => {
        const last = Number(db.get('SELECT max(number) AS last FROM volume')?.['last'] ?? 0);
        db.run('INSERT INTO volume (number, id, name) VALUES (?, ?, ?)', last + 1, id, name);
        return last + 1;
      });
    },
    apply(volume, batch, { keep = false } = {}) {
      const applied: Applied = { added: 0, changed: 0, removed: 0 };
      if (!entries.hasIndex) {
        fillSince ??= performance.now();
        if (performance.now() - fillSince > longestFillMs) finishFill();
      }
      inSlices(() => {
        const reader = new ListingReader(batch);
        for (let head = reader.part(); head !== null; head = reader.part()) {
          applyPart(volume, head, reader, applied, keep);
          breathe();
        }
      });
      return applied;
    },
    losses(volume, batch) {
      if (!entries.hasIndex) finishFill();
      const found: Loss[] = [];
      const reader = new ListingReader(batch);
      for (let head = reader.part(); head !== null; head = reader.part()) {
        const folder = folders.find(head.path, volume);
        if (folder === null || head.problem !== null || folder.scannedMs === 0) continue;
        const isEmpty = head.count === 0 && head.after === '' && head.upTo === '';
        const seen = { folder: head.path, isFirst: head.after === '', isEmpty };
        if (names.areListed(volume, folder.id, head, reader)) {
          found.push({ ...seen, copies: [], folders: [] });
          continue;
        }
        reader.rewind();
        const difference = new PartDifference({ db, entries, folders, volume, folder: folder.id, head, isNew: false });
        const [copies, gone]: [EntryRow[], { id: number; path: RawPath }[]] = [[], []];
        difference.losses(
          reader,
          (row) => copies.push(row),
          (id) => gone.push({ id, path: folders.pathOf(id) ?? head.path }),
        );
        found.push({ ...seen, copies, folders: gone });
      }
      return found;
    },
    seen(volume, { seenMs, scannedMs, problem }) {
      db.run('UPDATE volume SET seen_ms = ?, problem = ? WHERE number = ?', seenMs, problem, volume);
      if (scannedMs === undefined) return;
      db.run('UPDATE volume SET complete = 1, scanned_ms = ? WHERE number = ?', scannedMs, volume);
    },
    forget(id) {
      const number = db.get('SELECT number FROM volume WHERE id = ?', id)?.['number'];
      if (typeof number !== 'number') return;
      finishFill();
      inSlices(() => {
        if (folders.find('/', number) !== null) removeFolder(number, 1);
        db.run('DELETE FROM problem WHERE volume = ?', number);
        db.run('DELETE FROM volume WHERE number = ?', number);
      });
      problems.forget();
    },
    finishFill,
    get isFilling() {
      return !entries.hasIndex;
    },
  };
}

function hasIndex(db: CatalogWriter): boolean {
  return db.get("SELECT 1 AS found FROM sqlite_master WHERE type = 'index' AND name = 'entry_place'") !== undefined;
}

/** Folders that could not be read. Their paths are kept in memory, because there are hardly any. */
class Problems {
  private readonly db: CatalogWriter;
  private kept: Map<number, Set<RawPath>> | null = null;

  constructor(db: CatalogWriter) {
    this.db = db;
  }

  add(volume: number, path: RawPath, { code, message }: { readonly code: string; readonly message: string }): void {
    this.of(volume).add(path);
    this.db.run(
      'INSERT OR REPLACE INTO problem (volume, path, code, message) VALUES (?, ?, ?, ?)',
      ...[volume, bytesOf(path), code, message],
    );
  }

  remove(volume: number, path: RawPath): void {
    if (!this.of(volume).delete(path)) return;
    this.db.run('DELETE FROM problem WHERE volume = ? AND path = ?', volume, bytesOf(path));
  }

  /** Those of a folder and of all below it. */
  removeBelow(volume: number, path: RawPath): void {
    for (const one of this.of(volume)) if (one === path || one.startsWith(`${path}/`)) this.remove(volume, one);
  }

  forget(): void {
    this.kept = null;
  }

  private of(volume: number): Set<RawPath> {
    if (this.kept === null) {
      this.kept = new Map();
      for (const row of this.db.all('SELECT volume, path FROM problem')) {
        this.of(Number(row['volume'])).add(rawFromBytes(row['path'] as Uint8Array));
      }
    }
    let paths = this.kept.get(volume);
    if (paths === undefined) this.kept.set(volume, (paths = new Set()));
    return paths;
  }
}

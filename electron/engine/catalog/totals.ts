import type { CatalogWriter } from './database.ts';
import type { Stamp } from './listing.ts';
import { rootFolderId } from './schema.ts';

/** What an entry adds to the sums of its folder. */
export interface Counted {
  readonly files: number;
  readonly bytes: number;
  readonly allocated: number;
}

/** A folder on a volume as it was read. */
export interface Seen {
  readonly stamp: Stamp;
  readonly mode: number;
  readonly scannedMs: number;
}

interface Pending {
  files: number;
  bytes: number;
  allocated: number;
  allFiles: number;
  allFolders: number;
  allBytes: number;
  allAllocated: number;
  /** Latest mtime of the entries in it, when they were all read anew. */
  ownNewest: number | null;
  /** Latest mtime that turned up below. */
  up: number;
  /** Latest mtime of what went away, or became older, below. */
  lost: number;
  seen: Seen | null;
}

/**
 * Sums of folders on volumes, kept by differences: what changes in a transaction is gathered here and written at its end
 * for the folder and everything above it, once each.
 */
export class Totals {
  private readonly db: CatalogWriter;
  private readonly volumes = new Map<number, Map<number, Pending>>();
  private readonly more = new Map<number, { own: number; all: number }>();
  private readonly parents = new Map<number, number>();

  constructor(db: CatalogWriter) {
    this.db = db;
  }

  /** Adds to a folder and to all above it. */
  add(volume: number, folder: number, { files, bytes, allocated }: Counted): void {
    if (files === 0 && bytes === 0 && allocated === 0) return;
    const own = this.pending(volume, folder);
    own.files += files;
    own.bytes += bytes;
    own.allocated += allocated;
    for (let at = folder; at !== 0; at = this.parentOf(at)) {
      const pending = this.pending(volume, at);
      pending.allFiles += files;
      pending.allBytes += bytes;
      pending.allAllocated += allocated;
    }
  }

  /** A folder came to be in `parent`, or went (-1). */
  addFolder(volume: number, parent: number, count: 1 | -1): void {
    for (let at = parent; at !== 0; at = this.parentOf(at)) this.pending(volume, at).allFolders += count;
  }

  /** All names of the folder were read; `newest`: the latest mtime of its entries. */
  seen(volume: number, folder: number, seen: Seen, newest: number | null): void {
    const pending = this.pending(volume, folder);
    pending.seen = seen;
    if (newest !== null) pending.ownNewest = newest;
  }

  /** The folder is not on the volume any more; everything in it was taken off before. */
  gone(volume: number, folder: number, newest: number): void {
    const parent = this.parentOf(folder);
    const above = this.pending(volume, parent);
    above.lost = Math.max(above.lost, newest, this.volumes.get(volume)?.get(folder)?.up ?? 0);
    this.volumes.get(volume)?.delete(folder);
    this.parents.delete(folder);
  }

  /** Logical bytes of further copies of names in the folder. */
  addMore(folder: number, bytes: number): void {
    if (bytes === 0) return;
    for (let at = folder; at !== 0; at = this.parentOf(at)) {
      let pending = this.more.get(at);
      if (pending === undefined) this.more.set(at, (pending = { own: 0, all: 0 }));
      pending.all += bytes;
      if (at === folder) pending.own += bytes;
    }
  }

  /** Writes all of it; within the transaction of the changes. */
  flush(): void {
    for (const [volume, folders] of this.volumes) this.flushVolume(volume, folders);
    this.volumes.clear();
    for (const [folder, { own, all }] of this.more) {
      this.db.run(
        'UPDATE folder SET more_bytes = more_bytes + ?, all_more_bytes = all_more_bytes + ? WHERE id = ?',
        ...[own, all, folder],
      );
    }
    this.more.clear();
    if (this.parents.size > mostParents) this.parents.clear();
  }

  /** After a transaction that came to nothing. */
  forget(): void {
    this.volumes.clear();
    this.more.clear();
    this.parents.clear();
  }

  /** Known without asking: it was just made. */
  placed(folder: number, parent: number): void {
    this.parents.set(folder, parent);
  }

  private pending(volume: number, folder: number): Pending {
    let folders = this.volumes.get(volume);
    if (folders === undefined) this.volumes.set(volume, (folders = new Map<number, Pending>()));
    let pending = folders.get(folder);
    if (pending === undefined) {
      folders.set(folder, (pending = nothing()));
    }
    return pending;
  }

  /** 0 above the root. */
  private parentOf(folder: number): number {
    if (folder === rootFolderId) return 0;
    let parent = this.parents.get(folder);
    if (parent === undefined) {
      parent = Number(this.db.get('SELECT parent FROM folder WHERE id = ?', folder)?.['parent'] ?? 0);
      this.parents.set(folder, parent);
    }
    return parent;
  }

  private depthOf(folder: number): number {
    let depth = 0;
    for (let at = folder; at !== 0; at = this.parentOf(at)) depth += 1;
    return depth;
  }

  /** Deepest first, so that what a folder's latest mtime is stands before it is asked for by the one above. */
  private flushVolume(volume: number, folders: Map<number, Pending>): void {
    const levels: number[][] = [];
    for (const folder of folders.keys()) (levels[this.depthOf(folder)] ??= []).push(folder);
    for (let depth = levels.length - 1; depth > 0; depth -= 1) {
      for (const folder of levels[depth] ?? []) {
        const pending = folders.get(folder);
        if (pending === undefined) continue;
        const change = this.flushFolder(volume, folder, pending);
        const parent = this.parentOf(folder);
        if (change === null || parent === 0) continue;
        let above = folders.get(parent);
        if (above === undefined) {
          folders.set(parent, (above = nothing()));
          (levels[depth - 1] ??= []).push(parent);
        }
        if (change.now > change.before) above.up = Math.max(above.up, change.now);
        else above.lost = Math.max(above.lost, change.before);
      }
    }
  }

  /** Answers how the latest mtime changed, or null when it did not. */
  private flushFolder(volume: number, folder: number, p: Pending): { before: number; now: number } | null {
    const row = this.db.get(
      'SELECT own_newest_us, newest_us FROM held WHERE folder = ? AND volume = ?',
      folder,
      volume,
    );
    if (row === undefined) return null;
    const [ownBefore, before] = [Number(row['own_newest_us']), Number(row['newest_us'])];
    const own = p.ownNewest ?? ownBefore;
    let now = Math.max(before, own, p.up);
    const wasOwn = own < ownBefore && ownBefore === before;
    if (now === before && (wasOwn || (p.lost !== 0 && p.lost >= before))) {
      now = Math.max(own, this.newestBelow(volume, folder));
    }
    const sums = [p.files, p.bytes, p.allocated, p.allFiles, p.allFolders, p.allBytes, p.allAllocated, own, now];
    if (p.seen === null) {
      this.db.run(`UPDATE held SET ${addSums} WHERE folder = ? AND volume = ?`, ...sums, folder, volume);
    } else {
      const { stamp, mode, scannedMs } = p.seen;
      this.db.run(
        `UPDATE held SET ${addSums}, mtime_us = ?, changed_us = ?, inode = ?, mode = ?, scanned_ms = ?
          WHERE folder = ? AND volume = ?`,
        ...[...sums, stamp.mtimeUs, stamp.changedUs, stamp.inode, mode, scannedMs, folder, volume],
      );
    }
    return now === before ? null : { before, now };
  }

  private newestBelow(volume: number, folder: number): number {
    const row = this.db.get(
      `SELECT max(h.newest_us) AS newest FROM folder f JOIN held h ON h.folder = f.id AND h.volume = ?
        WHERE f.parent = ?`,
      volume,
      folder,
    );
    return Number(row?.['newest'] ?? 0);
  }
}

/** Parents that are remembered from one transaction to the next. */
const mostParents = 200_000;

const addSums = `files = files + ?, bytes = bytes + ?, allocated = allocated + ?, all_files = all_files + ?,
  all_folders = all_folders + ?, all_bytes = all_bytes + ?, all_allocated = all_allocated + ?, own_newest_us = ?,
  newest_us = ?`;

const nothing = (): Pending => ({
  files: 0,
  bytes: 0,
  allocated: 0,
  allFiles: 0,
  allFolders: 0,
  allBytes: 0,
  allAllocated: 0,
  ownNewest: null,
  up: 0,
  lost: 0,
  seen: null,
});

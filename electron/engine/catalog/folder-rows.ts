import type { CatalogWriter } from './database.ts';
import { bytesOf, rawFromBytes } from './raw-path.ts';
import type { RawPath } from './raw-path.ts';
import { rootFolderId } from './schema.ts';
import type { Totals } from './totals.ts';

/** A folder on a volume, as the store meets it. */
export interface HeldFolder {
  readonly id: number;
  /** 0: never read. */
  readonly scannedMs: number;
  /** Something is known to be in it. */
  readonly hasContents: boolean;
}

/** Rows of folders, and of the volumes that hold them. */
export class FolderRows {
  private readonly db: CatalogWriter;
  private readonly totals: Totals;
  private nextId = 0;
  private keptId = 0;
  /** Folders that are being taken over in several parts: the latest mtime so far, and whether nothing was known of them. */
  private readonly parts = new Map<string, { newest: number; readonly isNew: boolean }>();
  /** Folders that this transaction has put something in: their sums do not tell it yet. */
  private readonly touched = new Set<string>();

  constructor(db: CatalogWriter, totals: Totals) {
    this.db = db;
    this.totals = totals;
    this.readIds();
  }

  readIds(): void {
    this.nextId = lastId(this.db, 'folder') + 1;
    this.keptId = this.nextId;
    this.parts.clear();
    this.touched.clear();
  }

  /** Written with the rows, so that no id is given twice. */
  keepIds(): void {
    this.touched.clear();
    if (this.keptId === this.nextId) return;
    writeLastId(this.db, 'folder', this.nextId - 1);
    this.keptId = this.nextId;
  }

  /** Null where the volume has no such folder as far as its parent tells. The root is made when it is asked for. */
  find(path: RawPath, volume: number): HeldFolder | null {
    const row = this.db.get(
      `SELECT f.id, h.scanned_ms, h.files + h.all_folders AS inside FROM folder f
        JOIN held h ON h.folder = f.id AND h.volume = ? WHERE f.path = ?`,
      volume,
      bytesOf(path),
    );
    if (row !== undefined) {
      const id = Number(row['id']);
      const hasContents = Number(row['inside']) > 0 || this.touched.has(keyOf(volume, id));
      return { id, scannedMs: Number(row['scanned_ms']), hasContents };
    }
    if (path !== '/') return null;
    this.db.run('INSERT INTO held (folder, volume) VALUES (?, ?)', rootFolderId, volume);
    return { id: rootFolderId, scannedMs: 0, hasContents: false };
  }

  /** A folder turned up in `parent` on a volume. */
  add(volume: number, parent: number, parentPath: RawPath, name: Uint8Array): void {
    let id = Number(this.db.get('SELECT id FROM folder WHERE parent = ? AND name = ?', parent, name)?.['id'] ?? 0);
    if (id === 0) {
      id = this.nextId;
      this.nextId += 1;
      const path = bytesOf(`${parentPath === '/' ? '' : parentPath}/${rawFromBytes(name)}`);
      this.db.run('INSERT INTO folder (id, parent, name, path) VALUES (?, ?, ?, ?)', id, parent, name, path);
      this.totals.placed(id, parent);
    }
    this.db.run('INSERT INTO held (folder, volume) VALUES (?, ?)', id, volume);
    this.totals.addFolder(volume, parent, 1);
  }

  /** Its names must be read again, whatever its times say. */
  distrust(volume: number, folder: number): void {
    this.db.run('UPDATE held SET changed_us = 0 WHERE folder = ? AND volume = ?', folder, volume);
  }

  /** Folders directly in one that the volume holds. */
  below(folder: number, volume: number): readonly number[] {
    const rows = this.db.all(
      'SELECT f.id FROM folder f JOIN held h ON h.folder = f.id AND h.volume = ? WHERE f.parent = ?',
      volume,
      folder,
    );
    return rows.map(({ id }) => Number(id));
  }

  pathOf(folder: number): RawPath | null {
    const path = this.db.get('SELECT path FROM folder WHERE id = ?', folder)?.['path'];
    return path instanceof Uint8Array ? rawFromBytes(path) : null;
  }

  /** The volume does not hold it any more; nothing is in it. */
  remove(volume: number, folder: number): void {
    const row = this.db.get('SELECT newest_us FROM held WHERE folder = ? AND volume = ?', folder, volume);
    if (folder !== rootFolderId) {
      const parent = Number(this.db.get('SELECT parent FROM folder WHERE id = ?', folder)?.['parent'] ?? 0);
      this.totals.addFolder(volume, parent, -1);
      this.totals.gone(volume, folder, Number(row?.['newest_us'] ?? 0));
    }
    this.db.run('DELETE FROM held WHERE folder = ? AND volume = ?', folder, volume);
    if (folder === rootFolderId || this.isHeld(folder)) return;
    this.db.run('DELETE FROM folder WHERE id = ?', folder);
  }

  /** Other volumes hold the folder, too: names in it may have several copies. */
  isShared(folder: number, volume: number): boolean {
    return this.db.get('SELECT 1 AS found FROM held WHERE folder = ? AND volume <> ?', folder, volume) !== undefined;
  }

  /**
   * A part of the folder is about to be taken over. Answers whether nothing is known of the names in it: of the whole
   * folder, or of what lies behind the parts that came before.
   */
  beginPart(volume: number, folder: HeldFolder, isFirst: boolean): boolean {
    const key = keyOf(volume, folder.id);
    if (isFirst) this.parts.set(key, { newest: 0, isNew: folder.scannedMs === 0 && !folder.hasContents });
    this.touched.add(key);
    return this.parts.get(key)?.isNew ?? false;
  }

  /** The part was taken over. Answers the latest mtime of the folder after its last part; null: not known, or not yet. */
  endPart(volume: number, folder: number, newest: number, isLast: boolean): number | null {
    const key = keyOf(volume, folder);
    const part = this.parts.get(key);
    if (part === undefined) return null;
    part.newest = Math.max(part.newest, newest);
    if (!isLast) return null;
    this.parts.delete(key);
    return part.newest;
  }

  private isHeld(folder: number): boolean {
    return this.db.get('SELECT 1 AS found FROM held WHERE folder = ? LIMIT 1', folder) !== undefined;
  }
}

const keyOf = (volume: number, folder: number): string => `${String(volume)} ${String(folder)}`;

/** Ids that were given and deleted again must not come back: the last one is kept besides the rows. */
export function lastId(db: CatalogWriter, table: 'folder' | 'entry'): number {
  const last = Number(db.get(`SELECT max(id) AS last FROM ${table}`)?.['last'] ?? 0);
  const kept = db.get('SELECT value FROM meta WHERE key = ?', `last-${table}`)?.['value'];
  return Math.max(last, typeof kept === 'string' ? Number(kept) : 0);
}

export function writeLastId(db: CatalogWriter, table: 'folder' | 'entry', id: number): void {
  db.run('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', `last-${table}`, String(id));
}

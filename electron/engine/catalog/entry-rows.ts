import type { StatementSync } from 'node:sqlite';
import type { CatalogWriter } from './database.ts';
import { lastId, writeLastId } from './folder-rows.ts';
import type { LinkedFile } from './linked-names.ts';
import type { PackedEntry } from './listing.ts';
import { allocatedShare } from './schema.ts';
import type { Counted, Totals } from './totals.ts';

/** A copy as the catalog holds it. */
export interface EntryRow {
  readonly id: number;
  readonly name: Uint8Array;
  readonly type: number;
  readonly size: number;
  readonly allocated: number;
  readonly mtimeUs: number;
  readonly links: number;
  readonly inode: number;
  readonly mode: number;
}

interface Copy {
  readonly volume: number;
  readonly size: number;
  readonly mtimeUs: number;
}

const columns = 'id, name, type, size, allocated, mtime_us, links, inode, mode';

/** Rows of copies; what they add to sums goes to `totals` with each of them. */
export class EntryRows {
  hasIndex: boolean;
  /** Told of files with several names, one of which came, went or changed. */
  onLinked: ((file: LinkedFile) => void) | null = null;
  private readonly db: CatalogWriter;
  private readonly totals: Totals;
  private nextId = 0;
  private keptId = 0;
  private selectOpen: StatementSync | null = null;
  private selectUpTo: StatementSync | null = null;

  constructor(db: CatalogWriter, totals: Totals, hasIndex: boolean) {
    this.db = db;
    this.totals = totals;
    this.hasIndex = hasIndex;
    this.readIds();
  }

  readIds(): void {
    this.nextId = lastId(this.db, 'entry') + 1;
    this.keptId = this.nextId;
  }

  keepIds(): void {
    if (this.keptId === this.nextId) return;
    writeLastId(this.db, 'entry', this.nextId - 1);
    this.keptId = this.nextId;
  }

  /** Copies in a folder on a volume with names in (after, upTo], sorted, `limit` at most. Empty `upTo`: to the end. */
  some(folder: number, volume: number, after: Uint8Array, upTo: Uint8Array, limit: number): readonly EntryRow[] {
    const isOpen = upTo.length === 0;
    const statement = isOpen
      ? (this.selectOpen ??= this.select(''))
      : (this.selectUpTo ??= this.select('AND name <= ?'));
    const rows = isOpen
      ? statement.all(folder, volume, after, limit)
      : statement.all(folder, volume, after, upTo, limit);
    // As arrays, in the order of `columns`.
    return (rows as unknown as (readonly unknown[])[]).map((row) => ({
      id: row[0] as number,
      name: row[1] as Uint8Array,
      type: row[2] as number,
      size: row[3] as number,
      allocated: row[4] as number,
      mtimeUs: row[5] as number,
      links: row[6] as number,
      inode: row[7] as number,
      mode: row[8] as number,
    }));
  }

  private select(condition: string): StatementSync {
    const statement = this.db.sql.prepare(
      `SELECT ${columns} FROM entry WHERE folder = ? AND volume = ? AND name > ? ${condition} ORDER BY name LIMIT ?`,
    );
    // Half the time of objects, and this is read for every entry of a folder that is read again.
    statement.setReturnArrays(true);
    return statement;
  }

  insert(volume: number, folder: number, entry: PackedEntry, isShared: boolean): void {
    this.db.run(
      `INSERT INTO entry (id, folder, volume, name, type, size, allocated, mtime_us, links, inode, mode)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      this.nextId,
      folder,
      volume,
      entry.name,
      entry.kind,
      entry.size,
      entry.allocated,
      entry.mtimeUs,
      entry.links,
      entry.inode,
      entry.mode,
    );
    this.nextId += 1;
    if (entry.links > 1) this.onLinked?.({ volume, inodes: [entry.inode], size: entry.size, mtimeUs: entry.mtimeUs });
    if (isShared) this.copiesChanged(folder, entry.name, null, { ...entry, volume }, volume);
  }

  update(volume: number, folder: number, row: EntryRow, entry: PackedEntry, isShared: boolean): void {
    this.db.run(
      `UPDATE entry SET type = ?, size = ?, allocated = ?, mtime_us = ?, links = ?, inode = ?, mode = ? WHERE id = ?`,
      ...[entry.kind, entry.size, entry.allocated, entry.mtimeUs, entry.links, entry.inode, entry.mode, row.id],
    );
    if (row.links !== entry.links || row.inode !== entry.inode) {
      const { size, mtimeUs } = entry;
      this.onLinked?.({ volume, inodes: [row.inode, entry.inode], size, mtimeUs });
    }
    if (isShared) this.copiesChanged(folder, row.name, { ...row, volume }, { ...entry, volume }, volume);
  }

  remove(volume: number, folder: number, row: EntryRow, isShared: boolean): void {
    this.db.run('DELETE FROM entry WHERE id = ?', row.id);
    if (row.links > 1) this.onLinked?.({ volume, inodes: [row.inode], size: row.size, mtimeUs: row.mtimeUs });
    if (isShared) this.copiesChanged(folder, row.name, { ...row, volume }, null, volume);
  }

  /** Sums of rows that were inserted, changed or removed one by one. */
  counted(volume: number, folder: number, counted: Counted): void {
    this.totals.add(volume, folder, counted);
  }

  /** Removes up to `limit` copies of a folder on a volume; answers how many. */
  removeSome(volume: number, folder: number, limit: number): number {
    const rows = this.some(folder, volume, noName, noName, limit);
    if (rows.length === 0) return 0;
    const isShared =
      this.db.get('SELECT 1 AS found FROM held WHERE folder = ? AND volume <> ?', folder, volume) !== undefined;
    let [bytes, allocated] = [0, 0];
    for (const row of rows) {
      bytes -= row.size;
      allocated -= allocatedShare(row.allocated, row.links);
      this.remove(volume, folder, row, isShared);
    }
    this.totals.add(volume, folder, { files: -rows.length, bytes, allocated });
    return rows.length;
  }

  /** After a fill without the index: what `copiesChanged` would have told of each name. */
  countFurtherCopies(): void {
    const rows = this.db.all(
      'SELECT folder, name FROM entry INDEXED BY entry_place GROUP BY folder, name HAVING count(*) > 1',
    );
    for (const { folder, name } of rows) {
      this.totals.addMore(Number(folder), furtherBytes(this.copies(Number(folder), name as Uint8Array, 0)));
    }
  }

  /** Tells the sums when the bytes of further copies of a name change with one of its copies. */
  private copiesChanged(folder: number, name: Uint8Array, before: Copy | null, now: Copy | null, volume: number): void {
    // Without the index all of them are counted at the end of the fill.
    if (!this.hasIndex) return;
    const others = this.copies(folder, name, volume);
    if (others.length === 0) return;
    const was = furtherBytes(before === null ? others : [...others, before]);
    this.totals.addMore(folder, furtherBytes(now === null ? others : [...others, now]) - was);
  }

  private copies(folder: number, name: Uint8Array, except: number): readonly Copy[] {
    const rows = this.db.all(
      'SELECT volume, size, mtime_us FROM entry WHERE folder = ? AND name = ? AND volume <> ?',
      ...[folder, name, except],
    );
    return rows.map((row) => ({
      volume: Number(row['volume']),
      size: Number(row['size']),
      mtimeUs: Number(row['mtime_us']),
    }));
  }
}

const noName = new Uint8Array(0);

/** Bytes of all copies but the one that opens: the newest, then the one on the lowest volume. */
export function furtherBytes(copies: readonly Copy[]): number {
  let [sum, first] = [0, null as Copy | null];
  for (const copy of copies) {
    sum += copy.size;
    const isBetter =
      first === null || copy.mtimeUs > first.mtimeUs || (copy.mtimeUs === first.mtimeUs && copy.volume < first.volume);
    if (isBetter) first = copy;
  }
  return sum - (first?.size ?? 0);
}

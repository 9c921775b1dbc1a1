import type { CatalogWriter } from './database.ts';
import type { EntryRow, EntryRows } from './entry-rows.ts';
import type { FolderRows } from './folder-rows.ts';
import { folderKind, unknownKind } from './listing.ts';
import type { ListingReader, PackedEntry, PartHead } from './listing.ts';
import { bytesOf } from './raw-path.ts';
import { allocatedShare } from './schema.ts';
import type { Applied } from './store.ts';

/** A part of a folder that is taken over, and where to. */
export interface PartOptions {
  readonly db: CatalogWriter;
  readonly entries: EntryRows;
  readonly folders: FolderRows;
  readonly volume: number;
  readonly folder: number;
  readonly head: PartHead;
  /** Nothing is known to be in it. */
  readonly isNew: boolean;
  /** What is not in the part any more stays (brake.ts). */
  readonly keep?: boolean;
}

/** Names that are compared at a time. */
const windowRows = 4_096;

interface KnownFolder {
  readonly id: number;
  readonly name: Uint8Array;
}

interface Means {
  readonly breathe: () => void;
  readonly removeFolder: (id: number) => void;
}

/**
 * The difference between what a part says about names in (after, upTo] and what the catalog holds of them: two sorted
 * rows of names that are passed side by side, a window at a time.
 */
export class PartDifference {
  /** Latest mtime of the entries in the part, 0 for none. */
  newest = 0;
  private readonly options: PartOptions;
  private readonly upTo: Uint8Array;
  private rows: readonly EntryRow[] = [];
  private at = 0;
  private isLastWindow = false;
  private folderRows: readonly KnownFolder[] = [];
  private folderAt = 0;
  private isLastFolderWindow = false;
  private files = 0;
  private bytes = 0;
  private allocated = 0;

  constructor(options: PartOptions) {
    this.options = options;
    const { head, isNew } = options;
    this.upTo = bytesOf(head.upTo);
    if (isNew) {
      this.isLastWindow = true;
      this.isLastFolderWindow = true;
      return;
    }
    this.loadRows(bytesOf(head.after));
    this.loadFolders(bytesOf(head.after));
  }

  /** Takes the part over. The reader stands before its first name. */
  run(reader: ListingReader, applied: Applied, means: Means): void {
    const { volume, folder, entries, folders, head, keep = false } = this.options;
    const isShared = entries.hasIndex && folders.isShared(folder, volume);
    const goneFolders: number[] = [];
    const gone = (id: number): void => {
      if (!keep) goneFolders.push(id);
    };
    const { entry } = reader;
    while (reader.next()) {
      this.passGone(entry.name, isShared, applied, means);
      this.passFolders(entry.name, gone);
      const row = this.matchingRow(entry.name);
      const known = this.matchingFolder(entry.name);
      if (entry.kind === unknownKind) {
        if (row !== null) this.newest = Math.max(this.newest, row.mtimeUs);
        continue;
      }
      if (entry.kind === folderKind) {
        if (row !== null) this.drop(row, isShared, applied);
        if (known === null) {
          folders.add(volume, folder, head.path, entry.name);
          applied.added += 1;
        }
        continue;
      }
      if (known !== null) {
        if (keep) continue;
        gone(known.id);
      }
      this.newest = Math.max(this.newest, entry.mtimeUs);
      if (row === null) {
        entries.insert(volume, folder, entry, isShared);
        this.count(1, entry);
        applied.added += 1;
      } else if (differs(row, entry)) {
        entries.update(volume, folder, row, entry, isShared);
        this.count(-1, row);
        this.count(1, entry);
        applied.changed += 1;
      }
    }
    this.passGone(null, isShared, applied, means);
    this.passFolders(null, gone);
    this.tell();
    for (const id of goneFolders) means.removeFolder(id);
  }

  /** Names what `run` would remove, and changes nothing: copies, and folders with all in them. */
  losses(reader: ListingReader, lostCopy: (row: EntryRow) => void, lostFolder: (id: number) => void): void {
    const { entry } = reader;
    const passRows = (before: Uint8Array | null): void => {
      for (let row = this.row(); row !== null && isBefore(row.name, before); row = this.row()) {
        lostCopy(row);
        this.at += 1;
      }
    };
    while (reader.next()) {
      passRows(entry.name);
      this.passFolders(entry.name, lostFolder);
      const row = this.matchingRow(entry.name);
      const known = this.matchingFolder(entry.name);
      if (entry.kind === unknownKind) continue;
      if (entry.kind === folderKind && row !== null) lostCopy(row);
      if (entry.kind !== folderKind && known !== null) lostFolder(known.id);
    }
    passRows(null);
    this.passFolders(null, lostFolder);
  }

  /** Removes the rows before a name (null: all that are left), which the part does not have. */
  private passGone(before: Uint8Array | null, isShared: boolean, applied: Applied, means: Means): void {
    for (let row = this.row(); row !== null && isBefore(row.name, before); row = this.row()) {
      this.at += 1;
      if (this.options.keep === true) this.newest = Math.max(this.newest, row.mtimeUs);
      else this.drop(row, isShared, applied);
      if (this.at === this.rows.length) {
        this.tell();
        means.breathe();
      }
    }
  }

  private drop(row: EntryRow, isShared: boolean, applied: Applied): void {
    this.options.entries.remove(this.options.volume, this.options.folder, row, isShared);
    this.count(-1, row);
    applied.removed += 1;
  }

  private passFolders(before: Uint8Array | null, gone: (id: number) => void): void {
    for (let known = this.known(); known !== null && isBefore(known.name, before); known = this.known()) {
      this.folderAt += 1;
      gone(known.id);
    }
  }

  /** The row with this name, which is passed. */
  private matchingRow(name: Uint8Array): EntryRow | null {
    const row = this.row();
    if (row === null || Buffer.compare(row.name, name) !== 0) return null;
    this.at += 1;
    return row;
  }

  private matchingFolder(name: Uint8Array): KnownFolder | null {
    const known = this.known();
    if (known === null || Buffer.compare(known.name, name) !== 0) return null;
    this.folderAt += 1;
    return known;
  }

  private row(): EntryRow | null {
    if (this.at < this.rows.length) return this.rows[this.at] ?? null;
    if (this.isLastWindow) return null;
    this.loadRows(this.rows.at(-1)?.name ?? new Uint8Array(0));
    return this.rows[0] ?? null;
  }

  private loadRows(after: Uint8Array): void {
    const { entries, folder, volume } = this.options;
    this.rows = entries.some(folder, volume, after, this.upTo, windowRows);
    this.at = 0;
    this.isLastWindow = this.rows.length < windowRows;
  }

  private known(): KnownFolder | null {
    if (this.folderAt < this.folderRows.length) return this.folderRows[this.folderAt] ?? null;
    if (this.isLastFolderWindow) return null;
    this.loadFolders(this.folderRows.at(-1)?.name ?? new Uint8Array(0));
    return this.folderRows[0] ?? null;
  }

  private loadFolders(after: Uint8Array): void {
    const { db, folder, volume } = this.options;
    const isOpen = this.upTo.length === 0;
    const rows = db.all(
      `SELECT f.id, f.name FROM folder f JOIN held h ON h.folder = f.id AND h.volume = ?
        WHERE f.parent = ? AND f.name > ? ${isOpen ? '' : 'AND f.name <= ?'} ORDER BY f.name LIMIT ?`,
      ...[volume, folder, after, ...(isOpen ? [] : [this.upTo]), windowRows],
    );
    this.folderRows = rows.map(({ id, name }) => ({ id: Number(id), name: name as Uint8Array }));
    this.folderAt = 0;
    this.isLastFolderWindow = this.folderRows.length < windowRows;
  }

  private count(
    sign: 1 | -1,
    { size, allocated, links }: { readonly size: number; readonly allocated: number; readonly links: number },
  ): void {
    this.files += sign;
    this.bytes += sign * size;
    this.allocated += sign * allocatedShare(allocated, links);
  }

  /** Hands the sums of what was done so far on. */
  private tell(): void {
    const { entries, volume, folder } = this.options;
    entries.counted(volume, folder, { files: this.files, bytes: this.bytes, allocated: this.allocated });
    this.files = 0;
    this.bytes = 0;
    this.allocated = 0;
  }
}

/** Null stands for the end. */
const isBefore = (name: Uint8Array, before: Uint8Array | null): boolean =>
  before === null || Buffer.compare(name, before) < 0;

function differs(row: EntryRow, entry: PackedEntry): boolean {
  return (
    row.size !== entry.size ||
    row.mtimeUs !== entry.mtimeUs ||
    row.allocated !== entry.allocated ||
    row.type !== entry.kind ||
    row.links !== entry.links ||
    row.inode !== entry.inode ||
    row.mode !== entry.mode
  );
}

import type { CatalogReader } from './database.ts';
import { ByteColumn, appendFolded, eachNumber } from './search-bulk.ts';
import { Extensions } from './search-extensions.ts';
import { FolderTable } from './search-folders.ts';
import { logKinds, logOf } from './search-log.ts';
import { NameMarks, nameEnd } from './search-marks.ts';

/**
 * All entries of a catalog in memory, in columns, as a search runs through them: about 90 bytes for each, about a second to
 * read a million (decision 0020). Kept by reader connection, brought up to date at each search by what changed since.
 */
export class SearchIndex {
  /** Entries by slot, in the order of their ids. */
  count = 0;
  ids = new Float64Array(0);
  /** Slot of the folder. */
  folderOf = new Int32Array(0);
  volumeOf = new Uint16Array(0);
  /** As the catalog numbers them; 0: the entry is gone. */
  typeOf = new Uint8Array(0);
  sizeOf = new Float64Array(0);
  /** Microseconds since 1970. */
  timeOf = new Float64Array(0);
  /** Where its folded name begins in `names`; a slash ends it. */
  nameAt = new Int32Array(0);
  /** Of the name as it is: names that differ by case only are folded to the same bytes. */
  hashOf = new Uint32Array(0);
  /** Its extension, as a number of `extensions`. */
  extensionOf = new Uint16Array(0);
  readonly extensions = new Extensions();
  /** Copies of one path are a chain; -1 ends it. The first one stands for the path. */
  nextOf = new Int32Array(0);
  previousOf = new Int32Array(0);
  readonly names = new ByteColumn(1 << 16);
  readonly marks = new NameMarks();
  readonly folders = new FolderTable();
  gone = 0;
  /** Rises when anything changed. */
  revision = 0;
  private state = '';
  private logged: number | null = null;

  /** Paths of entries and folders that are looked at. */
  get size(): number {
    return this.count - this.gone + this.folders.count;
  }

  /** False when it has to be read anew from the beginning: throw it away. */
  update(db: CatalogReader): boolean {
    const state = stateOf(db);
    if (state === this.state) return true;
    const log = logOf(db);
    // What comes between this look at the log and the rows is read again the next time.
    if (this.state === '') this.logged ??= log?.last ?? null;
    // A first fill only adds. After it there is a log; where it is not, everything is read again.
    else if (this.logged === null && (log !== null || isFilled(db))) return false;
    if (this.logged !== null && (log === null || log.first > this.logged + 1 || log.last < this.logged)) return false;
    if (this.state === '' || this.logged === null) {
      this.folders.append(db);
      while (this.appendSome(db));
      this.regroup();
    }
    if (this.logged !== null && log !== null && log.last > this.logged && !this.follow(db, this.logged)) return false;
    this.logged = log?.last ?? null;
    this.state = state;
    this.revision += 1;
    return this.gone < 100_000 || this.gone < this.count / 3;
  }

  /** Reads for about this long, for who has time now; true when all is read and the next search does not wait for it. */
  warm(db: CatalogReader, budgetMs: number): boolean {
    if (this.state === '') {
      const began = performance.now();
      this.logged ??= logOf(db)?.last ?? null;
      if (this.count === 0) this.folders.append(db);
      while (this.appendSome(db)) if (performance.now() - began > budgetMs) return false;
    }
    return this.update(db);
  }

  /** True when there may be more. */
  private appendSome(db: CatalogReader): boolean {
    const lastId = this.count === 0 ? 0 : (this.ids[this.count - 1] ?? 0);
    const row = db.get(
      `SELECT count(*) AS count, CAST(group_concat(name, '/') AS BLOB) AS names,
        CAST(group_concat(id || ' ' || folder || ' ' || volume || ' ' || type || ' ' || size || ' ' || mtime_us, ' ')
          AS BLOB) AS numbers
        FROM (SELECT * FROM entry WHERE id > ? ORDER BY id LIMIT ${String(chunkRows)})`,
      lastId,
    );
    const { count, names, numbers } = row ?? {};
    if (typeof count !== 'number' || count === 0) return false;
    if (!(names instanceof Uint8Array) || !(numbers instanceof Uint8Array)) return false;
    this.reserve(count);
    const first = this.count;
    let nameSlot = first;
    appendFolded(this.names, names, (at, hash) => {
      this.nameAt[nameSlot] = at;
      this.hashOf[nameSlot] = hash;
      nameSlot += 1;
    });
    let slot = first;
    eachNumber(numbers, (value, index) => {
      switch (index % 6) {
        case 0:
          this.ids[slot] = value;
          break;
        case 1:
          // An entry whose folder came just now is read again with that.
          this.folderOf[slot] = this.folders.slotOf(value) ?? noFolder;
          break;
        case 2:
          this.volumeOf[slot] = value;
          break;
        case 3:
          this.typeOf[slot] = value;
          break;
        case 4:
          this.sizeOf[slot] = value;
          break;
        default:
          this.timeOf[slot] = value;
          this.nextOf[slot] = -1;
          this.previousOf[slot] = -1;
          slot += 1;
      }
    });
    for (let at = first; at < slot; at += 1) {
      if (this.folderOf[at] !== noFolder) continue;
      this.folderOf[at] = this.lateFolder(db, this.ids[at] ?? 0);
    }
    for (let at = first; at < slot; at += 1) {
      const end = at + 1 < slot ? (this.nameAt[at + 1] ?? 0) - 1 : this.names.length - 1;
      this.extensionOf[at] = this.extensions.numberOf(this.names.bytes, this.nameAt[at] ?? 0, end);
    }
    this.marks.fill(this.names.bytes, this.nameAt, first, slot);
    this.count = slot;
    return count === chunkRows;
  }

  private lateFolder(db: CatalogReader, entry: number): number {
    const id = Number(db.get('SELECT folder FROM entry WHERE id = ?', entry)?.['folder'] ?? 0);
    this.folders.refresh(db, id);
    return this.folders.slotOf(id) ?? 0;
  }

  /** Reads again what the log names. */
  private follow(db: CatalogReader, after: number): boolean {
    const changed = (kind: number): readonly number[] =>
      db
        .all('SELECT DISTINCT id FROM change_log WHERE seq > ? AND kind = ? ORDER BY id', after, kind)
        .map(({ id }) => Number(id));
    for (const id of changed(logKinds.folder)) this.folders.refresh(db, id);
    const lastId = this.count === 0 ? 0 : (this.ids[this.count - 1] ?? 0);
    const first = this.count;
    for (const id of changed(logKinds.entry)) {
      if (id > lastId) break;
      if (!this.refresh(db, id)) return false;
    }
    while (this.appendSome(db));
    for (let slot = first; slot < this.count; slot += 1) this.join(db, slot);
    return true;
  }

  /** False when the index has never heard of this id, which cannot be. */
  private refresh(db: CatalogReader, id: number): boolean {
    const slot = this.slotOf(id);
    if (slot < 0) return db.get('SELECT 1 FROM entry WHERE id = ?', id) === undefined;
    const row = db.get('SELECT type, size, mtime_us FROM entry WHERE id = ?', id);
    if (row === undefined) {
      if (this.typeOf[slot] !== 0) this.gone += 1;
      this.typeOf[slot] = 0;
      this.leave(slot);
      return true;
    }
    this.typeOf[slot] = Number(row['type']);
    this.sizeOf[slot] = Number(row['size']);
    this.timeOf[slot] = Number(row['mtime_us']);
    return true;
  }

  slotOf(id: number): number {
    let [low, high] = [0, this.count - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const at = this.ids[middle] ?? 0;
      if (at === id) return middle;
      if (at < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  private leave(slot: number): void {
    const [previous, next] = [this.previousOf[slot] ?? -1, this.nextOf[slot] ?? -1];
    if (previous >= 0) this.nextOf[previous] = next;
    if (next >= 0) this.previousOf[next] = previous;
    this.nextOf[slot] = -1;
    this.previousOf[slot] = -1;
  }

  /** Links a new entry with the other copies of its path. */
  private join(db: CatalogReader, slot: number): void {
    const folder = this.folderOf[slot] ?? 0;
    if ((this.folders.holders[folder]?.length ?? 0) < 2) return;
    const others = db.all(
      `SELECT o.id FROM entry e JOIN entry o ON o.folder = e.folder AND o.name = e.name AND o.id <> e.id WHERE e.id = ?`,
      this.ids[slot] ?? 0,
    );
    for (const { id } of others) {
      const other = this.slotOf(Number(id));
      // A copy that came with this one links them when its turn comes.
      if (other < 0 || other > slot || this.typeOf[other] === 0) continue;
      this.link(other, slot);
      return;
    }
  }

  private link(before: number, slot: number): void {
    const next = this.nextOf[before] ?? -1;
    this.nextOf[before] = slot;
    this.previousOf[slot] = before;
    this.nextOf[slot] = next;
    if (next >= 0) this.previousOf[next] = slot;
  }

  /** Finds the copies of each path in folders that several volumes hold. */
  private regroup(): void {
    const { holders } = this.folders;
    const table = new Int32Array(1 << Math.ceil(Math.log2(this.count * 2 + 2))).fill(-1);
    const mask = table.length - 1;
    this.nextOf.fill(-1, 0, this.count);
    this.previousOf.fill(-1, 0, this.count);
    for (let slot = 0; slot < this.count; slot += 1) {
      const folder = this.folderOf[slot] ?? 0;
      if (this.typeOf[slot] === 0 || (holders[folder]?.length ?? 0) < 2) continue;
      const hash = Math.imul((this.hashOf[slot] ?? 0) ^ Math.imul(folder + 1, 0x9e3779b1), 0x85ebca6b);
      for (let place = (hash ^ (hash >>> 15)) & mask; ; place = (place + 1) & mask) {
        const first = table[place] ?? -1;
        if (first < 0) {
          table[place] = slot;
          break;
        }
        if (this.folderOf[first] === folder && this.sameName(first, slot)) {
          this.link(first, slot);
          break;
        }
      }
    }
  }

  private sameName(one: number, other: number): boolean {
    if (this.hashOf[one] !== this.hashOf[other]) return false;
    const { bytes } = this.names;
    let a = this.nameAt[one] ?? 0;
    let b = this.nameAt[other] ?? 0;
    while (bytes[a] === bytes[b]) {
      if (bytes[a] === nameEnd) return true;
      a += 1;
      b += 1;
    }
    return false;
  }

  private reserve(more: number): void {
    const needed = this.count + more;
    if (needed <= this.ids.length) return;
    const capacity = Math.max(needed, Math.ceil(this.ids.length * 1.5), 1024);
    this.ids = grown(this.ids, new Float64Array(capacity));
    this.folderOf = grown(this.folderOf, new Int32Array(capacity));
    this.volumeOf = grown(this.volumeOf, new Uint16Array(capacity));
    this.typeOf = grown(this.typeOf, new Uint8Array(capacity));
    this.sizeOf = grown(this.sizeOf, new Float64Array(capacity));
    this.timeOf = grown(this.timeOf, new Float64Array(capacity));
    this.nameAt = grown(this.nameAt, new Int32Array(capacity));
    this.hashOf = grown(this.hashOf, new Uint32Array(capacity));
    this.extensionOf = grown(this.extensionOf, new Uint16Array(capacity));
    this.nextOf = grown(this.nextOf, new Int32Array(capacity));
    this.previousOf = grown(this.previousOf, new Int32Array(capacity));
    this.marks.reserve(capacity);
  }
}

const noFolder = -1;

/** Rows that are read at once. */
const chunkRows = 20_000;

function grown<T extends { set(values: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Another text when anything was written since, by this connection or another one. */
function stateOf(db: CatalogReader): string {
  const version = db.get('PRAGMA data_version')?.['data_version'];
  const own = db.get('SELECT total_changes() AS changes')?.['changes'];
  return `${String(version)} ${String(own)}`;
}

/** The index of entries is made at the end of a first fill. */
function isFilled(db: CatalogReader): boolean {
  return db.get("SELECT 1 FROM sqlite_master WHERE name = 'entry_place'") !== undefined;
}

const kept = new WeakMap<CatalogReader, SearchIndex>();

/** The index of a connection, up to date. */
export function searchIndex(db: CatalogReader): SearchIndex {
  let index = kept.get(db) ?? new SearchIndex();
  if (!index.update(db)) {
    index = new SearchIndex();
    index.update(db);
  }
  kept.set(db, index);
  return index;
}

/** Reads a part of the index for later searches; true when all of it is there. */
export function warmIndex(db: CatalogReader, budgetMs: number): boolean {
  const index = kept.get(db) ?? new SearchIndex();
  kept.set(db, index);
  return index.warm(db, budgetMs);
}

/** Gives its memory back. */
export function forgetIndex(db: CatalogReader): void {
  kept.delete(db);
}

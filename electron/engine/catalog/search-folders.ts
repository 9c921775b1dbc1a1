import { fold } from '../../../shared/query-fold.ts';
import type { CatalogReader } from './database.ts';
import { nameToBytes } from '../../../shared/names.ts';
import { ByteColumn, eachNumber, textOf } from './search-bulk.ts';
import { nameEnd } from './search-marks.ts';

/** All folders as a search looks at them, by slot. */
export class FolderTable {
  /** Pool paths, exact; empty where a folder is gone. */
  readonly paths: string[] = [];
  readonly folded: string[] = [];
  /** Their folded names, each with a slash behind it, and where they begin. */
  readonly names = new ByteColumn(1 << 12);
  readonly nameAt: number[] = [];
  /** Numbers of the volumes that hold it. */
  readonly holders: (readonly number[])[] = [];
  /** Latest time of the folder itself, in microseconds. */
  readonly times: number[] = [];
  readonly ids: number[] = [];
  /** Slot of the folder that it is in; -1 for the root. */
  readonly parents: number[] = [];
  private readonly slots = new Map<number, number>();
  private lastId = 0;

  get count(): number {
    return this.paths.length;
  }

  slotOf(id: number): number | undefined {
    return this.slots.get(id);
  }

  /** Adds the folders that came since, and takes over again who holds which. */
  append(db: CatalogReader): void {
    const row = db.get(
      `SELECT CAST(group_concat(path, char(0)) AS BLOB) AS paths,
        CAST(group_concat(id || ' ' || parent, ' ') AS BLOB) AS numbers
        FROM (SELECT id, parent, path FROM folder WHERE id > ? ORDER BY id)`,
      this.lastId,
    );
    if (row?.['paths'] instanceof Uint8Array && row['numbers'] instanceof Uint8Array) {
      const numbers: number[] = [];
      eachNumber(row['numbers'], (value) => numbers.push(value));
      let at = 0;
      const paths = row['paths'];
      for (let index = 0; index < numbers.length; index += 2) {
        const found = paths.indexOf(0, at);
        const end = found < 0 ? paths.length : found;
        this.add(numbers[index] ?? 0, numbers[index + 1] ?? 0, textOf(paths.subarray(at, end)));
        at = end + 1;
      }
    }
    this.readHolders(db);
  }

  /** Reads one folder again. */
  refresh(db: CatalogReader, id: number): void {
    const row = db.get('SELECT parent, path FROM folder WHERE id = ?', id);
    const slot = this.slots.get(id);
    if (row === undefined) {
      if (slot === undefined) return;
      this.slots.delete(id);
      this.paths[slot] = '';
      this.folded[slot] = '';
      this.holders[slot] = [];
      return;
    }
    const known =
      slot ?? this.add(id, Number(row['parent']), row['path'] instanceof Uint8Array ? textOf(row['path']) : '');
    const held = db.all('SELECT volume, mtime_us FROM held WHERE folder = ? ORDER BY volume', id);
    this.holders[known] = held.map(({ volume }) => Number(volume));
    this.times[known] = Math.max(0, ...held.map((one) => Number(one['mtime_us'])));
  }

  private add(id: number, parent: number, path: string): number {
    const slot = this.paths.length;
    this.paths.push(path);
    const folded = fold(path);
    this.folded.push(folded);
    this.addName(folded.slice(folded.lastIndexOf('/') + 1));
    this.holders.push([]);
    this.times.push(0);
    this.ids.push(id);
    this.parents.push(this.slots.get(parent) ?? -1);
    this.slots.set(id, slot);
    this.lastId = Math.max(this.lastId, id);
    return slot;
  }

  private addName(name: string): void {
    const bytes = nameToBytes(name);
    this.names.reserve(bytes.length + 1);
    const begin = this.names.length;
    this.names.bytes.set(bytes, begin);
    this.names.bytes[begin + bytes.length] = nameEnd;
    this.names.length = begin + bytes.length + 1;
    this.nameAt.push(begin);
  }

  private readHolders(db: CatalogReader): void {
    const row = db.get(
      `SELECT CAST(group_concat(folder || ' ' || volume || ' ' || mtime_us, ' ') AS BLOB) AS numbers FROM held`,
    );
    if (!(row?.['numbers'] instanceof Uint8Array)) return;
    let [slot, volume] = [-1, 0];
    const fresh = new Set<number>();
    eachNumber(row['numbers'], (value, index) => {
      if (index % 3 === 0) slot = this.slots.get(value) ?? -1;
      else if (index % 3 === 1) volume = value;
      else if (slot >= 0) {
        const isFirst = !fresh.has(slot);
        fresh.add(slot);
        this.holders[slot] = isFirst ? holdersOf([volume]) : holdersOf([...(this.holders[slot] ?? []), volume]);
        this.times[slot] = isFirst ? value : Math.max(this.times[slot] ?? 0, value);
      }
    });
  }
}

const sharedHolders = new Map<string, readonly number[]>();

/** One list for all folders that the same volumes hold: there are few such sets, and many folders. */
function holdersOf(volumes: readonly number[]): readonly number[] {
  const key = volumes.join(' ');
  const known = sharedHolders.get(key);
  if (known !== undefined) return known;
  sharedHolders.set(key, volumes);
  return volumes;
}

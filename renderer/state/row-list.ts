import { create } from 'zustand';
import type { Entry } from '../../shared/model.ts';
import { baseName, parentPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import { placeOfName } from './name-index.ts';

/** One visible row of the tree. `note` rows say why an expanded folder shows nothing. */
export interface EntryRow {
  readonly kind: 'entry';
  readonly path: PoolPath;
  readonly entry: Entry;
  /** 0 = directly in the open folder. */
  readonly level: number;
  readonly expanded: boolean;
  /** 1-based place among its siblings, and how many there are. */
  readonly place: number;
  readonly siblings: number;
}
export interface NoteRow {
  readonly kind: 'note';
  readonly path: PoolPath;
  readonly level: number;
  readonly note: 'empty' | 'error' | 'loading';
  readonly text: string;
}
/** Stands over the entries of a group; the keyboard passes over it. */
export interface GroupRow {
  readonly kind: 'group';
  /** Of the folder. */
  readonly path: PoolPath;
  readonly level: number;
  readonly id: string;
  readonly label: string;
  /** Names of the volumes that it is about; none for other groups. */
  readonly volumes: readonly string[];
  readonly count: number;
  readonly closed: boolean;
}
export type Row = EntryRow | NoteRow | GroupRow;

/** Entries of one folder in the order in which they are shown; never changed. */
export interface RowFolder {
  readonly path: PoolPath;
  readonly entries: readonly Entry[];
  readonly level: number;
  /** Entries that there are, also those that have not come yet. */
  readonly siblings: number;
}

/** What lies one below the other: entries of one folder without a break, or a row that is no entry. */
export type Block =
  | {
      readonly kind: 'run';
      readonly folder: RowFolder;
      /** Index of its first entry in the folder. */
      readonly from: number;
      readonly count: number;
      /** The last of them is expanded. */
      readonly open: boolean;
    }
  | { readonly kind: 'row'; readonly row: NoteRow | GroupRow };

/** Rows that were made are kept, so that one that did not change is the same object: at most so many. */
const mostMade = 2_000;

/**
 * The rows of a list, by number. Made of a few runs over the entries as they came, however many they are; the object of
 * a row is made when it is asked for. Never changed: other rows are another list.
 */
export class RowList {
  readonly length: number;
  /** Rows that are entries. */
  readonly entryCount: number;
  /** Entries of the open folder that have not come yet. */
  readonly coming: number;
  /** Numbers of the rows that are no entries, rising. */
  readonly others: readonly number[];
  private readonly blocks: readonly Block[];
  /** Number of the first row of each block. */
  private readonly starts: readonly number[];
  /** Indexes of the runs of a folder, by its path, in the order of its entries. */
  private readonly runsOf = new Map<PoolPath, number[]>();
  private readonly made = new Map<number, Row>();

  static readonly none = new RowList([]);

  constructor(blocks: readonly Block[], coming = 0) {
    const starts: number[] = [];
    const others: number[] = [];
    let length = 0;
    for (const [index, block] of blocks.entries()) {
      starts.push(length);
      if (block.kind === 'row') others.push(length);
      else {
        const runs = this.runsOf.get(block.folder.path);
        if (runs === undefined) this.runsOf.set(block.folder.path, [index]);
        else runs.push(index);
      }
      length += block.kind === 'run' ? block.count : 1;
    }
    this.blocks = blocks;
    this.starts = starts;
    this.length = length;
    this.others = others;
    this.entryCount = length - others.length;
    this.coming = coming;
  }

  private blockAt(index: number): number {
    let [low, high] = [0, this.starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  at(index: number): Row | undefined {
    if (!(index >= 0 && index < this.length)) return undefined;
    const known = this.made.get(index);
    if (known !== undefined) return known;
    const at = this.blockAt(index);
    const block = this.blocks[at];
    if (block === undefined) return undefined;
    if (block.kind === 'row') return block.row;
    const { folder, from, count, open } = block;
    const offset = index - (this.starts[at] ?? 0);
    const entry = folder.entries[from + offset];
    if (entry === undefined) return undefined;
    const row: EntryRow = {
      kind: 'entry',
      // Entries come from the host, which made their paths.
      path: entry.path as PoolPath,
      entry,
      level: folder.level,
      expanded: open && offset === count - 1,
      place: from + offset + 1,
      siblings: folder.siblings,
    };
    if (this.made.size >= mostMade) this.made.clear();
    this.made.set(index, row);
    return row;
  }

  /** The entry of a row, without making the row. */
  entryAt(index: number): Entry | undefined {
    if (!(index >= 0 && index < this.length)) return undefined;
    const at = this.blockAt(index);
    const block = this.blocks[at];
    return block?.kind === 'run' ? block.folder.entries[block.from + index - (this.starts[at] ?? 0)] : undefined;
  }

  /** Number of the entry row with this path, or -1. */
  indexOf(path: PoolPath): number {
    const runs = this.runsOf.get(parentPath(path));
    const first = this.blocks[runs?.[0] ?? -1];
    if (runs === undefined || first?.kind !== 'run' || path === '/') return -1;
    const place = placeOfName(first.folder.entries, baseName(path));
    if (place < 0) return -1;
    let [low, high] = [0, runs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const run = this.blocks[runs[middle] ?? -1];
      if (run?.kind === 'run' && run.from <= place) low = middle + 1;
      else high = middle;
    }
    const index = runs[low - 1] ?? -1;
    const run = this.blocks[index];
    // What is in a group that is closed is in no run.
    if (run?.kind !== 'run' || place >= run.from + run.count) return -1;
    return (this.starts[index] ?? 0) + place - run.from;
  }

  /** The entries of some rows, in their order; what is no entry is left out. */
  *entriesAt(indexes: Iterable<number>): Generator<Entry, void> {
    let at = -1;
    for (const index of indexes) {
      if (index >= (this.starts[at + 1] ?? Infinity) || at < 0) at = this.blockAt(index);
      const block = this.blocks[at];
      if (block?.kind !== 'run') continue;
      const entry = block.folder.entries[block.from + index - (this.starts[at] ?? 0)];
      if (entry !== undefined) yield entry;
    }
  }

  /** All rows, from top to bottom; only for lists that are known to be short. */
  *[Symbol.iterator](): Generator<Row, void> {
    for (let index = 0; index < this.length; index += 1) {
      const row = this.at(index);
      if (row !== undefined) yield row;
    }
  }
}

interface Rows {
  readonly rows: RowList;
}

/** The rows of the list that is shown: of the open folder, or what was found. */
export const useRows = create<Rows>()(() => ({ rows: RowList.none }));

import type { EntryType } from './model.ts';

/** Shapes of copies that differ and of things that are held several times. Plain, JSON-safe; bytes, ms. */

/** One path whose copies differ. */
export interface DifferingEntry {
  readonly path: string;
  readonly type: EntryType;
  /** In pool order. */
  readonly volumes: readonly string[];
}

export interface DifferingList {
  readonly entries: readonly DifferingEntry[];
  /** There are more than these. */
  readonly more: boolean;
  /** `catalog`: found by the catalog and looked at now; `walk`: the whole pool was looked at. */
  readonly from: 'catalog' | 'walk';
  /** Volumes that are not connected: their copies were not looked at. */
  readonly away: readonly string[];
}

/** A copy as it was seen: what is done to it is done only while it is still that one. */
export interface SeenCopy {
  readonly volume: string;
  readonly type: EntryType;
  readonly size: number;
  readonly mtimeMs: number;
  readonly inode: string;
}

export interface ComparedCopy extends SeenCopy {
  /** Real path on this host (escaped as in names.ts); null for a volume without one. */
  readonly physical: string | null;
  readonly mode: number;
  readonly links: number;
  readonly linkTarget?: string;
  /** The one that opens. */
  readonly opens: boolean;
  /** Hash of the contents (xxh128, hex), read just now; null: not read. */
  readonly hash: string | null;
}

/** `unknown`: it was not read, or could not be. */
export type Sameness = 'same' | 'different' | 'unknown';

export interface CopyComparison {
  readonly path: string;
  /** In pool order. */
  readonly copies: readonly ComparedCopy[];
  /** Any two of them differ in this. */
  readonly type: Sameness;
  readonly size: Sameness;
  readonly time: Sameness;
  readonly contents: Sameness;
  /** Owner, mode, extended attributes. */
  readonly metadata: Sameness;
  /** What of it differs: "mode 644 and 600", "owner", "attribute user.tag". */
  readonly metadataNotes: readonly string[];
  /** Contents were compared, are the same, and so is all but the time. */
  readonly onlyTime: boolean;
  /** Volume of the newest copy; null where two have the same time, or one is a folder. */
  readonly newest: string | null;
  readonly readMs: number;
  /** When and where CFS placed the file; null for files it found. */
  readonly placed: { readonly volume: string; readonly atMs: number } | null;
  readonly away: readonly { readonly volume: string; readonly reason: string }[];
}

/** What was done about copies that differ. */
export interface ResolvedCopies {
  readonly path: string;
  /** Volume of the copy that has the name. */
  readonly kept: string;
  /** Volumes whose copies went to their trashes. */
  readonly trashed: readonly string[];
  /** Copies that got another name. */
  readonly renamed: readonly { readonly volume: string; readonly path: string }[];
  /** Volumes that are not connected: whether they hold a copy is not known. */
  readonly away: readonly string[];
}

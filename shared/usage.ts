import type { FileKind } from './kinds.ts';
import type { Forecast } from './forecast.ts';
import type { Unread } from './unread.ts';

/**
 * Who uses what on which volume: shapes of the usage map, its lists and its history. All sizes are bytes, all times ms
 * since 1970 (UTC). Everything is as the catalog knows it, volumes that are not connected among it.
 */

/** `allocated`: what is taken on the volumes, every copy counted. `logical`: what is read, a file held twice once. */
export const usageMeasures = ['allocated', 'logical'] as const;
export type UsageMeasure = (typeof usageMeasures)[number];

/** One rectangle of the map, one row of its list. */
export interface UsageNode {
  /** Escaped as in names.ts; empty for the root and for `rest`. */
  readonly name: string;
  /** Pool path; of `rest`: the folder whose rest it is. */
  readonly path: string;
  /** `rest`: what is too small or too much to be told one by one. */
  readonly type: 'folder' | 'file' | 'rest';
  /** In the measure that was asked for. Never negative. */
  readonly size: number;
  /** Bytes per volume, in the order of `UsageFolder.volumes`; logical ones may add up to more than `size`. */
  readonly split: readonly number[];
  /** Copies of files, links and other things in it; 1 and more for a file (one per volume that holds it). */
  readonly files: number;
  /** The kind with most bytes, from a sample of its biggest parts where it is large. */
  readonly kind: FileKind;
  /** Latest change of anything in it; null for an empty folder. */
  readonly newestMs: number | null;
  /** Biggest first, `rest` last. Left out where the map looked no deeper. */
  readonly children?: readonly UsageNode[];
  /** Of `rest`: how many folders and files it stands for. */
  readonly items?: number;
  /** Of a folder: what its figures are without. */
  readonly unread?: Unread;
}

/** What a folder and the folders in it grew by, where samples of them are kept. */
export interface UsageChange {
  /** The sample that is compared with: as near to 30 days ago as there is one. */
  readonly sinceMs: number;
  /** Bytes of the folder itself; null where it was not sampled. In the measure asked for. */
  readonly self: number | null;
  /** By name of the folder in it. A folder that is new since counts whole. */
  readonly children: Readonly<Record<string, number>>;
}

export interface UsageFolder {
  readonly measure: UsageMeasure;
  readonly root: UsageNode;
  /** Names of the volumes that `split` is about. */
  readonly volumes: readonly string[];
  /** A volume is being counted or was never counted whole: all figures may grow. */
  readonly partial: boolean;
  /** When the oldest of these figures was counted; null: never whole. */
  readonly countedMs: number | null;
  /** Null while no earlier sample is known. */
  readonly change: UsageChange | null;
}

/** Names of one file (hard links), by the volume that it is on; the one that was asked about is among them. */
export interface HardLinks {
  readonly names: readonly { readonly volume: string; readonly path: string }[];
  /** There are more than these. */
  readonly more: boolean;
}

/** What some entries amount to, folders with all that is in them, as the catalog knows it. */
export interface UsageSelection {
  /** What there is to read: a file that several volumes hold counts once. */
  readonly bytes: number;
  /** Taken on the volumes, every copy. */
  readonly allocated: number;
  /** Copies of files, links and other things. */
  readonly files: number;
  /** Of each volume of the catalog: bytes taken, and how many of the entries it holds. */
  readonly volumes: readonly { readonly volume: string; readonly allocated: number; readonly items: number }[];
  /** Entries that the catalog does not know (yet). */
  readonly unknown: number;
  readonly partial: boolean;
  readonly countedMs: number | null;
  /** What the sums are without. */
  readonly unread?: Unread;
}

/** One copy of a file. */
export interface UsageFile {
  readonly path: string;
  readonly name: string;
  readonly volume: string;
  readonly size: number;
  readonly allocated: number;
  readonly mtimeMs: number;
  readonly kind: FileKind;
}

export interface UsageKind {
  readonly kind: FileKind;
  /** Copies. */
  readonly files: number;
  readonly bytes: number;
  readonly allocated: number;
}

export interface UsageExtension extends UsageKind {
  /** As `extensionOf` gives it; empty: names without one. */
  readonly extension: string;
}

export interface UsageGrowth {
  readonly path: string;
  /** Allocated bytes now, and what they changed by since `sinceMs`. */
  readonly allocated: number;
  readonly change: number;
  readonly sinceMs: number;
}

export interface UsageLists {
  /** Copies of regular files that were looked at; the lists are of these. */
  readonly looked: number;
  /** Copies that are known below this folder: fewer looked at while `complete` is false. */
  readonly known: number;
  /** All of them were looked at. Ask again for more: the work goes on between two calls. */
  readonly complete: boolean;
  /** Biggest first, by allocated and by logical bytes. */
  readonly biggest: Readonly<Record<UsageMeasure, readonly UsageFile[]>>;
  /** Longest unchanged first; times that cannot be true (before 1980, or later than now) come last. */
  readonly oldest: readonly UsageFile[];
  /** By allocated bytes. */
  readonly kinds: readonly UsageKind[];
  /** By allocated bytes, the first 200. */
  readonly extensions: readonly UsageExtension[];
  /** Folders at or below this one by what they grew, most first; those that shrank are last. Empty until `complete`. */
  readonly growth: readonly UsageGrowth[];
}

/** One day of a volume, the pool or a folder. */
export interface UsagePoint {
  readonly atMs: number;
  readonly used: number;
  /** Most that fits: used + free, of a volume or of all of the pool; null for a folder. */
  readonly total: number | null;
}

/** A volume came into the pool's history, or went out of it. */
export interface UsageStep {
  readonly atMs: number;
  readonly volume: string;
  readonly kind: 'added' | 'removed';
}

export interface UsageSeries {
  /** Oldest first, one per day and later one per week. */
  readonly points: readonly UsagePoint[];
  /** Bytes of the last `total` that are never filled. */
  readonly reserve: number;
  readonly forecast: Forecast;
}

export interface UsageHistory extends UsageSeries {
  readonly steps: readonly UsageStep[];
  /** By name of each present volume, when it is about the whole pool: for the small pictures beside them. */
  readonly volumes: Readonly<Record<string, UsageSeries>>;
}

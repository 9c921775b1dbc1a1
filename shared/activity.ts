import type { JobError, JobKind } from './model.ts';

/** What was done to a pool, with what came of it. Bytes are bytes of contents, times ms since 1970. */

/** Which kind of process did it; `program`: one that uses the engine itself. */
export const actors = ['window', 'server', 'command', 'program'] as const;
export type Actor = (typeof actors)[number];

/** Jobs, and what is done at once without one. */
export type ActivityKind = JobKind | 'rename' | 'folder' | 'remove-folder' | 'write' | 'keep-copy';

/** Which of them are listed. `problems`: something failed, or was interrupted. */
export const activityGroups = ['all', 'copies', 'moves', 'problems'] as const;
export type ActivityGroup = (typeof activityGroups)[number];

/** Bytes over active time: pauses and waiting are cut out. Each figure is of `stepMs`, the last one maybe of less. */
export interface SpeedLine {
  readonly stepMs: number;
  readonly bytes: readonly number[];
  /** All of it. */
  readonly activeMs: number;
}

/** How it can be taken back or done again. */
export interface ActivityAct {
  readonly id: string;
  readonly state: 'done' | 'undone';
  /** It is the next one; others have to wait for those behind them. */
  readonly next: boolean;
  /** Bytes that are copied for it. */
  readonly bytes: number;
}

/**
 * What failed in it and could be tried again, or the rest of what was cancelled: `offered`, until somebody does; `taken`: it was tried again. What nobody
 * can try again has neither.
 */
export type RetryOffer = 'offered' | 'taken';

/** Something that was left alone, with the reason as the end of a sentence ('' where nobody knows). */
export interface LeftItem {
  readonly path: string;
  readonly why: string;
}

/** One line of the list. */
export interface ActivityRow {
  /** Of its job; of its act where it had none. */
  readonly id: string;
  readonly kind: ActivityKind;
  readonly title: string;
  readonly state: 'done' | 'failed' | 'cancelled' | 'interrupted';
  /** null: nobody knows. */
  readonly by: Actor | null;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly files: number;
  readonly bytes: number;
  /** Left alone on purpose. */
  readonly skipped: number;
  readonly failed: number;
  /** Files that were read again, from the device or maybe from memory. */
  readonly verified: { readonly device: number; readonly cached: number };
  /** Bytes that came, by the name of the volume. */
  readonly perVolume: Readonly<Record<string, number>>;
  readonly planId: string | null;
  /** False: it is known from the list of acts only, and nothing else was kept. */
  readonly receipt: boolean;
  /** null: nothing failed, or only by beginning anew (the bytes of an upload are kept nowhere). */
  readonly retry: RetryOffer | null;
  /** null: it cannot be undone any more, or never could. */
  readonly act: ActivityAct | null;
}

/** All that was kept. */
export interface ActivityReceipt extends ActivityRow {
  readonly filesTotal: number;
  readonly speeds: SpeedLine;
  /** What was left alone on purpose; the first 1,000. */
  readonly left: readonly LeftItem[];
  /** The first 1,000. */
  readonly errors: readonly JobError[];
  readonly notes: readonly string[];
}

export interface ActivityPage {
  /** Newest first. */
  readonly rows: readonly ActivityRow[];
  /** Pass to the next call; null on the last page. */
  readonly cursor: string | null;
  /** How many have problems, in the whole time that was asked for. */
  readonly problems: number;
}

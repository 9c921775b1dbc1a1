/**
 * What plans are asked for and what they say. A goal with its scope and edits makes a draft, which is solved anew with
 * every gesture; a draft that is kept becomes a stored plan, which runs once. Bytes are allocated bytes, times ms.
 */

/** Points of percent that a volume may stay away from the mean, when nobody says. */
export const defaultWithin = 5;

export type PlanGoal =
  /** `percent`: the same used/total; `bytes`: the same free bytes. `within`: points either way (of the mean size for bytes). */
  | { readonly kind: 'even'; readonly by: 'percent' | 'bytes'; readonly within: number }
  | { readonly kind: 'drain'; readonly volume: string }
  /** At least so many bytes of room on this volume. */
  | { readonly kind: 'room'; readonly volume: string; readonly bytes: number }
  /** All of a folder (`only`: just these things in it) on one volume; null: the one that costs the fewest bytes. */
  | { readonly kind: 'gather'; readonly path: string; readonly on: string | null; readonly only?: readonly string[] }
  /** A folder's bytes over all volumes, by their size. */
  | { readonly kind: 'spread'; readonly path: string }
  /** What lies where a rule or a pin does not allow it goes where it does. */
  | { readonly kind: 'rules' }
  /** Used bytes for some volumes, as a person set them; the others take what follows. */
  | { readonly kind: 'targets'; readonly targets: Readonly<Record<string, number>> };

/** Which files a plan may move. */
export interface PlanScope {
  /** Only what is below this folder. */
  readonly path?: string;
  /** Only paths that this glob matches. */
  readonly pattern?: string;
  /** Only files of at least, at most so many bytes. */
  readonly larger?: number;
  readonly smaller?: number;
  /** Only files last changed at least so many ms ago. */
  readonly olderMs?: number;
}

/** What a person changed in a draft; the rest is solved around it. Paths of files, or of folders with all in them. */
export interface PlanEdits {
  /** Stay where they are. */
  readonly exclude?: readonly string[];
  /** Go to this volume, or stay on it, whatever the goal would do. */
  readonly send?: readonly { readonly path: string; readonly to: string }[];
  /** Used bytes that volumes shall end with, beside the goal (a dragged level). */
  readonly targets?: Readonly<Record<string, number>>;
  /** Volumes that take no part: nothing comes, nothing goes. */
  readonly without?: readonly string[];
}

export interface PlanRequest {
  readonly goal: PlanGoal;
  readonly scope?: PlanScope;
  readonly edits?: PlanEdits;
}

/** What a person should know of a move before it starts. */
export type PlanRisk =
  | { readonly kind: 'hard-links'; readonly names: number }
  /** Changed a short while ago: perhaps it is still being written. */
  | { readonly kind: 'recent'; readonly changedMs: number }
  /** The target cannot keep these ("owner", "extended attributes"...). */
  | { readonly kind: 'loses'; readonly what: readonly string[] }
  /** Splits a folder that lies on one volume now. */
  | { readonly kind: 'splits'; readonly folder: string };

/** Why something stays where it is. `conflict`: copies differ; `no-room`: it fits nowhere. */
export type PlanBlockKind =
  | 'open'
  | 'recent'
  | 'pinned'
  | 'rule'
  | 'conflict'
  | 'foreign'
  | 'special'
  | 'links-outside'
  | 'unreadable'
  | 'offline'
  | 'read-only'
  | 'no-room'
  | 'excluded'
  | 'other';

export interface PlanBlocked {
  readonly path: string;
  readonly reason: string;
  readonly kind?: PlanBlockKind;
  readonly volume?: string;
  readonly size?: number;
}

/** How long it takes, from what real jobs measured; null where nothing was measured. */
export interface PlanEstimate {
  readonly lowMs: number;
  readonly highMs: number;
  /** "measured on disk1 and disk2 in the last week" */
  readonly basis: string;
}

/** Bytes and files that go from one volume to another. */
export interface PlanFlow {
  readonly from: string;
  readonly to: string;
  readonly bytes: number;
  readonly files: number;
}

/** One point of "how even is enough": the fewest bytes that make the pool so even. */
export interface EvennessPoint {
  readonly bytes: number;
  /** 0 to 1: 1 minus the distance of the fullest and the emptiest volume, as fractions of their size. */
  readonly evenness: number;
  /** Points around the mean that ask for it. */
  readonly within: number;
}

/** One line of the list of moves: a file, or a folder whose files go the same way. */
export interface PlanRow {
  readonly path: string;
  readonly folder: boolean;
  readonly files: number;
  readonly bytes: number;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly risks: readonly PlanRisk[];
  readonly estimateMs: number | null;
  /** False: a person left it out. */
  readonly included: boolean;
  /** A person said where it goes. */
  readonly sent: boolean;
}

/** A page of the list of moves. */
export interface PlanPage {
  readonly rows: readonly PlanRow[];
  /** Rows that there are, with the filter. */
  readonly total: number;
}

export interface PlanPageOptions {
  readonly offset?: number;
  /** Rows; default 200. */
  readonly limit?: number;
  /** Only paths that contain this text, in upper or lower case. */
  readonly filter?: string;
  /** Only what goes from, to these volumes. */
  readonly from?: string;
  readonly to?: string;
  /** The single files below this folder, instead of rows for folders. */
  readonly under?: string;
}

/**
 * The volume that a plan empties, wholly or in part; null for other goals. Plans of earlier programs say it in their
 * words only.
 */
export function emptiedBy({ goal, request }: { readonly goal: string; readonly request?: PlanRequest }): string | null {
  if (request !== undefined) return request.goal.kind === 'drain' ? request.goal.volume : null;
  return goal.startsWith('drain ') ? goal.slice('drain '.length) : null;
}

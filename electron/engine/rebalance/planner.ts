import type { PoolPath } from '../../../shared/path.ts';
import type { PlanBlockKind, PlanFlow } from '../../../shared/planning.ts';

/**
 * What the pure planners work on. A planner never does I/O: it takes the volumes and what lies on them, and answers
 * moves. All sizes are allocated bytes; a hard-link group is one item.
 */

export interface PlannerVolume {
  readonly name: string;
  /** Bytes; used/total is what the goals speak of (CLI.md, "Definitions"). */
  readonly used: number;
  readonly total: number;
  /** Bytes that may still be written: free minus reserve minus reservations; never negative. */
  readonly room: number;
  /** Bytes by which it lies below its reserve (room is 0 then): what leaves makes room only beyond them. */
  readonly short?: number;
  /**
   * The space that it takes from, where volumes of other fills take from it too (a limit on a shared file system): all
   * that arrives in the space has to fit `room`, whatever each volume alone has.
   */
  readonly space?: { readonly key: string; readonly room: number };
  /** Volumes with one key share their fill: moves between them change nothing. Its own name for a volume with a limit. */
  readonly fill: string;
  /** New files may be written there. */
  readonly receives: boolean;
  /** Files may be taken away. */
  readonly sends: boolean;
}

export interface PlannerItem {
  readonly path: PoolPath;
  /** Name of the volume that it lies on. */
  readonly volume: string;
  readonly size: number;
  /** Other names of the same inode: they move along. */
  readonly links?: readonly PoolPath[];
  /** Other volumes that hold something at one of its paths, or cannot hold its links: it cannot go there. */
  readonly taken?: readonly string[];
  /** Items of one key that lie on one volume go to one volume or stay, all of them (a folder that is kept together). */
  readonly together?: string;
  /** Volumes that it may lie on (a rule, a pin); it never goes elsewhere. Without: any. */
  readonly allowed?: readonly string[];
  /** Why it must stay where it is; in words, for people. */
  readonly stays?: string;
}

export interface PlannedMove {
  readonly item: PlannerItem;
  readonly to: string;
  /** In words, for people. */
  readonly reason: string;
  /** Earlier moves (by their index) that make its room: it begins when they have ended. */
  readonly after?: readonly number[];
}

export interface BlockedItem {
  readonly item: PlannerItem;
  /** In words, for people. */
  readonly reason: string;
  readonly kind: PlanBlockKind;
}

export interface Planned {
  /**
   * In an order in which they can be made. So can they in every other order, several at a time, that keeps to `after`:
   * with each file on both volumes while it moves, no volume ever needs more than its room.
   */
  readonly moves: readonly PlannedMove[];
  /** Items that the goal or a person wanted to move and no volume can take. */
  readonly blocked: readonly BlockedItem[];
  /** The least bytes that any plan for the goal moves. */
  readonly lowerBoundBytes: number;
  readonly reached: boolean;
  /** Why it is not reached and what the closest is; empty when it is. */
  readonly note: string;
  /** Allowed used/total as fractions; null for goals without one. */
  readonly band: { readonly low: number; readonly high: number } | null;
}

/** What `solve` answers: a plan with its certificate. */
export interface Solved extends Planned {
  readonly bytes: number;
  /** No plan for the goal is better: it moves the lower bound, or all combinations were tried. */
  readonly proven: boolean;
  /** Bytes and files by direction, the most bytes first. */
  readonly flows: readonly PlanFlow[];
  /** Most bytes that exist twice at any moment while it runs, several devices at a time. */
  readonly extraBytes: number;
  /** Used bytes per volume that the goal asks for; without those that may end as they like. */
  readonly targets: Readonly<Record<string, { readonly low: number; readonly high: number }>>;
  /** The volume that a folder is gathered on; null for other goals. */
  readonly on: string | null;
}

/** Used bytes per volume after the moves. Volumes that share a fill change together. */
export function usedAfter(
  volumes: readonly PlannerVolume[],
  moves: readonly PlannedMove[],
): ReadonlyMap<string, number> {
  const fills = new Map(volumes.map(({ name, fill }) => [name, fill]));
  const change = new Map<string, number>();
  const add = (volume: string, bytes: number): void => {
    const fill = fills.get(volume) ?? volume;
    change.set(fill, (change.get(fill) ?? 0) + bytes);
  };
  for (const { item, to } of moves) {
    add(item.volume, -item.size);
    add(to, item.size);
  }
  return new Map(volumes.map(({ name, used, fill }) => [name, used + (change.get(fill) ?? 0)]));
}

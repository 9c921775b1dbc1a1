import type { PoolPath } from '../../../shared/path.ts';

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
}

export interface PlannedMove {
  readonly item: PlannerItem;
  readonly to: string;
  /** In words, for people. */
  readonly reason: string;
}

export interface Planned {
  /** In the order in which they are to be made: at no step does a volume need more than its room. */
  readonly moves: readonly PlannedMove[];
  /** Items that the goal wanted to move and no volume can take. */
  readonly blocked: readonly { readonly item: PlannerItem; readonly reason: string }[];
  /** The least bytes that any plan for the goal moves. */
  readonly lowerBoundBytes: number;
  readonly reached: boolean;
  /** Why it is not reached and what the closest is; empty when it is. */
  readonly note: string;
  /** Allowed used/total as fractions; null for goals without one. */
  readonly band: { readonly low: number; readonly high: number } | null;
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

import { formatSize } from '../../../shared/format.ts';
import type { BlockedItem, Planned, PlannedMove, PlannerItem, PlannerVolume } from './planner.ts';

interface Target {
  readonly volume: PlannerVolume;
  /** Bytes that may still arrive in its fill; shared by volumes with one fill. */
  readonly fill: { room: number; used: number };
}

/**
 * Plans to empty one volume onto the others: largest first, each onto the volume that is then the least full. When that
 * leaves something without a place, a second try packs tightly (best fit). What finds no place is blocked, with the
 * largest room that there is.
 */
export function planDrain(volumes: readonly PlannerVolume[], items: readonly PlannerItem[], source: string): Planned {
  const leaving = items.filter((item) => item.volume === source).sort((a, b) => b.size - a.size);
  const others = volumes.filter((volume) => volume.name !== source && volume.receives);
  const even = place(leaving, others, (a, b) => share(a) - share(b));
  const plan =
    even.blocked.length === 0
      ? even
      : tighter(
          even,
          place(leaving, others, (a, b) => a.fill.room - b.fill.room),
        );
  return {
    ...plan,
    lowerBoundBytes: leaving.reduce((sum, item) => sum + item.size, 0),
    reached: plan.blocked.length === 0,
    note: plan.blocked.length === 0 ? '' : `${source} cannot be emptied now: see what is blocked.`,
    band: null,
  };
}

type Placed = Pick<Planned, 'moves' | 'blocked'>;

const share = ({ volume, fill }: Target): number => (volume.total === 0 ? 1 : fill.used / volume.total);

const blockedBytes = ({ blocked }: Placed): number => blocked.reduce((sum, { item }) => sum + item.size, 0);

function tighter(a: Placed, b: Placed): Placed {
  if (a.blocked.length === b.blocked.length) return blockedBytes(b) < blockedBytes(a) ? b : a;
  return b.blocked.length < a.blocked.length ? b : a;
}

function place(
  items: readonly PlannerItem[],
  volumes: readonly PlannerVolume[],
  order: (a: Target, b: Target) => number,
): Placed {
  const fills = new Map<string, Target['fill']>();
  const targets = volumes.map((volume): Target => {
    const known = fills.get(volume.fill);
    const fill = known ?? { room: volume.room, used: volume.used };
    fills.set(volume.fill, fill);
    return { volume, fill };
  });
  const moves: PlannedMove[] = [];
  const blocked: BlockedItem[] = [];
  for (const item of items) {
    let best: Target | null = null;
    for (const target of targets) {
      if (item.size > target.fill.room || (item.taken?.includes(target.volume.name) ?? false)) continue;
      if (best === null || order(target, best) < 0) best = target;
    }
    if (best === null) {
      blocked.push({ item, reason: whyBlocked(item, targets), kind: 'no-room' });
      continue;
    }
    best.fill.room -= item.size;
    best.fill.used += item.size;
    moves.push({ item, to: best.volume.name, reason: `${best.volume.name} has the room` });
  }
  return { moves, blocked };
}

function whyBlocked(item: PlannerItem, targets: readonly Target[]): string {
  if (targets.length === 0) return 'no other volume takes files';
  const free = targets.filter(({ volume }) => !(item.taken?.includes(volume.name) ?? false));
  if (free.length === 0) {
    const others = (item.links?.length ?? 0) > 0 ? 'all names of one file' : 'it';
    return `every other volume holds something of this name, or has a file system that cannot hold ${others}`;
  }
  const largest = free.reduce((a, b) => (b.fill.room > a.fill.room ? b : a));
  return (
    `it needs ${formatSize(item.size)}; the most that is left is ${formatSize(Math.max(0, largest.fill.room))} ` +
    `on ${largest.volume.name}`
  );
}

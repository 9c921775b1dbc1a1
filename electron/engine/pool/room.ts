import type { Space } from '../../../shared/model.ts';
import type { Reading } from './readings.ts';
import type { MemberRoom } from './types.ts';

/** True when the volume's limit, and not its file system, says how much is free. */
const isLimited = ({ member, space }: Reading): boolean =>
  member.settings.limit !== null && space.free >= space.total - space.used;

/**
 * What each member may still take: free minus reserve minus what is promised and not yet seen. Promises of a whole file
 * system count for all of its members; a member below its limit does not see how much its file system has, so there
 * only the promises within its own limit count.
 */
export function roomsOf(readings: readonly Reading[]): readonly MemberRoom[] {
  const groupFree = new Map<string, number>();
  for (const reading of readings) {
    if (isLimited(reading)) continue;
    const former = groupFree.get(reading.spaceGroup) ?? Infinity;
    groupFree.set(reading.spaceGroup, Math.min(former, reading.space.free - reading.pendingInGroup));
  }
  return readings.map((reading) => {
    const { member, spaceGroup, space } = reading;
    const inGroup = groupFree.get(spaceGroup) ?? Infinity;
    const within = isLimited(reading) ? space.free - reading.pendingHere : Infinity;
    return { member, spaceGroup, space, room: Math.min(inGroup, within) - member.settings.reserve };
  });
}

interface Part {
  readonly spaceGroup: string;
  readonly space: Space;
  readonly limit: number | null;
}

/**
 * Space of a pool: each file system once. Volumes with limits count by their limits, unless a volume without one takes
 * in the whole file system they are on.
 */
export function sumSpace(parts: readonly Part[]): Space {
  const groups = new Map<string, Part[]>();
  for (const part of parts) groups.set(part.spaceGroup, [...(groups.get(part.spaceGroup) ?? []), part]);
  const sum = { total: 0, used: 0, free: 0 };
  for (const group of groups.values()) {
    const whole = group.find(({ limit }) => limit === null);
    const counted = whole === undefined ? group : [whole];
    for (const { space } of counted) {
      sum.total += space.total;
      sum.used += space.used;
    }
    // Limits that promise more than the file system has: one of the members says how much that is.
    const bound = group.find(({ space }) => space.free < space.total - space.used)?.space.free ?? Infinity;
    const free = counted.reduce((bytes, { space }) => bytes + space.free, 0);
    sum.free += whole === undefined ? Math.min(free, bound) : free;
  }
  return sum;
}

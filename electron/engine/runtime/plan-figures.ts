import type { PlannerVolume } from '../rebalance/planner.ts';
import type { TimedVolume } from '../rebalance/estimate.ts';
import type { Keeps } from '../rebalance/risks.ts';
import type { PoolContext } from './context.ts';
import type { OpenMember } from './members.ts';

/** The volumes of a pool as plans see them, at one moment. */
export interface PlanFigures {
  readonly volumes: readonly PlannerVolume[];
  readonly timed: readonly TimedVolume[];
  readonly keeps: Readonly<Record<string, Keeps>>;
}

/** File systems that know neither owners nor permissions. */
const withoutOwners = /^(vfat|msdos|exfat|fuseblk\.exfat|exfat-fuse|fat)/u;

/** Reads how full the connected volumes are now. */
export async function planFigures(context: PoolContext): Promise<PlanFigures> {
  const rooms = await context.volume.room();
  // What a file system has for all volumes on it is told by one whose own limit is not what stops it first.
  const shared = new Map<string, number>();
  for (const { member, space, spaceGroup, room } of rooms) {
    const isBound = member.settings.limit === null || space.free < space.total - space.used;
    if (isBound) shared.set(spaceGroup, Math.min(shared.get(spaceGroup) ?? Infinity, Math.max(0, room)));
  }
  const volumes = rooms.map(({ member, space, spaceGroup, room }): PlannerVolume => {
    const { mode, draining, limit } = member.settings;
    const bound = shared.get(spaceGroup);
    return {
      name: member.name,
      used: space.used,
      total: space.total,
      room: Math.max(0, room),
      ...(room < 0 ? { short: -room } : {}),
      ...(bound === undefined ? {} : { space: { key: spaceGroup, room: bound } }),
      fill: limit === null ? spaceGroup : member.name,
      receives: mode === 'read-write' && !draining,
      // A volume that is being emptied is no part of evening out: its files leave by the drain.
      sends: mode !== 'read-only' && !draining,
    };
  });
  const timed: TimedVolume[] = [];
  const keeps: Record<string, Keeps> = {};
  for (const { member, spaceGroup } of rooms) {
    const { id } = member as OpenMember;
    timed.push({ name: member.name, device: spaceGroup, speed: context.engine.io.speedOf(id) });
    // One that cannot say it now is asked again when a file goes there.
    const can = await member.volume.capabilities().catch(() => null);
    if (can === null) continue;
    const { xattrs, timeStepNs, filesystem } = can;
    keeps[member.name] = { xattrs, timeStepNs, owners: !withoutOwners.test(filesystem) };
  }
  return { volumes, timed, keeps };
}

import type { StartVolume } from '../../../shared/simulation.ts';
import type { PolicyVolume } from '../pool/types.ts';

/** What a policy sees of a volume, changed by each write. */
export type Figures = { -readonly [Key in keyof PolicyVolume]: PolicyVolume[Key] };

/** The space of some volumes while writes fill them, as the pool itself counts it (pool/room.ts). */
export interface SimulatedSpace {
  readonly figures: readonly Figures[];
  /** Bytes on a volume more (or, below zero, fewer). */
  take(index: number, bytes: number): void;
}

interface Slot {
  readonly figures: Figures;
  readonly reserve: number;
  readonly limit: number | null;
  /** Volumes of its file system, itself among them, by index. */
  readonly group: readonly number[];
}

/** @param reserveOf bytes that are kept free on each, by index */
export function simulatedSpace(
  volumes: readonly StartVolume[],
  reserveOf: (volume: StartVolume) => number,
): SimulatedSpace {
  // A volume below its limit does not see what its file system has; one of its neighbours may.
  const isLimited = ({ limit, space }: StartVolume): boolean =>
    limit !== null && space.free >= space.total - space.used;
  const groupFree = new Map<string, number>();
  for (const volume of volumes) {
    if (isLimited(volume)) continue;
    groupFree.set(volume.spaceGroup, Math.min(groupFree.get(volume.spaceGroup) ?? Infinity, volume.space.free));
  }
  const slots = volumes.map((volume): Slot => {
    const { name, space, limit, spaceGroup, rate } = volume;
    const group = volumes.flatMap((other, index) => (other.spaceGroup === spaceGroup ? [index] : []));
    const figures = { name, total: space.total, used: space.used, free: space.free, room: 0, queue: 0, rate };
    return { figures, reserve: reserveOf(volume), limit, group };
  });
  const settle = (slot: Slot, spaceGroup: string): void => {
    const { figures, reserve, limit } = slot;
    const inGroup = groupFree.get(spaceGroup) ?? Infinity;
    const within = limit === null ? Infinity : limit - figures.used;
    const free = Math.min(inGroup, within);
    figures.free = Math.max(0, free);
    figures.room = free - reserve;
  };
  slots.forEach((slot, index) => settle(slot, volumes[index]?.spaceGroup ?? ''));
  return {
    figures: slots.map(({ figures }) => figures),
    take(index, bytes) {
      const slot = slots[index];
      const spaceGroup = volumes[index]?.spaceGroup;
      if (slot === undefined || spaceGroup === undefined) return;
      const before = groupFree.get(spaceGroup);
      if (before !== undefined) groupFree.set(spaceGroup, before - bytes);
      for (const other of slot.group) {
        const shared = slots[other];
        if (shared === undefined) continue;
        // Without a limit, `used` is that of the whole file system.
        if (other === index || shared.limit === null) shared.figures.used += bytes;
        settle(shared, spaceGroup);
      }
    },
  };
}

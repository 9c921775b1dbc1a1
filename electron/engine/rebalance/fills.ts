import type { PoolPath } from '../../../shared/path.ts';
import { sortLargestFirst } from './by-size.ts';
import type { Band, Bin } from './bounds.ts';
import type { PlannedMove, PlannerItem } from './planner.ts';

/** One bin while a plan is being made. */
export interface Fill {
  readonly bin: Bin;
  /** Name of the member that takes what arrives; null when none may. */
  readonly receiver: string | null;
  /** Items that may leave, largest first. */
  readonly items: readonly PlannerItem[];
  /** Bytes at the edges of the band. */
  readonly high: number;
  readonly low: number;
  used: number;
  /** Bytes that arrive; never more than the bin's room, whatever leaves meanwhile. */
  arriving: number;
  /** Paths of arriving copies of which other copies exist: two copies of one path never go to one volume. */
  readonly arrivals: Set<PoolPath>;
}

/** For people: the volume that takes what arrives. */
export function nameOf({ receiver, bin }: Fill): string {
  return receiver ?? bin.volumes.map(({ name }) => name).join(', ');
}

export interface Choice {
  readonly item: PlannerItem;
  readonly from: Fill;
  readonly to: Fill;
  readonly reason: string;
}

/** The bins with what lies on them. Items of no bytes change nothing and are left where they are. */
export function fillsOf(bins: readonly Bin[], items: readonly PlannerItem[], band: Band): readonly Fill[] {
  const lists = new Map<string, PlannerItem[]>();
  const binsByVolume = new Map<string, PlannerItem[]>();
  for (const bin of bins) {
    const list: PlannerItem[] = [];
    lists.set(bin.key, list);
    for (const volume of bin.volumes) if (volume.sends) binsByVolume.set(volume.name, list);
  }
  for (const item of items) if (item.size > 0) binsByVolume.get(item.volume)?.push(item);
  return bins.map((bin) => {
    const list = lists.get(bin.key) ?? [];
    sortLargestFirst(list);
    return {
      bin,
      receiver: bin.volumes.find((volume) => volume.receives)?.name ?? null,
      items: list,
      high: Math.floor(band.high * bin.total),
      low: Math.ceil(band.low * bin.total),
      used: bin.used,
      arriving: 0,
      arrivals: new Set(),
    };
  });
}

/** Bytes by which the fill lies outside the band now. */
export function outside(fill: Fill): number {
  return Math.max(0, fill.used - fill.high) + Math.max(0, fill.low - fill.used);
}

export function totalOutside(fills: readonly Fill[]): number {
  return fills.reduce((sum, fill) => sum + outside(fill), 0);
}

/** True when the item may arrive there: another fill that receives, has the room, and holds nothing at its path. */
export function canTake(to: Fill, from: Fill, item: PlannerItem): boolean {
  return (
    to !== from &&
    to.receiver !== null &&
    to.arriving + item.size <= to.bin.room &&
    !(item.taken?.includes(to.receiver) ?? false) &&
    (to.arrivals.size === 0 || !pathsOf(item).some((path) => to.arrivals.has(path)))
  );
}

const pathsOf = ({ path, links }: PlannerItem): readonly PoolPath[] =>
  links === undefined ? [path] : [path, ...links];
const hasOthers = ({ taken }: PlannerItem): boolean => taken !== undefined && taken.length > 0;

export function apply({ item, from, to }: Choice): void {
  from.used -= item.size;
  to.used += item.size;
  to.arriving += item.size;
  if (hasOthers(item)) for (const path of pathsOf(item)) to.arrivals.add(path);
}

export function revert({ item, from, to }: Choice): void {
  from.used += item.size;
  to.used -= item.size;
  to.arriving -= item.size;
  if (hasOthers(item)) for (const path of pathsOf(item)) to.arrivals.delete(path);
}

export function reset(fills: readonly Fill[]): void {
  for (const fill of fills) {
    fill.used = fill.bin.used;
    fill.arriving = 0;
    fill.arrivals.clear();
  }
}

/** Whether a first plan is better: less outside the band, then fewer bytes, then fewer moves. */
export interface Score {
  readonly outside: number;
  readonly bytes: number;
  readonly moves: number;
}

export function isBetter(a: Score, b: Score): boolean {
  if (a.outside !== b.outside) return a.outside < b.outside;
  return a.bytes !== b.bytes ? a.bytes < b.bytes : a.moves < b.moves;
}

export function scoreOf(fills: readonly Fill[], choices: readonly Choice[]): Score {
  return {
    outside: totalOutside(fills),
    bytes: choices.reduce((sum, { item }) => sum + item.size, 0),
    moves: choices.length,
  };
}

export function movesOf(choices: readonly Choice[]): readonly PlannedMove[] {
  return choices.flatMap(({ item, to, reason }) => (to.receiver === null ? [] : [{ item, to: to.receiver, reason }]));
}

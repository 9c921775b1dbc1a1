import { forecast } from '../../../shared/forecast.ts';
import type { ForecastSample } from '../../../shared/forecast.ts';
import type { UsagePoint, UsageSeries, UsageStep } from '../../../shared/usage.ts';
import { sumSpace } from '../pool/room.ts';
import type { SampledVolume, SpaceSample } from '../state/usage-history.ts';

const dayMs = 86_400_000;

/** The history of one volume. `reserve`: bytes that are never filled. */
export function volumeSeries({ samples }: SampledVolume, reserve: number): UsageSeries {
  const points = samples.map(({ atMs, used, total }): UsagePoint => ({ atMs, used, total }));
  const last = points.at(-1);
  const room = last === undefined ? 0 : (last.total ?? 0) - reserve - last.used;
  return {
    points,
    reserve,
    forecast: last === undefined ? nothingKnown : forecast(points.map(grownAsUsed), room),
  };
}

const grownAsUsed = ({ atMs, used }: UsagePoint): ForecastSample => ({ atMs, grown: used });

const nothingKnown = forecast([], 1);

/** The history of a folder, which nothing bounds: how it grew, without a day when it is full. */
export function folderSeries(points: readonly { readonly atMs: number; readonly used: number }[]): UsageSeries {
  return {
    points: points.map(({ atMs, used }) => ({ atMs, used, total: null })),
    reserve: 0,
    forecast: forecast(
      points.map(({ atMs, used }) => ({ atMs, grown: used })),
      Infinity,
    ),
  };
}

/** Of a whole file system with several volumes the largest reserve; of volumes with limits each its own. */
function reserveOf(known: ReadonlyMap<string, SpaceSample>, reserves: ReadonlyMap<string, number>): number {
  const groups = Map.groupBy(known, ([, { spaceGroup }]) => spaceGroup);
  let sum = 0;
  for (const group of groups.values()) {
    const ofGroup = group.map(([id]) => reserves.get(id) ?? 0);
    const isWhole = group.some(([, { limited }]) => !limited);
    sum += isWhole ? Math.max(...ofGroup) : ofGroup.reduce((all, reserve) => all + reserve, 0);
  }
  return sum;
}

interface DayOfPool {
  readonly atMs: number;
  /** Last known sample of each volume that belonged to the pool. */
  readonly known: ReadonlyMap<string, SpaceSample>;
}

/**
 * The history of a pool from those of its volumes: a volume that is not connected counts as it was last seen; one that
 * left the pool counts until its last sample. A file system counts once.
 * @param present the volumes that belong to the pool now: id -> bytes that are never filled
 */
export function poolSeries(
  volumes: readonly SampledVolume[],
  present: ReadonlyMap<string, number>,
): UsageSeries & { readonly steps: readonly UsageStep[] } {
  const days = daysOf(volumes, present);
  const points = days.map(({ atMs, known }): UsagePoint => {
    const { used, total } = sumOf([...known.values()]);
    return { atMs, used, total };
  });
  const last = points.at(-1);
  const reserve = reserveOf(days.at(-1)?.known ?? new Map<string, SpaceSample>(), present);
  const room = last === undefined ? 0 : (last.total ?? 0) - reserve - last.used;
  return {
    points,
    reserve,
    steps: stepsOf(volumes, present, days),
    forecast: last === undefined ? nothingKnown : forecast(grownOf(days), room),
  };
}

function daysOf(volumes: readonly SampledVolume[], present: ReadonlyMap<string, number>): readonly DayOfPool[] {
  const byDay = new Map<number, (readonly [string, SpaceSample])[]>();
  const lastDay = new Map<string, number>();
  for (const { id, samples } of volumes) {
    for (const sample of samples) {
      const day = Math.floor(sample.atMs / dayMs);
      const ofDay = byDay.get(day);
      if (ofDay === undefined) byDay.set(day, [[id, sample]]);
      else ofDay.push([id, sample]);
      lastDay.set(id, day);
    }
  }
  const newest = Math.max(...byDay.keys());
  let known = new Map<string, SpaceSample>();
  return [...byDay]
    .sort(([a], [b]) => a - b)
    .map(([day, samples]) => {
      known = new Map([...known, ...samples]);
      for (const id of known.keys()) {
        // On the newest day the pool is what it is now, without what left in the meantime.
        const hasLeft = day === newest || (lastDay.get(id) ?? 0) < day;
        if (!present.has(id) && hasLeft) known.delete(id);
      }
      return { atMs: Math.max(...samples.map(([, { atMs }]) => atMs)), known };
    });
}

/** What was used, day by day, as if no volume had come or gone: only volumes of both days count for a difference. */
function grownOf(days: readonly DayOfPool[]): readonly ForecastSample[] {
  let grown = 0;
  return days.map(({ atMs, known }, index) => {
    const before = days[index - 1]?.known;
    if (before !== undefined) {
      const both = [...known.keys()].filter((id) => before.has(id));
      const used = (of: ReadonlyMap<string, SpaceSample>): number => sumOf(both.flatMap((id) => of.get(id) ?? [])).used;
      grown += used(known) - used(before);
    }
    return { atMs, grown };
  });
}

function sumOf(samples: readonly SpaceSample[]): { readonly used: number; readonly total: number } {
  return sumSpace(
    samples.map(({ used, total, spaceGroup, limited }) => ({
      spaceGroup,
      space: { used, total, free: Math.max(0, total - used) },
      limit: limited ? total : null,
    })),
  );
}

function stepsOf(
  volumes: readonly SampledVolume[],
  present: ReadonlyMap<string, number>,
  days: readonly DayOfPool[],
): readonly UsageStep[] {
  const first = days[0]?.atMs ?? 0;
  const steps = volumes.flatMap(({ id, name, samples }): readonly UsageStep[] => {
    const [came, went] = [samples[0]?.atMs ?? 0, samples.at(-1)?.atMs ?? 0];
    return [
      // Those that are there from the first day did not come then, and a volume of one day was a mistake.
      ...(came - first > dayMs ? [{ atMs: came, volume: name, kind: 'added' } as const] : []),
      ...(!present.has(id) && went - came > dayMs ? [{ atMs: went, volume: name, kind: 'removed' } as const] : []),
    ];
  });
  return steps.sort((a, b) => a.atMs - b.atMs);
}

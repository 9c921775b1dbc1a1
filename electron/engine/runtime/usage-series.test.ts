import { describe, expect, it } from 'vitest';
import { thinned } from '../state/usage-history.ts';
import type { SampledVolume } from '../state/usage-history.ts';
import { folderSeries, poolSeries, volumeSeries } from './usage-series.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1, 12);

/** One sample a day from `from` to before `to`; `used` by day. */
const volume = (
  id: string,
  [from, to]: readonly [number, number],
  used: (day: number) => number,
  { total = 1000, group = id, limited = false } = {},
): SampledVolume => ({
  id,
  name: `name of ${id}`,
  samples: Array.from({ length: to - from }, (_, index) => ({
    ...{ atMs: start + (from + index) * day, used: used(from + index), total, spaceGroup: group, limited },
  })),
});

const present = (ids: readonly string[], reserve = 0): ReadonlyMap<string, number> =>
  new Map(ids.map((id) => [id, reserve]));

describe('history of a pool', () => {
  it('[Q83] a volume with files that joins the pool is a step of what is used and of what fits, and no pace', () => {
    const volumes = [
      volume('a', [0, 30], (d) => 100 + d),
      volume('b', [15, 30], (d) => 5_000 + 2 * d, { total: 9_000 }),
    ];
    const series = poolSeries(volumes, present(['a', 'b']));
    expect(series.points).toHaveLength(30);
    expect(series.points[14]).toMatchObject({ used: 114, total: 1_000 });
    expect(series.points[15]).toMatchObject({ used: 115 + 5_030, total: 10_000 });
    expect(series.steps).toEqual([{ atMs: start + 15 * day, volume: 'name of b', kind: 'added' }]);
    if (series.forecast.kind !== 'filling') throw new Error(series.forecast.kind);
    expect(series.forecast.bytesPerDay).toBeGreaterThanOrEqual(1);
    expect(series.forecast.bytesPerDay).toBeLessThanOrEqual(3);
  });

  it('[Q83] a volume that left counts until then; one that is away counts as it was last seen', () => {
    const volumes = [
      volume('a', [0, 30], () => 100),
      volume('left', [0, 10], () => 50),
      volume('away', [0, 20], () => 7),
    ];
    const series = poolSeries(volumes, present(['a', 'away']));
    expect(series.points.map(({ used }) => used)).toEqual([
      ...Array.from({ length: 10 }, () => 157),
      ...Array.from({ length: 20 }, () => 107),
    ]);
    expect(series.steps).toEqual([{ atMs: start + 9 * day, volume: 'name of left', kind: 'removed' }]);
    expect(series.forecast).toMatchObject({ kind: 'steady', bytesPerDay: 0 });
  });

  it('[Q83] on the newest day the pool is what it is now', () => {
    const volumes = [volume('a', [0, 6], () => 100), volume('just left', [0, 6], () => 50)];
    const series = poolSeries(volumes, present(['a']));
    expect(series.points.map(({ used, total }) => [used, total])).toEqual([
      ...Array.from({ length: 5 }, () => [150, 2_000]),
      [100, 1_000],
    ]);
    expect(series.steps).toMatchObject([{ volume: 'name of just left', kind: 'removed' }]);
    // The step is no pace.
    expect(series.forecast).toMatchObject({ kind: 'steady', bytesPerDay: 0 });
  });

  it('[Q83] volumes of one file system count once, those with limits by their limits', () => {
    const whole = [
      volume('a', [0, 6], () => 300, { group: 'disk' }),
      volume('b', [0, 6], () => 300, { group: 'disk' }),
    ];
    expect(poolSeries(whole, present(['a', 'b'])).points[0]).toMatchObject({ used: 300, total: 1_000 });
    expect(
      poolSeries(
        whole,
        new Map([
          ['a', 20],
          ['b', 30],
        ]),
      ).reserve,
    ).toBe(30);
    const limited = [
      volume('a', [0, 6], () => 30, { group: 'disk', limited: true, total: 100 }),
      volume('b', [0, 6], () => 40, { group: 'disk', limited: true, total: 200 }),
    ];
    expect(poolSeries(limited, present(['a', 'b'])).points[0]).toMatchObject({ used: 70, total: 300 });
    expect(
      poolSeries(
        limited,
        new Map([
          ['a', 20],
          ['b', 30],
        ]),
      ).reserve,
    ).toBe(50);
  });

  it('[Q83] two years of samples, thinned as they are kept, tell the pace and the range of two years', () => {
    const days = Array.from({ length: 730 }, (_, index) => index);
    const gone = new Set(thinned(days));
    // Half a year of fast growth long ago, slow ever since.
    const whole = volume('a', [0, 730], (d) => Math.min(d, 180) * 10 + Math.max(0, d - 180) * 2, { total: 10_000 });
    const kept = { ...whole, samples: whole.samples.filter((_, index) => !gone.has(index)) };
    expect(kept.samples.length).toBeLessThan(200);
    const { forecast } = volumeSeries(kept, 0);
    if (forecast.kind !== 'filling') throw new Error(forecast.kind);
    expect(forecast).toMatchObject({ bytesPerDay: 2, fastest: { bytesPerDay: 10 }, slowest: { bytesPerDay: 2 } });
    const used = 1_800 + (729 - 180) * 2;
    expect(forecast.days).toBeCloseTo((10_000 - used) / 2, 3);
    expect(forecast.fastest.days).toBeCloseTo((10_000 - used) / 10, 3);
  });

  it('[Q83] room is without the reserve; a folder has a pace but is never full', () => {
    const full = volume('a', [0, 20], (d) => 10 * d, { total: 400 });
    const { forecast } = volumeSeries(full, 110);
    if (forecast.kind !== 'filling') throw new Error(forecast.kind);
    expect(forecast.days).toBeCloseTo(10, 5);
    expect(volumeSeries(full, 210).forecast).toEqual({ kind: 'full-now' });
    const folder = folderSeries(full.samples);
    expect(folder.forecast).toMatchObject({ kind: 'steady', bytesPerDay: 10, days: null });
    expect(folder.points[3]).toEqual({ atMs: start + 3 * day, used: 30, total: null });
    expect(poolSeries([], present([]))).toMatchObject({ points: [], forecast: { kind: 'unknown' } });
  });
});

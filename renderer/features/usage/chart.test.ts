import { describe, expect, test } from 'vitest';
import type { Forecast } from '../../../shared/forecast.ts';
import type { UsageSeries } from '../../../shared/usage.ts';
import { chartOf, nearest, someOf } from './chart.ts';
import { forecastWords, growthWords, spanWords } from './forecast-words.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);

const pace = (bytesPerDay: number, days: number | null) => ({ bytesPerDay, days });
const filling: Forecast = {
  kind: 'filling',
  ...pace(10, 50),
  fastest: pace(20, 25),
  slowest: pace(5, 100),
  knownDays: 99,
};

function series(
  days: number,
  forecast: Forecast = filling,
  total: (at: number) => number | null = () => 2000,
): UsageSeries {
  return {
    points: Array.from({ length: days }, (_, at) => ({
      atMs: start + at * day,
      used: 500 + at * 10,
      total: total(at),
    })),
    reserve: 0,
    forecast,
  };
}

describe('the picture of what was and will be used', () => {
  test('[B148] known, expected and possible are in one scale, and it is full where expected meets capacity', () => {
    const chart = chartOf(series(100), [], Infinity);
    if (chart === null) throw new Error('no picture');
    expect(chart.line).toHaveLength(100);
    expect(chart.line[0]?.x).toBe(0);
    expect(chart.now).toEqual(chart.line.at(-1));
    const { full, expected, possible } = chart;
    if (full === null || expected === null || possible === null) throw new Error('nothing is foretold');
    expect(expected.x).toBe(100);
    expect(possible.fast.y).toBeLessThan(expected.y);
    expect(possible.slow.y).toBeGreaterThan(expected.y);
    expect(full.ms).toBe(start + 99 * day + 50 * day);
    // 2000 of a scale that ends a little above.
    expect(full.at.y).toBeCloseTo(100 - 100 / 1.06, 5);
    // The dot lies on the line of what is expected (1490 + 10 a day reaches 1990 in 50 days).
    const share = (full.at.x - chart.now.x) / (expected.x - chart.now.x);
    expect(Math.abs(chart.now.y + share * (expected.y - chart.now.y) - full.at.y)).toBeLessThan(1);
    expect(chart.amounts.map(({ bytes }) => bytes)).toEqual([500, 1000, 1500, 2000]);
  });

  test('[B148] a volume that was added is an upright step of the capacity, with its name', () => {
    const steps = [{ atMs: start + 40 * day, volume: 'disk4', kind: 'added' as const }];
    const chart = chartOf(
      series(100, filling, (at) => (at < 40 ? 1000 : 2000)),
      steps,
      Infinity,
    );
    expect(chart?.capacity).toHaveLength(4);
    const [from, before, after, to] = chart?.capacity ?? [];
    expect(before?.x).toBe(after?.x);
    expect(before?.y).toBe(from?.y);
    expect(to?.x).toBe(100);
    expect(chart?.steps[0]?.at).toEqual(after);
    expect(chartOf(series(100), steps, 30)?.steps).toEqual([]);
  });

  test('[B148] a range cuts what is older; with fewer than two days there is no line, and none is foretold from too few', () => {
    expect(chartOf(series(100), [], 30)?.line).toHaveLength(31);
    expect(chartOf(series(1), [], 30)).toBeNull();
    expect(chartOf(series(0), [], 30)).toBeNull();
    const short = chartOf(series(3, { kind: 'unknown', needDays: 2 }), [], Infinity);
    expect(short?.expected).toBeNull();
    expect(short?.now.x).toBe(100);
    // A week at least: three days do not fill the picture.
    expect(short?.line[0]?.x).toBeGreaterThan(50);
  });

  test('[B148] what is far away is not drawn, and shrinking never goes below nothing', () => {
    const far = chartOf(series(10, { ...filling, days: 3000 }), [], Infinity);
    expect(far?.full).toBeNull();
    const less: Forecast = {
      kind: 'steady',
      ...pace(-1e6, null),
      fastest: pace(1, null),
      slowest: pace(-2e6, null),
      knownDays: 9,
    };
    const down = chartOf(series(10, less), [], Infinity);
    expect(down?.expected?.y).toBe(100);
    expect(down?.full).toBeNull();
  });

  test('[B148] the day under the pointer is the nearest one; a few days stand for many', () => {
    const chart = chartOf(series(100), [], Infinity);
    const line = chart?.line ?? [];
    expect(chart?.points).toHaveLength(line.length);
    expect(nearest(line, -5)).toBe(0);
    expect(nearest(line, 100)).toBe(99);
    expect(nearest(line, (line[40]?.x ?? 0) + 0.1)).toBe(40);
    const days = Array.from({ length: 100 }, (_, at) => at);
    expect(someOf(days, 12)).toHaveLength(12);
    expect([someOf(days, 12)[0], someOf(days, 12).at(-1)]).toEqual([0, 99]);
    expect(someOf([1, 2], 12)).toEqual([1, 2]);
  });

  test('[B148] a folder has a line and no capacity', () => {
    const chart = chartOf(
      series(20, filling, () => null),
      [],
      Infinity,
    );
    expect(chart?.capacity).toEqual([]);
    expect(chart?.full).toBeNull();
    for (const spot of [...(chart?.line ?? []), chart?.expected]) expect(spot?.y).toBeGreaterThanOrEqual(0);
  });
});

describe('when it is full, in words', () => {
  test('[B148] the sentence is first, the fastest and the slowest pace behind it', () => {
    const gb = 1e9;
    const forecast: Forecast = {
      kind: 'filling',
      ...pace((360 * gb) / 30.44, 487),
      fastest: pace(1, 365),
      slowest: pace(1, 670),
      knownDays: 730,
    };
    expect(forecastWords(forecast, '')).toEqual({
      lead: 'Full in about 16 months',
      say: 'You add 360 GB a month. At the fastest pace known it is 12 months, at the slowest 22 months. From 730 days of figures.',
    });
    expect(forecastWords({ ...forecast, days: 23, slowest: pace(0, null) }, 'disk2').lead).toBe(
      'disk2: full in about 23 days',
    );
    expect(forecastWords({ ...forecast, slowest: pace(0, null) }, 'disk2').say).toContain(
      'at the slowest not within ten years',
    );
  });

  test('[B148] too few days, no growth, shrinking and a full one are said as they are', () => {
    expect(forecastWords({ kind: 'unknown', needDays: 1 }, '')).toEqual({
      lead: 'Too little is known yet',
      say: 'What is used is noted once a day. In 1 more day there will be enough to say when it is full.',
    });
    const steady = (bytesPerDay: number, fastest: number | null = null): Forecast => ({
      kind: 'steady',
      ...pace(bytesPerDay, null),
      fastest: pace(1, fastest),
      slowest: pace(0, null),
      knownDays: 20,
    });
    expect(forecastWords(steady(0), '').say).toBe('About as much is used as before. From 20 days of figures.');
    expect(forecastWords(steady(-1e9, 100), '').say).toBe(
      'It shrinks by 30.4 GB a month. At the fastest pace known it would be full in 3 months. From 20 days of figures.',
    );
    expect(forecastWords(steady(1e8), '').say).toContain('more than ten years');
    expect(forecastWords({ kind: 'full-now' }, 'disk2').lead).toBe('disk2: full now');
    expect(growthWords(steady(1e9), 'Photos').lead).toBe('Photos grows by 30.4 GB a month');
    expect(growthWords(steady(-1e9), 'Photos').lead).toBe('Photos shrinks by 30.4 GB a month');
    expect(growthWords(steady(0), 'Photos').lead).toBe('Photos stays as it is');
    expect([0.4, 1, 2, 59, 61, 700, 720, 3000].map(spanWords)).toEqual([
      '1 day',
      '1 day',
      '2 days',
      '59 days',
      '2 months',
      '23 months',
      '2 years',
      '8 years',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { forecast } from './forecast.ts';
import type { ForecastSample } from './forecast.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const gb = 1e9;

/** One sample per day: `at(day)` gigabytes. */
const daily = (days: number, at: (day: number) => number): readonly ForecastSample[] =>
  Array.from({ length: days }, (_, index) => ({ atMs: start + index * day, grown: at(index) * gb }));

describe('when it will be full', () => {
  it.each([
    ['nothing is known', [], 5],
    ['one sample', daily(1, () => 5), 5],
    ['two days', daily(3, (d) => d), 3],
    ['five days, but three samples', daily(6, (d) => d).filter((_, index) => index % 3 === 0 || index === 5), 1],
    [
      'many samples of one day',
      daily(1, () => 5).flatMap((s) => [s, s, s, s, s].map((t, i) => ({ ...t, atMs: t.atMs + i }))),
      5,
    ],
  ] as const)('[Q77] too little is known: %s', (_, samples, needDays) => {
    expect(forecast(samples, 100 * gb)).toEqual({ kind: 'unknown', needDays });
  });

  it.each([
    ['a steady pace', daily(30, (d) => 100 + 2 * d), 46, 'filling', 2, 23],
    ['from the fewest days', daily(6, (d) => d), 10, 'filling', 1, 10],
    ['nothing changes', daily(30, () => 100), 46, 'steady', 0, null],
    ['it shrinks', daily(30, (d) => 100 - d), 46, 'steady', -1, null],
    ['later than in ten years', daily(30, (d) => 100 + 0.001 * d), 46, 'steady', 0.001, null],
    ['a burst that was taken away again', daily(30, (d) => 2 * d + (d > 9 && d < 16 ? 900 : 0)), 46, 'filling', 2, 23],
    ['one huge file stays from the third day on', daily(30, (d) => 2 * d + (d > 2 ? 900 : 0)), 46, 'filling', 2, 23],
    [
      'the last 90 days count, not the year before',
      daily(300, (d) => (d < 200 ? 10 * d : 2000 + (d - 200))),
      30,
      'filling',
      1,
      30,
    ],
  ] as const)('[Q78] %s', (_, samples, room, kind, perDay, days) => {
    const answer = forecast(samples, room * gb);
    expect(answer).toMatchObject({ kind });
    if (answer.kind !== 'filling' && answer.kind !== 'steady') throw new Error(answer.kind);
    expect(answer.bytesPerDay / gb).toBeCloseTo(perDay, 1);
    if (days === null) expect(answer.days).toBeNull();
    else expect(Math.abs((answer.days ?? Infinity) - days)).toBeLessThanOrEqual(0.06 * days);
  });

  it('[Q78] the order of the samples does not matter, and a wild one in four moves the pace little', () => {
    const wild = daily(40, (d) => 3 * d + (d % 4 === 1 ? 500 * ((d * 7919) % 13) - 3000 : 0));
    const answer = forecast(wild, 300 * gb);
    expect(answer).toEqual(forecast(wild.toReversed(), 300 * gb));
    if (answer.kind !== 'filling') throw new Error(answer.kind);
    expect(answer.bytesPerDay / gb).toBeGreaterThan(2);
    expect(answer.bytesPerDay / gb).toBeLessThan(4);
  });

  it('[Q78] fastest and slowest pace enclose the usual one; a time without growth has no day', () => {
    // Quiet, busy, quiet.
    const answer = forecast(
      daily(180, (d) => Math.min(d, 60) * 0.1 + Math.max(0, Math.min(d - 60, 60)) * 5 + Math.max(0, d - 120)),
      100 * gb,
    );
    if (answer.kind !== 'filling') throw new Error(answer.kind);
    expect(answer.fastest.bytesPerDay).toBeGreaterThanOrEqual(answer.bytesPerDay);
    expect(answer.slowest.bytesPerDay).toBeLessThanOrEqual(answer.bytesPerDay);
    expect(answer.fastest.bytesPerDay / gb).toBeCloseTo(5, 0);
    expect(answer.slowest.bytesPerDay / gb).toBeCloseTo(0.1, 0);
    expect(answer.fastest.days ?? 0).toBeLessThan(answer.slowest.days ?? Infinity);
    const still = forecast(
      daily(60, (d) => Math.max(0, d - 40) * 2),
      100 * gb,
    );
    if (still.kind !== 'filling' && still.kind !== 'steady') throw new Error(still.kind);
    expect(still.slowest.days).toBeNull();
  });

  it('[Q78] no room left is full now, whatever is known', () => {
    expect(forecast([], 0)).toEqual({ kind: 'full-now' });
    expect(
      forecast(
        daily(30, (d) => d),
        -5,
      ),
    ).toEqual({ kind: 'full-now' });
  });
});

import { describe, expect, it } from 'vitest';
import { createRate } from './rate.ts';

/** A clock that is set by hand, and work that goes on at a speed. */
function work() {
  let nowMs = 0;
  let bytes = 0;
  const rate = createRate(() => nowMs);
  rate.resume();
  return {
    rate,
    /** Looked at ten times a second. */
    go: (seconds: number, bytesPerSecond: number): void => {
      for (let i = 0; i < seconds * 10; i += 1) {
        nowMs += 100;
        bytes += bytesPerSecond / 10;
        rate.sample(bytes, 0);
      }
    },
    rest: (seconds: number): void => {
      rate.pause();
      nowMs += seconds * 1000;
      rate.resume();
    },
    bytes: () => bytes,
  };
}

const sum = (figures: readonly number[]): number => figures.reduce((all, one) => all + one, 0);

describe('the line of speeds', () => {
  it('[B380] holds every byte once, over active time only, in at most 120 figures however long it lasts', () => {
    const { rate, go, rest, bytes } = work();
    go(10, 1000);
    rest(3600);
    go(10, 3000);
    const short = rate.line();
    expect(short.activeMs).toBe(20_000);
    expect(sum(short.bytes)).toBe(bytes());
    const half = Math.floor(short.bytes.length / 2);
    expect(sum(short.bytes.slice(0, half))).toBeCloseTo(10_000, -3);
    go(5000, 1000);
    const long = rate.line();
    expect(long.bytes.length).toBeLessThanOrEqual(120);
    expect(long.stepMs * long.bytes.length).toBeGreaterThanOrEqual(long.activeMs);
    expect(sum(long.bytes)).toBeCloseTo(bytes(), 3);
  });

  it('[B380] never falls below zero when a file has to be done again', () => {
    const { rate, go } = work();
    go(1, 1000);
    go(1, -1000);
    expect(Math.min(...rate.line().bytes)).toBeGreaterThanOrEqual(0);
  });
});

describe('the time left', () => {
  it('[B380] is a range that holds what comes, wider where the speed varies, and never a point', () => {
    const even = work();
    even.go(60, 1000);
    const sure = even.rate.left(60_000, 0);
    expect(sure?.ms).toBeCloseTo(60_000, -2);
    expect(sure?.leastMs).toBeCloseTo(54_000, -2);
    expect(sure?.mostMs).toBeCloseTo(66_000, -2);

    const odd = work();
    for (let i = 0; i < 6; i += 1) {
      odd.go(5, 500);
      odd.go(5, 1500);
    }
    const unsure = odd.rate.left(60_000, 0);
    expect(unsure?.ms).toBeGreaterThan(50_000);
    expect(unsure?.ms).toBeLessThan(70_000);
    expect(unsure?.leastMs).toBeLessThan(48_000);
    expect(unsure?.mostMs).toBeGreaterThan(90_000);
  });

  it('[B380] does not grow while nothing can be done', () => {
    const { rate, go, rest } = work();
    go(30, 1000);
    const before = rate.left(10_000, 0);
    rest(600);
    expect(rate.left(10_000, 0)).toEqual(before);
  });

  it('[B380] is unknown before anything was done, and counts files where there are no bytes', () => {
    const { rate } = work();
    expect(rate.left(1000, 1)).toBeNull();
    let at = 0;
    const files = createRate(() => at);
    files.resume();
    for (let i = 1; i <= 20; i += 1) {
      at = i * 100;
      files.sample(0, i);
    }
    expect(files.left(0, 20)?.ms).toBeCloseTo(2000, -2);
  });
});

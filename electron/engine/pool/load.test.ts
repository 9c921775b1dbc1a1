import { describe, expect, it } from 'vitest';
import { createLoad } from './load.ts';

describe('load of volumes', () => {
  it('[L5] counts running writes and measures speed from those that say something', () => {
    let now = 0;
    const load = createLoad(() => now);
    expect(load.of('disk1')).toEqual({ queue: 0, rate: null, latency: null });
    const [first, second] = [load.begin('disk1'), load.begin('disk1')];
    expect(load.of('disk1').queue).toBe(2);
    now = 1_000;
    first(50_000_000);
    first(50_000_000);
    expect(load.of('disk1')).toEqual({ queue: 1, rate: 50_000_000, latency: null });
    second(10);
    expect(load.of('disk1')).toEqual({ queue: 0, rate: 50_000_000, latency: null });
    const third = load.begin('disk1');
    now = 2_000;
    third(150_000_000);
    expect(load.of('disk1').rate).toBeCloseTo(80_000_000);
    expect(load.of('disk2').rate).toBeNull();
  });
});

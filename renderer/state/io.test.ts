import { describe, expect, it } from 'vitest';
import { ioSeconds } from '../../shared/io.ts';
import { goneOn } from './io.ts';

describe('the last minutes of a volume', () => {
  it('[B240] go on second by second, and stay as they were while nothing was told', () => {
    const line = goneOn([], 1, 5);
    expect(line).toHaveLength(ioSeconds);
    expect(line.slice(-2)).toEqual([0, 5]);
    const later = goneOn(line, 3, 7);
    expect(later).toHaveLength(ioSeconds);
    expect(later.slice(-4)).toEqual([5, 5, 5, 7]);
    expect(goneOn(later, 100_000, 0).filter((figure) => figure !== 7)).toEqual([0]);
  });
});

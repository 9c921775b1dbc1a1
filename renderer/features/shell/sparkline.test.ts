import { describe, expect, it } from 'vitest';
import { sparkPoints } from './sparkline.tsx';
import { ioWords } from './volume-words.ts';

const idle = { volume: 'disk1', read: 0, write: 0, queue: 0, speed: { read: null, write: null }, latencyMs: null };

describe('the small chart of a volume', () => {
  it('[B240] is the means of the last five minutes, reads and writes together', () => {
    const reads = Array.from({ length: 600 }, (_one, at) => (at >= 594 ? 60 : 0));
    const writes = Array.from({ length: 600 }, (_one, at) => (at === 599 ? 6 : 0));
    const points = sparkPoints({ reads, writes });
    expect(points).toHaveLength(50);
    expect(points.slice(-2)).toEqual([0, 61]);
    expect(sparkPoints({ reads: [], writes: [] })).toEqual([]);
  });

  it('[B240] says what is written and read now, and nothing while all is idle', () => {
    const io = { ...idle, reads: [], writes: [] };
    expect(ioWords(undefined)).toBe('');
    expect(ioWords(io)).toBe('');
    expect(ioWords({ ...io, write: 96_000_000, queue: 1 })).toBe('CFS writes 96.0 MB/s, reads nothing');
    expect(ioWords({ ...io, read: 2_000, write: 1_000 })).toBe('CFS writes 1.00 KB/s, reads 2.00 KB/s');
  });
});

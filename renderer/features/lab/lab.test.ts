import { describe, expect, it } from 'vitest';
import type { PolicyOutcome, Simulation } from '../../../shared/simulation.ts';
import { areaPath, lastPoint, linePath } from './chart.ts';
import { csvOf } from './csv.ts';
import { eventWords, measureLabel, whatIfNote, whatIfTitle } from './words.ts';

const outcome: PolicyOutcome = {
  policy: 'balanced',
  volumes: [{ volume: '=disk, "1"', fill: [0, 0.5, null], used: 5, total: 10, placedBytes: 5, placedFiles: 1 }],
  spread: 7.1234,
  refused: 2,
  refusedBytes: 99,
  refusals: [],
  foldersSplit: 3,
  busiest: { volume: 'disk', share: 1 },
  lostBytes: 5,
};
const simulation: Simulation = {
  about: '',
  notes: [],
  writes: 3,
  bytes: 10,
  folders: 1,
  points: [0, Date.UTC(2026, 2, 1), Date.UTC(2026, 8, 1)],
  events: [{ kind: 'lose', volume: 'disk3', at: 0.8, atMs: Date.UTC(2026, 8, 1) }],
  volumes: [],
  outcomes: [outcome],
};

describe('the lab', () => {
  it('[B200] draws the fill of a volume from its first to its last point, with gaps where it is not there', () => {
    expect(linePath([0, 0.5, 1])).toBe('M0.00 60.00L50.00 30.00L100.00 0.00');
    expect(areaPath([0.5, 0.5, null])).toBe('M0.00 60.00L0.00 30.00L50.00 30.00L50.00 60.00Z');
    expect(linePath([null, 0, null, 1])).toBe('M33.33 60.00M100.00 0.00');
    expect(lastPoint([0, 0.25, null])).toEqual({ x: 0.5, y: 0.75 });
    expect(lastPoint([null])).toBeNull();
  });

  it('[B201] says what is supposed, and when', () => {
    expect(whatIfTitle({ kind: 'add', bytes: 16e12, at: 0.5 })).toBe('Add a 16.0 TB volume');
    expect(whatIfTitle({ kind: 'reserve', share: 0.1 })).toBe('Reserve 10 %');
    expect(whatIfTitle({ kind: 'reserve', bytes: 5e9 })).toBe('Reserve 5.00 GB');
    expect(whatIfNote({ kind: 'lose', volume: 'a', at: 0.8 }, null)).toBe('after 80 % of the bytes');
    expect(whatIfNote({ kind: 'lose', volume: 'a', at: 0.01 }, simulation)).toBe('after 1 % of the bytes, Mar 2026');
    expect(simulation.events.map(eventWords)).toEqual([expect.stringMatching(/^disk3 lost, Sept? 2026$/)]);
    expect(measureLabel('lostBytes', simulation.events)).toBe('Lost with disk3');
  });

  it('[B201] writes the figures as CSV that a spreadsheet reads as text', () => {
    const lines = csvOf(simulation).split('\r\n');
    expect(lines[1]).toBe(`balanced,"'=disk, ""1""",0,1970-01-01T00:00:00.000Z,0.000`);
    expect(lines[3]).toMatch(/,100,2026-09-01T00:00:00\.000Z,$/);
    expect(lines[6]).toBe('balanced,7.123,2,99,3,1.0000,5');
  });
});

import { describe, expect, it } from 'vitest';
import type { ActiveItem, Job } from '../../../shared/model.ts';
import {
  countWords,
  doneBy,
  heldWords,
  limitWords,
  ofSize,
  phaseWords,
  rangeWords,
  rateWords,
  runHeadline,
  stillWords,
  verifiedWords,
  windowWords,
} from './run-words.ts';

const min = 60_000;
const job = (change: Partial<Job> = {}): Job =>
  ({
    state: 'running',
    bytesDone: 128e9,
    bytesTotal: 312e9,
    limit: null,
    stopping: null,
    waitingFor: '',
    ...change,
  }) as Job;

describe('words of a run', () => {
  it('[B243] the headline says how much is moved and how long it goes on, as a range', () => {
    expect(runHeadline(job(), 'moved', { lowMs: 30 * min, highMs: 38 * min })).toBe(
      '128 of 312 GB moved, 30 to 38 min left.',
    );
    expect(runHeadline(job({ bytesDone: 640e6 }), 'has left disk3', null)).toBe('640 MB of 312 GB has left disk3.');
    expect(ofSize(0, 0)).toBe('0 of 0 bytes');
    expect(ofSize(0, 33_600_000)).toBe('0 of 33.6 MB');
    expect(rangeWords({ lowMs: 1, highMs: 9_000 })).toBe('a few seconds');
    expect(rangeWords({ lowMs: 40_000, highMs: 70_000 })).toBe('about a minute');
    expect(rangeWords({ lowMs: 10_000, highMs: 3 * min })).toBe('1 to 3 min');
    expect(rangeWords({ lowMs: 4 * min, highMs: 4 * min + 9 })).toBe('about 4 min');
    expect(rangeWords({ lowMs: 50 * min, highMs: 130 * min })).toBe('50 min to 2 h 10 min');
  });

  it('[B243] what holds it up is said instead of a time', () => {
    const until = new Date(2026, 10, 29, 22, 0).getTime();
    expect(heldWords(job({ state: 'paused' }))).toBe('paused');
    expect(heldWords(job({ heldUntilMs: until }), until - 1)).toBe('waits until 22:00');
    expect(heldWords(job({ heldUntilMs: until }), until)).toBe('');
    expect(heldWords(job({ state: 'queued', waitingFor: 'disk2' }))).toBe('waits for disk2');
    expect(heldWords(job({ state: 'interrupted' }))).toBe('stopped when CFS ended');
    expect(heldWords(job({ stopping: 'file' }))).toBe('stops after the files under way');
    expect(windowWords({ from: 22 * 60, to: 6 * 60 + 5 })).toBe('22:00 to 06:05');
  });

  it('[B243] when it will be done is the late end of the range', () => {
    const now = new Date(2026, 10, 29, 13, 0).getTime();
    expect(doneBy(null)).toBeNull();
    expect(doneBy({ lowMs: 0, highMs: 55 * min }, now)).toBe('Done by about 13:55');
    expect(doneBy({ lowMs: 0, highMs: 14 * 60 * min }, now)).toBe('Done by about 03:00 tomorrow');
    expect(doneBy({ lowMs: 0, highMs: 60 * 60 * min }, now)).toBe('Done by about 2 Dec 2026');
  });

  it('[B243] what limits it is what was asked, or a measured volume, or not said', () => {
    expect(limitWords({ kind: 'asked', bytesPerSecond: 20e6 }, job())).toBe('Limited to 20.0 MB/s, as you asked');
    expect(limitWords({ kind: 'volume', volume: 'disk2', does: 'reads', rate: 118e6 }, job())).toBe(
      'Limited by disk2, which reads at 118 MB/s',
    );
    expect(limitWords({ kind: 'none' }, job())).toBe('');
    expect(limitWords({ kind: 'none' }, job({ background: true }))).toBe('Gives way to other jobs');
    expect(limitWords({ kind: 'asked', bytesPerSecond: 1 }, job({ state: 'paused' }))).toBe('');
  });

  it('[B241] every step has its words', () => {
    const item = (phase: ActiveItem['phase']): ActiveItem => ({
      path: '/a',
      from: 'disk2',
      to: 'disk1',
      phase,
      bytes: 1,
      bytesDone: 0,
      files: 1,
    });
    expect(phaseWords(item('copying'), 1_309, 2_114)).toBe('Copying 1,310 of 2,114');
    expect(phaseWords(item('copying'), 0, 1)).toBe('Copying');
    expect(phaseWords(item('verifying'), 3, 9)).toBe('Verifying');
    expect(phaseWords(item('committing'), 3, 9)).toBe('Committing');
    expect(phaseWords(item('removing'), 3, 9)).toBe('Removing from disk2');
    expect(stillWords({ kind: 'done' }, null)).toBe('Done and verified');
    expect(stillWords({ kind: 'done' }, 'disk3')).toBe('Done, verified, gone from disk3');
    expect(stillWords({ kind: 'waits', volume: 'disk2' }, null)).toBe('Waits for disk2');
    expect(stillWords({ kind: 'waits', volume: null }, null)).toBe('Waits for its turn');
    expect(countWords({ active: 3, failed: 0, waits: 24, left: 0, done: 19 })).toBe('3 now, 24 wait, 19 done');
    expect(rateWords({ read: 1e6, write: 96e6 })).toBe('writes 96.0 MB/s');
    expect(rateWords({ read: 0, write: 0 })).toBe('');
  });

  it('[B255] how files were verified is told as it was', () => {
    expect(verifiedWords({ device: 31, cached: 0 })).toBe('31 of 31, read back from the disk');
    expect(verifiedWords({ device: 0, cached: 4 })).toBe('4 of 4, read back, maybe from memory');
    expect(verifiedWords({ device: 30, cached: 1 })).toBe('31 of 31, 1 of them maybe from memory');
  });
});

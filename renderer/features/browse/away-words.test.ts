import { expect, it } from 'vitest';
import { awayWords } from './away-words.ts';

const now = Date.UTC(2026, 10, 29, 12);
const days = (count: number): number => now - count * 86_400_000;

it('[B180] a row says since when the volume that was seen last is away, or that what it held vanished', () => {
  expect(awayWords([{ volume: 'disk3', seenMs: days(3) }], now)).toEqual({
    what: 'not connected',
    more: 'last seen 3 days ago',
  });
  const both = [
    { volume: 'disk3', seenMs: days(30) },
    { volume: 'disk4', seenMs: now - 7_200_000 },
  ];
  expect(awayWords(both, now).more).toBe('last seen 2 h ago');
  expect(awayWords([{ volume: 'disk3', seenMs: null }], now)).toEqual({ what: 'not connected', more: '' });
  expect(awayWords([{ volume: 'disk3', seenMs: now, vanished: true }], now).what).toBe('vanished');
});

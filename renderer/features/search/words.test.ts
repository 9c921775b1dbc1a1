import { expect, test } from 'vitest';
import type { SearchFacets } from '../../../shared/search.ts';
import { bytesWords } from './words.ts';

const facets = (bytes: number, ...held: readonly number[]): SearchFacets => ({
  count: 1,
  bytes,
  volumes: held.map((each, index) => ({ volume: `disk${String(index + 1)}`, count: 1, bytes: each })),
  kinds: [],
  years: [],
  conflicts: 0,
  duplicates: 0,
  offline: 0,
});

test('[B124] the size of what is found says what the fullest volume has of it, unless that is a copy which counts no more', () => {
  expect(bytesWords(facets(3000, 3000))).toBe('3.00 KB on disk1');
  expect(bytesWords(facets(3000, 1000, 2000))).toBe('3.00 KB on 2 volumes, 2.00 KB of it on disk2');
  expect(bytesWords(facets(12, 12, 23))).toBe('12 bytes on 2 volumes');
  expect(bytesWords(facets(0, 0))).toBe('');
});

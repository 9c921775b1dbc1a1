import fc from 'fast-check';
import { expect, test } from 'vitest';
import { movedBookmark } from './bookmarks.ts';

const list = ['a', 'b', 'c', 'd'].map((name) => ({ path: `/${name}`, name }));
const names = (from: number, to: number) =>
  movedBookmark(list, from, to)
    .map(({ name }) => name)
    .join('');

test('[B327] a bookmark moves before the one it is dropped on, and nothing is lost', () => {
  expect(names(0, 2)).toBe('bacd');
  expect(names(0, 4)).toBe('bcda');
  expect(names(3, 0)).toBe('dabc');
  expect(names(2, 1)).toBe('acbd');
  expect(names(1, 99)).toBe('acdb');
  for (const to of [1, 2]) expect(movedBookmark(list, 1, to)).toBe(list);
  expect(movedBookmark(list, 9, 0)).toBe(list);
  fc.assert(
    fc.property(fc.integer({ min: -2, max: 6 }), fc.integer({ min: -2, max: 6 }), (from, to) => {
      expect(new Set(movedBookmark(list, from, to))).toEqual(new Set(list));
    }),
  );
});

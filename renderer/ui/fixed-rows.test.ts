import { expect, test } from 'vitest';
import { drawnRows } from './fixed-rows.ts';

test('[B431] only what is in sight is drawn while a list flies past, and some more at both ends when it does not', () => {
  const sight = { first: 500, last: 530 };
  expect(drawnRows(sight, 1_000, 6, true)).toEqual(sight);
  expect(drawnRows(sight, 1_000, 6, false)).toEqual({ first: 494, last: 536 });
  expect(drawnRows({ first: 2, last: 30 }, 20, 6, false)).toEqual({ first: 0, last: 19 });
  expect(drawnRows({ first: -1, last: 30 }, 20, 6, true)).toEqual({ first: 0, last: 19 });
});

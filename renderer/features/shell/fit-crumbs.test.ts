import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldCrumbs } from './fit-crumbs.ts';

test('[B330] crumbs give way from the middle, the open folder never', () => {
  const widths = [100, 80, 80, 80, 100];
  expect(foldCrumbs(widths, 440, 30)).toEqual({ from: 0, to: 0 });
  expect(foldCrumbs(widths, 400, 30)).toEqual({ from: 1, to: 2 });
  expect(foldCrumbs(widths, 320, 30)).toEqual({ from: 1, to: 3 });
  expect(foldCrumbs(widths, 235, 30)).toEqual({ from: 1, to: 4 });
  expect(foldCrumbs(widths, 120, 30)).toEqual({ from: 0, to: 4 });
  expect(foldCrumbs([100, 100], 150, 30)).toEqual({ from: 0, to: 1 });
  // The open folder is cut before the pool goes, as long as its name can be read.
  expect(foldCrumbs([100, 80, 400], 226, 30)).toEqual({ from: 1, to: 2 });
  expect(foldCrumbs([100, 80, 400], 225, 30)).toEqual({ from: 0, to: 2 });
  expect(foldCrumbs([300], 100, 30)).toEqual({ from: 0, to: 0 });
});

test('[B330] what is left fits, or only the pool and the open folder are left', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 20, max: 300 }), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 60, max: 2_000 }),
      (widths, room) => {
        const { from, to } = foldCrumbs(widths, room, 30);
        const shown = widths.filter((_, index) => index < from || index >= to);
        expect(shown.at(-1)).toBe(widths.at(-1));
        const sum = shown.reduce((total, width) => total + width, to > from ? 30 : 0);
        if (sum > room) expect(shown.length).toBeLessThanOrEqual(2);
        // Nothing is folded that would have fitted.
        const all = widths.reduce((total, width) => total + width, 0);
        if (to > from) expect(all).toBeGreaterThan(room);
      },
    ),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ScaledScroll, tallest } from './scaled-scroll.ts';

const [million, view] = [28_000_000, 800];

function scaled(total = million): ScaledScroll {
  const scroll = new ScaledScroll();
  scroll.resize(total, view);
  return scroll;
}

test('[B266] up to the tallest element the scroll position is the place', () => {
  const scroll = scaled(tallest);
  scroll.scrolled(1_234.5);
  expect([scroll.height, scroll.top, scroll.offset, scroll.settle(true)]).toEqual([tallest, 1_234.5, 0, null]);
  expect(scroll.goTo(9_000)).toBe(9_000);
});

test('[B266] a list that is taller is scrolled pixel by pixel, by the bar in proportion, and from end to end', () => {
  const scroll = scaled();
  expect(scroll.height).toBe(tallest);
  // The wheel: what is in sight moves as far as the wheel says.
  scroll.scrolled(120);
  scroll.scrolled(240);
  expect(scroll.top).toBe(240);
  // The bar: half of it is half of the list.
  scroll.scrolled((tallest - view) / 2);
  expect(scroll.top).toBe((million - view) / 2);
  const before = scroll.top;
  scroll.scrolled((tallest - view) / 2 + 120);
  expect(scroll.top).toBe(before + 120);
  // At rest the bar is set right, and nothing that is in sight moves.
  const position = scroll.settle(true) ?? 0;
  expect(scroll.top).toBe(before + 120);
  expect(position).toBeCloseTo(((before + 120) / million) * tallest, -3);
  scroll.scrolled(position);
  expect(scroll.top).toBe(before + 120);
  scroll.scrolled(tallest - view);
  expect(scroll.top).toBe(million - view);
  scroll.scrolled(0);
  expect(scroll.top).toBe(0);
});

test('[B266] by the wheel alone both ends are reached, and no row is passed over', () => {
  for (const direction of [-1, 1]) {
    const scroll = scaled();
    let position = scroll.goTo(direction < 0 ? 300_000 : million - 300_000);
    let last = scroll.top;
    let steps = 0;
    while (direction < 0 ? scroll.top > 0 : scroll.top < million - view) {
      position = Math.max(0, Math.min(tallest - view, position + direction * 120));
      scroll.scrolled(position);
      expect(Math.abs(scroll.top - last)).toBeLessThanOrEqual(120);
      last = scroll.top;
      position = scroll.settle(false) ?? position;
      expect((steps += 1)).toBeLessThan(3_000);
    }
    expect(steps).toBeGreaterThanOrEqual(Math.floor((300_000 - view) / 120));
  }
});

test('[B266] every place can be gone to, and its position leads back to it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40_000_000 }),
      fc.integer({ min: 15_000_001, max: 40_000_000 }),
      (to, total) => {
        const scroll = scaled(total);
        const position = scroll.goTo(to);
        const place = Math.min(to, total - view);
        expect(scroll.top).toBe(place);
        expect(position).toBeGreaterThanOrEqual(0);
        expect(position).toBeLessThanOrEqual(tallest - view);
        // The browser tells of the position that was set.
        scroll.scrolled(position);
        expect(scroll.top).toBe(place);
        expect(scroll.settle(true)).toBeNull();
      },
    ),
    { numRuns: 200 },
  );
});

test('[B266] rows that come or go leave what is in sight', () => {
  const scroll = scaled(10_000_000);
  scroll.scrolled(4_000_000);
  scroll.resize(million, view);
  expect(scroll.top).toBe(4_000_000);
  scroll.resize(20_000, view);
  // The browser goes to the new end by itself, and tells so.
  scroll.scrolled(20_000 - view);
  expect([scroll.top, scroll.offset]).toEqual([20_000 - view, 0]);
});

test('[B431] it flies while nothing that was in sight stays there, until it rests', () => {
  for (const limit of [1_000, 1_000_000]) {
    const scroll = new ScaledScroll(limit);
    scroll.resize(100_000, 200);
    scroll.scrolled(199);
    expect(scroll.isFlying).toBe(false);
    scroll.scrolled(700);
    expect(scroll.isFlying).toBe(true);
    scroll.scrolled(701);
    expect(scroll.isFlying).toBe(false);
    scroll.scrolled(100);
    expect(scroll.isFlying).toBe(true);
    scroll.rest();
    expect(scroll.isFlying).toBe(false);
  }
});

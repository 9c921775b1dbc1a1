import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';

test('[B14] what stays in sight keeps its key, keys are never shared, and few are ever made', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { maxLength: 40 }), (starts) => {
      const slots = createSlots();
      let before = new Map<string, string>();
      const all = new Set<string>();
      for (const start of starts) {
        const names = Array.from(
          { length: 20 },
          (_, at) => `${(start + at) % 7 === 0 ? 'note' : 'entry'} /${start + at}`,
        );
        const keys = slots.assign(names);
        expect(slots.assign(names)).toEqual(keys);
        expect(new Set(keys).size).toBe(names.length);
        const now = new Map(names.map((name, at) => [name, keys[at] ?? '']));
        for (const [name, key] of now) {
          if (before.has(name)) expect(key).toBe(before.get(name));
          expect(key.split(' ')[0]).toBe(name.split(' ')[0]);
          all.add(key);
        }
        before = now;
      }
      // A list of twenty rows needs twenty elements, and a few more when kinds change.
      expect(all.size).toBeLessThanOrEqual(24);
    }),
  );
});

test('[B14] where all rows are others, they take the keys in their order, so that no element has to be moved', () => {
  const slots = createSlots();
  const names = (from: number): readonly string[] => Array.from({ length: 20 }, (_, at) => `entry /${from + at}`);
  slots.assign(names(0));
  // Some came below, some went above: the order in the page is the order of the rows.
  const before = slots.assign(names(5));
  expect(slots.assign(names(500))).toEqual(before);
  expect(slots.assign(names(100))).toEqual(before);
});

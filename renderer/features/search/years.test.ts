import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseQuery } from '../../../shared/query.ts';
import { barsOf, dateOfBar } from './years.ts';

test('[B126] the bars of the years hold every file once, are few, and ask for exactly their years', () => {
  const years = fc
    .uniqueArray(fc.integer({ min: 1970, max: 2600 }), { minLength: 1, maxLength: 60 })
    .map((list) => list.toSorted((a, b) => a - b).map((year, at) => ({ year, count: (at % 7) + 1 })));
  fc.assert(
    fc.property(years, (list) => {
      const bars = barsOf(list);
      expect(bars.length).toBeLessThanOrEqual(24);
      expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(list.reduce((sum, { count }) => sum + count, 0));
      for (const bar of bars) {
        expect(bar.count).toBe(
          list.filter(({ year }) => year >= bar.from && year <= bar.to).reduce((sum, { count }) => sum + count, 0),
        );
        const query = parseQuery(`date:${dateOfBar(bar)}`);
        expect(query.problems).toEqual([]);
        expect(query.terms[0]?.condition).toEqual({
          kind: 'date',
          from: new Date(bar.from, 0, 1).getTime(),
          to: new Date(bar.to + 1, 0, 1).getTime(),
        });
      }
    }),
  );
  expect(barsOf([])).toEqual([]);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestFirst } from './by-size.ts';
import { usedAfter } from './planner.ts';
import { bandOf, bytesOf, expectSound, item, lowerBound, outsideAfter, tryAll, volume } from './plan-fixture.ts';
import type { Question } from './plan-fixture.ts';
import type { PlannerItem, PlannerVolume, Solved } from './planner.ts';
import { prepare, solve } from './solve.ts';

const planEven = (volumes: readonly PlannerVolume[], items: readonly PlannerItem[], within: number): Solved =>
  solve(prepare(volumes, items), { kind: 'even', by: 'percent', within });
const planDrain = (volumes: readonly PlannerVolume[], items: readonly PlannerItem[], source: string): Solved =>
  solve(prepare(volumes, items), { kind: 'drain', volume: source });

/** A pool of which the items are a part of what is used; sizes are small numbers, so that ties are common. */
const pools = (volumesMost: number, itemsMost: number) =>
  fc
    .record({
      totals: fc.array(fc.integer({ min: 20, max: 400 }), { minLength: 2, maxLength: volumesMost }),
      sizes: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 90 })), { maxLength: itemsMost }),
      others: fc.array(fc.integer({ min: 0, max: 40 }), { minLength: volumesMost, maxLength: volumesMost }),
      modes: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: volumesMost, maxLength: volumesMost }),
    })
    .map(({ totals, sizes, others, modes }) => {
      const items: PlannerItem[] = [];
      const used = totals.map((total, index) => Math.min(total, others[index] ?? 0));
      sizes.forEach(([where, size], index) => {
        const on = where % totals.length;
        if ((used[on] ?? 0) + size > (totals[on] ?? 0)) return;
        used[on] = (used[on] ?? 0) + size;
        items.push(item(`f${String(index)}`, `disk${String(on)}`, size));
      });
      const volumes = totals.map((total, index) => {
        const mode = modes[index] ?? 0;
        const room = Math.max(0, total - (used[index] ?? 0) - (mode === 3 ? 10 : 0));
        return volume(`disk${String(index)}`, used[index] ?? 0, total, {
          room,
          receives: mode !== 1,
          sends: mode !== 2,
        });
      });
      return { volumes, items };
    });

/** What evening out asks of each volume that takes part. */
function evenQuestion(volumes: readonly PlannerVolume[], within: number): Question {
  const band = bandOf(volumes, within);
  const takesPart = ({ receives, sends }: PlannerVolume): boolean => receives || sends;
  return {
    low: (one) => (takesPart(one) ? Math.ceil(band.low * one.total) : 0),
    high: (one) => (takesPart(one) ? Math.floor(band.high * one.total) : Infinity),
    must: () => null,
  };
}

const isTorture = process.env['CFS_TORTURE'] === '1';

describe('evening out', () => {
  it('[R1] brings every volume into the band, or says that it does not', () => {
    fc.assert(
      fc.property(pools(5, 60), fc.integer({ min: 0, max: 20 }), ({ volumes, items }, points) => {
        const plan = planEven(volumes, items, points);
        expectSound(volumes, plan);
        expect(plan.reached).toBe(outsideAfter(volumes, plan.moves, evenQuestion(volumes, points / 100)) === 0);
        expect(plan.note === '').toBe(plan.reached || !volumes.some(({ sends, receives }) => sends || receives));
        expect(outsideAfter(volumes, plan.moves, evenQuestion(volumes, points / 100))).toBeLessThanOrEqual(
          outsideAfter(volumes, [], evenQuestion(volumes, points / 100)),
        );
      }),
    );
  });

  it('[R2] never moves less than the lower bound when it reaches the band, and nothing when there is nothing to do', () => {
    fc.assert(
      fc.property(pools(5, 60), fc.integer({ min: 0, max: 20 }), ({ volumes, items }, points) => {
        const plan = planEven(volumes, items, points);
        expect(plan.lowerBoundBytes).toBe(lowerBound(volumes, points / 100));
        if (plan.reached) expect(bytesOf(plan)).toBeGreaterThanOrEqual(plan.lowerBoundBytes);
        if (plan.lowerBoundBytes === 0) expect(plan.moves).toEqual([]);
      }),
    );
  });

  it('[R3] with few items it is as good as trying every plan', () => {
    fc.assert(
      fc.property(pools(3, 7), fc.integer({ min: 0, max: 20 }), ({ volumes, items }, points) => {
        const plan = planEven(volumes, items, points);
        const question = evenQuestion(volumes, points / 100);
        const outside = outsideAfter(volumes, plan.moves, question);
        expect({ blocked: 0, outside, bytes: bytesOf(plan) }).toEqual(tryAll(volumes, items, question));
        expect(plan.proven).toBe(true);
      }),
      { numRuns: isTorture ? 2000 : 100 },
    );
  });

  it('[R4] with many small files it moves at most 1.02 times the lower bound', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1e6, max: 4e6 }), fc.double({ min: 0.1, max: 0.95, noNaN: true })), {
          minLength: 2,
          maxLength: 8,
        }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (disks, seed) => {
          let state = seed;
          const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
          const items: PlannerItem[] = [];
          const volumes = disks.map(([total, share], disk) => {
            let used = 0;
            for (let i = 0; i < 400 && used < total * share; i += 1) {
              const size = Math.ceil(total * share * 0.005 * random());
              used += size;
              items.push(item(`${String(disk)}-${String(i)}`, `disk${String(disk)}`, size));
            }
            return volume(`disk${String(disk)}`, used, total);
          });
          const plan = planEven(volumes, items, 3);
          expectSound(volumes, plan);
          expect(plan.reached).toBe(true);
          expect(bytesOf(plan)).toBeLessThanOrEqual(plan.lowerBoundBytes * 1.02 + 1);
        },
      ),
      { numRuns: isTorture ? 500 : 30 },
    );
  });

  it('[R5] one 60 GB file on two 100 GB disks: it ends, and says what is the closest', () => {
    const disks = [volume('disk1', 60e9, 100e9), volume('disk2', 0, 100e9)];
    const plan = planEven(disks, [item('film', 'disk1', 60e9)], 2);
    expect(plan).toMatchObject({ moves: [], reached: false, lowerBoundBytes: 28e9 });
    expect(plan.note).toMatch(/out of reach.*closest/);
  });

  it('[R6] volumes that share one fill are one, and nothing moves between them', () => {
    const shared = { fill: 'sda1' };
    const volumes = [
      volume('a', 90, 100, shared),
      volume('b', 90, 100, shared),
      volume('c', 10, 100, { fill: 'dev:65024' }),
    ];
    const items = Array.from({ length: 90 }, (_, i) => item(`f${String(i)}`, i % 2 ? 'a' : 'b', 1));
    const plan = planEven(volumes, items, 5);
    expect(plan.reached).toBe(true);
    expect(plan.moves.every(({ to }) => to === 'c')).toBe(true);
    // People know volumes by their names, not by the key of the file system.
    expect(plan.moves.map(({ reason }) => reason).join()).not.toContain('dev:65024');
    expect(plan.moves[0]?.reason).toContain('c');
    expect([...usedAfter(volumes, plan.moves)]).toEqual([
      ['a', 55],
      ['b', 55],
      ['c', 45],
    ]);
  });

  it('[R7] an item never goes where something of its name is', () => {
    const volumes = [volume('a', 80, 100), volume('b', 0, 100), volume('c', 0, 100)];
    const items = [item('x', 'a', 20, { taken: ['b'] }), item('y', 'a', 20, { taken: ['b', 'c'] }), item('z', 'a', 10)];
    const plan = planEven(volumes, items, 10);
    expectSound(volumes, plan);
    expect(plan.moves.some(({ item: moved }) => moved.path === '/y')).toBe(false);
  });
});

describe('files that are held twice', () => {
  it('[R7] two copies of one path never go to one volume', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.boolean()), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 10 }),
        (files, points) => {
          const items = files.flatMap(([size, twice], index) => {
            const name = `f${String(index)}`;
            if (!twice) return [item(name, 'a', size)];
            return [item(name, 'a', size, { taken: ['b'] }), item(name, 'b', size, { taken: ['a'] })];
          });
          const used = (on: string): number => items.reduce((sum, one) => sum + (one.volume === on ? one.size : 0), 0);
          const volumes = [volume('a', used('a'), 1200), volume('b', used('b'), 1200), volume('c', 0, 1200)];
          const { moves } = planEven(volumes, items, points);
          const places = moves.map(({ item: moved, to }) => `${moved.path} ${to}`);
          expect(new Set(places).size).toBe(places.length);
          for (const { item: moved, to } of moves) expect(moved.taken ?? []).not.toContain(to);
        },
      ),
    );
  });
});

describe('emptying a volume', () => {
  it('[R8] every item gets a place or a reason; nothing is overfilled', () => {
    fc.assert(
      fc.property(pools(5, 40), ({ volumes, items }) => {
        const source = 'disk0';
        const plan = planDrain(
          volumes.map((one) => (one.name === source ? { ...one, receives: false, sends: true } : one)),
          items,
          source,
        );
        expectSound(
          volumes.map((one) => (one.name === source ? { ...one, sends: true } : one)),
          plan,
        );
        const leaving = items.filter(({ volume: on }) => on === source);
        expect(plan.moves.length + plan.blocked.length).toBe(leaving.length);
        expect(plan.reached).toBe(plan.blocked.length === 0);
        expect(plan.blocked.every(({ reason }) => reason !== '')).toBe(true);
        expect(plan.lowerBoundBytes).toBe(leaving.reduce((sum, { size }) => sum + size, 0));
      }),
    );
  });

  it('[R9] packs tightly when spreading would leave something without a place', () => {
    const volumes = [volume('old', 100, 100, { receives: false }), volume('a', 0, 60), volume('b', 30, 70)];
    const items = [item('x', 'old', 60), item('y', 'old', 40)];
    expect(planDrain(volumes, items, 'old')).toMatchObject({ reached: true, blocked: [] });
    const none = planDrain(volumes, [item('huge', 'old', 90)], 'old');
    expect(none.blocked[0]?.reason).toContain('the most that is left is 60 bytes on a');
  });
});

describe('sorting by size', () => {
  it('is the order of the sizes, also for lists that are sorted as numbers', () => {
    let state = 7;
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const sizes = Float64Array.from({ length: 20_000 }, () =>
      Math.floor(random() < 0.3 ? 1e12 + random() * 1e5 : Math.exp(random() * 30)),
    );
    const list = Int32Array.from(sizes.keys());
    largestFirst(list, sizes);
    expect([...list]).toEqual([...sizes.keys()].sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b));
  });
});

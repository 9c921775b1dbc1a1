import { describe, expect, it } from 'vitest';
import type { PlanMove } from '../../../shared/model.ts';
import { createLanes } from './lanes.ts';
import type { Batch } from './lanes.ts';

const most = { moves: 8, bytes: 1_000 };
const own = (volume: string): readonly string[] => [volume];
const move = (from: string, to: string, size = 1, after?: readonly number[]): PlanMove => {
  return { path: `/${from}${to}`, from, to, size, reason: '', ...(after === undefined ? {} : { after }) };
};

/** A small generator with a seed (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

describe('which moves go on at the same time', () => {
  it('[R80] directions on disjoint devices go on together, a second one of a device waits for the first', () => {
    const moves = [move('a', 'b', 100), move('c', 'd'), move('a', 'd'), move('e', 'b')];
    const lanes = createLanes(moves, { devices: own, most });
    const first = lanes.next();
    const second = lanes.next();
    expect([first, second].map((batch) => batch?.moves)).toEqual([[0], [1]]);
    expect(lanes.next()).toBeNull();
    if (first === null || second === null) throw new Error('there are two');
    lanes.ended(first);
    // Its source is free, its target is not.
    expect(lanes.next()?.moves).toEqual([3]);
    expect(lanes.next()).toBeNull();
    lanes.ended(second);
    expect(lanes.next()?.moves).toEqual([2]);
    expect(lanes.next()).toBeNull();
  });

  it('[R80] volumes on one disk count as one; one without a device is a device of its own', () => {
    const disk: Readonly<Record<string, readonly string[]>> = { a: ['disk'], b: ['disk', 'other'], c: [], d: [] };
    const lanes = createLanes([move('a', 'c'), move('b', 'd')], { devices: (name) => disk[name] ?? [], most });
    expect(lanes.next()?.devices).toEqual(['disk', 'volume:c']);
    expect(lanes.next()).toBeNull();
  });

  it('[R80] batches keep the order of the plan, are small at first, and end with their bytes', () => {
    const moves = Array.from({ length: 40 }, (_value, index) => move('a', 'b', index < 20 ? 1 : 400));
    const lanes = createLanes(moves, { devices: own, most });
    const sizes: number[] = [];
    const order: number[] = [];
    for (let batch = lanes.next(); batch !== null; batch = lanes.next()) {
      sizes.push(batch.moves.length);
      order.push(...batch.moves);
      lanes.ended(batch);
    }
    expect(order).toEqual(moves.map((_move, index) => index));
    expect(sizes.slice(0, 3)).toEqual([1, 8, 8]);
    // The last small ones with two large ones; then two large ones at a time.
    expect(sizes.slice(3)).toEqual([5, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
  });

  it('[R81] a move begins when those that make its room have ended', () => {
    const moves = [move('a', 'b', 1, [2, 3]), move('a', 'b'), move('b', 'c'), move('b', 'd'), move('a', 'b', 1, [1])];
    const lanes = createLanes(moves, { devices: own, most });
    const taken: number[] = [];
    for (let batch = lanes.next(); batch !== null; batch = lanes.next()) {
      taken.push(...batch.moves);
      lanes.ended(batch);
    }
    expect(taken.indexOf(0)).toBeGreaterThan(Math.max(taken.indexOf(2), taken.indexOf(3)));
    expect(taken.indexOf(4)).toBeGreaterThan(taken.indexOf(1));
    expect(taken.toSorted()).toEqual([0, 1, 2, 3, 4]);
  });

  it('[R81] moves that wait for each other, for themselves or for nothing that is there end all the same', () => {
    const moves = [move('a', 'b', 1, [1]), move('b', 'a', 1, [0]), move('c', 'd', 1, [2]), move('c', 'd', 1, [99, -1])];
    const lanes = createLanes(moves, { devices: own, most });
    const taken: number[] = [];
    for (let batch = lanes.next(); batch !== null; batch = lanes.next()) {
      taken.push(...batch.moves);
      lanes.ended(batch);
    }
    expect(taken.toSorted()).toEqual([0, 1, 2, 3]);
  });

  it('[R80] [R81] however batches end: each move once, no device twice, nobody before those it waits for', () => {
    const rounds = process.env['CFS_TORTURE'] === '1' ? 3_000 : 200;
    for (let seed = 1; seed <= rounds; seed += 1) {
      const random = randomOf(seed);
      const volumes = Array.from({ length: 2 + random(7) }, (_value, index) => `v${String(index)}`);
      const keys = new Map(volumes.map((name) => [name, random(4) === 0 ? ['shared'] : [name]]));
      const moves = Array.from({ length: random(60) }, (_value, index) => {
        const from = random(volumes.length);
        const to = (from + 1 + random(volumes.length - 1)) % volumes.length;
        const after = index > 0 && random(3) === 0 ? [random(index), random(index)] : undefined;
        return move(volumes[from] ?? '', volumes[to] ?? '', random(500), after);
      });
      const lanes = createLanes(moves, { devices: (name) => keys.get(name) ?? [], most });
      const running: Batch[] = [];
      const ended = new Set<number>();
      const begun = new Set<number>();
      const busy = new Set<string>();
      for (;;) {
        for (let batch = lanes.next(); batch !== null; batch = lanes.next()) {
          for (const key of batch.devices) {
            expect(busy.has(key)).toBe(false);
            busy.add(key);
          }
          for (const index of batch.moves) {
            expect(begun.has(index)).toBe(false);
            begun.add(index);
            expect(moves[index]).toMatchObject({ from: batch.from, to: batch.to });
            for (const other of moves[index]?.after ?? []) expect(ended.has(other)).toBe(true);
          }
          running.push(batch);
        }
        // Nothing that could go on stands still.
        const [done] = running.splice(random(running.length), 1);
        if (done === undefined) break;
        for (const key of done.devices) busy.delete(key);
        for (const index of done.moves) ended.add(index);
        lanes.ended(done);
      }
      expect(ended.size).toBe(moves.length);
    }
  });

  it('takes only the chosen moves; the others count as ended', () => {
    const moves = [move('a', 'b'), move('b', 'c', 1, [0]), move('a', 'b', 1, [1])];
    const lanes = createLanes(moves, { devices: own, most, only: [1, 2] });
    const first = lanes.next();
    expect(first?.moves).toEqual([1]);
    expect(lanes.next()).toBeNull();
    if (first !== null) lanes.ended(first);
    expect(lanes.next()?.moves).toEqual([2]);
  });
});

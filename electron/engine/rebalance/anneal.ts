import { isBetter, isOrderable, outsideAt, scoreOf } from './few.ts';
import type { Few, Score } from './few.ts';

/** Units at most; with more, a greedy plan is as good as there is. */
export const annealedMost = 600;
/** Attempts of one run; up to 50 ms. */
const attemptsOf = (units: number): number => Math.min(100_000, 10_000 + 1_500 * units);
export interface Manner {
  /** The heat at the start, in mean sizes; it ends at `last`. */
  readonly first: number;
  /** What a byte outside of what is asked for is worth in bytes that move. */
  readonly weight: number;
  /** Room that other moves make counts. */
  readonly relaxed: boolean;
}

/** Finds the fewest bytes. As tried on pools of 60 files: hotter or slower finds no better. */
export const cool: Manner = { first: 0.2, weight: 2, relaxed: false };
/** Finds what is farther away, where the goal is not reached yet. */
export const hot: Manner = { first: 1, weight: 8, relaxed: false };
const last = 0.01;
/** What a byte without a place is worth in bytes that move. */
const blockedWeight = 64;

/**
 * Local search by simulated annealing (Kirkpatrick et al. 1983) for pools of few large files: single moves, files that go
 * back, and two files that change their places. Always the same for the same pool. Answers the best that it met, which
 * can be made in some order; at worst what was known.
 */
export function anneal(few: Few, known: Uint8Array, manner: Manner, check: () => void): Uint8Array {
  const { first, weight, relaxed } = manner;
  const { sizes, options, from, must, counted, tanks, rooms } = few;
  const count = sizes.length;
  const places = known.slice();
  const level = Float64Array.from(few.level);
  const load = new Float64Array(rooms.length);
  let best = known.slice();
  let score = scoreOf(few, known);
  let { blocked, outside, bytes, moves } = score;
  const random = randomOf(count * 7919 + 17);

  const put = (at: number, place: number): void => {
    const old = places[at] ?? 0;
    if (old === place) return;
    const size = sizes[at] ?? 0;
    const source = from[at] ?? 0;
    const oldBin = options[at]?.[old]?.bin ?? 0;
    const newBin = options[at]?.[place]?.bin ?? 0;
    if (must[at] === true) blocked += place === 0 ? size : old === 0 ? -size : 0;
    if (old === 0) {
      bytes += size;
      moves += 1;
      if (relaxed) for (const tank of tanks[source] ?? []) load[tank] = (load[tank] ?? 0) - size;
    } else for (const tank of tanks[oldBin] ?? []) load[tank] = (load[tank] ?? 0) - size;
    if (place === 0) {
      bytes -= size;
      moves -= 1;
      if (relaxed) for (const tank of tanks[source] ?? []) load[tank] = (load[tank] ?? 0) + size;
    } else for (const tank of tanks[newBin] ?? []) load[tank] = (load[tank] ?? 0) + size;
    places[at] = place;
    if (counted[at] !== true || oldBin === newBin) return;
    const before = outsideAt(few, oldBin, level[oldBin] ?? 0) + outsideAt(few, newBin, level[newBin] ?? 0);
    level[oldBin] = (level[oldBin] ?? 0) - size;
    level[newBin] = (level[newBin] ?? 0) + size;
    outside += outsideAt(few, oldBin, level[oldBin] ?? 0) + outsideAt(few, newBin, level[newBin] ?? 0) - before;
  };
  const isFitting = (): boolean => {
    for (let tank = 0; tank < rooms.length; tank += 1) {
      if ((load[tank] ?? 0) > Math.max(0, rooms[tank] ?? 0)) return false;
    }
    return true;
  };

  // Begin with what is known: its loads.
  places.fill(0);
  ({ blocked, outside, bytes, moves } = scoreOf(few, places));
  for (const [at, place] of known.entries()) put(at, place);

  const mean = sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, count);
  const energy = (): number => blocked * blockedWeight + outside * weight + bytes + moves * mean * 1e-4;
  const attempts = attemptsOf(count);
  let heat = mean * first;
  const cooling = (last / first) ** (1 / attempts);
  let now = energy();
  for (let attempt = 0; attempt < attempts; attempt += 1, heat *= cooling) {
    if (attempt % 8192 === 0) check();
    const a = Math.floor(random() * count);
    const placeA = places[a] ?? 0;
    const way = random();
    let b = -1;
    let placeB = 0;
    if (way < 0.5) {
      put(a, Math.floor(random() * (options[a]?.length ?? 1)));
    } else {
      b = Math.floor(random() * count);
      placeB = places[b] ?? 0;
      const binA = options[a]?.[placeA]?.bin ?? 0;
      const binB = options[b]?.[placeB]?.bin ?? 0;
      const forA = options[a]?.findIndex(({ bin }) => bin === binB) ?? -1;
      const forB = options[b]?.findIndex(({ bin }) => bin === binA) ?? -1;
      if (a === b || binA === binB || forA < 0 || forB < 0) continue;
      put(a, forA);
      put(b, forB);
    }
    const after = energy();
    if (isFitting() && (after <= now || random() < Math.exp((now - after) / heat))) {
      now = after;
      const reached: Score = { blocked, outside, bytes, moves };
      if (isBetter(reached, score) && (!relaxed || isOrderable(few, places))) {
        score = reached;
        best = places.slice();
      }
      continue;
    }
    if (b >= 0) put(b, placeB);
    put(a, placeA);
  }
  return best;
}

function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

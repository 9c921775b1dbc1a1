import { isBetter, isOrderable, scoreOf } from './few.ts';
import type { Few, Score } from './few.ts';

/** Units at most: beyond it the search would not end in time. */
export const searchedMost = 28;
/** Places in the tree that are looked at: for a handful of units nearly always all, else some tenths of a second. */
const nodesOf = (units: number): number => (units <= 12 ? 6_000_000 : 400_000);

export interface Found {
  readonly places: Uint8Array;
  readonly score: Score;
  /** All combinations were tried: there is no better one. */
  readonly complete: boolean;
}

/**
 * Exhaustive search with bounds (branch and bound), for the few large files with which a greedy plan misses what is
 * possible: a byte that moves lessens what is over by at most one byte, and what is missing by at most one.
 */
export function search(few: Few, known: Uint8Array, check: () => void): Found {
  const { sizes, must, options, from, same, counted, tanks, rooms } = few;
  const count = sizes.length;
  const nodesMost = nodesOf(count);
  const below = new Float64Array(count + 1);
  const mustBelow = new Float64Array(count + 1);
  for (let at = count - 1; at >= 0; at -= 1) {
    below[at] = (below[at + 1] ?? 0) + (sizes[at] ?? 0);
    mustBelow[at] = (mustBelow[at + 1] ?? 0) + (must[at] === true ? (sizes[at] ?? 0) : 0);
  }
  const largest = new Float64Array(count + 1);
  for (let at = count - 1; at >= 0; at -= 1) largest[at] = Math.max(largest[at + 1] ?? 0, sizes[at] ?? 0);
  const mustsLeft = (at: number): boolean => must[at] === true;
  const level = Float64Array.from(few.level);
  /** Arrivals less departures of each tank; in the end they have to fit. */
  const net = new Float64Array(rooms.length);
  const places = new Uint8Array(count);
  let best = known.slice();
  let score = scoreOf(few, known);
  let nodes = 0;
  let blocked = 0;
  let bytes = 0;
  let moves = 0;

  /** Departures that may still come cannot free more than is left. */
  const overfilled = (to: number, at: number): boolean =>
    (tanks[to] ?? []).some((tank) => (net[tank] ?? 0) > Math.max(0, rooms[tank] ?? 0) + (below[at] ?? 0));
  const isFitting = (): boolean => rooms.every((room, tank) => (net[tank] ?? 0) <= Math.max(0, room));

  const move = (at: number, to: number, sign: 1 | -1): void => {
    const size = sign * (sizes[at] ?? 0);
    const source = from[at] ?? 0;
    bytes += size;
    moves += sign;
    for (const tank of tanks[to] ?? []) net[tank] = (net[tank] ?? 0) + size;
    for (const tank of tanks[source] ?? []) net[tank] = (net[tank] ?? 0) - size;
    if (counted[at] !== true) return;
    level[source] = (level[source] ?? 0) - size;
    level[to] = (level[to] ?? 0) + size;
  };

  const visit = (at: number): void => {
    nodes += 1;
    if (nodes > nodesMost) return;
    if (nodes % 4096 === 0) check();
    let over = 0;
    let under = 0;
    for (let bin = 0; bin < level.length; bin += 1) {
      const used = level[bin] ?? 0;
      over += Math.max(0, used - (few.high[bin] ?? Infinity));
      under += Math.max(0, (few.low[bin] ?? 0) - used);
    }
    if (!mustsLeft(at)) {
      const now = { blocked, outside: over + under, bytes, moves };
      if (isBetter(now, score) && isFitting() && isOrderable(few, places)) {
        score = now;
        best = places.slice();
      }
    }
    if (at >= count || !canBeat(at, over, under)) return;
    const first = same[at] === true ? (places[at - 1] ?? 0) : 0;
    const where = options[at] ?? [];
    for (let place = 1; place < where.length; place += 1) {
      if (place < first) continue;
      const to = where[place]?.bin ?? 0;
      move(at, to, 1);
      places[at] = place;
      if (!overfilled(to, at + 1)) visit(at + 1);
      places[at] = 0;
      move(at, to, -1);
    }
    // Of equal ones those that stay come last: nothing is missed, each combination is tried once.
    const size = must[at] === true ? (sizes[at] ?? 0) : 0;
    blocked += size;
    places[at] = 0;
    visit(same[at + 1] === true ? afterSame(at) : at + 1);
    blocked -= size;
  };
  /** Equal ones after one that stays stay too. */
  const afterSame = (at: number): number => {
    let next = at + 1;
    while (next < count && same[next] === true) next += 1;
    return next;
  };
  const canBeat = (at: number, over: number, under: number): boolean => {
    const left = below[at] ?? 0;
    if (blocked > score.blocked) return false;
    if (blocked < score.blocked) return true;
    const outside = Math.max(0, over - left) + Math.max(0, under - left);
    if (outside > score.outside) return false;
    if (outside < score.outside) return true;
    const needed = score.outside === 0 ? Math.max(over, under) : Math.max(0, (over + under - score.outside) / 2);
    // As much has to be placed as in the best so far.
    const more = Math.max(needed, score.blocked === blocked ? (mustBelow[at] ?? 0) : 0);
    if (bytes + more !== score.bytes) return bytes + more < score.bytes;
    return moves + Math.ceil(more / Math.max(1, largest[at] ?? 1)) < score.moves;
  };
  visit(0);
  return { places: best, score, complete: nodes <= nodesMost };
}

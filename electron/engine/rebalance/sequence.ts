/**
 * The order of moves, and which of them wait for which, so that no tank is ever overfilled whatever the executor runs at
 * the same time.
 *
 * Where all that arrives in a tank fits its room, nothing has to wait. In the other (tight) tanks what arrives is put in
 * an order a1, a2... with sets of departures D1 within D2 within..., so that a1 + ... + ak fits the room with what the
 * departures Dk free. When ak begins, Dk has ended; and whatever of the arrivals has begun by then, those up to the last
 * one of them fit with its set. That holds for every interleaving. To keep lists short the arrivals are cut into
 * stretches with one set each: the first of a stretch waits for what is new in the set (and for the first of the stretch
 * before), the others wait for the first.
 */
export interface Step {
  readonly size: number;
  /** Tanks that it leaves, and that it arrives in. */
  readonly from: readonly number[];
  readonly to: readonly number[];
}

export interface Sequence {
  /** Steps (by index) in an order in which they can be made. */
  readonly order: readonly number[];
  /** By step: the steps that have to have ended; those that are not here wait for none. */
  readonly after: ReadonlyMap<number, readonly number[]>;
  /** Steps for which there never is room. */
  readonly stuck: readonly number[];
}

/** Up to so many steps into tight tanks, every order is tried before one is given up. */
const exactMost = 14;
/** About so many stretches per tank. */
const stretches = 16;

/** @param rooms bytes per tank; negative: what leaves makes room only beyond that */
export function sequence(steps: readonly Step[], rooms: readonly number[]): Sequence {
  const arriving = new Float64Array(rooms.length);
  for (const { size, to } of steps) for (const tank of to) arriving[tank] = (arriving[tank] ?? 0) + size;
  const tight = rooms.map((room, tank) => (arriving[tank] ?? 0) > Math.max(0, room));
  const isTight = ({ to, size }: Step): boolean => size > 0 && to.some((tank) => tight[tank] === true);
  const order: number[] = [];
  const waiting: number[] = [];
  for (const [at, step] of steps.entries()) (isTight(step) ? waiting : order).push(at);
  if (waiting.length === 0) return { order, after: new Map(), stuck: [] };

  const free = Float64Array.from(rooms);
  for (const at of order) make(steps[at], free);
  let { made, stuck } = inRuns(steps, waiting, free.slice());
  if (stuck.length > 0) {
    const other = largestFirst(steps, waiting, free.slice());
    if (other.stuck.length < stuck.length) ({ made, stuck } = other);
  }
  if (stuck.length > 0 && waiting.length <= exactMost) {
    const all = everyOrder(steps, waiting, free);
    if (all !== null) [made, stuck] = [all, []];
  }
  order.push(...made);
  return { order, after: gates(steps, order, rooms, tight), stuck };
}

function make(step: Step | undefined, free: Float64Array): void {
  if (step === undefined) return;
  for (const tank of step.to) free[tank] = (free[tank] ?? 0) - step.size;
  for (const tank of step.from) free[tank] = (free[tank] ?? 0) + step.size;
}

const fits = ({ size, to }: Step, free: Float64Array): boolean => to.every((tank) => size <= (free[tank] ?? 0));

interface Made {
  readonly made: readonly number[];
  readonly stuck: readonly number[];
}

/** Steps of one way, largest first. */
interface Way {
  readonly to: readonly number[];
  list: readonly number[];
}

function waysOf(steps: readonly Step[], waiting: readonly number[]): readonly Way[] {
  const ways = new Map<string, { readonly to: readonly number[]; readonly list: number[] }>();
  const sizeOf = (at: number): number => steps[at]?.size ?? 0;
  for (const at of waiting) {
    const { from = [], to = [] } = steps[at] ?? {};
    const key = `${from.join()} ${to.join()}`;
    const way = ways.get(key) ?? { to, list: [] };
    way.list.push(at);
    ways.set(key, way);
  }
  for (const { list } of ways.values()) list.sort((a, b) => sizeOf(b) - sizeOf(a) || a - b);
  return [...ways.values()];
}

/** More runs than that are no runs any more. */
const runsMost = 2_000;

/**
 * In runs: of one way all that fits, then of the way that can take the most then. Few changes of direction, so few waits;
 * within a run the order is that of the steps.
 */
function inRuns(steps: readonly Step[], waiting: readonly number[], free: Float64Array): Made {
  const ways = waysOf(steps, waiting);
  const sizeOf = (at: number): number => steps[at]?.size ?? 0;
  const left = new Map(ways.map((way) => [way, way.list.reduce((sum, at) => sum + sizeOf(at), 0)]));
  const roomOf = ({ to }: Way): number => Math.min(...to.map((tank) => free[tank] ?? 0));
  const made: number[] = [];
  for (let run = 0; run < runsMost; run += 1) {
    let best: Way | null = null;
    let most = 0;
    for (const way of ways) {
      const smallest = way.list.at(-1);
      const room = roomOf(way);
      if (smallest === undefined || sizeOf(smallest) > room) continue;
      const bytes = Math.min(room, left.get(way) ?? 0);
      if (best !== null && bytes <= most) continue;
      best = way;
      most = bytes;
    }
    if (best === null) break;
    let room = roomOf(best);
    const taken: number[] = [];
    const kept: number[] = [];
    for (const at of best.list) {
      if (sizeOf(at) > room) kept.push(at);
      else {
        taken.push(at);
        room -= sizeOf(at);
      }
    }
    best.list = kept;
    left.set(
      best,
      kept.reduce((sum, at) => sum + sizeOf(at), 0),
    );
    taken.sort((a, b) => a - b);
    for (const at of taken) make(steps[at], free);
    made.push(...taken);
  }
  return { made, stuck: ways.flatMap(({ list }) => list) };
}

/** One by one, always the largest that fits: it needs the most room, and the small ones find theirs later. */
function largestFirst(steps: readonly Step[], waiting: readonly number[], free: Float64Array): Made {
  const ways = waysOf(steps, waiting).map(({ list }) => ({ list, first: 0 }));
  const sizeOf = (at: number): number => steps[at]?.size ?? 0;
  const done = new Set<number>();
  const made: number[] = [];
  for (;;) {
    let best = -1;
    for (const way of ways.values()) {
      while (way.first < way.list.length && done.has(way.list[way.first] ?? 0)) way.first += 1;
      const step = steps[way.list[way.first] ?? -1];
      if (step === undefined) continue;
      const room = Math.min(...step.to.map((tank) => free[tank] ?? 0));
      let low = way.first;
      let high = way.list.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (sizeOf(way.list[middle] ?? 0) > room) low = middle + 1;
        else high = middle;
      }
      while (low < way.list.length && done.has(way.list[low] ?? 0)) low += 1;
      const at = way.list[low];
      if (at !== undefined && (best < 0 || sizeOf(at) > sizeOf(best))) best = at;
    }
    if (best < 0) break;
    done.add(best);
    made.push(best);
    make(steps[best], free);
  }
  return { made, stuck: waiting.filter((at) => !done.has(at)) };
}

/** Tries all orders, remembering which sets of steps lead nowhere; null when none makes all. */
function everyOrder(steps: readonly Step[], waiting: readonly number[], start: Float64Array): readonly number[] | null {
  const dead = new Set<number>();
  const made: number[] = [];
  const visit = (set: number, free: Float64Array): boolean => {
    if (made.length === waiting.length) return true;
    if (dead.has(set)) return false;
    for (const [bit, at] of waiting.entries()) {
      const step = steps[at];
      if (step === undefined || (set & (1 << bit)) !== 0 || !fits(step, free)) continue;
      const next = free.slice();
      make(step, next);
      made.push(at);
      if (visit(set | (1 << bit), next)) return true;
      made.pop();
    }
    dead.add(set);
    return false;
  };
  return visit(0, start) ? made : null;
}

/** What each step waits for, in an order that works one by one. */
function gates(
  steps: readonly Step[],
  order: readonly number[],
  rooms: readonly number[],
  tight: readonly boolean[],
): ReadonlyMap<number, readonly number[]> {
  const after = new Map<number, number[]>();
  for (const [tank, isTight] of tight.entries()) {
    if (!isTight) continue;
    const room = rooms[tank] ?? 0;
    let arrived = 0;
    let credit = room;
    let total = 0;
    for (const at of order) if (steps[at]?.to.includes(tank) === true) total += steps[at].size;
    const stretch = (total - Math.max(0, room)) / stretches;
    const left: number[] = [];
    let taken = 0;
    let lead = -1;
    for (const at of order) {
      const step = steps[at];
      if (step === undefined) continue;
      if (step.size > 0 && step.to.includes(tank)) {
        arrived += step.size;
        const waits: number[] = lead < 0 ? [] : [lead];
        if (arrived > credit) {
          while (taken < left.length && credit < arrived + stretch) {
            const gone = left[taken] ?? 0;
            waits.push(gone);
            credit += steps[gone]?.size ?? 0;
            taken += 1;
          }
          lead = at;
        }
        if (waits.length > 0) after.set(at, [...new Set([...(after.get(at) ?? []), ...waits])]);
      }
      if (step.size > 0 && step.from.includes(tank)) left.push(at);
    }
  }
  return after;
}

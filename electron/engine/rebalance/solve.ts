import { fail } from '../../../shared/errors.ts';
import type { PlanEdits, PlanGoal } from '../../../shared/planning.ts';
import { anneal, annealedMost, cool, hot } from './anneal.ts';
import { extraBytesOf, flowsOf, leastBytes, targetsOf } from './certificate.ts';
import { placeAll, whyNot } from './demands.ts';
import type { Refusal } from './demands.ts';
import { fewOf, isBetter, isOrderable, placesOf, scoreOf } from './few.ts';
import type { Manner } from './anneal.ts';
import type { Demand, Few, Score } from './few.ts';
import { taskOf } from './goals.ts';
import type { Task } from './goals.ts';
import { greedy, prune } from './greedy.ts';
import type { BlockedItem, PlannedMove, Solved } from './planner.ts';
import { membersOf, prepare } from './prepared.ts';
import type { Prepared } from './prepared.ts';
import { search, searchedMost } from './search.ts';
import { sequence } from './sequence.ts';
import type { Step } from './sequence.ts';
import { State } from './state.ts';
import { noteOf, reasonsOf } from './words.ts';

export { prepare };
export type { Prepared };

export interface SolveOptions {
  /** Asked now and then; true ends it with `cancelled`. */
  readonly cancelled?: () => boolean;
}

/** Above this multiple of the lower bound a pool of few units is searched for something better. */
const goodEnough = 1.001;

/**
 * Plans for a goal, with what a person changed in it: fewest bytes, then fewest moves, then as few folders torn apart as
 * that allows. Each item moves at most once. When the goal is out of reach, the plan comes as near as it can and says
 * what is in the way. Always the same for the same input.
 * @throws invalid (an unknown volume, a number that makes no sense), cancelled
 */
export function solve(prepared: Prepared, goal: PlanGoal, edits: PlanEdits = {}, options: SolveOptions = {}): Solved {
  const check = (): void => {
    if (options.cancelled?.() === true) throw fail('cancelled', 'Planning', 'it was cancelled', 'ask again');
  };
  check();
  const task = taskOf(prepared, goal, edits);
  const state = new State(prepared, task.setting);
  const refused = [...task.refused];
  const { forced, misfits } = sendAll(state, task.sent);
  refused.push(...misfits.map((demand) => whyNot(state, demand)));
  placeAll(state, task.demands, goal.kind === 'rules', check);
  check();
  if (forced.length > 0) squeeze(state);
  greedy(state, check);
  const lowerBoundBytes = leastBytes(prepared, task);
  const demands = [...task.demands, ...forced];
  const proven = improve(state, demands, lowerBoundBytes, check);
  const missing = (): readonly Demand[] => demands.filter(({ unit }) => !state.moves.has(unit));
  let made = order(state);
  if (made.gaveUp && missing().length > 0) {
    // Without those that waited for each other there is room for some.
    placeAll(state, missing(), false, check);
    made = order(state);
  }
  refused.push(...missing().map((demand) => whyNot(state, demand)));
  return answer(state, task, goal, refused, { ...made, proven, lowerBoundBytes });
}

/** What a person sends goes, whatever the room: others leave for it. What can never lie there is answered apart. */
function sendAll(
  state: State,
  sent: readonly Demand[],
): { readonly forced: readonly Demand[]; readonly misfits: readonly Demand[] } {
  const forced: Demand[] = [];
  const misfits: Demand[] = [];
  for (const demand of sent) {
    const { unit, volumes, why } = demand;
    const [volume] = volumes;
    if (volume === undefined || !state.mayLie(unit, volume)) misfits.push(demand);
    else {
      state.choose(unit, volume, why);
      forced.push(demand);
    }
  }
  return { forced, misfits };
}

/** Bins that were sent more than their room have to give it to others: their level ends where their room does. */
function squeeze(state: State): void {
  const { prepared, setting } = state;
  for (const [bin, { tanks }] of prepared.bins.entries()) {
    for (const tank of tanks) {
      const room = prepared.tanks[tank]?.room ?? 0;
      const before = setting.level[bin] ?? 0;
      if ((state.arriving[tank] ?? 0) <= Math.max(0, room) || setting.counted !== null) continue;
      const { high, low } = setting.levels;
      high[bin] = Math.max(0, Math.min(high[bin] ?? Infinity, before + room));
      low[bin] = Math.min(low[bin] ?? 0, high[bin] ?? 0);
    }
  }
}

/** With so few units the search alone is quick. */
const easy = 10;

/** Local and exhaustive search where the pool is small enough; true when no plan is better than what it leaves. */
function improve(state: State, demands: readonly Demand[], bound: number, check: () => void): boolean {
  const bytes = state.bytes();
  const isPlaced = demands.every(({ unit }) => state.moves.has(unit));
  const isDone = isPlaced && state.totalOutside() === 0 && isOrdered(state);
  if (isDone && bytes <= bound) return true;
  const few = fewOf(state, demands, annealedMost);
  if (few === null && !isDone && demands.length === 0) arrangeLargest(state, check);
  if (few === null || (isDone && bytes <= bound * goodEnough && few.units.length > searchedMost)) return false;
  let places: Uint8Array = placesOf(few, state);
  if (!isOrderable(few, places)) places = new Uint8Array(few.units.length);
  const before = scoreOf(few, places);
  if (few.units.length > easy) {
    places = annealed(few, places, [cool, hot, { ...cool, relaxed: true }], check);
  }
  let isComplete = false;
  if (few.units.length <= searchedMost) {
    const found = search(few, places, check);
    places = found.places;
    isComplete = found.complete;
  }
  if (isBetter(scoreOf(few, places), before) || !isOrdered(state)) adopt(state, few, places, demands);
  return isComplete || (scoreOf(few, places).blocked === 0 && state.totalOutside() === 0 && state.bytes() <= bound);
}

/** One manner after the other, until the goal is reached. */
function annealed(few: Few, known: Uint8Array, manners: readonly Manner[], check: () => void): Uint8Array {
  let places = known;
  for (const manner of manners) {
    places = anneal(few, places, manner, check);
    const { blocked, outside } = scoreOf(few, places);
    if (blocked === 0 && outside === 0) break;
  }
  return places;
}

/** So many of the largest units are arranged anew where many small ones lie around them. */
const arrangedMost = 150;

/**
 * Many small files and some very large ones: going for the largest that fits leaves the large ones where no small ones
 * make up for it. So the large ones are arranged by themselves, and the small ones fill what is left. Kept when better.
 */
function arrangeLargest(state: State, check: () => void): void {
  const former = [...state.moves.units()].map((unit) => ({
    unit,
    volume: state.moves.get(unit),
    why: state.why(unit),
  }));
  const scoreNow = (): Score => {
    return { blocked: 0, outside: state.totalOutside(), bytes: state.bytes(), moves: state.moves.size };
  };
  const before = scoreNow();
  for (const { unit } of former) state.drop(unit);
  const few = fewOf(state, [], arrangedMost, true);
  if (few !== null) {
    let places = annealed(few, new Uint8Array(few.units.length), [cool, hot], check);
    if (few.units.length <= searchedMost) ({ places } = search(few, places, check));
    adopt(state, few, places, []);
    greedy(state, check);
    if (isBetter(scoreNow(), before)) return;
  }
  for (const unit of state.moves.units()) state.drop(unit);
  for (const { unit, volume, why } of former) state.choose(unit, volume, why);
}

/** Makes the state what the search found; moves that it leaves as they are keep their reasons. */
function adopt(state: State, few: Few, places: Uint8Array, demands: readonly Demand[]): void {
  const why = new Map(demands.map((demand) => [demand.unit, demand.why]));
  const former = new Map(few.units.map((unit) => [unit, { volume: state.moves.get(unit), why: state.why(unit) }]));
  for (const unit of few.units) state.drop(unit);
  for (const [at, place] of places.entries()) {
    const unit = few.units[at] ?? 0;
    const volume = few.options[at]?.[place]?.volume ?? -1;
    if (place === 0 || volume < 0) continue;
    const old = former.get(unit);
    state.choose(unit, volume, why.get(unit) ?? (old?.volume === volume ? old.why : 'best'));
  }
}

/** What moves, in the order of the files: direction by direction (the most bytes first), folder by folder. */
function byWay(state: State): readonly number[] {
  const { prepared } = state;
  const count = prepared.volumes.length;
  const bytes = new Float64Array(count * count);
  const units = state.moves.units();
  const way = (unit: number): number => (prepared.home[unit] ?? 0) * count + state.moves.get(unit);
  for (const unit of units) bytes[way(unit)] = (bytes[way(unit)] ?? 0) + state.size(unit);
  const ranks = new Int32Array(count * count);
  for (const [rank, at] of [...bytes.keys()].sort((a, b) => (bytes[b] ?? 0) - (bytes[a] ?? 0)).entries()) {
    ranks[at] = rank;
  }
  const keys = new Float64Array(units.length);
  for (let at = 0; at < units.length; at += 1) {
    const unit = units[at] ?? 0;
    keys[at] = (ranks[way(unit)] ?? 0) * 2 ** 32 + unit;
  }
  return Array.from(keys.sort(), (key) => key % 2 ** 32);
}

function stepsOf(state: State, units: readonly number[]): readonly Step[] {
  const { bins } = state.prepared;
  return units.map((unit) => ({
    size: state.size(unit),
    from: bins[state.homeBin(unit)]?.tanks ?? [],
    to: bins[state.binOf(state.moves.get(unit))]?.tanks ?? [],
  }));
}

const roomsOf = ({ prepared }: State): readonly number[] => prepared.tanks.map(({ room }) => room);

function isOrdered(state: State): boolean {
  return state.isLoose() || sequence(stepsOf(state, byWay(state)), roomsOf(state)).stuck.length === 0;
}

interface Ordered {
  readonly units: readonly number[];
  /** By place in `units`. */
  readonly after: ReadonlyMap<number, readonly number[]>;
  /** There was never room for some: they do not move. */
  readonly gaveUp: boolean;
}

/** Puts the moves in order; those for which there never is room are given up, and what was only for them. */
function order(state: State): Ordered {
  for (let gaveUp = false; ; gaveUp = true) {
    const units = byWay(state);
    if (state.isLoose()) return { units, after: new Map(), gaveUp };
    const made = sequence(stepsOf(state, units), roomsOf(state));
    const places = new Map(made.order.map((at, place) => [at, place]));
    if (made.stuck.length === 0) {
      const after = new Map<number, readonly number[]>();
      for (const [at, waits] of made.after) {
        after.set(
          places.get(at) ?? 0,
          waits.map((one) => places.get(one) ?? 0).sort((a, b) => a - b),
        );
      }
      return { units: made.order.map((at) => units[at] ?? 0), after, gaveUp };
    }
    for (const at of made.stuck) state.drop(units[at] ?? 0);
    prune(state);
  }
}

interface Certified extends Ordered {
  readonly proven: boolean;
  readonly lowerBoundBytes: number;
}

function answer(state: State, task: Task, goal: PlanGoal, refused: readonly Refusal[], made: Certified): Solved {
  const { prepared } = state;
  const moves: PlannedMove[] = [];
  const reasons = reasonsOf(state, goal);
  /** First move of each unit, and of what comes behind it. */
  const starts: number[] = [];
  for (const [place, unit] of made.units.entries()) {
    const to = prepared.volumes[state.moves.get(unit)]?.name ?? '';
    const reason = reasons(unit);
    const after: number[] = [];
    for (const one of made.after.get(place) ?? []) {
      for (let move = starts[one] ?? 0; move < (starts[one + 1] ?? moves.length); move += 1) after.push(move);
    }
    starts.push(moves.length);
    for (const item of membersOf(prepared, unit)) {
      moves.push(after.length === 0 ? { item, to, reason } : { item, to, reason, after });
    }
  }
  const blocked: BlockedItem[] = refused.flatMap(({ unit, reason, kind }) =>
    membersOf(prepared, unit).map((item) => ({ item, reason, kind })),
  );
  const isReached = refused.length === 0 && state.totalOutside() === 0;
  const bytes = state.bytes();
  return {
    moves,
    blocked,
    lowerBoundBytes: made.lowerBoundBytes,
    reached: isReached,
    note: noteOf(state, goal, { task, refused, isReached }),
    band: task.band,
    bytes,
    proven: made.proven || (isReached && bytes <= made.lowerBoundBytes),
    flows: flowsOf(moves),
    extraBytes: extraBytesOf(prepared.volumes.length, moves),
    targets: targetsOf(prepared, task.asked, task.setting.levels),
    on: task.on,
  };
}

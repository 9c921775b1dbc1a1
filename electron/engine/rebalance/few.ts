import type { Special } from './specials.ts';
import { sequence } from './sequence.ts';
import type { Step } from './sequence.ts';
import type { State, Why } from './state.ts';

/** A unit that has to go to one of these volumes; where it cannot, it is blocked. */
export interface Demand {
  readonly unit: number;
  /** Best first where nothing else decides. */
  readonly volumes: readonly number[];
  readonly why: Why;
}

/** How good a plan is: less that has no place, less outside of what is asked, fewer bytes, fewer moves; in this order. */
export interface Score {
  readonly blocked: number;
  readonly outside: number;
  readonly bytes: number;
  readonly moves: number;
}

export function isBetter(a: Score, b: Score): boolean {
  if (a.blocked !== b.blocked) return a.blocked < b.blocked;
  if (a.outside !== b.outside) return a.outside < b.outside;
  return a.bytes !== b.bytes ? a.bytes < b.bytes : a.moves < b.moves;
}

/**
 * A pool of few units, laid out for searches: those that have to move first, then by size. A plan is a place per unit:
 * the index in `options`, 0 for where it lies.
 */
export interface Few {
  readonly units: readonly number[];
  readonly sizes: readonly number[];
  readonly from: readonly number[];
  readonly must: readonly boolean[];
  /** It counts for the levels. */
  readonly counted: readonly boolean[];
  /** Bin and volume of each place; the first is where it lies. */
  readonly options: readonly (readonly { readonly bin: number; readonly volume: number }[])[];
  /** Equal to the one before in all that matters: only one of both orders has to be tried. */
  readonly same: readonly boolean[];
  readonly level: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly tanks: readonly (readonly number[])[];
  readonly rooms: readonly number[];
}

/**
 * Null when there are more units than `most`, or copies of one file that must keep apart.
 * @param largest of more units the largest, instead of null
 */
export function fewOf(state: State, demands: readonly Demand[], most: number, largest = false): Few | null {
  const { prepared, setting } = state;
  const free = state.lists.reduce((sum, list) => sum + list.length, 0);
  if (free > most * 64 && !largest) return null;
  const wanted = new Map(demands.map((demand) => [demand.unit, demand]));
  const volumes = prepared.volumes.map((_, at) => at);
  const special = (unit: number): Special | undefined => prepared.special.get(unit);
  const mayLie = (unit: number, volume: number): boolean =>
    setting.receives[volume] === true &&
    prepared.home[unit] !== volume &&
    !(special(unit)?.taken.includes(volume) ?? false) &&
    (special(unit)?.allowed?.has(volume) ?? true);

  const units: number[] = demands.filter(({ volumes: where }) => where.length > 0).map(({ unit }) => unit);
  units.sort((a, b) => state.size(b) - state.size(a) || a - b);
  const musts = units.length;
  if (isAsked(state)) {
    const more: number[] = [];
    for (const list of state.lists) {
      for (const unit of largest ? list.subarray(0, most) : list) {
        if (state.size(unit) > 0 && setting.locked[unit] === 0 && !wanted.has(unit)) more.push(unit);
      }
    }
    more.sort((a, b) => state.size(b) - state.size(a) || a - b);
    // Beside the largest ones, what is a hundredth of them decides nothing.
    const least = largest ? state.size(more[0] ?? -1) / 100 : 0;
    units.push(...(largest ? more.slice(0, most).filter((unit) => state.size(unit) >= least) : more));
  }
  if (units.length > most || hasCopies(state, units)) return null;

  const options = units.map((unit) => {
    const home = { bin: state.homeBin(unit), volume: prepared.home[unit] ?? -1 };
    const demand = wanted.get(unit);
    const seen = new Set<number>();
    const places = (demand?.volumes ?? volumes)
      .filter((volume) => mayLie(unit, volume) && (demand !== undefined || state.binOf(volume) !== home.bin))
      .map((volume) => ({ bin: state.binOf(volume), volume }))
      .filter(({ bin }) => !seen.has(bin) && seen.add(bin).size > 0);
    return [home, ...places];
  });
  const isPlain = (unit: number): boolean => special(unit) === undefined && !wanted.has(unit);
  const same = units.map((unit, at) => {
    const before = units[at - 1];
    if (before === undefined || !isPlain(unit) || !isPlain(before)) return false;
    return state.size(unit) === state.size(before) && prepared.home[unit] === prepared.home[before];
  });
  return {
    units,
    sizes: units.map((unit) => state.size(unit)),
    from: units.map((unit) => state.homeBin(unit)),
    must: units.map((_, at) => at < musts),
    counted: units.map((unit) => setting.counted === null || setting.counted[unit] === 1),
    options,
    same,
    level: [...setting.level],
    low: [...setting.levels.low],
    high: [...setting.levels.high],
    tanks: prepared.bins.map(({ tanks }) => tanks),
    rooms: prepared.tanks.map(({ room }) => room),
  };
}

/** Whether any level is asked for; else only what has to move does. */
function isAsked({ setting: { levels } }: State): boolean {
  return levels.low.some((bytes) => bytes > 0) || levels.high.some((bytes) => bytes < Infinity);
}

function hasCopies({ prepared }: State, units: readonly number[]): boolean {
  const seen = new Set<string>();
  for (const unit of units) {
    const special = prepared.special.get(unit);
    if (special === undefined || special.taken.length === 0) continue;
    for (const at of special.members ?? [unit]) {
      const item = prepared.items[at];
      if (item === undefined) continue;
      for (const path of [item.path, ...(item.links ?? [])]) {
        if (seen.has(path)) return true;
        seen.add(path);
      }
    }
  }
  return false;
}

/** The places that a plan gives; units that it does not know stay. */
export function placesOf(few: Few, state: State): Uint8Array {
  return Uint8Array.from(few.units, (unit, at) => {
    const volume = state.moves.get(unit);
    if (volume < 0) return 0;
    const bin = state.binOf(volume);
    return Math.max(0, few.options[at]?.findIndex((one, index) => index > 0 && one.bin === bin) ?? 0);
  });
}

export function scoreOf(few: Few, places: Uint8Array): Score {
  const level = [...few.level];
  let blocked = 0;
  let bytes = 0;
  let moves = 0;
  for (const [at, place] of places.entries()) {
    const size = few.sizes[at] ?? 0;
    if (place === 0) {
      if (few.must[at] === true) blocked += size;
      continue;
    }
    bytes += size;
    moves += 1;
    if (few.counted[at] !== true) continue;
    const from = few.from[at] ?? 0;
    const to = few.options[at]?.[place]?.bin ?? 0;
    level[from] = (level[from] ?? 0) - size;
    level[to] = (level[to] ?? 0) + size;
  }
  let outside = 0;
  for (const [bin, used] of level.entries()) outside += outsideAt(few, bin, used);
  return { blocked, outside, bytes, moves };
}

export function outsideAt({ low, high }: Few, bin: number, used: number): number {
  return Math.max(0, used - (high[bin] ?? Infinity)) + Math.max(0, (low[bin] ?? 0) - used);
}

/** True when the moves can be made in some order without overfilling anything. */
export function isOrderable(few: Few, places: Uint8Array): boolean {
  const steps: Step[] = [];
  for (const [at, place] of places.entries()) {
    if (place === 0) continue;
    steps.push({
      size: few.sizes[at] ?? 0,
      from: few.tanks[few.from[at] ?? 0] ?? [],
      to: few.tanks[few.options[at]?.[place]?.bin ?? 0] ?? [],
    });
  }
  return sequence(steps, few.rooms).stuck.length === 0;
}

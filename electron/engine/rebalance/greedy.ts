import { firstNotLarger, largestFirst } from './by-size.ts';
import { folderOf, membersOf } from './prepared.ts';
import type { State } from './state.ts';

/**
 * Largest-first towards the nearest edge of the band, then the last gaps. Each unit is chosen at most once and every
 * step brings bytes into the band, so it ends. `check` is called now and then; it may throw.
 */
export function greedy(state: State, check: () => void): void {
  if (state.totalOutside() === 0) return;
  main(state, check);
  const fillGaps = (): void => {
    for (let best = next(state); best !== null && state.effort < gapEffort; best = next(state)) {
      check();
      state.choose(best.unit, best.volume, 'gap');
    }
  };
  fillGaps();
  for (let round = 0; round < exchanges && state.totalOutside() > 0; round += 1) {
    check();
    // Each round sorts what was chosen.
    state.effort += state.moves.size;
    if (!exchange(state)) break;
    fillGaps();
  }
  prune(state);
}

/** At most so many exchanges: each one lessens what is outside the band, but perhaps by little. */
const exchanges = 200;
/** Places that are looked at before exchanges, and before even gaps, are given up: some tenths of a second, and seconds. */
const exchangeEffort = 2_000_000;
const gapEffort = 20_000_000;

interface Choice {
  readonly unit: number;
  readonly volume: number;
}

/** Bytes that each bin is to send or to take, so that all reach the band with the least bytes. */
function shares(state: State): { readonly send: Float64Array; readonly take: Float64Array } {
  const { bins } = state.prepared;
  const { low, high } = state.setting.levels;
  const send = new Float64Array(bins.length);
  const take = new Float64Array(bins.length);
  let excess = 0;
  let deficit = 0;
  const levelOf = (bin: number): number => state.level[bin] ?? 0;
  for (const bin of bins.keys()) {
    send[bin] = Math.max(0, levelOf(bin) - (high[bin] ?? Infinity));
    take[bin] = Math.max(0, (low[bin] ?? 0) - levelOf(bin));
    excess += send[bin] ?? 0;
    deficit += take[bin] ?? 0;
  }
  // What one side has more than the other goes to (or comes from) bins inside the band, as far as that goes.
  const isMoreToTake = excess > deficit;
  const spare = bins.map(({ volumes }, bin) => {
    if (isMoreToTake) {
      if ((send[bin] ?? 0) > 0 || !volumes.some((one) => state.setting.receives[one] === true)) return 0;
      return Math.max(0, Math.min((high[bin] ?? Infinity) - Math.max(levelOf(bin), low[bin] ?? 0), state.room(bin)));
    }
    if ((take[bin] ?? 0) > 0 || (state.lists[bin]?.length ?? 0) === 0) return 0;
    return Math.max(0, Math.min(levelOf(bin), high[bin] ?? Infinity) - (low[bin] ?? 0));
  });
  const rest = Math.abs(excess - deficit);
  const side = isMoreToTake ? take : send;
  for (const [bin, bytes] of pour(state, spare, rest, isMoreToTake).entries()) side[bin] = (side[bin] ?? 0) + bytes;
  return { send, take };
}

/** Shares `rest` out so that the bins end as evenly full as can be: the emptiest take first, the fullest send first. */
function pour(state: State, spare: readonly number[], rest: number, takes: boolean): readonly number[] {
  const { bins } = state.prepared;
  const at = (line: number): readonly number[] =>
    spare.map((most, bin) => {
      const total = bins[bin]?.total ?? 0;
      const level = state.level[bin] ?? 0;
      return Math.min(most, Math.max(0, takes ? line * total - level : level - line * total));
    });
  const sum = (bytes: readonly number[]): number => bytes.reduce((all, one) => all + one, 0);
  if (rest >= sum(spare)) return spare;
  let [low, high] = [0, 4];
  for (let round = 0; round < 60; round += 1) {
    const line = (low + high) / 2;
    if (sum(at(line)) < rest === takes) low = line;
    else high = line;
  }
  return at(takes ? high : low);
}

/** The largest units that fit what is to be sent and taken. */
function main(state: State, check: () => void): void {
  const { send, take } = shares(state);
  const { sizes } = state.prepared;
  const byBytes = (bytes: Float64Array): number[] =>
    [...bytes.keys()].filter((bin) => (bytes[bin] ?? 0) > 0).sort((a, b) => (bytes[b] ?? 0) - (bytes[a] ?? 0));
  const takers = byBytes(take);
  const friends = new Friends(state);
  for (const from of byBytes(send)) {
    const list = state.lists[from] ?? new Int32Array(0);
    let left = send[from] ?? 0;
    let looked = 0;
    let most = mostTaken(takers, take);
    for (let at = 0; at < list.length && left > 0; at += 1) {
      looked += 1;
      if (looked % 1024 === 0) check();
      let unit = list[at] ?? 0;
      // What is too large for the rest, or for every taker, is passed over at once.
      const fitting = Math.min(left, most);
      if (fitting <= 0) break;
      if ((sizes[unit] ?? 0) > fitting) {
        at = firstNotLarger(list, sizes, fitting, at);
        unit = list[at] ?? -1;
      }
      const size = sizes[unit] ?? 0;
      if (size === 0) break;
      if (!state.isFree(unit)) continue;
      let best: { readonly bin: number; readonly volume: number } | null = null;
      let bestWants = 0;
      for (const bin of takers) {
        const wants = take[bin] ?? 0;
        if (size > wants || wants <= bestWants) continue;
        const volume = state.placeIn(unit, bin);
        if (volume < 0) continue;
        best = { bin, volume };
        bestWants = wants;
      }
      if (best === null) continue;
      best = friends.prefer(unit, best, takers, take);
      take[best.bin] = (take[best.bin] ?? 0) - size;
      most = mostTaken(takers, take);
      left -= size;
      state.choose(unit, best.volume, 'share');
      if (takers.length > 1) friends.note(unit, best.volume);
    }
  }
}

/** The most that any of them still wants. */
function mostTaken(takers: readonly number[], take: Float64Array): number {
  let most = 0;
  for (const bin of takers) most = Math.max(most, take[bin] ?? 0);
  return most;
}

/** Keeps files of one folder together where it costs nothing: a small one goes where its neighbours are or went. */
class Friends {
  private readonly state: State;
  private readonly went = new Map<string, number>();

  constructor(state: State) {
    this.state = state;
  }

  prefer(
    unit: number,
    best: { readonly bin: number; readonly volume: number },
    takers: readonly number[],
    take: Float64Array,
  ): { readonly bin: number; readonly volume: number } {
    // Only where much is wanted yet: near the edge the sizes have to fit.
    const enough = this.state.size(unit) * 8;
    const others = takers.filter((bin) => bin !== best.bin && enough <= (take[bin] ?? 0));
    if (others.length === 0) return best;
    const folder = this.folder(unit);
    const held = (this.went.get(folder) ?? 0) | this.state.prepared.holders(folder);
    if (held === 0 || this.has(held, best.volume)) return best;
    for (const bin of others) {
      const volume = this.state.placeIn(unit, bin);
      if (volume >= 0 && this.has(held, volume)) return { bin, volume };
    }
    return best;
  }

  note(unit: number, volume: number): void {
    if (volume > 30) return;
    const folder = this.folder(unit);
    this.went.set(folder, (this.went.get(folder) ?? 0) | (1 << volume));
  }

  private folder(unit: number): string {
    return folderOf(membersOf(this.state.prepared, unit)[0]?.path ?? '/');
  }

  private has(held: number, volume: number): boolean {
    return volume <= 30 && (held & (1 << volume)) !== 0;
  }
}

/**
 * One more unit that lessens what is outside the band the most; among equals the smallest. Only a few sizes per pair can
 * be the best: the one that closes the gap exactly or just over, and the largest under it.
 */
function next(state: State): Choice | null {
  let best: Choice | null = null;
  let bestGain = 0;
  let bestSize = Infinity;
  for (const { from, to, gap } of gaps(state)) {
    for (const unit of state.around(from, to, gap)) {
      const gain = state.gain(unit, to);
      if (gain < bestGain || gain <= 0 || (gain === bestGain && state.size(unit) >= bestSize)) continue;
      bestGain = gain;
      bestSize = state.size(unit);
      best = { unit, volume: state.placeIn(unit, to) };
    }
  }
  return best;
}

interface Gap {
  readonly from: number;
  readonly to: number;
  readonly gap: number;
}

/** Bytes that would close something, by direction. */
function* gaps(state: State, only: number | null = null): Generator<Gap> {
  const { bins } = state.prepared;
  const { low, high } = state.setting.levels;
  for (const from of bins.keys()) {
    if ((only !== null && only !== from) || (state.lists[from]?.length ?? 0) === 0) continue;
    const level = state.level[from] ?? 0;
    for (const to of bins.keys()) {
      if (to === from || (state.outside(from) === 0 && state.outside(to) === 0)) continue;
      const there = state.level[to] ?? 0;
      const over = level - (high[from] ?? Infinity);
      for (const gap of [over, (low[to] ?? 0) - there, (high[to] ?? Infinity) - there, level - (low[from] ?? 0)]) {
        if (gap > 0) yield { from, to, gap };
      }
    }
  }
}

function largest(state: State, most: number): readonly number[] {
  const units = state.moves.units().filter((unit) => isChoice(state, unit));
  largestFirst(units, state.prepared.sizes);
  return [...units.subarray(0, most)];
}

/** It was chosen here; what a person or a rule sends is not given up. */
function isChoice(state: State, unit: number): boolean {
  return state.setting.locked[unit] === 0;
}

/** Takes back what the last gaps made needless: the largest first. */
export function prune(state: State): void {
  for (const unit of largest(state, 2_000)) {
    const from = state.homeBin(unit);
    const to = state.binOf(state.moves.get(unit));
    const size = state.size(unit);
    const after = state.outside(from, size) + state.outside(to, -size);
    if (after <= state.outside(from) + state.outside(to)) state.drop(unit);
  }
}

/** Exchanges a chosen unit for another of its bin where that brings more into the band. */
function exchange(state: State): boolean {
  for (const unit of largest(state, 500)) {
    if (state.effort > exchangeEffort) return false;
    const before = state.totalOutside();
    const volume = state.moves.get(unit);
    const why = state.why(unit);
    state.drop(unit);
    const now = state.totalOutside();
    let best: Choice | null = null;
    let least = before;
    for (const { from, to, gap } of gaps(state, state.homeBin(unit))) {
      for (const other of state.around(from, to, gap)) {
        const after = now - state.gain(other, to);
        if (after >= least) continue;
        least = after;
        best = { unit: other, volume: state.placeIn(other, to) };
      }
    }
    if (best !== null) {
      state.choose(best.unit, best.volume, 'fit');
      return true;
    }
    state.choose(unit, volume, why);
  }
  return false;
}

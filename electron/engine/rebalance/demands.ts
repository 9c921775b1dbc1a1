import { formatSize } from '../../../shared/format.ts';
import type { PlanBlockKind } from '../../../shared/planning.ts';
import type { Demand } from './few.ts';
import { folderOf, membersOf } from './prepared.ts';
import type { State } from './state.ts';

/** Why a unit that had to move does not. */
export interface Refusal {
  readonly unit: number;
  readonly reason: string;
  readonly kind: PlanBlockKind;
}

/**
 * Finds a place for all that has to move: folder by folder onto the emptiest volume, so that folders stay together; when
 * that leaves something without a place, largest first onto the emptiest; then packed tightly. The try that leaves the
 * least without a place counts. Answers what has none.
 * @param relaxed room that is made by what has to leave counts too: the moves wait for each other
 * @param check called now and then; it may throw
 */
export function placeAll(
  state: State,
  demands: readonly Demand[],
  relaxed: boolean,
  check: () => void,
): readonly Demand[] {
  const bySize = [...demands].sort((a, b) => state.size(b.unit) - state.size(a.unit) || a.unit - b.unit);
  const tries: readonly (() => readonly Demand[])[] = [
    () => byFolder(state, bySize, relaxed, check),
    () => oneByOne(state, bySize, relaxed, emptiest, check),
    () => oneByOne(state, bySize, relaxed, tightest, check),
  ];
  const bytesOf = (left: readonly Demand[]): number => left.reduce((sum, { unit }) => sum + state.size(unit), 0);
  let best: { readonly left: readonly Demand[]; readonly at: number } | null = null;
  for (const [at, attempt] of tries.entries()) {
    const left = attempt();
    if (left.length === 0) return left;
    if (best === null || bytesOf(left) < bytesOf(best.left)) best = { left, at };
    for (const { unit } of demands) state.drop(unit);
  }
  return tries[best?.at ?? 0]?.() ?? [];
}

type Order = (state: State, bin: number, size: number) => number;
const emptiest: Order = (state, bin, size) => {
  const { total } = state.prepared.bins[bin] ?? { total: 0 };
  return total === 0 ? Infinity : ((state.level[bin] ?? 0) + size) / total;
};
const tightest: Order = (state, bin) => state.room(bin);

/** Bytes that leave each tank by what is chosen. */
function leaving(state: State): Float64Array {
  const bytes = new Float64Array(state.prepared.tanks.length);
  for (const unit of state.moves.units()) leave(state, bytes, unit);
  return bytes;
}

function leave(state: State, bytes: Float64Array, unit: number): void {
  for (const tank of state.prepared.bins[state.homeBin(unit)]?.tanks ?? []) {
    bytes[tank] = (bytes[tank] ?? 0) + state.size(unit);
  }
}

function oneByOne(
  state: State,
  demands: readonly Demand[],
  relaxed: boolean,
  order: Order,
  check: () => void,
): readonly Demand[] {
  let waiting = demands;
  const freed = relaxed ? leaving(state) : null;
  for (;;) {
    const left: Demand[] = [];
    for (const [at, demand] of waiting.entries()) {
      if (at % 4096 === 0) check();
      const volume = bestOf(state, demand, order, freed);
      if (volume < 0) left.push(demand);
      else {
        state.choose(demand.unit, volume, demand.why);
        if (freed !== null) leave(state, freed, demand.unit);
      }
    }
    // What was placed meanwhile made room.
    if (freed === null || left.length === 0 || left.length === waiting.length) return left;
    waiting = left;
  }
}

function bestOf(state: State, { unit, volumes }: Demand, order: Order, freed: Float64Array | null): number {
  const size = state.size(unit);
  let best = -1;
  let least = Infinity;
  for (const volume of volumes) {
    const bin = state.binOf(volume);
    if (!state.mayLie(unit, volume) || size > roomOf(state, bin, freed)) continue;
    const cost = order(state, bin, size);
    if (best >= 0 && cost >= least) continue;
    best = volume;
    least = cost;
  }
  return best;
}

function roomOf(state: State, bin: number, freed: Float64Array | null): number {
  if (freed === null) return state.room(bin);
  let least = Infinity;
  for (const tank of state.prepared.bins[bin]?.tanks ?? []) {
    const room = (state.prepared.tanks[tank]?.room ?? 0) - (state.arriving[tank] ?? 0) + (freed[tank] ?? 0);
    least = Math.min(least, room);
  }
  return Math.max(0, least);
}

/** A volume that holds the folder already is taken when it is at most so much fuller, as a fraction. */
const holderMost = 0.1;

function byFolder(state: State, demands: readonly Demand[], relaxed: boolean, check: () => void): readonly Demand[] {
  const folders = new Map<string, Demand[]>();
  for (const demand of demands) {
    const folder = folderOf(membersOf(state.prepared, demand.unit)[0]?.path ?? '/');
    const list = folders.get(folder);
    if (list === undefined) folders.set(folder, [demand]);
    else list.push(demand);
  }
  const sizes = new Map<string, number>();
  for (const [folder, list] of folders)
    sizes.set(
      folder,
      list.reduce((sum, { unit }) => sum + state.size(unit), 0),
    );
  const left: Demand[] = [];
  for (const [folder, list] of [...folders].sort(([a], [b]) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0))) {
    check();
    const bytes = sizes.get(folder) ?? 0;
    const all = list.length > 1 ? wholeTo(state, folder, list, bytes) : -1;
    for (const demand of list) {
      if (all >= 0) state.choose(demand.unit, all, demand.why);
      else left.push(demand);
    }
  }
  return oneByOne(state, left, relaxed, emptiest, check);
}

/** The volume that takes all of a folder; -1 when none does. */
function wholeTo(state: State, folder: string, list: readonly Demand[], bytes: number): number {
  const [first] = list;
  const fitting = (first?.volumes ?? []).filter(
    (volume) =>
      bytes <= state.room(state.binOf(volume)) &&
      list.every(({ unit, volumes }) => volumes.includes(volume) && state.mayLie(unit, volume)),
  );
  const share = (volume: number): number => emptiest(state, state.binOf(volume), bytes);
  fitting.sort((a, b) => share(a) - share(b));
  const [best = -1] = fitting;
  const held = state.prepared.holders(folder);
  const holder = fitting.find((volume) => volume <= 30 && (held & (1 << volume)) !== 0);
  return holder !== undefined && share(holder) <= share(best) + holderMost ? holder : best;
}

/** What keeps a unit that has to move where it is, for people. */
export function whyNot(state: State, { unit, volumes }: Demand): Refusal {
  const { prepared, setting } = state;
  const name = (volume: number): string => prepared.volumes[volume]?.name ?? '';
  const names = (list: readonly number[]): string => list.map(name).join(', ');
  const members = membersOf(prepared, unit);
  const special = prepared.special.get(unit);
  const elsewhere = volumes.filter((volume) => prepared.home[unit] !== volume);
  const receiving = elsewhere.filter((volume) => setting.receives[volume] === true);
  if (receiving.length === 0) {
    const who = elsewhere.length === 0 || elsewhere.length > 3 ? 'no other volume takes files' : '';
    const reason = who === '' ? `${names(elsewhere)} ${elsewhere.length === 1 ? 'takes' : 'take'} no files now` : who;
    return { unit, reason, kind: 'read-only' };
  }
  const allowed = receiving.filter((volume) => special?.allowed?.has(volume) ?? true);
  if (allowed.length === 0) {
    const may = names([...(special?.allowed ?? [])]);
    return { unit, reason: `a rule or a pin lets it lie only on ${may || 'volumes that are not there'}`, kind: 'rule' };
  }
  const open = allowed.filter((volume) => state.mayLie(unit, volume));
  if (open.length === 0) {
    const others = members.some(({ links }) => (links?.length ?? 0) > 0) ? 'all names of one file' : 'it';
    const which = allowed.length === 1 ? names(allowed) : 'every other volume';
    const reason = `${which} holds something of this name, or has a file system that cannot hold ${others}`;
    return { unit, reason, kind: 'conflict' };
  }
  const roomiest = open.reduce((a, b) => (state.room(state.binOf(b)) > state.room(state.binOf(a)) ? b : a));
  const most = state.room(state.binOf(roomiest));
  const what = members.length > 1 ? `${String(members.length)} files that are kept together need` : 'it needs';
  const bins = new Set(open.map((volume) => state.binOf(volume)));
  const all = [...bins].reduce((sum, bin) => sum + state.room(bin), 0);
  const together = bins.size > 1 && all >= state.size(unit) ? `, ${formatSize(all)} on all: make room on one` : '';
  const needs = `${what} ${formatSize(state.size(unit))}`;
  const reason = `${needs}; the most that is left is ${formatSize(most)} on ${name(roomiest)}${together}`;
  return { unit, reason, kind: 'no-room' };
}

import { expect } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import type { Planned, PlannerItem, PlannerVolume } from './planner.ts';

/**
 * What plans are tested with: pools, and judges of plans that are written as plainly as can be, apart from the planner.
 */

export const volume = (
  name: string,
  used: number,
  total: number,
  more: Partial<PlannerVolume> = {},
): PlannerVolume => ({
  name,
  used,
  total,
  room: Math.max(0, total - used),
  fill: name,
  receives: true,
  sends: true,
  ...more,
});

export const item = (name: string, on: string, size: number, more: Partial<PlannerItem> = {}): PlannerItem => ({
  path: parsePath(`/${name}`),
  volume: on,
  size,
  ...more,
});

/** The same numbers for the same seed: 0 to 1. */
export function seeded(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

export const bytesOf = (plan: Pick<Planned, 'moves'>): number =>
  plan.moves.reduce((sum, move) => sum + move.item.size, 0);

/** Where what is on a volume takes its bytes from, and the room there. */
function spaces(volumes: readonly PlannerVolume[]): {
  readonly room: ReadonlyMap<string, number>;
  readonly of: (name: string) => readonly string[];
} {
  const room = new Map<string, number>();
  const keys = new Map<string, string[]>();
  for (const { fill, receives, room: own, short, space } of volumes) {
    const known = room.get(`fill ${fill}`) ?? -Infinity;
    room.set(`fill ${fill}`, Math.max(known, receives && own > 0 ? own : -(short ?? 0)));
    if (space !== undefined) room.set(`space ${space.key}`, space.room);
  }
  for (const { name, fill, space } of volumes) {
    keys.set(name, [`fill ${fill}`, ...(space === undefined ? [] : [`space ${space.key}`])]);
  }
  return { room, of: (name) => keys.get(name) ?? [] };
}

/** A plan that keeps all promises, whatever of it runs at the same time. */
export function expectSound(volumes: readonly PlannerVolume[], plan: Pick<Planned, 'moves'>, seed = 1): void {
  const { moves } = plan;
  expect(new Set(moves.map((move) => move.item)).size).toBe(moves.length);
  const places = moves.flatMap((move) =>
    [move.item.path, ...(move.item.links ?? [])].map((path) => `${path} ${move.to}`),
  );
  expect(new Set(places).size).toBe(places.length);
  const find = (name: string): PlannerVolume | undefined => volumes.find((one) => one.name === name);
  for (const [at, { item: moved, to, after = [], reason }] of moves.entries()) {
    expect(find(to)?.receives).toBe(true);
    expect(moved.volume).not.toBe(to);
    expect(moved.taken ?? []).not.toContain(to);
    if (moved.allowed !== undefined) expect(moved.allowed).toContain(to);
    expect(moved.stays).toBeUndefined();
    expect(reason).not.toBe('');
    // What is waited for comes before: there is an order, and no two wait for each other.
    for (const one of after) expect(one).toBeLessThan(at);
    expect(new Set(after).size).toBe(after.length);
  }
  const { room, of } = spaces(volumes);
  for (let round = 0; round < 3; round += 1) expectNoOverfill(moves, room, of, seeded(seed + round));
  expectNoWorstCase(moves, room, of);
}

type Moves = Planned['moves'];
type Spaces = ReturnType<typeof spaces>;

/** Runs the moves in a random way, several at a time; a file is on both volumes until its move has ended. */
function expectNoOverfill(moves: Moves, room: Spaces['room'], of: Spaces['of'], random: () => number): void {
  const free = new Map(room);
  const state: ('waiting' | 'running' | 'ended')[] = moves.map(() => 'waiting');
  const waits = moves.map(({ after }) => after?.length ?? 0);
  const next = new Map<number, number[]>();
  for (const [at, { after = [] }] of moves.entries()) {
    for (const one of after) next.set(one, [...(next.get(one) ?? []), at]);
  }
  const ready = [...moves.keys()].filter((at) => waits[at] === 0);
  const running: number[] = [];
  const take = (list: number[]): number => {
    const at = Math.floor(random() * list.length);
    const [one] = list.splice(at, 1, list.at(-1) ?? 0);
    list.pop();
    return one ?? 0;
  };
  // Now and then nearly all begins before anything ends.
  const eager = random();
  while (ready.length > 0 || running.length > 0) {
    if (ready.length > 0 && (running.length === 0 || random() < eager)) {
      const at = take(ready);
      const move = moves[at];
      if (move === undefined) continue;
      state[at] = 'running';
      running.push(at);
      for (const key of move.item.size === 0 ? [] : of(move.to)) {
        const left = (free.get(key) ?? 0) - move.item.size;
        free.set(key, left);
        if (left < 0) expect(`${key} overfilled by move ${String(at)}`).toBe('');
      }
    } else {
      const at = take(running);
      const move = moves[at];
      state[at] = 'ended';
      for (const key of move === undefined ? [] : of(move.item.volume)) {
        free.set(key, (free.get(key) ?? 0) + (move?.item.size ?? 0));
      }
      for (const one of next.get(at) ?? []) {
        waits[one] = (waits[one] ?? 0) - 1;
        if (waits[one] === 0) ready.push(one);
      }
    }
  }
  expect(state.every((one) => one === 'ended')).toBe(true);
}

/** For each move: all that can have begun by the time it may, with nothing ended but what that needs. */
function expectNoWorstCase(moves: Moves, room: Spaces['room'], of: Spaces['of']): void {
  if (moves.length > 400) return;
  const needs = moves.map(() => new Set<number>());
  for (const [at, { after = [] }] of moves.entries()) {
    for (const one of after) {
      needs[at]?.add(one);
      for (const before of needs[one] ?? []) needs[at]?.add(before);
    }
  }
  for (const [key, bytes] of room) {
    for (const [at, { to }] of moves.entries()) {
      if (!of(to).includes(key)) continue;
      const ended = needs[at] ?? new Set<number>();
      let left = bytes;
      for (const [other, { item: moved, to: target }] of moves.entries()) {
        const begins = [...(needs[other] ?? [])].every((one) => ended.has(one));
        if (of(target).includes(key) && (begins || ended.has(other))) left -= moved.size;
        if (of(moved.volume).includes(key) && ended.has(other)) left += moved.size;
      }
      // Nothing may arrive where it lies below its reserve, and that is no fault of the plan.
      if (left < Math.min(0, bytes)) expect(`${key} overfilled with move ${String(at)}`).toBe('');
    }
  }
}

/** What evening out has to do with: volumes that take part, those that share a fill as one. */
export function fillsOf(
  volumes: readonly PlannerVolume[],
): readonly { readonly used: number; readonly total: number }[] {
  const fills = new Map<string, { readonly used: number; readonly total: number }>();
  for (const one of volumes.filter(({ receives, sends }) => receives || sends)) {
    const known = fills.get(one.fill) ?? one;
    fills.set(one.fill, { used: Math.max(known.used, one.used), total: Math.max(known.total, one.total) });
  }
  return [...fills.values()];
}

/** Allowed used/total: `within` (a fraction) around the mean. */
export function bandOf(
  volumes: readonly PlannerVolume[],
  within: number,
): { readonly low: number; readonly high: number } {
  const fills = fillsOf(volumes);
  const total = fills.reduce((sum, one) => sum + one.total, 0);
  const mean = total === 0 ? 0 : fills.reduce((sum, one) => sum + one.used, 0) / total;
  return { low: Math.max(0, mean - within), high: Math.min(1, mean + within) };
}

/** The least bytes that bring all into the band. */
export function lowerBound(volumes: readonly PlannerVolume[], within: number): number {
  const { low, high } = bandOf(volumes, within);
  const fills = fillsOf(volumes);
  const over = fills.reduce((sum, { used, total }) => sum + Math.max(0, used - Math.floor(high * total)), 0);
  const under = fills.reduce((sum, { used, total }) => sum + Math.max(0, Math.ceil(low * total) - used), 0);
  return Math.max(over, under);
}

/** What an exact search is asked: levels of volumes (each a fill of its own), and what has to go where. */
export interface Question {
  readonly low: (volume: PlannerVolume) => number;
  readonly high: (volume: PlannerVolume) => number;
  /** Volumes that an item has to go to; null: it may go anywhere or stay; none: it stays. */
  readonly must: (item: PlannerItem) => readonly string[] | null;
}

export interface Best {
  readonly blocked: number;
  readonly outside: number;
  readonly bytes: number;
}

/** Bytes outside of the levels after the moves. */
export function outsideAfter(
  volumes: readonly PlannerVolume[],
  moves: readonly { readonly item: PlannerItem; readonly to: string }[],
  { low, high }: Pick<Question, 'low' | 'high'>,
): number {
  const used = new Map(volumes.map((one) => [one.name, one.used]));
  for (const { item: moved, to } of moves) {
    used.set(moved.volume, (used.get(moved.volume) ?? 0) - moved.size);
    used.set(to, (used.get(to) ?? 0) + moved.size);
  }
  return volumes.reduce((sum, one) => {
    const bytes = used.get(one.name) ?? 0;
    return sum + Math.max(0, bytes - high(one)) + Math.max(0, low(one) - bytes);
  }, 0);
}

/** The best of all plans, by trying each: least without a place, least outside, fewest bytes. */
export function tryAll(volumes: readonly PlannerVolume[], items: readonly PlannerItem[], question: Question): Best {
  let best: Best = { blocked: Infinity, outside: Infinity, bytes: Infinity };
  const moves: { readonly item: PlannerItem; readonly to: string }[] = [];
  const visit = (at: number, blocked: number): void => {
    const next = items[at];
    if (next === undefined) {
      const outside = outsideAfter(volumes, moves, question);
      const now = { blocked, outside, bytes: moves.reduce((sum, move) => sum + move.item.size, 0) };
      const isBetter =
        now.blocked !== best.blocked
          ? now.blocked < best.blocked
          : now.outside !== best.outside
            ? now.outside < best.outside
            : now.bytes < best.bytes;
      if (isBetter && hasOrder(volumes, moves)) best = now;
      return;
    }
    const must = question.must(next);
    visit(at + 1, blocked + (must === null || must.length === 0 ? 0 : next.size));
    if (next.stays !== undefined) return;
    if (must === null && volumes.find(({ name }) => name === next.volume)?.sends !== true) return;
    for (const { name, receives } of volumes) {
      const isOpen = receives && name !== next.volume && (must === null || must.includes(name));
      if (!isOpen || next.taken?.includes(name) === true || next.allowed?.includes(name) === false) continue;
      moves.push({ item: next, to: name });
      visit(at + 1, blocked);
      moves.pop();
    }
  };
  visit(0, 0);
  return best;
}

/** True when the moves can be made one by one without overfilling a volume. */
function hasOrder(
  volumes: readonly PlannerVolume[],
  moves: readonly { readonly item: PlannerItem; readonly to: string }[],
): boolean {
  const free = new Map(volumes.map(({ name, room, short }) => [name, room > 0 ? room : -(short ?? 0)]));
  for (const { item: moved, to } of moves) {
    free.set(to, (free.get(to) ?? 0) - moved.size);
    free.set(moved.volume, (free.get(moved.volume) ?? 0) + moved.size);
  }
  if (moves.some(({ to }) => (free.get(to) ?? 0) < 0)) return false;
  for (const { name, room, short } of volumes) free.set(name, room > 0 ? room : -(short ?? 0));
  const dead = new Set<number>();
  const visit = (made: number): boolean => {
    if (made === 2 ** moves.length - 1) return true;
    if (dead.has(made)) return false;
    for (const [at, { item: moved, to }] of moves.entries()) {
      if ((made & (1 << at)) !== 0 || (free.get(to) ?? 0) < moved.size) continue;
      free.set(to, (free.get(to) ?? 0) - moved.size);
      free.set(moved.volume, (free.get(moved.volume) ?? 0) + moved.size);
      const isDone = visit(made | (1 << at));
      free.set(to, (free.get(to) ?? 0) + moved.size);
      free.set(moved.volume, (free.get(moved.volume) ?? 0) - moved.size);
      if (isDone) return true;
    }
    dead.add(made);
    return false;
  };
  return visit(0);
}

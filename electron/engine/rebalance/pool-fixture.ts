import type { PlanEdits, PlanGoal } from '../../../shared/planning.ts';
import { parsePath } from '../../../shared/path.ts';
import { isTorture } from '../safety/figures.ts';
import { bytesOf, item, outsideAfter, seeded, tryAll, volume } from './plan-fixture.ts';
import type { Best, Question } from './plan-fixture.ts';
import type { PlannerItem, PlannerVolume, Solved } from './planner.ts';
import { prepare, solve } from './solve.ts';

/** Random pools, goals and edits for the tests of the planner; the same seed gives the same. */

export interface Pool {
  readonly volumes: readonly PlannerVolume[];
  readonly items: readonly PlannerItem[];
}

export interface Kind {
  readonly volumes: number;
  readonly items: number;
  /** Fraction of a volume that may be full; near 1 moves have to wait for each other. */
  readonly full?: number;
  /** Rules, pins, copies, groups, hard links, shared spaces. */
  readonly odd?: boolean;
}

/** Sizes are small numbers, so that ties and exact fits are common. */
export function poolOf(seed: number, { volumes: most, items: count, full = 1, odd = false }: Kind): Pool {
  const random = seeded(seed);
  const upTo = (number: number): number => Math.floor(random() * number);
  for (let i = 0; i < 5; i += 1) random();
  const names = Array.from({ length: 2 + upTo(most - 1) }, (_, at) => `d${String(at)}`);
  const totals = names.map(() => 40 + upTo(200));
  const used = names.map((_, at) => upTo(Math.floor((totals[at] ?? 0) * 0.2)));
  const items: PlannerItem[] = [];
  const largest = 4 + upTo(80);
  for (let at = 0; at < count; at += 1) {
    const on = upTo(names.length);
    const size = odd && random() < 0.05 ? 0 : 1 + upTo(largest);
    if ((used[on] ?? 0) + size > (totals[on] ?? 0) * full) continue;
    used[on] = (used[on] ?? 0) + size;
    const other = names[(on + 1 + upTo(names.length - 1)) % names.length] ?? '';
    const name = names[on] ?? '';
    const way = odd ? random() : 1;
    const more: Partial<PlannerItem> =
      way < 0.06
        ? { taken: [other] }
        : way < 0.12
          ? { allowed: random() < 0.5 ? [name] : [other, names[0] ?? ''] }
          : way < 0.16
            ? { stays: 'it is pinned' }
            : way < 0.22
              ? { together: `g${String(upTo(2))}` }
              : way < 0.26
                ? { links: [parsePath(`/l${String(at)}`)] }
                : {};
    items.push(item(`dir${String(upTo(4))}/f${String(at)}`, name, size, more));
  }
  const shared = odd && random() < 0.3 && names.length > 2;
  const spaceRoom = upTo(60);
  const volumes = names.map((name, at) => {
    const total = totals[at] ?? 0;
    const mode = upTo(10);
    const reserve = random() < 0.4 ? upTo(20) : 0;
    const free = total - (used[at] ?? 0) - reserve;
    return volume(name, used[at] ?? 0, total, {
      room: Math.max(0, shared && at < 2 ? Math.min(free, spaceRoom) : free),
      ...(free < 0 ? { short: -free } : {}),
      ...(shared && at < 2 ? { space: { key: 'disk', room: spaceRoom } } : {}),
      receives: mode !== 1,
      sends: mode !== 2,
    });
  });
  return { volumes, items };
}

export const seeds = (count: number, torture: number): readonly number[] =>
  Array.from({ length: isTorture ? torture : count }, (_, at) => at * 7919 + 1);

export const even = (within: number): PlanGoal => ({ kind: 'even', by: 'percent', within });
export const plan = ({ volumes, items }: Pool, goal: PlanGoal, edits: PlanEdits = {}): Solved =>
  solve(prepare(volumes, items), goal, edits);

export function goalOf(seed: number, { volumes }: Pool): PlanGoal {
  const random = seeded(seed + 11);
  for (let i = 0; i < 5; i += 1) random();
  const name = (): string => volumes[Math.floor(random() * volumes.length)]?.name ?? '';
  const within = Math.floor(random() * 12);
  switch (Math.floor(random() * 8)) {
    case 0:
      return { kind: 'drain', volume: name() };
    case 1:
      return { kind: 'room', volume: name(), bytes: Math.floor(random() * 40) };
    case 2:
      return { kind: 'gather', path: '/dir1', on: random() < 0.5 ? null : name() };
    case 3:
      return { kind: 'spread', path: '/dir2' };
    case 4:
      return { kind: 'rules' };
    case 5:
      return { kind: 'targets', targets: { [name()]: Math.floor(random() * 40) } };
    case 6:
      return { kind: 'even', by: 'bytes', within };
    default:
      return even(within);
  }
}

export function editsOf(seed: number, { volumes, items }: Pool): PlanEdits {
  const random = seeded(seed + 29);
  for (let i = 0; i < 5; i += 1) random();
  const path = (): string => items[Math.floor(random() * items.length)]?.path ?? '/dir0';
  const name = (): string => volumes[Math.floor(random() * volumes.length)]?.name ?? '';
  return {
    ...(random() < 0.3 ? { exclude: [path(), path()] } : {}),
    ...(random() < 0.4 ? { send: [{ path: random() < 0.5 ? path() : '/dir3', to: name() }] } : {}),
    ...(random() < 0.2 ? { targets: { [name()]: Math.floor(random() * 40) } } : {}),
    ...(random() < 0.2 ? { without: [name()] } : {}),
  };
}

export const open = { low: () => 0, high: () => Infinity };

/** What an exact search finds for a goal, on volumes that share nothing. */
export function exact({ volumes, items }: Pool, question: Question): Best {
  return tryAll(volumes, items, question);
}

export function scoreOf({ volumes }: Pool, solved: Solved, levels: Pick<Question, 'low' | 'high'>): Best {
  return {
    blocked: solved.blocked.reduce((sum, { item: { size } }) => sum + size, 0),
    outside: outsideAfter(volumes, solved.moves, levels),
    bytes: bytesOf(solved),
  };
}

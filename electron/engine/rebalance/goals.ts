import { fail } from '../../../shared/errors.ts';
import { formatSize } from '../../../shared/format.ts';
import { parsePath } from '../../../shared/path.ts';
import type { PlanEdits, PlanGoal } from '../../../shared/planning.ts';
import { largestFirst } from './by-size.ts';
import type { Demand } from './few.ts';
import { anyLevel, evenFree, evenPercent, setLevels, spread } from './levels.ts';
import type { LevelBin, Levels } from './levels.ts';
import type { Refusal } from './demands.ts';
import type { Prepared } from './prepared.ts';
import type { Setting } from './state.ts';

/** A goal in the solver's terms: which levels are asked for, what has to move, and what may. */
export interface Task {
  readonly setting: Setting;
  /** What the goal moves. */
  readonly demands: readonly Demand[];
  /** What a person sends. */
  readonly sent: readonly Demand[];
  /** What the goal or a person would move, and may not. */
  readonly refused: readonly Refusal[];
  readonly band: { readonly low: number; readonly high: number } | null;
  /** Bins whose levels a person or the goal asks for. */
  readonly asked: readonly number[];
  /** Least bytes that have to move, of all ways to do what has to be done. */
  readonly leastDemanded: number;
  readonly on: string | null;
}

/** @throws invalid */
export function taskOf(prepared: Prepared, goal: PlanGoal, edits: PlanEdits): Task {
  const { volumes, bins, binOf, items, sizes } = prepared;
  const attempted = 'Planning';
  const index = new Map(volumes.map(({ name }, at) => [name, at]));
  const numberOf = (name: string): number => {
    const at = index.get(name);
    if (at !== undefined) return at;
    const known = volumes.map((one) => one.name).join(', ') || 'no volume';
    throw fail('invalid', attempted, `no volume ${JSON.stringify(name)} takes part`, `choose of ${known}`);
  };
  const without = new Set((edits.without ?? []).map(numberOf));
  const drained = goal.kind === 'drain' ? numberOf(goal.volume) : -1;
  const receives = volumes.map((volume, at) => volume.receives && !without.has(at) && at !== drained);
  const sends = volumes.map((volume, at) => (volume.sends || at === drained) && !without.has(at));
  const locked = new Uint8Array(items.length);
  for (const [unit, { stays }] of prepared.special.entries()) if (stays !== null) locked[unit] = 1;
  const marks = editsOf(prepared, edits, numberOf);
  for (const unit of marks.excluded) locked[unit] = 1;
  for (const unit of marks.sent.keys()) locked[unit] = 1;

  const level = Float64Array.from(bins, ({ used }) => used);
  const counted = goal.kind === 'spread' ? new Uint8Array(items.length) : null;
  if (goal.kind === 'spread' && counted !== null) {
    level.fill(0);
    for (const unit of prepared.below(parsePath(goal.path))) {
      counted[unit] = 1;
      const bin = binOf[prepared.home[unit] ?? 0] ?? 0;
      level[bin] = (level[bin] ?? 0) + (sizes[unit] ?? 0);
    }
  }
  const view = bins.map(({ volumes: own, total }, bin): LevelBin => ({
    used: level[bin] ?? 0,
    total,
    part: own.some((at) => receives[at] === true || sends[at] === true),
    receives: own.some((at) => receives[at] === true),
  }));
  const targets = goal.kind === 'targets' ? { ...goal.targets, ...edits.targets } : (edits.targets ?? {});
  const set = new Map(
    Object.entries(targets).map(([name, bytes]) => {
      const bin = binOf[numberOf(name)] ?? 0;
      // A level is of all bytes, and only those of the folder change.
      const others = (bins[bin]?.used ?? 0) - (level[bin] ?? 0);
      return [bin, others === 0 ? bytes : Math.max(0, bytes - others)];
    }),
  );
  const { levels, band } = levelsOf(prepared, goal, view, set, numberOf);
  const asked = [...bins.keys()].filter((bin) => (levels.low[bin] ?? 0) > 0 || (levels.high[bin] ?? 0) < Infinity);

  const isMovable = (unit: number): boolean =>
    !marks.excluded.has(unit) &&
    !marks.sent.has(unit) &&
    (prepared.special.get(unit)?.stays ?? null) === null &&
    sends[prepared.home[unit] ?? -1] === true;
  const wanted = demandsOf(prepared, goal, receives, numberOf, isMovable);
  const demands: Demand[] = [];
  const refused: Refusal[] = [];
  for (const demand of wanted.demands) {
    const { unit } = demand;
    const stays = prepared.special.get(unit)?.stays ?? null;
    locked[unit] = 1;
    if (isMovable(unit)) demands.push(demand);
    else if (marks.excluded.has(unit)) refused.push({ unit, reason: 'it was left out', kind: 'excluded' });
    else if (marks.sent.has(unit)) continue;
    else if (stays !== null) refused.push({ unit, reason: stays, kind: 'other' });
    else refused.push(nothingLeaves(prepared, unit));
  }
  const sent: Demand[] = [];
  for (const [unit, volume] of marks.sent) {
    const stays = prepared.special.get(unit)?.stays ?? null;
    const from = prepared.home[unit] ?? -1;
    if (from === volume || marks.excluded.has(unit)) continue;
    if (stays !== null) refused.push({ unit, reason: stays, kind: 'other' });
    else if (sends[from] === true) sent.push({ unit, volumes: [volume], why: 'sent' });
    else refused.push(nothingLeaves(prepared, unit));
  }
  const leastDemanded = wanted.least + sent.reduce((sum, { unit }) => sum + (sizes[unit] ?? 0), 0);
  const setting: Setting = {
    sends,
    receives,
    level,
    levels,
    locked,
    counted,
    among: counted === null ? null : amongOf(prepared, goal, sends),
  };
  return { setting, demands, sent, refused, band, asked, leastDemanded, on: wanted.on };
}

function nothingLeaves({ volumes, home }: Prepared, unit: number): Refusal {
  const from = volumes[home[unit] ?? -1]?.name ?? 'its volume';
  return { unit, reason: `nothing may leave ${from} now`, kind: 'read-only' };
}

interface Marks {
  readonly excluded: ReadonlySet<number>;
  readonly sent: ReadonlyMap<number, number>;
}

/** What a person said of files and folders, by unit; of several about one file the last counts. */
function editsOf(prepared: Prepared, edits: PlanEdits, numberOf: (name: string) => number): Marks {
  const excluded = new Set<number>();
  for (const path of edits.exclude ?? []) for (const unit of prepared.below(parsePath(path))) excluded.add(unit);
  const sent = new Map<number, number>();
  for (const { path, to } of edits.send ?? []) {
    const volume = numberOf(to);
    for (const unit of prepared.below(parsePath(path))) sent.set(unit, volume);
  }
  return { excluded, sent };
}

function levelsOf(
  prepared: Prepared,
  goal: PlanGoal,
  bins: readonly LevelBin[],
  set: ReadonlyMap<number, number>,
  numberOf: (name: string) => number,
): { readonly levels: Levels; readonly band: Task['band'] } {
  if (goal.kind === 'even') {
    const { within } = goal;
    if (!(within >= 0 && within <= 100)) {
      throw fail('invalid', 'Planning to even out', `${String(within)} is no percentage`, 'use a number from 0 to 100');
    }
    if (goal.by === 'bytes') return { levels: evenFree(bins, within / 100, set), band: null };
    const { band, ...levels } = evenPercent(bins, within / 100, set);
    return { levels, band };
  }
  if (goal.kind === 'spread') return { levels: spread(bins, set), band: null };
  const levels = anyLevel(bins);
  if (goal.kind === 'room') {
    const bin = prepared.binOf[numberOf(goal.volume)] ?? 0;
    const { total, used } = prepared.bins[bin] ?? { total: 0, used: 0 };
    if (!(goal.bytes >= 0 && goal.bytes <= total)) {
      const why = `${formatSize(goal.bytes)} cannot be free on a volume of ${formatSize(total)}`;
      throw fail('invalid', `Planning to make room on ${goal.volume}`, why, 'ask for less');
    }
    const { room, short = 0 } = prepared.volumes[numberOf(goal.volume)] ?? { room: 0 };
    const missing = goal.bytes - room + short;
    if (missing > 0) levels.high[bin] = Math.max(0, used - missing);
  }
  return { levels: setLevels(bins, levels, set), band: null };
}

interface Wanted {
  readonly demands: readonly Demand[];
  readonly least: number;
  readonly on: string | null;
}

function demandsOf(
  prepared: Prepared,
  goal: PlanGoal,
  receives: readonly boolean[],
  numberOf: (name: string) => number,
  isMovable: (unit: number) => boolean,
): Wanted {
  const { sizes, order, home, special, volumes } = prepared;
  const bytesOf = (units: readonly number[]): number =>
    units.reduce((sum, unit) => sum + (isMovable(unit) ? (sizes[unit] ?? 0) : 0), 0);
  const all = volumes.map((_, at) => at);
  if (goal.kind === 'drain') {
    const volume = numberOf(goal.volume);
    const units = [...(order[volume] ?? [])];
    const others = all.filter((at) => at !== volume);
    const demands = units.map((unit): Demand => ({ unit, volumes: others, why: 'room' }));
    return { demands, least: bytesOf(units), on: null };
  }
  if (goal.kind === 'rules') {
    const demands: Demand[] = [];
    for (const [unit, { allowed }] of special.entries()) {
      if (allowed === null || allowed.has(home[unit] ?? -1)) continue;
      demands.push({ unit, volumes: [...allowed], why: 'rule' });
    }
    return { demands, least: bytesOf(demands.map(({ unit }) => unit)), on: null };
  }
  if (goal.kind !== 'gather') return { demands: [], least: 0, on: null };
  const tops = goal.only ?? [goal.path];
  const units = [...new Set(tops.flatMap((path) => [...prepared.below(parsePath(path))]))];
  const cost = (volume: number): number => bytesOf(units.filter((unit) => home[unit] !== volume));
  const choices = goal.on === null ? all.filter((at) => receives[at] === true) : [numberOf(goal.on)];
  const costs = choices.map((volume) => ({
    volume,
    bytes: cost(volume),
    fits: cost(volume) <= Math.max(0, prepared.tanks[prepared.binOf[volume] ?? 0]?.room ?? 0),
  }));
  costs.sort((a, b) => Number(b.fits) - Number(a.fits) || a.bytes - b.bytes || a.volume - b.volume);
  const [best] = costs;
  if (best === undefined) return { demands: [], least: 0, on: null };
  const leaving = units.filter((unit) => home[unit] !== best.volume);
  return {
    demands: leaving.map((unit): Demand => ({
      unit,
      volumes: [best.volume],
      why: goal.only === undefined ? 'gather' : 'sent',
    })),
    least: Math.min(...costs.map(({ bytes }) => bytes)),
    on: volumes[best.volume]?.name ?? null,
  };
}

/** Units of a folder that may be moved by choice, by bin, largest first. */
function amongOf(prepared: Prepared, goal: PlanGoal, sends: readonly boolean[]): readonly Int32Array[] {
  const lists: number[][] = prepared.bins.map(() => []);
  if (goal.kind === 'spread') {
    for (const unit of prepared.below(parsePath(goal.path))) {
      const volume = prepared.home[unit] ?? 0;
      if (sends[volume] === true) lists[prepared.binOf[volume] ?? 0]?.push(unit);
    }
  }
  return lists.map((list) => {
    const units = Int32Array.from(list);
    largestFirst(units, prepared.sizes);
    return units;
  });
}

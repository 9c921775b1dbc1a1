import type { VolumeIoHistory } from '../../../shared/io.ts';
import type { ActiveItem, Job, Plan, PlanMove } from '../../../shared/model.ts';
import type { RunReceipt, RunRemark } from '../../../shared/runs.ts';
import type { Flow, Level } from './figures.ts';
import { filesOf, flowsOf, share } from './figures.ts';

/** Pure figures of a run: what of the plan is done, under way and waits. Bytes everywhere, times ms. */

/** One line of the list: a file, or the files of a folder that go the same way. */
export interface RunRow {
  readonly key: string;
  /** Of the file, or of the folder. */
  readonly path: string;
  readonly folder: boolean;
  readonly files: number;
  readonly bytes: number;
  readonly from: string;
  readonly to: string;
  /** Places in the plan. */
  readonly moves: readonly number[];
}

const folderOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));
const keyOf = (move: Pick<PlanMove, 'path' | 'from' | 'to'>): string =>
  JSON.stringify([folderOf(move.path), move.from, move.to]);

/** The moves of a plan by folder and direction, in the order of the plan. */
export function rowsOf(moves: readonly PlanMove[]): readonly RunRow[] {
  const groups = new Map<string, number[]>();
  for (const [at, move] of moves.entries()) {
    const key = keyOf(move);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [at]);
    else group.push(at);
  }
  return [...groups].flatMap(([key, places]): RunRow[] => {
    const first = moves[places[0] ?? -1];
    if (first === undefined) return [];
    const folder = places.length > 1;
    const all = places.flatMap((place) => moves[place] ?? []);
    return [
      {
        key,
        path: folder ? folderOf(first.path) : first.path,
        folder,
        files: all.reduce((sum, move) => sum + filesOf(move), 0),
        bytes: all.reduce((sum, move) => sum + move.size, 0),
        from: first.from,
        to: first.to,
        moves: places,
      },
    ];
  });
}

/** Whether the move at this place of the plan is done. */
export type IsDone = (place: number) => boolean;

/** As the receipt says it; with none, nothing is known to be done. */
export function doneOf(receipt: Pick<RunReceipt, 'done'> | null): IsDone {
  const bits = atob(receipt?.done ?? '');
  return (place) => ((bits.charCodeAt(place >> 3) >> (place & 7)) & 1) === 1;
}

export type RowState =
  | { readonly kind: 'active'; readonly item: ActiveItem; readonly filesDone: number; readonly share: number }
  | { readonly kind: 'failed'; readonly reason: string; readonly count: number }
  /** `volume`: what it waits for; null: only for its turn. */
  | { readonly kind: 'waits'; readonly volume: string | null }
  | { readonly kind: 'done' }
  /** The run has ended and did not come to it. */
  | { readonly kind: 'left' };

export interface RowNow {
  readonly row: RunRow;
  readonly state: RowState;
}

const order: Readonly<Record<RowState['kind'], number>> = { active: 0, failed: 1, waits: 2, left: 2, done: 3 };

/** What of a row is done, and what of it failed. */
export interface Tally {
  readonly row: RunRow;
  readonly files: number;
  readonly bytes: number;
  /** Moves. */
  readonly done: number;
  readonly failed: number;
  /** Of the first that failed. */
  readonly reason: string;
}

/** Looks at every move of the plan: to be asked when something was done, and not each time that something goes on. */
export function talliesOf(
  rows: readonly RunRow[],
  plan: Pick<Plan, 'moves'>,
  errors: Job['errors'],
  isDone: IsDone,
): readonly Tally[] {
  const failures = new Map(errors.map(({ path, error }) => [path, error.message]));
  return rows.map((row): Tally => {
    let [files, bytes, done, failed, reason] = [0, 0, 0, 0, ''];
    for (const place of row.moves) {
      const move = plan.moves[place];
      if (move === undefined) continue;
      if (isDone(place)) {
        files += filesOf(move);
        bytes += move.size;
        done += 1;
      } else if (failures.has(move.path)) {
        if (failed === 0) reason = failures.get(move.path) ?? '';
        failed += 1;
      }
    }
    return { row, files, bytes, done, failed, reason };
  });
}

/** What each row does now: what is under way first, then what failed, what waits, and what is done. */
export function rowsNow(tallies: readonly Tally[], active: Job['active'], ended: boolean): readonly RowNow[] {
  const items = new Map<string, ActiveItem>();
  for (const item of ended ? [] : (active ?? [])) items.set(keyOf(item), item);
  const busy = new Set([...items.values()].flatMap(({ from, to }) => [from, to]));
  const stateOf = ({ row, files, bytes, done, failed, reason }: Tally): RowState => {
    const item = items.get(row.key);
    if (item !== undefined) {
      const within = item.phase === 'copying' ? (bytes + item.bytesDone) / Math.max(1, row.bytes) : phaseShare(item);
      return { kind: 'active', item, filesDone: files, share: Math.min(1, within) };
    }
    if (failed > 0) return { kind: 'failed', reason, count: failed };
    if (done === row.moves.length) return { kind: 'done' };
    if (ended) return { kind: 'left' };
    return { kind: 'waits', volume: [row.from, row.to].find((volume) => busy.has(volume)) ?? null };
  };
  return tallies
    .map((tally): RowNow => ({ row: tally.row, state: stateOf(tally) }))
    .toSorted((a, b) => order[a.state.kind] - order[b.state.kind]);
}

const phaseShare = ({ bytes, bytesDone }: ActiveItem): number => (bytes > 0 ? bytesDone / bytes : 1);

export function countsOf(rows: readonly RowNow[]): Readonly<Record<RowState['kind'], number>> {
  const counts = { active: 0, failed: 0, waits: 0, left: 0, done: 0 };
  for (const { state } of rows) counts[state.kind] += 1;
  return counts;
}

/** Bytes between two volumes, and how much of them is done. */
export interface FlowNow extends Flow {
  readonly done: number;
}

export function flowsNow(plan: Pick<Plan, 'moves'>, receipt: RunReceipt | null): readonly FlowNow[] {
  return flowsOf(plan.moves).map((flow) => {
    const direction = receipt?.directions.find(({ from, to }) => from === flow.from && to === flow.to);
    return { ...flow, done: Math.min(flow.bytes, direction?.bytes ?? 0) };
  });
}

/** Bytes that came to and went from a volume, by what the run has finished. */
export function doneOn(volume: string, flows: readonly FlowNow[]): { readonly came: number; readonly went: number } {
  let came = 0;
  let went = 0;
  for (const { from, to, done } of flows) {
    if (to === volume) came += done;
    if (from === volume) went += done;
  }
  return { came, went };
}

/**
 * The bars with what has come and gone by now, from what the run says it has done. Where it began follows from where it
 * ends: the plan of a run that goes on after an interruption tells what was before the first one.
 */
export function levelsNow(
  levels: readonly Level[],
  flows: readonly FlowNow[],
  job: Pick<Job, 'active'>,
): readonly Level[] {
  return levels.map((level) => {
    if (level.left !== '') return level;
    const { came, went } = doneOn(level.name, flows);
    const planned = doneOn(
      level.name,
      flows.map((flow) => ({ ...flow, done: flow.bytes })),
    );
    const before = level.after - planned.came + planned.went;
    const coming = (job.active ?? [])
      .filter(({ to, phase }) => to === level.name && phase === 'copying')
      .reduce((sum, { bytesDone }) => sum + bytesDone, 0);
    const now = before + came - went + coming;
    const [low, high] = [Math.min(before, level.after), Math.max(before, level.after)];
    return { ...level, before, now: Math.min(Math.max(now, low), high) };
  });
}

/** What a run is held up by, truthfully: what was asked for, or the volume that has the most left to do at its speed. */
export type Limit =
  | { readonly kind: 'asked'; readonly bytesPerSecond: number }
  | { readonly kind: 'volume'; readonly volume: string; readonly does: 'reads' | 'writes'; readonly rate: number }
  | { readonly kind: 'none' };

export function limitOf(
  job: Pick<Job, 'limit' | 'active'>,
  flows: readonly FlowNow[],
  io: Readonly<Record<string, Pick<VolumeIoHistory, 'reads' | 'writes'>>>,
): Limit {
  if (job.limit !== null) return { kind: 'asked', bytesPerSecond: job.limit };
  const active = new Set((job.active ?? []).flatMap(({ from, to }) => [from, to]));
  let slowest: { readonly limit: Limit; readonly ms: number } | null = null;
  for (const volume of active) {
    let leaves = 0;
    let comes = 0;
    for (const { from, to, bytes, done } of flows) {
      if (from === volume) leaves += bytes - done;
      if (to === volume) comes += bytes - done;
    }
    const does = leaves >= comes ? 'reads' : 'writes';
    const rate = meanOf(io[volume]?.[does] ?? [], limitSeconds);
    if (rate <= 0) continue;
    const ms = (leaves + comes) / rate;
    if (slowest === null || ms > slowest.ms) slowest = { limit: { kind: 'volume', volume, does, rate }, ms };
  }
  return slowest?.limit ?? { kind: 'none' };
}

/** Speeds swing from second to second, as copying and reading back take turns. */
const limitSeconds = 20;

function meanOf(line: readonly number[], seconds: number): number {
  const last = line.slice(-seconds);
  // Before it began nothing was done: that says nothing about how fast it is.
  const from = last.findIndex((figure) => figure > 0);
  if (from < 0) return 0;
  const counted = last.slice(from);
  return counted.reduce((sum, figure) => sum + figure, 0) / counted.length;
}

/** What was written on these volumes, second by second, in all. */
export function writtenOn(
  volumes: readonly string[],
  io: Readonly<Record<string, Pick<VolumeIoHistory, 'writes'>>>,
): readonly number[] {
  const lines = volumes.flatMap((volume) => io[volume]?.writes ?? []).length > 0 ? volumes : [];
  const length = Math.max(0, ...lines.map((volume) => io[volume]?.writes.length ?? 0));
  return Array.from({ length }, (_one, at) =>
    lines.reduce((sum, volume) => {
      const line = io[volume]?.writes ?? [];
      return sum + (line[line.length - length + at] ?? 0);
    }, 0),
  );
}

/** Means of so many seconds each, the newest last. */
export function meansOf(line: readonly number[], seconds: number): readonly number[] {
  const means: number[] = [];
  for (let end = line.length; end > 0; end -= seconds) {
    const part = line.slice(Math.max(0, end - seconds), end);
    means.unshift(part.reduce((sum, figure) => sum + figure, 0) / part.length);
  }
  return means;
}

export interface TimeLeft {
  readonly lowMs: number;
  readonly highMs: number;
}

/** Seconds of one mean, and how many of them are looked at. */
const paceSeconds = 15;
const paceMeans = 20;
/** How far a guess from one figure may be wrong. */
const guessLow = 0.85;
const guessHigh = 1.3;

/**
 * How long it goes on: by how fast it went in the last minutes, the slower and the faster fifth of them left out; before
 * there are enough, around what the job guesses. Null: not known.
 */
export function timeLeftOf(
  job: Pick<Job, 'bytesDone' | 'bytesTotal' | 'etaMs' | 'state' | 'limit'>,
  written: readonly number[],
): TimeLeft | null {
  const left = job.bytesTotal - job.bytesDone;
  if (job.state !== 'running' || left <= 0) return null;
  const paces = meansOf(written, paceSeconds)
    .slice(-paceMeans)
    .filter((pace) => pace > 0)
    .toSorted((a, b) => a - b);
  const low = paces[Math.floor(paces.length * 0.2)];
  const high = paces[Math.min(paces.length - 1, Math.floor(paces.length * 0.8))];
  const { etaMs } = job;
  if (paces.length < 4 || low === undefined || high === undefined || job.limit !== null) {
    return etaMs === null ? null : { lowMs: etaMs * guessLow, highMs: etaMs * guessHigh };
  }
  // What the job itself guesses is always within.
  const range = { lowMs: (left / high) * 1000, highMs: (left / low) * 1000 };
  if (etaMs === null) return range;
  return { lowMs: Math.min(range.lowMs, etaMs), highMs: Math.max(range.highMs, etaMs) };
}

/** Bytes of the volume that is emptied which have left it, and all that leaves. */
export function goneFrom(volume: string, flows: readonly FlowNow[]): { readonly gone: number; readonly all: number } {
  let gone = 0;
  let all = 0;
  for (const flow of flows) {
    if (flow.from !== volume) continue;
    gone += flow.done;
    all += flow.bytes;
  }
  return { gone, all };
}

/** What a drain puts where: bytes by target, and the largest folders of each. */
export interface Arrival {
  readonly level: Level;
  readonly bytes: number;
  readonly folders: readonly string[];
}

/** The first two folders of a path: "/Photos/2019". */
const topOf = (path: string): string => {
  const [, first = '', ...rest] = path.split('/');
  return rest.length === 0 ? '/' : `/${first}`;
};

/** Of each connected volume but the emptied one; those that take nothing too. */
export function arrivalsOf(plan: Pick<Plan, 'moves'>, levels: readonly Level[], drained: string): readonly Arrival[] {
  const byTarget = new Map<string, Map<string, number>>();
  for (const { path, to, size } of plan.moves) {
    const folders = byTarget.get(to) ?? new Map<string, number>();
    byTarget.set(to, folders);
    const top = topOf(path);
    folders.set(top, (folders.get(top) ?? 0) + size);
  }
  return levels
    .filter((level) => level.name !== drained && level.left === '')
    .map((level) => {
      const folders = [...(byTarget.get(level.name) ?? [])].toSorted((a, b) => b[1] - a[1]);
      return {
        level,
        bytes: folders.reduce((sum, [, bytes]) => sum + bytes, 0),
        folders: folders.map(([folder]) => folder),
      };
    });
}

/** Where the largest folders went: one line each, largest first. */
export interface Went {
  readonly folder: string;
  readonly to: string;
  readonly bytes: number;
}

export function wentOf(plan: Pick<Plan, 'moves'>, isDone: IsDone): readonly Went[] {
  const sums = new Map<string, Went>();
  for (const [place, { path, to, size }] of plan.moves.entries()) {
    if (!isDone(place)) continue;
    const folder = topOf(path);
    const key = JSON.stringify([folder, to]);
    const bytes = (sums.get(key)?.bytes ?? 0) + size;
    sums.set(key, { folder, to, bytes });
  }
  return [...sums.values()].toSorted((a, b) => b.bytes - a.bytes);
}

export const fullness = (level: Pick<Level, 'now' | 'total'>): number => share(level.now, level.total);

/** All that a receipt says was not moved, failures first. */
export function remarksOf(receipt: Pick<RunReceipt, 'skipped' | 'failed'>): readonly RunRemark[] {
  return [...receipt.failed, ...receipt.skipped];
}

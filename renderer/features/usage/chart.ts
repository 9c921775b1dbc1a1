import type { UsagePoint, UsageSeries, UsageStep } from '../../../shared/usage.ts';

/** How far back the picture goes, days. */
export const ranges = [
  { value: '30', days: 30 },
  { value: '90', days: 91 },
  { value: '365', days: 366 },
  { value: 'all', days: Infinity },
] as const;
export type RangeName = (typeof ranges)[number]['value'];

const day = 86_400_000;
/** Fewer days would make one film a cliff. */
const leastSpan = 7 * day;

/** Places in a picture of 100 by 100, the origin at the top left. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface Chart {
  /** What is known, oldest first, and where it lies. */
  readonly points: readonly UsagePoint[];
  readonly line: readonly Spot[];
  /** Where known ends. */
  readonly now: Spot;
  /** Expected at the usual pace, from `now` to the end of the picture; null: nothing is foretold. */
  readonly expected: Spot | null;
  /** The fastest and the slowest pace at the end of the picture. */
  readonly possible: { readonly fast: Spot; readonly slow: Spot } | null;
  /** Most that fits, as steps; empty for a folder. */
  readonly capacity: readonly Spot[];
  /** Most that fits today, bytes; null for a folder. */
  readonly room: number | null;
  /** Where it is full at the usual pace, when that is in the picture. */
  readonly full: { readonly at: Spot; readonly ms: number } | null;
  readonly steps: readonly { readonly step: UsageStep; readonly at: Spot }[];
  readonly amounts: readonly { readonly bytes: number; readonly y: number }[];
  readonly times: readonly { readonly ms: number; readonly x: number }[];
}

/** How much of what is to come is shown: until it is full where that is near enough, else less than what is known. */
function aheadOf(known: number, untilFull: number | null): number {
  const near = untilFull !== null && untilFull * 1.1 <= known * 1.5;
  return near ? Math.max(known * 0.3, untilFull * 1.1) : known * 0.6;
}

/** What is never filled is no room. The reserve is only known as it is today. */
function roomOf(total: number, reserve: number): number {
  return Math.max(0, total - reserve);
}

/** A round step of at least this many bytes: 1, 2 or 5 times a power of ten. */
function roundStep(bytes: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, bytes)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= bytes) ?? 10 * power;
}

/**
 * The picture of how much was and will be used. null with fewer than two days: a point is no line.
 * @param rangeDays how far back it goes, at most
 */
export function chartOf(series: UsageSeries, steps: readonly UsageStep[], rangeDays: number): Chart | null {
  const all = series.points;
  const last = all.at(-1);
  const first = all.find((point) => last !== undefined && last.atMs - point.atMs <= rangeDays * day);
  if (last === undefined || first === undefined || last.atMs - first.atMs < day) return null;
  const points = all.filter((point) => point.atMs >= first.atMs);
  const from = Math.min(first.atMs, last.atMs - leastSpan);
  const known = last.atMs - from;
  const { forecast } = series;
  const foretold = forecast.kind === 'filling' || forecast.kind === 'steady' ? forecast : null;
  const untilFull = (foretold?.days ?? 0) * day;
  const ahead = foretold === null ? 0 : aheadOf(known, foretold.days === null ? null : untilFull);
  const to = last.atMs + ahead;
  const at = (pace: number): number => Math.max(0, last.used + (pace * ahead) / day);
  const room = last.total === null ? null : roomOf(last.total, series.reserve);
  const top =
    1.06 *
    Math.max(
      1,
      room ?? 0,
      ...points.map((point) => Math.max(point.used, roomOf(point.total ?? 0, series.reserve))),
      foretold && room === null ? at(foretold.bytesPerDay) : 0,
    );
  const x = (ms: number): number => ((ms - from) / (to - from)) * 100;
  const y = (bytes: number): number => 100 - (bytes / top) * 100;
  const spot = (ms: number, bytes: number): Spot => ({ x: x(ms), y: y(bytes) });
  const step = roundStep(top / 6);
  return {
    points,
    line: points.map((point) => spot(point.atMs, point.used)),
    now: spot(last.atMs, last.used),
    expected: foretold === null ? null : spot(to, at(foretold.bytesPerDay)),
    possible:
      foretold === null
        ? null
        : { fast: spot(to, at(foretold.fastest.bytesPerDay)), slow: spot(to, at(foretold.slowest.bytesPerDay)) },
    capacity: room === null ? [] : capacityOf(points, to, (ms, total) => spot(ms, roomOf(total, series.reserve))),
    room,
    full:
      room !== null && foretold !== null && foretold.days !== null && untilFull <= ahead
        ? { at: spot(last.atMs + untilFull, room), ms: last.atMs + untilFull }
        : null,
    steps: steps
      .filter((one) => one.atMs > first.atMs && one.atMs <= last.atMs)
      .map((one) => ({
        step: one,
        at: spot(one.atMs, roomOf(totalAt(points, one.atMs), series.reserve)),
      })),
    amounts: Array.from({ length: Math.floor(top / step) }, (_, index) => (index + 1) * step).map((bytes) => ({
      bytes,
      y: y(bytes),
    })),
    times: timesOf(from, last.atMs, to).map((ms) => ({ ms, x: x(ms) })),
  };
}

/** Steps are drawn upright: capacity does not grow slowly. */
function capacityOf(
  points: readonly UsagePoint[],
  to: number,
  spot: (ms: number, bytes: number) => Spot,
): readonly Spot[] {
  const spots: Spot[] = [];
  let before: number | null = null;
  for (const { atMs, total } of points) {
    if (total === null) continue;
    if (before !== null && before !== total) spots.push(spot(atMs, before));
    if (before !== total) spots.push(spot(atMs, total));
    before = total;
  }
  if (before !== null) spots.push(spot(to, before));
  return spots;
}

function totalAt(points: readonly UsagePoint[], ms: number): number {
  return points.find((point) => point.atMs >= ms && point.total !== null)?.total ?? 0;
}

/** First, today, and in between and after where there is room for words. */
function timesOf(from: number, now: number, to: number): readonly number[] {
  const whole = to - from;
  const times = [from];
  if (now - from > whole * 0.36) times.push(from + (now - from) / 2);
  times.push(now);
  if (to - now > whole * 0.22) times.push(now + (to - now) * 0.72);
  return times;
}

/** The point that lies nearest to this place from left to right, 0 to 100. */
export function nearest(line: readonly Spot[], x: number): number {
  let best = 0;
  for (const [at, spot] of line.entries()) {
    if (Math.abs(spot.x - x) < Math.abs((line[best]?.x ?? Infinity) - x)) best = at;
  }
  return best;
}

/** At most so many of many, evenly taken, the first and the last among them. */
export function someOf<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, at) => Math.round((at * (items.length - 1)) / (most - 1))).flatMap((at) =>
    items.slice(at, at + 1),
  );
}

/**
 * When something will be full, from samples of how full it was. The pace is the Theil-Sen estimator: the median of the
 * slopes between all pairs of samples (H. Theil 1950; P. K. Sen, "Estimates of the regression coefficient based on
 * Kendall's tau", JASA 63, 1968). Up to 29 % of the samples may be wild (a film copied in and out again) without moving
 * it far, where a least-squares line would follow them. Pure; times in ms, sizes in bytes.
 */

const dayMs = 86_400_000;

/** Fewer days than these tell nothing: people fill disks in bursts. */
export const leastDays = 5;
const leastSamples = 4;
/** The pace is that of this many last days: what was usual two years ago is not now. */
const paceDays = 90;
/** Later than this is "not at this rate": nobody's pace stays for so long. */
const farthestDays = 3650;

/** `grown`: `used` without what came or went with a volume as a whole, so that a step of that kind is no pace. */
export interface ForecastSample {
  readonly atMs: number;
  readonly grown: number;
}

export interface Pace {
  readonly bytesPerDay: number;
  /** Days until it is full at this pace; null: not at this pace, or later than in ten years. */
  readonly days: number | null;
}

export type Forecast =
  /** `needDays` more days of samples are wanted before anything is said. */
  | { readonly kind: 'unknown'; readonly needDays: number }
  | { readonly kind: 'full-now' }
  | ({
      /** `filling`: full in `days` at the usual pace. `steady`: not at this rate. */
      readonly kind: 'filling' | 'steady';
      /** Fastest and slowest pace that was kept up for a good part of the time known. */
      readonly fastest: Pace;
      readonly slowest: Pace;
      /** Days of samples that this is from. */
      readonly knownDays: number;
    } & Pace);

/**
 * @param samples any order; at most some hundreds
 * @param room bytes that fit still; negative or 0: it is full
 */
export function forecast(samples: readonly ForecastSample[], room: number): Forecast {
  if (room <= 0) return { kind: 'full-now' };
  const sorted = [...samples].sort((a, b) => a.atMs - b.atMs);
  const knownDays = spanDays(sorted);
  if (knownDays < leastDays || sorted.length < leastSamples) {
    return { kind: 'unknown', needDays: Math.max(1, Math.ceil(leastDays - knownDays)) };
  }
  const last = sorted.at(-1)?.atMs ?? 0;
  const recent = sorted.filter(({ atMs }) => last - atMs <= paceDays * dayMs);
  const usual = slope(enough(recent) ? recent : sorted);
  const paces = [...windowPaces(sorted, knownDays), usual];
  const pace = paceOf(usual, room);
  return {
    kind: pace.days === null ? 'steady' : 'filling',
    ...pace,
    fastest: paceOf(Math.max(...paces), room),
    slowest: paceOf(Math.min(...paces), room),
    knownDays: Math.floor(knownDays),
  };
}

function paceOf(bytesPerDay: number, room: number): Pace {
  const days = bytesPerDay > 0 ? room / bytesPerDay : Infinity;
  return { bytesPerDay: Math.round(bytesPerDay), days: days <= farthestDays ? days : null };
}

/** Paces of stretches that overlap by half, each a third of the time known but at most 60 days. */
function windowPaces(sorted: readonly ForecastSample[], knownDays: number): readonly number[] {
  const length = Math.min(60, Math.max(leastDays, knownDays / 3)) * dayMs;
  const [first = 0, last = 0] = [sorted[0]?.atMs, sorted.at(-1)?.atMs];
  const paces: number[] = [];
  for (let end = last; end - length >= first - 1; end -= length / 2) {
    const part = sorted.filter(({ atMs }) => atMs <= end && atMs >= end - length);
    if (enough(part)) paces.push(slope(part));
  }
  return paces;
}

function enough(samples: readonly ForecastSample[]): boolean {
  return samples.length >= leastSamples && spanDays(samples) >= leastDays - 1;
}

function spanDays(sorted: readonly ForecastSample[]): number {
  return ((sorted.at(-1)?.atMs ?? 0) - (sorted[0]?.atMs ?? 0)) / dayMs;
}

/** Bytes per day: the median over all pairs. */
function slope(sorted: readonly ForecastSample[]): number {
  const slopes: number[] = [];
  for (const [index, from] of sorted.entries()) {
    for (const to of sorted.slice(index + 1)) {
      const days = (to.atMs - from.atMs) / dayMs;
      // Two samples of one hour tell no pace.
      if (days >= 0.25) slopes.push((to.grown - from.grown) / days);
    }
  }
  return median(slopes);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

import { fail } from '../../../shared/errors.ts';
import { defaultWithin } from '../../../shared/planning.ts';
import type { SpaceBin } from './prepared.ts';

/** Used bytes that a bin may end with. */
export interface Levels {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** A bin as goals see it. */
export interface LevelBin extends Pick<SpaceBin, 'used' | 'total'> {
  /** Something may change in it. */
  readonly part: boolean;
  readonly receives: boolean;
}

/** Fraction of its size by which a level that a person set may be missed. */
export const targetWithin = 0.005;

/** Any level will do. */
export function anyLevel(bins: readonly LevelBin[]): Levels {
  return { low: new Float64Array(bins.length), high: new Float64Array(bins.length).fill(Infinity) };
}

/** The allowed used/total: `within` (a fraction) around the mean of the bins that take part, those that are set left out. */
export function evenPercent(
  bins: readonly LevelBin[],
  within: number,
  set: ReadonlyMap<number, number>,
): Levels & { readonly band: { readonly low: number; readonly high: number } } {
  const levels = anyLevel(bins);
  let used = 0;
  let total = 0;
  for (const [at, bin] of bins.entries()) {
    if (!bin.part) continue;
    used += bin.used - (set.get(at) ?? 0);
    if (!set.has(at)) total += bin.total;
  }
  // Levels that were set may ask for more than there is, or leave more than the others hold.
  const mean = total === 0 ? 0 : Math.min(1, Math.max(0, used / total));
  const band = { low: Math.max(0, mean - within), high: Math.min(1, mean + within) };
  for (const [at, bin] of bins.entries()) {
    if (!bin.part) continue;
    levels.low[at] = Math.ceil(band.low * bin.total);
    levels.high[at] = Math.floor(band.high * bin.total);
  }
  return { ...setLevels(bins, levels, set), band };
}

/**
 * The same free bytes on each, `within` (a fraction of the mean size) either way. A bin that is smaller than that is
 * left empty, so the level is where all used bytes find their place.
 */
export function evenFree(bins: readonly LevelBin[], within: number, set: ReadonlyMap<number, number>): Levels {
  const levels = anyLevel(bins);
  const own = bins.flatMap((bin, at) => (bin.part && !set.has(at) ? [bin] : []));
  const used =
    bins.reduce((sum, bin) => sum + (bin.part ? bin.used : 0), 0) -
    [...set.values()].reduce((sum, one) => sum + one, 0);
  let least = 0;
  let most = Math.max(0, ...own.map(({ total }) => total));
  for (let round = 0; round < 64; round += 1) {
    const free = (least + most) / 2;
    if (own.reduce((sum, { total }) => sum + Math.max(0, total - free), 0) > used) least = free;
    else most = free;
  }
  const free = (least + most) / 2;
  const tolerance = own.length === 0 ? 0 : (within * own.reduce((sum, { total }) => sum + total, 0)) / own.length;
  for (const [at, bin] of bins.entries()) {
    if (!bin.part) continue;
    levels.low[at] = Math.ceil(Math.max(0, bin.total - free - tolerance));
    levels.high[at] = Math.floor(Math.min(bin.total, Math.max(0, bin.total - free) + tolerance));
  }
  return setLevels(bins, levels, set);
}

/**
 * A folder's bytes (`used` of the bins) by the sizes of the bins that receive; a twentieth of the share either way. What
 * a person set is bytes of the folder too.
 */
export function spread(bins: readonly LevelBin[], set: ReadonlyMap<number, number>): Levels {
  const levels = anyLevel(bins);
  const given = [...set.values()].reduce((bytes, one) => bytes + one, 0);
  const sum = Math.max(0, bins.reduce((bytes, bin) => bytes + (bin.part ? bin.used : 0), 0) - given);
  const total = bins.reduce((bytes, bin, at) => bytes + (bin.part && bin.receives && !set.has(at) ? bin.total : 0), 0);
  for (const [at, bin] of bins.entries()) {
    if (!bin.part) continue;
    const share = total === 0 || !bin.receives ? 0 : (sum * bin.total) / total;
    levels.low[at] = Math.ceil(share * (1 - defaultWithin / 100));
    levels.high[at] = Math.floor(share * (1 + defaultWithin / 100));
  }
  return setLevels(bins, levels, set);
}

/** Levels that a person set, on top of others. @throws invalid */
export function setLevels(bins: readonly LevelBin[], levels: Levels, set: ReadonlyMap<number, number>): Levels {
  for (const [at, bytes] of set) {
    const total = bins[at]?.total ?? 0;
    if (!(bytes >= 0 && bytes <= total)) {
      const why = `${String(bytes)} bytes is no level of a volume of ${String(total)} bytes`;
      throw fail('invalid', 'Planning to a level that was set', why, 'set one between 0 and the size of the volume');
    }
    levels.low[at] = Math.ceil(Math.max(0, bytes - targetWithin * total));
    levels.high[at] = Math.floor(Math.min(total, bytes + targetWithin * total));
  }
  return levels;
}

/** Bytes over all highs, and missing under all lows. */
export function outsideOf(
  level: Float64Array,
  { low, high }: Levels,
): { readonly over: number; readonly under: number } {
  let over = 0;
  let under = 0;
  for (let at = 0; at < level.length; at += 1) {
    const bytes = level[at] ?? 0;
    over += Math.max(0, bytes - (high[at] ?? Infinity));
    under += Math.max(0, (low[at] ?? 0) - bytes);
  }
  return { over, under };
}

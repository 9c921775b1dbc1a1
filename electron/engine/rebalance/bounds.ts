import type { PlannerVolume } from './planner.ts';

/** A fill: what moves between volumes can change. Volumes without a limit on one file system are one bin. */
export interface Bin {
  readonly key: string;
  readonly volumes: readonly PlannerVolume[];
  readonly used: number;
  readonly total: number;
  /** Bytes that may still be written. */
  readonly room: number;
}

/** Volumes that may change, by fill. */
export function binsOf(volumes: readonly PlannerVolume[]): readonly Bin[] {
  const bins = new Map<string, PlannerVolume[]>();
  for (const volume of volumes) {
    if (!volume.receives && !volume.sends) continue;
    const bin = bins.get(volume.fill);
    if (bin === undefined) bins.set(volume.fill, [volume]);
    else bin.push(volume);
  }
  return [...bins].map(([key, members]) => ({
    key,
    volumes: members,
    used: Math.max(...members.map((volume) => volume.used)),
    total: Math.max(...members.map((volume) => volume.total)),
    room: Math.max(0, ...members.filter((volume) => volume.receives).map((volume) => volume.room)),
  }));
}

export interface Band {
  /** Fractions of used/total. */
  readonly low: number;
  readonly high: number;
}

/** The allowed range: `within` (a fraction) around the mean, which is sum of used over sum of total. */
export function bandOf(bins: readonly Bin[], within: number): Band {
  const used = bins.reduce((sum, bin) => sum + bin.used, 0);
  const total = bins.reduce((sum, bin) => sum + bin.total, 0);
  const mean = total === 0 ? 0 : used / total;
  return { low: Math.max(0, mean - within), high: Math.min(1, mean + within) };
}

/** Bytes by which a bin lies over (positive) or under (negative) the band. */
export function deviation(bin: { readonly used: number; readonly total: number }, band: Band): number {
  const over = bin.used - Math.floor(band.high * bin.total);
  if (over > 0) return over;
  const under = Math.ceil(band.low * bin.total) - bin.used;
  return under > 0 ? -under : 0;
}

/**
 * The least bytes that any plan must move: all that lies over the band has to leave, all that is missing under it has
 * to arrive, and one move can do both (DESIGN.md, "Planner").
 */
export function lowerBound(bins: readonly Bin[], band: Band): number {
  let excess = 0;
  let deficit = 0;
  for (const bin of bins) {
    const bytes = deviation(bin, band);
    if (bytes > 0) excess += bytes;
    else deficit -= bytes;
  }
  return Math.max(excess, deficit);
}

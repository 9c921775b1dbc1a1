import type { EvennessPoint } from '../../../shared/planning.ts';

/** Pure figures of "How even is enough?": evenness (up) over bytes moved (right). */

export interface Curve {
  /** By rising bytes; a point that costs more without being more even is left out. */
  readonly points: readonly EvennessPoint[];
  readonly mostBytes: number;
  /** Evenness at the lower edge of the picture, 0 to 1. */
  readonly low: number;
  readonly high: number;
}

/** null: there is nothing to choose from. */
export function curveOf(given: readonly EvennessPoint[]): Curve | null {
  const points: EvennessPoint[] = [];
  for (const one of given.toSorted((a, b) => a.bytes - b.bytes || b.evenness - a.evenness || b.within - a.within)) {
    const last = points.at(-1);
    if (last === undefined || one.evenness > last.evenness + 1e-9) points.push(one);
  }
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 2 || last.bytes <= first.bytes) return null;
  return { points, mostBytes: last.bytes, low: first.evenness, high: last.evenness };
}

/** 0 to 1 from the left. */
export const across = (curve: Curve, bytes: number): number =>
  curve.mostBytes > 0 ? Math.min(1, Math.max(0, bytes / curve.mostBytes)) : 0;

/** 0 to 1 from below; the least even point keeps a little height, so that the line does not begin on the axis. */
export function up(curve: Curve, evenness: number): number {
  const span = Math.max(1e-9, curve.high - curve.low);
  return 0.12 + 0.86 * Math.min(1, Math.max(0, (evenness - curve.low) / span));
}

/** Where the choice stands among the points: the one that asks for the band nearest to it. */
export function indexOf(curve: Curve, within: number): number {
  let best = 0;
  curve.points.forEach((one, index) => {
    const known = curve.points[best];
    if (known !== undefined && Math.abs(one.within - within) < Math.abs(known.within - within)) best = index;
  });
  return best;
}

/** The point nearest to a place in the picture, 0 to 1 from the left. */
export function indexAt(curve: Curve, x: number): number {
  let best = 0;
  curve.points.forEach((one, index) => {
    const known = curve.points[best];
    if (known !== undefined && Math.abs(across(curve, one.bytes) - x) < Math.abs(across(curve, known.bytes) - x))
      best = index;
  });
  return best;
}

/** The point that a key leads to; null: not such a key. */
export function indexOfKey(curve: Curve, index: number, key: string): number | null {
  const last = curve.points.length - 1;
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowUp: 1,
    ArrowLeft: -1,
    ArrowDown: -1,
    PageUp: 5,
    PageDown: -5,
    Home: -last,
    End: last,
  };
  const step = steps[key];
  return step === undefined ? null : Math.min(last, Math.max(0, index + step));
}

/** The line from `from` to `to` (indices) as an SVG path in a box of that size. */
export function pathOf(curve: Curve, from: number, to: number, width: number, height: number): string {
  return curve.points
    .slice(from, to + 1)
    .map((one, at) => {
      const x = (across(curve, one.bytes) * width).toFixed(1);
      const y = (height - up(curve, one.evenness) * height).toFixed(1);
      return `${at === 0 ? 'M' : 'L'}${x} ${y}`;
    })
    .join('');
}

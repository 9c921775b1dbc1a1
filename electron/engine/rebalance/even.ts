import { formatPercent } from '../../../shared/format.ts';
import { bandOf, binsOf, deviation, lowerBound } from './bounds.ts';
import { fillsOf, isBetter, movesOf, outside, reset, scoreOf } from './fills.ts';
import type { Choice, Fill } from './fills.ts';
import { greedy } from './greedy.ts';
import type { Planned, PlannerItem, PlannerVolume } from './planner.ts';
import { search } from './search.ts';

/** Above this multiple of the lower bound, a small pool is searched exhaustively. */
const goodEnough = 1.001;

/**
 * Plans to bring every volume's used/total within `within` (a fraction: 0.05 = five points) of the pool's mean, with
 * the fewest bytes, then the fewest moves; each item moves at most once. Volumes that take part are those that send or
 * receive. When the band cannot be reached, the plan brings as many bytes into it as it can and says so.
 */
export function planEven(volumes: readonly PlannerVolume[], items: readonly PlannerItem[], within: number): Planned {
  const bins = binsOf(volumes);
  const band = bandOf(bins, within);
  const lowerBoundBytes = lowerBound(bins, band);
  const done = { blocked: [], lowerBoundBytes, band };
  if (bins.length === 0) {
    return { ...done, moves: [], reached: true, note: 'No volume can take part: none is connected and writable.' };
  }
  if (lowerBoundBytes === 0) return { ...done, moves: [], reached: true, note: '' };

  const fills = fillsOf(bins, items, band);
  let choices: readonly Choice[] = greedy(fills);
  let score = scoreOf(fills, choices);
  if (score.outside > 0 || score.bytes > lowerBoundBytes * goodEnough) {
    reset(fills);
    const better = search(fills, score);
    if (better !== null) choices = better;
    for (const choice of choices) {
      choice.from.used -= choice.item.size;
      choice.to.used += choice.item.size;
    }
    const found = scoreOf(fills, choices);
    if (isBetter(found, score)) score = found;
  }
  const reached = score.outside === 0;
  return { ...done, moves: movesOf(choices), reached, note: reached ? '' : closest(fills, band.low, band.high) };
}

/** What keeps the plan from its goal, and how near it comes. */
function closest(fills: readonly Fill[], low: number, high: number): string {
  const worst = fills.reduce((a, b) => (outside(b) / b.bin.total > outside(a) / a.bin.total ? b : a));
  const names = worst.bin.volumes.map(({ name }) => name).join(', ');
  const share = worst.bin.total === 0 ? 0 : worst.used / worst.bin.total;
  const why =
    deviation({ used: worst.used, total: worst.bin.total }, { low, high }) > 0
      ? 'no file that may move fits on the others'
      : 'no file that may move is small enough for what is missing';
  return (
    `Every volume between ${formatPercent(low, 1)} and ${formatPercent(high, 1)} full is out of reach: ${why}. ` +
    `The closest reachable leaves ${names} ${formatPercent(share, 1)} full.`
  );
}

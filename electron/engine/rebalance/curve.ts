import type { EvennessPoint, PlanEdits } from '../../../shared/planning.ts';
import { taskOf } from './goals.ts';
import { outsideOf } from './levels.ts';
import type { Prepared } from './prepared.ts';

/** Points at most. */
const points = 32;

/**
 * How few bytes make the pool how even: the least that any plan moves, from "as it is" to "all the same". It is what data
 * that can be divided at will costs; whole files cost a little more where they are few and large. Closer together where
 * the first bytes do the most.
 */
export function curve(prepared: Prepared, edits: PlanEdits = {}): readonly EvennessPoint[] {
  const { setting } = taskOf(prepared, { kind: 'even', by: 'percent', within: 100 }, edits);
  const part = prepared.bins
    .map(({ volumes, used, total }) => ({
      part: volumes.some((at) => setting.receives[at] === true || setting.sends[at] === true),
      used,
      total,
    }))
    .filter((bin) => bin.part && bin.total > 0);
  const total = part.reduce((sum, bin) => sum + bin.total, 0);
  if (part.length < 2) return [];
  const mean = part.reduce((sum, bin) => sum + bin.used, 0) / total;
  const shares = part.map((bin) => bin.used / bin.total);
  const farthest = Math.max(...shares.map((share) => Math.abs(share - mean)));
  if (farthest === 0) return [{ within: 0, bytes: 0, evenness: 1 }];
  const level = Float64Array.from(part, ({ used }) => used);
  return Array.from({ length: points }, (_, index): EvennessPoint => {
    const within = farthest * (1 - index / (points - 1));
    const low = Math.max(0, mean - within);
    const high = Math.min(1, mean + within);
    const { over, under } = outsideOf(level, {
      low: Float64Array.from(part, (bin) => low * bin.total),
      high: Float64Array.from(part, (bin) => high * bin.total),
    });
    const ends = shares.map((share) => Math.min(high, Math.max(low, share)));
    return {
      within: within * 100,
      bytes: Math.ceil(Math.max(over, under)),
      evenness: 1 - (Math.max(...ends) - Math.min(...ends)),
    };
  });
}

import { formatPercent, formatSize } from '../../../shared/format.ts';
import type { Plan } from '../../../shared/model.ts';
import { filesOf } from './figures.ts';

/** The sentences of the screen, from real figures. */

export interface Lead {
  readonly lead: string;
  /** What it means, with the figures that matter in bold: odd parts are bold. */
  readonly say: readonly string[];
}

/** "70 and 74": whole points, or one place when they would be the same. */
export function range(low: number, high: number): string {
  const places = formatPercent(low) === formatPercent(high) ? 1 : 0;
  const digits = (fraction: number): string => (fraction * 100).toFixed(places);
  return digits(low) === digits(high) ? `${digits(low)} %` : `between ${digits(low)} and ${digits(high)} %`;
}

export function planFiles(plan: Plan): number {
  return plan.moves.reduce((files, move) => files + filesOf(move), 0);
}

/** "Moves 312 GB, the least possible is 309 GB", and how near that is. */
export function certificate(plan: Pick<Plan, 'bytes' | 'lowerBoundBytes'>): {
  readonly what: string;
  readonly near: string;
} {
  if (plan.bytes < plan.lowerBoundBytes) {
    const what = `Moves ${formatSize(plan.bytes)} of ${formatSize(plan.lowerBoundBytes)} that would have to move`;
    return { what, near: 'the rest is under “Not moved”, with the reason' };
  }
  const what = `Moves ${formatSize(plan.bytes)}, the least possible is ${formatSize(plan.lowerBoundBytes)}`;
  if (plan.bytes <= plan.lowerBoundBytes) return { what, near: 'no plan can move less' };
  if (plan.lowerBoundBytes <= 0) return { what, near: 'whole files are moved, never parts' };
  const over = plan.bytes / plan.lowerBoundBytes - 1;
  const percent = over < 0.01 ? '1' : String(Math.ceil(over * 100));
  return { what, near: `within ${percent} % of the best any plan can do` };
}

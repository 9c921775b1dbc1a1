import type { Planned, PlannerItem, PlannerVolume } from './planner.ts';
import { prepare, solve } from './solve.ts';

/** Plans to empty one volume onto the others. */
export function planDrain(volumes: readonly PlannerVolume[], items: readonly PlannerItem[], source: string): Planned {
  return solve(prepare(volumes, items), { kind: 'drain', volume: source });
}

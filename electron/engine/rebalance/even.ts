import type { Planned, PlannerItem, PlannerVolume } from './planner.ts';
import { prepare, solve } from './solve.ts';

/** Plans to bring every volume's used/total within `within` (a fraction) of the pool's mean. */
export function planEven(volumes: readonly PlannerVolume[], items: readonly PlannerItem[], within: number): Planned {
  return solve(prepare(volumes, items), { kind: 'even', by: 'percent', within: within * 100 });
}

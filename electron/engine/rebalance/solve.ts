import { fail } from '../../../shared/errors.ts';
import type { EvennessPoint, PlanEdits, PlanGoal } from '../../../shared/planning.ts';
import { bandOf, binsOf, lowerBound } from './bounds.ts';
import { planDrain } from './drain.ts';
import { planEven } from './even.ts';
import type { Planned, PlannerItem, PlannerVolume, Solved } from './planner.ts';

/** Volumes and items, made ready once for any number of solutions. */
export interface Prepared {
  readonly volumes: readonly PlannerVolume[];
  readonly items: readonly PlannerItem[];
}

export interface SolveOptions {
  /** Asked now and then; true ends it with `cancelled`. */
  readonly cancelled?: () => boolean;
}

export function prepare(volumes: readonly PlannerVolume[], items: readonly PlannerItem[]): Prepared {
  return { volumes, items };
}

/**
 * Plans for a goal, with what a person changed.
 * @throws invalid (a volume or a number that makes no sense), cancelled
 */
export function solve(
  { volumes, items }: Prepared,
  goal: PlanGoal,
  edits: PlanEdits = {},
  options: SolveOptions = {},
): Solved {
  if (options.cancelled?.() === true) throw fail('cancelled', 'Planning', 'it was cancelled', 'ask again');
  if (Object.keys(edits).length > 0) {
    throw fail('unsupported', 'Changing a plan', 'edits cannot be solved yet', 'make the plan without them');
  }
  if (goal.kind === 'even') return solved(planEven(volumes, items, goal.within / 100));
  if (goal.kind === 'drain') return solved(planDrain(volumes, items, goal.volume));
  throw fail('unsupported', `Planning for ${goal.kind}`, 'this goal cannot be solved yet', 'choose another goal');
}

/** How few bytes make the pool how even: about 30 points, for data that can be divided at will. */
export function curve({ volumes }: Prepared): readonly EvennessPoint[] {
  const bins = binsOf(volumes);
  return [0, 1, 2, 5, 10].map((within) => ({
    within,
    bytes: lowerBound(bins, bandOf(bins, within / 100)),
    evenness: 1 - (2 * within) / 100,
  }));
}

function solved(planned: Planned): Solved {
  const bytes = planned.moves.reduce((sum, { item }) => sum + item.size, 0);
  return { ...planned, bytes, proven: false, flows: [], extraBytes: 0, targets: {}, on: null };
}

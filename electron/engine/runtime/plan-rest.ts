import { fail, isAppError } from '../../../shared/errors.ts';
import type { Plan, PlanMove } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import type { Restart } from '../transfer/types.ts';
import type { PoolContext } from './context.ts';
import { recordPlan } from './plan-acts.ts';

/**
 * Makes the plan for what is left of one that was run: the moves of the named items, or all whose source is still
 * where it was. A plan runs once; this is another one with the same goal. Answers its id.
 * @throws not-found (the plan was forgotten)
 */
export async function addRest(context: PoolContext, { items, options }: Restart): Promise<string> {
  const { plans } = context.engine.home;
  if (options.planId === undefined) {
    throw fail('internal', 'Going on with a plan', 'nobody knows which', 'make a new plan');
  }
  const plan = plans.get(options.planId);
  const named = new Set(items.map(({ from }) => from));
  const left: number[] = [];
  for (const [index, move] of plan.moves.entries()) {
    if (items.length > 0 ? named.has(move.path) : await isLeft(context, move)) left.push(index);
  }
  const moves = chosenMoves(plan.moves, left);
  const stay = new Set(left);
  recordKilled(
    context,
    plan,
    plan.moves.filter((_move, index) => !stay.has(index)),
  );
  return plans.add(plan.pool, { ...plan, moves, bytes: moves.reduce((sum, { size }) => sum + size, 0) }).id;
}

/** A run whose process died could not say what it did: from now on that can be taken back like any other. */
function recordKilled(context: PoolContext, plan: Plan, moved: readonly PlanMove[]): void {
  const { receipts } = context.engine.home;
  const receipt = receipts.get(plan.id);
  if (receipt !== null && receipt.state !== 'running') return;
  const bytes = moved.reduce((sum, { size }) => sum + size, 0);
  try {
    // Before its receipt: one that is recorded twice is taken back once, one that is not recorded never.
    recordPlan(context, plan, moved.length, bytes);
  } catch {
    // The home is full or away: what was done is done, and can only not be undone.
  }
  if (receipt !== null) receipts.put({ ...receipt, state: 'stopped' });
}

/** These moves of a plan, by index, as a plan of their own: they wait for each other as before. */
export function chosenMoves(moves: readonly PlanMove[], indices: readonly number[]): readonly PlanMove[] {
  const places = new Map(indices.map((index, place) => [index, place]));
  return indices.flatMap((index) => {
    const move = moves[index];
    if (move === undefined) return [];
    const { after, ...rest } = move;
    const kept = (after ?? []).flatMap((other) => places.get(other) ?? []);
    return [kept.length === 0 ? rest : { ...rest, after: kept }];
  });
}

/** What cannot be looked at is left: the run says why. */
async function isLeft(context: PoolContext, { path, from }: PlanMove): Promise<boolean> {
  try {
    await context.member(from).volume.stat(parsePath(path));
    return true;
  } catch (thrown) {
    return !isAppError(thrown, 'not-found');
  }
}

import type { Plan } from '../../../shared/model.ts';
import { runTitles } from '../rebalance/goal-words.ts';
import type { PoolContext } from './context.ts';

/** Records that a plan was run, so that it can be undone as the last thing that was done. */
export function recordPlan(context: PoolContext, plan: Plan, items: number, bytes: number): void {
  if (items === 0) return;
  const { history } = context.engine.home;
  const title = runTitles(plan, context.config().name).act;
  const act = history.add({ pool: context.id, kind: 'plan', title, items, bytes }, JSON.stringify({ plan: plan.id }));
  context.engine.activity.planActed(plan.id, act.id);
  context.engine.historyChanged(context.id);
}

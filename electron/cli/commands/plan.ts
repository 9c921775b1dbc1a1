import { isAppError } from '../../../shared/errors.ts';
import type { RunReceipt } from '../../../shared/runs.ts';
import type { Plans } from '../../engine/api.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { checkLines, movesInWords, planLines, planOf, runPlan } from '../plans.ts';
import { tableLines } from '../table.ts';
import { registerGoals } from './plan-goals.ts';
import { receiptLines } from '../receipts.ts';
import { withPace } from '../work.ts';
import type { PaceOptions } from '../work.ts';
import { formatMoment, formatSize } from '../words.ts';

export const register: Register = (program, bind) => {
  const plan = program
    .command('plan')
    .description('Plans: lists of moves with before and after. Making one moves nothing; running one works once.');
  registerGoals(plan, bind);
  plan.command('list').description('List the plans of the pool.').action(bind(list));
  plan
    .command('show')
    .description('Show a plan, and what its run did.')
    .argument('<id>', 'id of the plan')
    .action(bind(show));
  plan
    .command('export')
    .description('Print a plan as one JSON document.')
    .argument('<id>', 'id of the plan')
    .action(bind(exportPlan));
  const running = plan
    .command('run')
    .description('Run a plan, once. Asks first, unless there is nothing to move.')
    .argument('<id>', 'id of the plan');
  withPace(running).option('--yes', 'do not ask').action(bind(run));
  const undoing = plan
    .command('undo')
    .description(
      'Move back what a plan moved, as far as it is where that put it, by a plan of its own. Says how much before, ' +
        'and asks.',
    )
    .argument('<id>', 'id of the plan that was run');
  withPace(undoing).option('--dry-run', 'only make the plan').option('--yes', 'do not ask').action(bind(undo));
};

async function list(context: Context): Promise<void> {
  const { out } = context;
  const pool = await context.pool();
  const plans = await (await context.engine()).plans.summaries(pool.id);
  if (out.json) {
    for (const plan of plans) {
      const { id, goal, state, createdMs, bytes, lowerBoundBytes, reached, movesCount, blockedCount } = plan;
      const counts = { moves: movesCount, blocked: blockedCount };
      out.object({ id, goal, state, createdMs, bytes, lowerBoundBytes, reached, ...counts });
    }
  } else if (out.nul) {
    for (const { id } of plans) out.name(id);
  } else {
    const rows = plans.map((plan) => [
      plan.id,
      plan.state,
      formatMoment(plan.createdMs),
      movesInWords(plan.movesCount),
      formatSize(plan.bytes),
      out.shown(plan.goal),
    ]);
    for (const line of tableLines(rows, { right: [3, 4] })) out.line(line);
  }
}

async function show(context: Context, id: string): Promise<void> {
  const { plans } = await context.engine();
  const plan = await plans.get(id);
  const isReady = plan.state === 'ready';
  const receipt = isReady ? null : await receiptOf(plans, id);
  const check = isReady ? await plans.check(id) : null;
  if (context.out.json)
    context.out.object({ ...plan, ...(receipt === null ? {} : { receipt }), ...(check === null ? {} : { check }) });
  else {
    const lines = planLines(context, plan, isReady && check?.stale !== true ? 'next' : 'none');
    if (receipt !== null) lines.push(...receiptLines(context, receipt));
    if (check !== null) lines.push(...checkLines(context, check));
    for (const line of lines) context.out.line(line);
  }
}

/** Null for runs of programs that wrote none down. */
async function receiptOf(plans: Plans, id: string): Promise<RunReceipt | null> {
  try {
    return await plans.receipt(id);
  } catch (thrown) {
    if (isAppError(thrown, 'not-found')) return null;
    throw thrown;
  }
}

async function exportPlan(context: Context, id: string): Promise<void> {
  const plan = await (await context.engine()).plans.get(id);
  if (context.out.json) context.out.object(plan);
  else context.out.line(JSON.stringify(plan, null, 2));
}

async function run(context: Context, id: string, options: PaceOptions & { readonly yes?: true }): Promise<void> {
  await runPlan(context, await planOf(context, id), options);
}

async function undo(
  context: Context,
  id: string,
  options: PaceOptions & { readonly yes?: true; readonly dryRun?: true },
): Promise<void> {
  await planOf(context, id);
  const plan = await (await context.engine()).plans.undo(id);
  if (context.out.json) context.out.object(plan);
  else for (const line of planLines(context, plan, options.dryRun === true ? 'next' : 'none')) context.out.line(line);
  if (options.dryRun !== true) await runPlan(context, plan, options);
}

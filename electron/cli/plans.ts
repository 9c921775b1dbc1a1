import { fail } from '../../shared/errors.ts';
import type { Job, Plan, PlanCheck, PlanVolume } from '../../shared/model.ts';
import type { PlanRisk } from '../../shared/planning.ts';
import type { Context } from './context.ts';
import { tableLines } from './table.ts';
import { followJob, paceOf } from './work.ts';
import type { PaceOptions } from './work.ts';
import { formatCount, formatDuration, formatSize } from './words.ts';

/** Moves that a person sees before "and N more"; -v shows all. */
const movesShown = 20;

/** "1 move", "1,203 moves". */
export function movesInWords(count: number): string {
  return count === 1 ? '1 move' : `${formatCount(count)} moves`;
}

/** A plan that cannot do all that it was asked for moves less than the goal asks for: that is no merit of it. */
function certificate({ bytes, lowerBoundBytes }: Plan): string {
  const [moved, least] = [formatSize(bytes), formatSize(lowerBoundBytes)];
  if (bytes < lowerBoundBytes) return `${moved} of ${least} that would have to move`;
  return `${moved}; no plan could do with less than ${least}`;
}

/** A plan for a person: before and after, the moves, what is blocked. `next` tells how to run it. */
export function planLines(context: Context, plan: Plan, ending: 'next' | 'none'): string[] {
  const { out } = context;
  const shown = context.globals.verbose ? plan.moves.length : movesShown;
  const moves = plan.moves
    .slice(0, shown)
    .map((move) => [
      `  ${formatSize(move.size)}`,
      `${move.from} -> ${move.to}`,
      out.shown(move.path),
      out.shown((move.risks ?? []).map(riskWords).join(', ')),
    ]);
  const blocked = plan.blocked.map(({ path, reason }) => [`  ${out.shown(path)}`, reason]);
  return [
    `Plan ${plan.id} (${plan.goal}): ${movesInWords(plan.moves.length)}, ${certificate(plan)}`,
    ...tableLines(usageRows(plan.before, plan.after), { right: [1, 2, 3] }),
    ...tableLines(moves, { right: [0] }),
    ...(plan.moves.length > shown ? [`  and ${formatCount(plan.moves.length - shown)} more (-v shows all)`] : []),
    ...(blocked.length > 0 ? ['Cannot move:', ...tableLines(blocked)] : []),
    ...costLines(plan),
    ...(plan.note === '' ? [] : [plan.note]),
    ...(plan.reached ? [] : ['The target is out of reach; this is the closest.']),
    ...(ending === 'next' ? [`Run it with: cfs plan run ${plan.id}`] : []),
  ];
}

/** How long it takes, where that was measured, and what exists twice meanwhile. */
function costLines({ moves, estimate, extraBytes = 0 }: Plan): readonly string[] {
  if (moves.length === 0 || estimate === undefined) return [];
  const extra = `up to ${formatSize(extraBytes)} exist twice meanwhile`;
  if (estimate === null) return [`How long it takes is not known yet: speeds are measured as files move; ${extra}.`];
  const [low, high] = [formatDuration(estimate.lowMs), formatDuration(estimate.highMs)];
  return [`Takes ${low === high ? `about ${low}` : `${low} to ${high}`}, ${estimate.basis}; ${extra}.`];
}

function riskWords(risk: PlanRisk): string {
  switch (risk.kind) {
    case 'hard-links':
      return `${String(risk.names)} hard links`;
    case 'recent':
      return 'changed a moment ago';
    case 'loses':
      return `loses ${risk.what.join(', ')}`;
    case 'splits':
      return `splits ${risk.folder}`;
  }
}

function usageRows(before: readonly PlanVolume[], after: readonly PlanVolume[]): readonly (readonly string[])[] {
  const share = (volume: PlanVolume | undefined): string =>
    volume === undefined || volume.total === 0 ? '?' : `${((volume.used / volume.total) * 100).toFixed(1)} %`;
  const rows = before.map((volume) => [
    `  ${volume.volume}`,
    formatSize(volume.total),
    share(volume),
    share(after.find((candidate) => candidate.volume === volume.volume)),
  ]);
  return [['  volume', 'total', 'before', 'after'], ...rows];
}

/** What is otherwise now than the plan saw it. */
export function checkLines({ out }: Context, { stale, changes }: PlanCheck): readonly string[] {
  if (changes.length === 0) return [];
  const ending = stale ? 'It will not run: make it again.' : 'Those stay where they are; the rest can run.';
  return ['Since it was made:', ...changes.map((change) => `  ${out.shown(change)}`), ending];
}

/**
 * A stored plan that is to be run or undone. With --pool or CFS_POOL it must be of that pool.
 * @throws not-found; refused (it is of another pool)
 */
export async function planOf(context: Context, id: string): Promise<Plan> {
  const engine = await context.engine();
  const plan = await engine.plans.get(id);
  const named = context.globals.pool ?? context.around.env['CFS_POOL'];
  if (named === undefined || named === '') return plan;
  const pool = await engine.pool(named);
  if (pool.id === plan.pool) return plan;
  const why = `it is a plan of another pool, not of ${pool.name}`;
  throw fail('refused', `Looking for the plan ${id}`, why, 'leave --pool out, or see "cfs plan list"');
}

/** Asks before a plan that moves something. @throws AppError `refused` */
export async function confirmPlan(context: Context, plan: Plan, yes: boolean): Promise<void> {
  if (plan.moves.length === 0) return;
  const question = `Make ${movesInWords(plan.moves.length)}, ${formatSize(plan.bytes)}?`;
  await context.confirm(`Running the plan ${plan.id}`, question, yes);
}

/** Executes a stored plan and follows it to its end. @throws AppError `refused` when it was run before */
export async function followPlan(context: Context, plan: Plan, pace: PaceOptions = {}): Promise<Job> {
  const { plans } = await context.engine();
  const job = await plans.run(plan.id, paceOf(pace));
  return followJob(context, job, { done: 'Moved', bytes: true, items: false });
}

export async function runPlan(
  context: Context,
  plan: Plan,
  options: PaceOptions & { readonly yes?: true },
): Promise<Job> {
  await confirmPlan(context, plan, options.yes === true);
  return followPlan(context, plan, options);
}

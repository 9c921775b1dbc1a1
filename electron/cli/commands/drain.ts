import { fail } from '../../../shared/errors.ts';
import type { EmptyProof } from '../../../shared/runs.ts';
import type { Pool } from '../../engine/api.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { confirmPlan, followPlan, planLines } from '../plans.ts';
import { proofLine } from '../receipts.ts';
import { withPace } from '../work.ts';
import type { PaceOptions } from '../work.ts';
import { formatCount } from '../words.ts';

interface DrainOptions extends PaceOptions {
  readonly dryRun?: true;
  readonly cancel?: true;
  readonly yes?: true;
}

export const register: Register = (program, bind) => {
  const command = program
    .command('drain')
    .description(
      'Empty a volume: no new files go there, and its files move to the others. Ends with a proof: a fresh look at ' +
        'what is left on it.',
    )
    .argument('<volume>', 'name of the volume')
    .option('--dry-run', 'show the plan and move nothing')
    .option('--cancel', 'end the draining: the volume takes new files again');
  withPace(command).option('--yes', 'do not ask').action(bind(drain));
};

async function drain(context: Context, volume: string, options: DrainOptions): Promise<void> {
  const pool = await context.pool();
  if (options.cancel === true) {
    await pool.setDraining(volume, false);
    if (context.out.json) context.out.object({ volume, draining: false });
    else context.say(`Volume ${context.out.shown(volume)} takes new files again.`);
    return;
  }
  const plan = await pool.planDrain(volume);
  if (context.out.json) context.out.object(plan);
  else for (const line of planLines(context, plan, 'none')) context.say(line);
  if (options.dryRun === true) return;

  await confirmPlan(context, plan, options.yes === true);
  await followPlan(context, plan, options);
  const { proof } = await (await context.engine()).plans.receipt(plan.id);
  await tellProof(context, pool, proof ?? (await pool.proof(volume)));
}

/** Tells what a fresh look still found; anything of the pool left is an error. */
async function tellProof(context: Context, pool: Pool, proof: EmptyProof): Promise<void> {
  const { volume, entries, foreign, empty } = proof;
  // `remaining`: what is left by name, all of it.
  const remaining = entries.length === proof.files ? entries : (await pool.remaining(volume)).entries;
  if (context.out.json) context.out.object({ proof: { ...proof, remaining } });
  if (empty) {
    context.say(proofLine(context, proof));
    return;
  }
  const shown = entries.slice(0, 3).map((path) => JSON.stringify(path));
  const more = proof.files > shown.length ? ` and ${formatCount(proof.files - shown.length)} more` : '';
  const work = [
    ...(proof.parts.length > 0 ? [`${formatCount(proof.parts.length)} parts of copies that did not end`] : []),
    ...(proof.journal > 0 ? [`${formatCount(proof.journal)} records of work that did not end`] : []),
  ];
  const holds = [...(shown.length > 0 ? [shown.join(', ') + more] : []), ...work].join('; ');
  const todo =
    proof.files > 0
      ? `run "cfs drain ${volume}" again, or end it with --cancel`
      : `run "cfs check --repair", then "cfs drain ${volume}" again`;
  context.report(
    fail('busy', `Draining the volume ${volume}`, `it still holds ${holds}`, todo, {
      data: { volume, remaining, foreign },
    }),
  );
}

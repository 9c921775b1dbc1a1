import { fail } from '../../../shared/errors.ts';
import type { Pool } from '../../engine/api.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { confirmPlan, followPlan, planLines } from '../plans.ts';
import { limitOption } from '../work.ts';
import { formatCount } from '../words.ts';

interface DrainOptions {
  readonly dryRun?: true;
  readonly cancel?: true;
  readonly yes?: true;
  readonly limit?: number;
}

export const register: Register = (program, bind) => {
  program
    .command('drain')
    .description(
      'Empty a volume: no new files go there, and its files move to the others. Ends with a proof: a fresh look at ' +
        'what is left on it.',
    )
    .argument('<volume>', 'name of the volume')
    .option('--dry-run', 'show the plan and move nothing')
    .option('--cancel', 'end the draining: the volume takes new files again')
    .addOption(limitOption())
    .option('--yes', 'do not ask')
    .action(bind(drain));
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
  await followPlan(context, plan, options.limit);
  await proveEmpty(context, pool, volume);
}

/** Tells what a fresh scan still finds; anything of the pool left is an error. */
async function proveEmpty(context: Context, pool: Pool, volume: string): Promise<void> {
  const { entries, foreign } = await pool.remaining(volume);
  if (context.out.json)
    context.out.object({ proof: { volume, empty: entries.length === 0, remaining: entries, foreign } });
  if (entries.length > 0) {
    const shown = entries.slice(0, 3).map((path) => JSON.stringify(path));
    const more = entries.length > shown.length ? ` and ${formatCount(entries.length - shown.length)} more` : '';
    context.report(
      fail(
        'busy',
        `Draining the volume ${volume}`,
        `it still holds ${shown.join(', ')}${more}`,
        `run "cfs drain ${volume}" again, or end it with --cancel`,
        { data: { volume, remaining: entries, foreign } },
      ),
    );
    return;
  }
  const others = foreign.length === 0 ? '' : ` Not of the pool, and left alone: ${foreign.join(', ')}.`;
  context.say(`Volume ${context.out.shown(volume)} holds nothing of the pool any more.${context.out.shown(others)}`);
}

import { percentValue } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { planLines, runPlan } from '../plans.ts';
import { withPace } from '../work.ts';
import type { PaceOptions } from '../work.ts';

interface BalanceOptions extends PaceOptions {
  readonly within?: number;
  readonly dryRun?: true;
  readonly yes?: true;
}

export const register: Register = (program, bind) => {
  const command = program
    .command('balance')
    .description('Even out how full the volumes are: makes a plan, shows it, asks, and runs it.')
    .option('--within <percent>', 'how far from the mean a volume may stay (default: 5)', percentValue)
    .option('--dry-run', 'show the plan and move nothing');
  withPace(command).option('--yes', 'do not ask').action(bind(balance));
};

async function balance(context: Context, options: BalanceOptions): Promise<void> {
  const pool = await context.pool();
  const plan = await pool.planEven(options.within === undefined ? {} : { within: options.within });
  if (context.out.json) context.out.object(plan);
  else for (const line of planLines(context, plan, 'none')) context.say(line);
  if (options.dryRun === true) return;
  await runPlan(context, plan, options);
}

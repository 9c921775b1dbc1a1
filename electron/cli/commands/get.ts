import type { ConflictPolicy } from '../../../shared/model.ts';
import { localPath, poolPaths, splitDestination } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { conflictOption, followJob, limitOption } from '../work.ts';

interface GetOptions {
  readonly recursive?: true;
  readonly onConflict: ConflictPolicy;
  readonly verify: boolean;
  readonly limit?: number;
}

export const register: Register = (program, bind) => {
  program
    .command('get')
    .description('Copy files out of the pool into a folder of this computer.')
    .argument('<path...>', 'paths of the pool, then LOCALDIR, a folder of this computer')
    .usage('[options] PATH... LOCALDIR')
    .option('-r, --recursive', 'folders with everything in them, too')
    .addOption(conflictOption())
    .addOption(limitOption())
    .option('--no-verify', 'do not read the copies back')
    .action(bind(get));
};

async function get(context: Context, operands: readonly string[], options: GetOptions): Promise<void> {
  const { sources, dest } = splitDestination('get', operands);
  const paths = poolPaths(sources);
  const pool = await context.pool();
  const job = await pool.get(paths, localPath(dest), {
    recursive: options.recursive === true,
    onConflict: options.onConflict,
    verify: options.verify,
    ...(options.limit === undefined ? {} : { limit: options.limit }),
  });
  await followJob(context, job, { done: 'Got', bytes: true });
}

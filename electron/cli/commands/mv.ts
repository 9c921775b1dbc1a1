import type { ConflictPolicy } from '../../../shared/model.ts';
import { destination, poolPaths, splitDestination } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { conflictOption, followJob } from '../work.ts';

export const register: Register = (program, bind) => {
  program
    .command('mv')
    .description('Move or rename inside the pool. Files stay on the volume that holds them.')
    .argument('<path...>', 'paths of the pool, then DEST: a folder to move into, or the new name')
    .usage('[options] PATH... DEST')
    .addOption(conflictOption())
    .action(bind(mv));
};

async function mv(
  context: Context,
  operands: readonly string[],
  options: { readonly onConflict: ConflictPolicy },
): Promise<void> {
  const { sources, dest } = splitDestination('mv', operands);
  const { path, mode } = destination(dest, sources.length);
  const paths = poolPaths(sources);
  const pool = await context.pool();
  const job = await pool.move(paths, path, { destination: mode, onConflict: options.onConflict });
  await followJob(context, job, { done: 'Moved', bytes: false, silent: true });
}

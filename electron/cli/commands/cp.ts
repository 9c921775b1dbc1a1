import type { ConflictPolicy } from '../../../shared/model.ts';
import { destination, poolPaths, splitDestination } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { conflictOption, followJob, limitOption } from '../work.ts';

interface CpOptions {
  readonly recursive?: true;
  readonly onConflict: ConflictPolicy;
  readonly verify: boolean;
  readonly limit?: number;
}

export const register: Register = (program, bind) => {
  program
    .command('cp')
    .description('Copy inside the pool; the scheduler picks the volumes.')
    .argument('<path...>', 'paths of the pool, then DEST: a folder to copy into, or the new name')
    .usage('[options] PATH... DEST')
    .option('-r, --recursive', 'folders with everything in them, too')
    .addOption(conflictOption())
    .addOption(limitOption())
    .option('--no-verify', 'do not read the copies back')
    .action(bind(cp));
};

async function cp(context: Context, operands: readonly string[], options: CpOptions): Promise<void> {
  const { sources, dest } = splitDestination('cp', operands);
  const { path, mode } = destination(dest, sources.length);
  const paths = poolPaths(sources);
  const pool = await context.pool();
  const job = await pool.copy(paths, path, {
    destination: mode,
    recursive: options.recursive === true,
    onConflict: options.onConflict,
    verify: options.verify,
    ...(options.limit === undefined ? {} : { limit: options.limit }),
  });
  await followJob(context, job, { done: 'Copied', bytes: true });
}

import type { ConflictPolicy } from '../../../shared/model.ts';
import { destination, localPath, splitDestination } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { conflictOption, followJob, limitOption } from '../work.ts';

interface PutCommandOptions {
  readonly recursive?: true;
  readonly onConflict: ConflictPolicy;
  readonly verify: boolean;
  readonly limit?: number;
  readonly strict?: true;
}

export const register: Register = (program, bind) => {
  program
    .command('put')
    .description(
      'Copy files of this computer into the pool; the scheduler picks the volume of each. DEST is a folder to copy into ' +
        'when it exists as one or ends in a slash, else the new name. Missing parents are made.',
    )
    .argument('<local...>', 'files or folders of this computer, then DEST, a path of the pool')
    .usage('[options] LOCAL... DEST')
    .option('-r, --recursive', 'folders with everything in them, too')
    .addOption(conflictOption())
    .addOption(limitOption())
    .option('--no-verify', 'do not read the copies back')
    .option('--strict', 'refuse, instead of report, when owner, times or attributes cannot be kept')
    .action(bind(put));
};

async function put(context: Context, operands: readonly string[], options: PutCommandOptions): Promise<void> {
  const { sources, dest } = splitDestination('put', operands);
  const { path, mode } = destination(dest, sources.length);
  const pool = await context.pool();
  const job = await pool.put(sources.map(localPath), path, {
    destination: mode,
    recursive: options.recursive === true,
    onConflict: options.onConflict,
    verify: options.verify,
    ...(options.limit === undefined ? {} : { limit: options.limit }),
    strict: options.strict === true,
  });
  await followJob(context, job, { done: 'Put', bytes: true });
}

import { fail } from '../../../shared/errors.ts';
import { poolPath, sizeValue } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';

interface OpenOptions {
  readonly write?: true;
  readonly size?: number;
}

export const register: Register = (program, bind) => {
  program
    .command('open')
    .description(
      'Print the real path of the best copy of a file, for other programs: wc -l "$(cfs open /logs/a)". With --write: ' +
        'ask the scheduler where a new file should be written, and keep the space for it.',
    )
    .argument('<path>', 'a path of the pool')
    .option('--write', 'a new file will be written there')
    .option('--size <size>', 'with --write: how large it will be: 1500000, 10M, 4GiB', sizeValue)
    .action(bind(open));
};

async function open(context: Context, operand: string, options: OpenOptions): Promise<void> {
  if (options.size !== undefined && options.write !== true) {
    throw fail('invalid', 'Reading the command "open"', '--size needs --write', 'add --write, or leave --size out');
  }
  const path = poolPath(operand);
  const pool = await context.pool();
  const { volume, physical } =
    options.write === true ? await pool.placeForWriting(path, options.size ?? 0) : await pool.bestCopy(path);
  if (physical === null) {
    const why = `the volume ${volume} has no folder on this computer`;
    throw fail('unsupported', `Opening ${JSON.stringify(path)}`, why, 'use cfs cat or cfs get', {
      data: { path, volume },
    });
  }
  if (context.out.json) context.out.object({ path, volume, physical });
  else context.out.name(physical);
}

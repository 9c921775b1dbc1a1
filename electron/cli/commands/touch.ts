import { poolPath, timeValue } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { entryObject } from '../entries.ts';

interface TouchOptions {
  /** False with -c. */
  readonly create: boolean;
  /** Ms since 1970. */
  readonly date?: number;
}

export const register: Register = (program, bind) => {
  program
    .command('touch')
    .description(
      'Set the time of files and folders to now, on every volume that holds them; make empty files where there are ' +
        'none. The folder must be there.',
    )
    .argument('<path...>', 'paths of the pool')
    .option('-c, --no-create', 'make no files')
    .option(
      '-d, --date <time>',
      'this time instead: 2026-01-31, 2026-01-31T14:05, @1760000000, or an age (7d)',
      timeValue,
    )
    .action(bind(touch));
};

async function touch(context: Context, operands: readonly string[], options: TouchOptions): Promise<void> {
  const pool = await context.pool();
  for (const operand of operands) {
    await context.attempt(async () => {
      const { create, date } = options;
      const entry = await pool.touch(poolPath(operand), { create, ...(date === undefined ? {} : { mtimeMs: date }) });
      if (context.out.json && entry !== null) context.out.object(entryObject(entry));
    });
  }
}

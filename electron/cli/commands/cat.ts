import { poolPath } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';

export const register: Register = (program, bind) => {
  program
    .command('cat')
    .description('Write files to standard output, one after the other.')
    .argument('<path...>', 'files of the pool')
    .action(bind(cat));
};

async function cat(context: Context, operands: readonly string[]): Promise<void> {
  const pool = await context.pool();
  for (const operand of operands) {
    await context.attempt(async () => {
      for await (const bytes of pool.read(poolPath(operand))) {
        context.throwIfInterrupted();
        await context.out.raw(bytes);
      }
    });
  }
}

import { poolPath } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';

export const register: Register = (program, bind) => {
  program
    .command('rmdir')
    .description('Remove empty folders, on every volume that has them or on none.')
    .argument('<path...>', 'folders of the pool')
    .action(bind(rmdir));
};

async function rmdir(context: Context, operands: readonly string[]): Promise<void> {
  const pool = await context.pool();
  for (const operand of operands) {
    await context.attempt(async () => {
      const path = poolPath(operand);
      await pool.removeDirectory(path);
      if (context.out.json) context.out.object({ path, removed: true });
    });
  }
}

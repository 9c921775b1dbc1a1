import { poolPath } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { entryObject } from '../entries.ts';

export const register: Register = (program, bind) => {
  program
    .command('mkdir')
    .description('Make folders.')
    .argument('<path...>', 'paths of the pool')
    .option('-p, --parents', 'make missing parents too, and do not mind when a folder is there already')
    .action(bind(mkdir));
};

async function mkdir(
  context: Context,
  operands: readonly string[],
  options: { readonly parents?: true },
): Promise<void> {
  const pool = await context.pool();
  for (const operand of operands) {
    await context.attempt(async () => {
      const entry = await pool.makeDirectory(poolPath(operand), { parents: options.parents === true });
      if (context.out.json) context.out.object(entryObject(entry));
    });
  }
}

import { poolPath, sizeValue } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { tableLines } from '../table.ts';

export const register: Register = (program, bind) => {
  program
    .command('why')
    .description(
      'Say why an entry is where it is; for a path that does not exist, where a put would go, or why nowhere.',
    )
    .argument('<path>', 'a path of the pool')
    .option('--size <size>', 'of the new file: 1500000, 10M, 4GiB', sizeValue)
    .action(bind(why));
};

async function why(context: Context, operand: string, options: { readonly size?: number }): Promise<void> {
  const { out } = context;
  const path = poolPath(operand);
  const reason = await (await context.pool()).why(path, options.size);
  if (out.json) {
    out.object({ path, ...reason });
    return;
  }
  out.line(out.shown(reason.summary));
  const rows = reason.candidates.map(({ volume, chosen, eligible, reason: because, fix }) => [
    `  ${out.shown(volume)}`,
    chosen ? 'chosen' : eligible ? 'possible' : 'refused',
    out.shown(fix === undefined ? because : `${because}; to use it: ${fix}`),
  ]);
  for (const line of tableLines(rows)) out.line(line);
}

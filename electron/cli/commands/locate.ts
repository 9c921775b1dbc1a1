import { formatAgo } from '../../../shared/format.ts';
import { poolPath } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { tableLines } from '../table.ts';

export const register: Register = (program, bind) => {
  program
    .command('locate')
    .description('Print every copy of a file or folder: its volume and real path. With -0 the real paths only.')
    .argument('<path>', 'a path of the pool')
    .action(bind(locate));
};

async function locate(context: Context, operand: string): Promise<void> {
  const { out } = context;
  const copies = await (await context.pool()).copies(poolPath(operand));
  if (out.json) {
    for (const { volume, physical, size, mtimeMs, away } of copies) {
      out.object({ volume, physical, size, mtimeMs, ...(away === undefined ? {} : { offline: true, ...away }) });
    }
  } else if (out.nul) {
    for (const { physical } of copies) if (physical !== null) out.name(physical);
  } else {
    const rows = copies.map(({ volume, physical, away }) => [
      out.shown(volume),
      away === undefined
        ? out.shown(physical ?? '(no path on this computer)')
        : away.vanished === true
          ? '(vanished, not confirmed)'
          : `(not connected${away.seenMs === null ? '' : `, last seen ${formatAgo(away.seenMs)}`})`,
    ]);
    for (const line of tableLines(rows)) out.line(line);
  }
}

import { fail } from '../../../shared/errors.ts';
import type { TrashEntry } from '../../../shared/model.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { tableLines } from '../table.ts';
import { formatMoment, formatSize } from '../words.ts';

export const register: Register = (program, bind) => {
  const trash = program
    .command('trash')
    .description('The trash of the pool: each volume keeps what was removed from it.');
  trash.command('list').description('List what is in the trash.').action(bind(list));
  trash
    .command('restore')
    .description('Put things back where they were. Never over something that is there now.')
    .argument('<id-or-path...>', 'ids of "trash list", or paths (the last one removed)')
    .action(bind(restore));
};

async function list(context: Context): Promise<void> {
  const { out } = context;
  const entries = await (await context.pool()).listTrash();
  if (out.json) {
    for (const entry of entries) out.object(entry);
  } else if (out.nul) {
    for (const { path } of entries) out.name(path);
  } else {
    const rows = entries.map((entry) => [
      entry.id,
      formatMoment(entry.deletedMs),
      entry.type === 'directory' ? '-' : formatSize(entry.size),
      out.shown(entry.volume),
      out.shown(entry.path),
    ]);
    for (const line of tableLines(rows, { right: [2] })) out.line(line);
  }
}

async function restore(context: Context, wanted: readonly string[]): Promise<void> {
  const pool = await context.pool();
  const entries = await pool.listTrash();
  for (const word of wanted) {
    await context.attempt(async () => {
      for (const path of await pool.restoreTrash([idOf(entries, word)])) {
        if (context.out.json) context.out.object({ path, restored: true });
        else if (!context.globals.quiet) context.out.name(path);
      }
    });
  }
}

/** The id itself, or the id of what was removed last from this path. @throws AppError `not-found` */
function idOf(entries: readonly TrashEntry[], word: string): string {
  const matching = entries.filter((entry) => entry.id === word || entry.path === word);
  const [latest] = matching.toSorted((a, b) => b.deletedMs - a.deletedMs);
  if (latest === undefined) {
    throw fail('not-found', `Restoring ${JSON.stringify(word)}`, 'the trash has no such thing', 'see "cfs trash list"');
  }
  return latest.id;
}

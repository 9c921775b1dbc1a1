import { fail } from '../../../shared/errors.ts';
import type { ConflictPolicy, TrashEntry } from '../../../shared/model.ts';
import { ageValue } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { tableLines } from '../table.ts';
import { conflictOption, followJob } from '../work.ts';
import { formatCount, formatMoment, formatSize } from '../words.ts';

/** Options of `trash empty`. */
interface EmptyOptions {
  readonly olderThan?: number;
  readonly yes?: true;
}

export const register: Register = (program, bind) => {
  const trash = program
    .command('trash')
    .description('The trash of the pool: each volume keeps what was removed from it, until it is emptied.');
  trash.command('list').description('List what is in the trash, newest first.').action(bind(list));
  trash
    .command('restore')
    .description(
      'Put things back where they were; folders above them are made again. With "--on-conflict keep-both" what cannot ' +
        'have its name stands beside it as "a (restored).txt".',
    )
    .argument('<id-or-path...>', 'ids of "trash list", or paths (the last one removed)')
    .addOption(conflictOption())
    .action(bind(restore));
  trash
    .command('empty')
    .description('Delete for ever what is in the trash: all of it, or only what is named. Asks first.')
    .argument('[id-or-path...]', 'ids of "trash list", or paths (all that were removed from there)')
    .option('--older-than <age>', 'only what was removed so long ago, such as 30d, 12h', ageValue)
    .option('--yes', 'do not ask')
    .action(bind(empty));
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

async function restore(
  context: Context,
  wanted: readonly string[],
  { onConflict }: { readonly onConflict: ConflictPolicy },
): Promise<void> {
  const pool = await context.pool();
  const entries = await pool.listTrash();
  const ids: string[] = [];
  for (const word of wanted) {
    await context.attempt(() => {
      const [latest] = matching(entries, word, 'Restoring');
      ids.push(latest.id);
      return Promise.resolve();
    });
  }
  if (ids.length === 0) return;
  const job = await pool.restoreTrash(ids, { onConflict });
  if (!context.out.json && !context.globals.quiet && !context.globals.verbose) {
    job.onItem(({ path, outcome }) => outcome === 'done' && context.out.name(path));
  }
  await followJob(context, job, { done: 'Restored', bytes: false, silent: true });
}

async function empty(context: Context, wanted: readonly string[], { olderThan = 0, yes }: EmptyOptions): Promise<void> {
  const pool = await context.pool();
  const entries = await pool.listTrash();
  const chosen = new Map<string, TrashEntry>();
  const before = Date.now() - olderThan;
  const add = (found: readonly TrashEntry[]): void => {
    for (const entry of found) if (entry.deletedMs <= before) chosen.set(entry.id, entry);
  };
  if (wanted.length === 0) add(entries);
  for (const word of wanted) {
    await context.attempt(() => {
      add(matching(entries, word, 'Deleting'));
      return Promise.resolve();
    });
  }
  const [first] = chosen.values();
  if (first === undefined) {
    if (context.out.json) context.out.object({ summary: { kind: 'empty', state: 'done', files: 0 } });
    else if (wanted.length === 0) context.say('There is nothing to delete.');
    return;
  }
  const what = chosen.size === 1 ? first.path : `${formatCount(chosen.size)} items`;
  await context.confirm(`Deleting ${JSON.stringify(what)}`, `Delete ${what} from the trash for ever?`, yes === true);
  const job = await pool.emptyTrash({ ids: [...chosen.keys()] });
  if (job !== null) await followJob(context, job, { done: 'Deleted for ever:', bytes: false });
}

/** The thing with this id, or all that were removed from this path, newest first. @throws AppError `not-found` */
function matching(entries: readonly TrashEntry[], word: string, verb: string): readonly [TrashEntry, ...TrashEntry[]] {
  const found = entries
    .filter((entry) => entry.id === word || entry.path === word)
    .toSorted((a, b) => b.deletedMs - a.deletedMs);
  const [latest, ...others] = found;
  if (latest !== undefined) return [latest, ...others];
  throw fail('not-found', `${verb} ${JSON.stringify(word)}`, 'the trash has no such thing', 'see "cfs trash list"');
}

import type { CopyComparison, ResolvedCopies } from '../../../shared/copies.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { poolPaths } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { tableLines } from '../table.ts';
import { formatCount, formatMoment, formatSize } from '../words.ts';

interface ResolveOptions {
  readonly keep?: string;
}

export const register: Register = (program, bind) => {
  program
    .command('resolve')
    .description(
      'Decide about copies of one path that differ. Without a path, list those that differ; without --keep, compare the copies. Nothing is deleted: copies that are not kept go to the trash of their volume, and undo brings them back.',
    )
    .argument('[path...]', 'paths of the pool')
    .option(
      '--keep <which>',
      'the copy that keeps the name: the one on this volume (name or id), the "newest", or "both": each version gets a name of its own',
    )
    .action(bind(resolve));
};

async function resolve(context: Context, operands: readonly string[], { keep }: ResolveOptions): Promise<void> {
  const pool = await context.pool();
  if (operands.length === 0) return list(context);
  for (const path of poolPaths(operands)) {
    await context.attempt(async () => {
      if (keep === undefined) compared(context, await pool.compareCopies(path, { read: true, signal: context.signal }));
      else told(context, await decide(context, path, keep));
    });
  }
}

async function decide(context: Context, path: PoolPath, keep: string): Promise<ResolvedCopies> {
  const pool = await context.pool();
  if (keep === 'both') return pool.keepBothCopies(path);
  return pool.keepCopy(path, keep === 'newest' ? null : keep);
}

async function list(context: Context): Promise<void> {
  const { out } = context;
  const { entries, more, away } = await (await context.pool()).differing({ signal: context.signal });
  if (out.json) for (const entry of entries) out.object(entry);
  else if (out.nul) for (const { path } of entries) out.name(path);
  else {
    const rows = entries.map(({ path, volumes }) => [out.shown(volumes.join(',')), out.shown(path)]);
    for (const line of tableLines(rows)) out.line(line);
    if (entries.length === 0) context.say('No copies differ.');
  }
  if (more) context.note(`only the first ${formatCount(entries.length)} are listed`);
  noteAway(context, away);
}

function compared(context: Context, comparison: CopyComparison): void {
  const { out } = context;
  if (out.json) {
    out.object(comparison);
    return;
  }
  const { path, copies, newest, onlyTime, contents, metadataNotes, away } = comparison;
  if (out.nul) out.name(path);
  else {
    const rows = copies.map((copy) => [
      out.shown(copy.volume),
      copy.type === 'file' ? formatSize(copy.size) : copy.type,
      `${formatMoment(copy.mtimeMs)}${copy.volume === newest ? ', newest' : ''}`,
      copy.hash ?? '-',
      copy.opens ? 'opens' : '',
    ]);
    out.line(out.shown(path));
    for (const line of tableLines(rows, { right: [1] })) out.line(`  ${line}`);
    if (onlyTime) context.say('  The contents are the same: only the time differs.');
    else if (contents === 'same') context.say('  The contents are the same.');
    if (metadataNotes.length > 0) context.say(`  Besides: ${metadataNotes.join(', ')}.`);
  }
  noteAway(
    context,
    away.map(({ volume }) => volume),
  );
}

function told(context: Context, { path, kept, trashed, renamed, away }: ResolvedCopies): void {
  const { out } = context;
  if (out.json) out.object({ path, kept, trashed, renamed, away });
  else if (out.nul) out.name(path);
  else if (renamed.length > 0) {
    context.say(`${out.shown(path)}: ${out.shown(kept)} keeps the name`);
    for (const one of renamed) context.say(`${out.shown(one.path)}: the copy of ${out.shown(one.volume)}`);
  } else {
    context.say(`${out.shown(path)}: kept on ${out.shown(kept)}, to the trash on ${out.shown(trashed.join(', '))}`);
  }
  noteAway(context, away);
}

function noteAway(context: Context, away: readonly string[]): void {
  if (away.length > 0) context.note(`not connected, and not looked at: ${away.join(', ')}`);
}

import type { Entry } from '../../../shared/model.ts';
import { poolPath } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { awayText, entryObject, modeText } from '../entries.ts';
import { formatCount, formatMoment, formatSize } from '../words.ts';

export const register: Register = (program, bind) => {
  program
    .command('stat')
    .description('Tell all about an entry.')
    .argument('<path...>', 'paths of the pool')
    .action(bind(stat));
};

async function stat(context: Context, operands: readonly string[]): Promise<void> {
  const pool = await context.pool();
  for (const operand of operands) {
    await context.attempt(async () => {
      const entry = await pool.stat(poolPath(operand));
      if (context.out.json) context.out.object(entryObject(entry));
      else if (context.out.nul) context.out.name(entry.path);
      else for (const line of description(context, entry)) context.out.line(line);
    });
  }
}

function description(context: Context, entry: Entry): readonly string[] {
  const rows: [string, string][] = [['type', entry.type]];
  if (entry.linkTarget !== undefined) rows.push(['target', context.out.shown(entry.linkTarget)]);
  if (entry.type === 'file') rows.push(['size', `${formatSize(entry.size)} (${formatCount(entry.size)} bytes)`]);
  rows.push(['modified', formatMoment(entry.mtimeMs)]);
  rows.push(['mode', `${modeText(entry.type, entry.mode)} (${entry.mode.toString(8).padStart(4, '0')})`]);
  rows.push(['volumes', entry.volumes.join(', ')]);
  if (entry.conflict) rows.push(['conflict', 'the copies differ: see cfs locate']);
  if (entry.away !== undefined) rows.push([entry.offline ? 'offline' : 'also', awayText(entry.away)]);
  if (entry.foreign === true) rows.push(['foreign', 'not an entry of the pool: shown, never moved']);
  return [context.out.shown(entry.path), ...rows.map(([word, value]) => `  ${word.padEnd(9)} ${value}`)];
}

import { fail } from '../../../shared/errors.ts';
import { choose } from '../../../shared/duplicates.ts';
import type { DuplicateChoice, DuplicateReport, KeepRule } from '../../../shared/duplicates.ts';
import { rootPath } from '../../../shared/path.ts';
import { poolPath, sizeValue } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { followJob } from '../work.ts';
import { formatCount, formatSize } from '../words.ts';

interface DuplicatesOptions {
  readonly larger?: number;
  readonly trash?: true;
  readonly keep?: string;
  readonly yes?: true;
}

export const register: Register = (program, bind) => {
  program
    .command('duplicates')
    .description(
      'Find files of the same contents at several paths, those that waste most first. Further copies of one path and hard links are no duplicates.',
    )
    .argument('[path]', 'only in this folder')
    .option('--larger <size>', 'only files larger than so many bytes: 1500000, 10M, 4GiB', sizeValue)
    .option('--trash', 'move all but one of each group to the trash; each is compared byte by byte before')
    .option('--keep <which>', 'the one that stays: the "oldest", the "newest", or the one on this volume')
    .option('--yes', 'do not ask')
    .action(bind(duplicates));
};

async function duplicates(context: Context, operand: string | undefined, options: DuplicatesOptions): Promise<void> {
  const { larger, trash, keep, yes } = options;
  if (trash === true && keep === undefined) {
    throw fail('invalid', 'Moving duplicates to the trash', 'it is not said which ones stay', 'add --keep');
  }
  const pool = await context.pool();
  const rule = keep === undefined ? null : await ruleOf(context, keep);
  const path = operand === undefined ? rootPath : poolPath(operand);
  // What is not there has no duplicates, which is no answer.
  if (path !== rootPath) await pool.stat(path);
  const search = await pool.duplicates.find({
    path,
    signal: context.signal,
    ...(larger === undefined ? {} : { larger: larger + 1 }),
  });
  await followJob(context, search, { done: 'Looked at', bytes: true, silent: true, items: false, summary: false });
  const groups: DuplicateReport['page'][number][] = [];
  const all = (): DuplicateReport | null => pool.duplicates.report({ offset: groups.length, limit: pageRows });
  for (let page = all(); page !== null && page.page.length > 0; page = all()) groups.push(...page.page);
  if (trash !== true || rule === null) {
    for (const { size, wasted, files } of groups) {
      if (context.out.json) context.out.object({ size, wasted, files });
      else if (context.out.nul) for (const file of files) context.out.name(file.path);
      else printGroup(context, size, wasted, files);
    }
    if (context.out.nul) return;
    const wasted = groups.reduce((sum, group) => sum + group.wasted, 0);
    context.say(
      groups.length === 0
        ? 'No duplicates.'
        : `${formatCount(groups.length)} ${groups.length === 1 ? 'group' : 'groups'}, ${formatSize(wasted)} in duplicates`,
    );
    return;
  }
  const choices = groups.flatMap(({ files }) => choose(files, rule) ?? []);
  await moveToTrash(context, choices, groups, yes === true);
}

/** Groups that are fetched at a time. */
const pageRows = 1_000;

async function ruleOf(context: Context, keep: string): Promise<KeepRule> {
  if (keep === 'oldest' || keep === 'newest') return { keep };
  const { volumes } = await (await context.pool()).info();
  const volume = volumes.find(({ name, id }) => name === keep || id === keep);
  if (volume !== undefined) return { keep: 'volume', volume: volume.name };
  const why = `there is no volume ${JSON.stringify(keep)}`;
  throw fail('not-found', 'Choosing which duplicates stay', why, 'say oldest, newest or the name of a volume');
}

function printGroup(context: Context, size: number, wasted: number, files: DuplicateReport['page'][number]['files']) {
  const { out } = context;
  out.line(`${formatCount(files.length)} x ${formatSize(size)}, ${formatSize(wasted)} in duplicates`);
  for (const { path, volumes, links } of files) {
    out.line(`  ${out.shown(path)}  (${out.shown(volumes.join(','))}${links > 1 ? ', has other names' : ''})`);
  }
}

async function moveToTrash(
  context: Context,
  choices: readonly DuplicateChoice[],
  groups: DuplicateReport['page'],
  yes: boolean,
): Promise<void> {
  const files = choices.reduce((sum, { go }) => sum + go.length, 0);
  if (files === 0) {
    if (context.out.json) context.out.object({ summary: { kind: 'trash', state: 'done', files: 0 } });
    else context.say(groups.length === 0 ? 'No duplicates.' : 'By this rule none goes.');
    return;
  }
  const what = files === 1 ? '1 duplicate' : `${formatCount(files)} duplicates`;
  const question = `Move ${what} to the trash, and keep one of each?`;
  await context.confirm(`Moving ${what} to the trash`, question, yes);
  const pool = await context.pool();
  const job = await pool.duplicates.trash(choices, { signal: context.signal });
  await followJob(context, job, { done: 'Moved to the trash:', bytes: false });
}

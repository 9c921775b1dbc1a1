import { policyNames, type PolicyName, type PoolInfo } from '../../../shared/model.ts';
import { fail } from '../../../shared/errors.ts';
import type { PoolSettings } from '../../engine/api.ts';
import { choiceOption, countValue, daysValue, localPath, sizeValue } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { tableLines } from '../table.ts';
import { printVolumes, volumeObject } from '../volumes.ts';
import { formatSize } from '../words.ts';

interface CreateOptions {
  readonly policy?: PolicyName;
  readonly reserve?: number;
}

interface SetOptions {
  readonly name?: string;
  readonly policy?: PolicyName;
  readonly reserve?: number;
  readonly keepTogether?: number | 'none';
  readonly firm?: true;
  readonly trashDays?: number | 'never';
}

export const register: Register = (program, bind) => {
  const pool = program.command('pool').description('Pools: named sets of volumes shown as one tree.');
  const policy = (): ReturnType<typeof choiceOption> =>
    choiceOption('--policy <policy>', 'how volumes are picked for new files', policyNames);
  pool
    .command('create')
    .description('Create a pool. Add folders to it with "cfs volume add".')
    .argument('<name>', 'name of the pool')
    .addOption(policy())
    .option('--reserve <size>', 'space that is never filled, on each volume: 10M, 4GiB', sizeValue)
    .action(bind(create));
  pool.command('list').description('List the pools.').action(bind(list));
  pool.command('show').description('Show a pool.').argument('[name]', 'name of the pool').action(bind(show));
  pool
    .command('set')
    .description('Change the settings of a pool. What is not named stays as it is.')
    .argument('[pool]', 'name of the pool')
    .option('--name <name>', 'the new name')
    .addOption(policy())
    .option('--reserve <size>', 'space never filled, of volumes without a reserve of their own: 10M, 4GiB', sizeValue)
    .option(
      '--keep-together <levels>',
      'keep folders together, so many names from the root, where no rule matches; "none" ends that',
      levelsValue,
    )
    .option('--firm', 'with --keep-together: refuse what does not fit where its folder is')
    .option(
      '--trash-days <days>',
      'delete for ever what is so long in the trash; "never" (the default) keeps it',
      daysValue,
    )
    .action(bind(set));
  pool
    .command('forget')
    .description('Forget a pool. Its files stay where they are.')
    .argument('<name>', 'name of the pool')
    .action(bind(forget));
  pool
    .command('import')
    .description('Rebuild a pool from the markers on its volumes, or take more of them into a pool that is known.')
    .argument('<dir...>', 'folders that were volumes of one pool')
    .option('--name <name>', 'another name for the pool')
    .action(bind(importPool));
};

async function create(context: Context, name: string, options: CreateOptions): Promise<void> {
  const pool = await (await context.engine()).createPool({ name, ...options });
  if (context.out.json) context.out.object(poolObject(await pool.info()));
  else context.say(`Created the pool ${context.out.shown(pool.name)}. Add folders: cfs volume add DIR`);
}

async function list(context: Context): Promise<void> {
  const { out } = context;
  const pools = await (await context.engine()).pools();
  if (out.json) {
    for (const pool of pools) out.object(poolObject(pool));
  } else if (out.nul) {
    for (const { name } of pools) out.name(name);
  } else {
    const rows = pools.map((pool) => [
      out.shown(pool.name),
      pool.policy,
      pool.volumes.length === 1 ? '1 volume' : `${pool.volumes.length} volumes`,
      `${formatSize(pool.space.free)} of ${formatSize(pool.space.total)} free`,
    ]);
    for (const line of tableLines(rows)) out.line(line);
  }
}

async function show(context: Context, name: string | undefined): Promise<void> {
  const info = await (await namedPool(context, name)).info();
  if (context.out.json) context.out.object(poolObject(info));
  else if (context.out.nul) context.out.name(info.name);
  else {
    context.out.line(`${context.out.shown(info.name)} (${info.id}), policy ${info.policy}`);
    if (info.keepTogether !== null) {
      const { levels, firm } = info.keepTogether;
      context.out.line(`Folders are kept together ${firm ? 'firmly' : 'softly'}, ${String(levels)} deep.`);
    }
    if (info.rules.length > 0) context.out.line(`Rules: ${String(info.rules.length)}, see "cfs rule list".`);
    if (info.trashDays !== null) context.out.line(`The trash is emptied after ${String(info.trashDays)} days.`);
    printVolumes(context, info.volumes);
  }
}

async function set(context: Context, name: string | undefined, options: SetOptions): Promise<void> {
  const info = await (await namedPool(context, name)).set(settingsOf(options));
  if (options.reserve !== undefined) {
    const own = info.volumes.filter(({ reserve }) => reserve !== options.reserve).map((volume) => volume.name);
    if (own.length > 0) context.note(`${own.join(', ')}: their own reserve stays; see "cfs volume set --reserve".`);
  }
  if (context.out.json) context.out.object(poolObject(info));
  else context.say(`The pool ${context.out.shown(info.name)} has policy ${info.policy}.`);
}

function levelsValue(text: string): number | 'none' {
  return text === 'none' ? text : countValue(text);
}

/** The settings that were given; commander's object holds the global options too. */
function settingsOf(options: SetOptions): PoolSettings {
  const { name, policy, reserve, keepTogether, firm, trashDays } = options;
  if (firm === true && (keepTogether === undefined || keepTogether === 'none')) {
    const todo = 'say how many folders from the root with --keep-together';
    throw fail('invalid', 'Changing the pool', '--firm is about folders that are kept together', todo);
  }
  return {
    ...(name === undefined ? {} : { name }),
    ...(policy === undefined ? {} : { policy }),
    ...(reserve === undefined ? {} : { reserve }),
    ...(keepTogether === undefined
      ? {}
      : { keepTogether: keepTogether === 'none' ? null : { levels: keepTogether, firm: firm === true } }),
    ...(trashDays === undefined ? {} : { trashDays: trashDays === 'never' ? null : trashDays }),
  };
}

async function forget(context: Context, name: string): Promise<void> {
  await (await context.engine()).forgetPool(name);
  if (context.out.json) context.out.object({ name, forgotten: true });
  else context.say(`Forgot the pool ${context.out.shown(name)}. Its files stay where they are.`);
}

async function importPool(
  context: Context,
  dirs: readonly string[],
  options: { readonly name?: string },
): Promise<void> {
  const { name } = options;
  const engine = await context.engine();
  const { pool, missing } = await engine.importPool(dirs.map(localPath), name === undefined ? {} : { name });
  const info = await pool.info();
  for (const absent of missing) {
    context.note(`The volume ${absent} was not named: what only it holds is not shown until it is imported too.`);
  }
  if (context.out.json) context.out.object({ ...poolObject(info), missing });
  else {
    const count = info.volumes.length === 1 ? '1 volume' : `${info.volumes.length} volumes`;
    context.say(`The pool ${context.out.shown(info.name)} has ${count}.`);
  }
}

async function namedPool(context: Context, name: string | undefined): ReturnType<Context['pool']> {
  return name === undefined ? context.pool() : (await context.engine()).pool(name);
}

function poolObject(info: PoolInfo): object {
  const { name, id, policy, reserve, keepTogether, rules, pins } = info;
  return { name, id, policy, volumes: info.volumes.map(volumeObject), reserve, keepTogether, rules, pins };
}

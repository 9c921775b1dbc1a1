import { policyNames, type PolicyName, type PoolInfo } from '../../../shared/model.ts';
import { choiceOption, daysValue, localPath, sizeValue } from '../args.ts';
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
    .description('Change the name, the policy or the age limit of the trash of a pool.')
    .argument('[pool]', 'name of the pool')
    .option('--name <name>', 'the new name')
    .addOption(policy())
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
    if (info.trashDays !== null) context.out.line(`The trash is emptied after ${String(info.trashDays)} days.`);
    printVolumes(context, info.volumes);
  }
}

async function set(context: Context, name: string | undefined, options: SetOptions): Promise<void> {
  const { trashDays, ...settings } = options;
  const info = await (
    await namedPool(context, name)
  ).set(trashDays === undefined ? settings : { ...settings, trashDays: trashDays === 'never' ? null : trashDays });
  if (context.out.json) context.out.object(poolObject(info));
  else context.say(`The pool ${context.out.shown(info.name)} has policy ${info.policy}.`);
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
  return { name: info.name, id: info.id, policy: info.policy, volumes: info.volumes.map(volumeObject) };
}

import { fail } from '../../../shared/errors.ts';
import { volumeModes, type VolumeMode } from '../../../shared/model.ts';
import { choiceOption, collect, localPath, sizeValue } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { printVolumes, volumeObject } from '../volumes.ts';

interface Settings {
  readonly name?: string;
  readonly mode?: VolumeMode;
  readonly reserve?: number;
  readonly tag?: readonly string[];
}

export const register: Register = (program, bind) => {
  const volume = program.command('volume').description('Volumes: the folders whose files a pool shows as one tree.');
  const mode = (): ReturnType<typeof choiceOption> =>
    choiceOption('--mode <mode>', 'what may be done with it', volumeModes);
  volume
    .command('add')
    .description('Add a folder to the pool. What is in it becomes part of the tree, as it is.')
    .argument('<dir>', 'a folder of this computer')
    .option('--name <name>', 'name of the volume (default: made from the folder)')
    .addOption(mode())
    .option('--reserve <size>', 'space that is never filled: 10M, 4GiB, 0', sizeValue)
    .option('--limit <size>', 'the most that files of the pool may take there', sizeValue)
    .option('--tag <tag>', 'a tag; may be given several times', collect)
    .action(bind(addVolume));
  volume.command('list').description('List the volumes of the pool.').action(bind(list));
  volume
    .command('set')
    .description('Change the settings of a volume. --mode read-write also ends draining.')
    .argument('<volume>', 'name of the volume')
    .option('--name <name>', 'the new name')
    .addOption(mode())
    .option('--reserve <size>', 'space that is never filled: 10M, 4GiB, 0', sizeValue)
    .option('--limit <size>', 'the most that files of the pool may take there; "none" for no limit', limitValue)
    .option('--tag <tag>', 'replaces the tags; may be given several times', collect)
    .action(bind(set));
  volume
    .command('remove')
    .description('Take a volume out of the pool. Refused while it holds the only copy of anything.')
    .argument('<volume>', 'name of the volume')
    .option('--leave-files', 'remove it all the same; its files stay in its folder, outside the pool')
    .action(bind(remove));
};

/** A word and not null: commander takes null for "not given". */
function limitValue(text: string): number | 'none' {
  return text === 'none' ? text : sizeValue(text);
}

async function addVolume(
  context: Context,
  dir: string,
  options: Settings & { readonly limit?: number },
): Promise<void> {
  const pool = await context.pool();
  const { limit, tag } = options;
  const { carries } = await (await context.engine()).probeVolume(localPath(dir));
  if (carries !== undefined && carries.poolId !== pool.id) {
    const { volume, pool: former } = carries;
    context.note(
      `${dir} was the volume ${volume} of the pool ${former}, which "cfs pool import" takes over as it was.`,
    );
  }
  const info = await pool.addVolume({
    root: localPath(dir),
    ...settingsOf(options),
    ...(limit === undefined ? {} : { limit }),
    ...(tag === undefined ? {} : { tags: [...tag] }),
  });
  if (context.out.json) context.out.object(volumeObject(info));
  else context.say(`Added ${context.out.shown(info.root)} as volume ${context.out.shown(info.name)}.`);
}

async function list(context: Context): Promise<void> {
  const { volumes } = await (await context.pool()).info();
  printVolumes(context, volumes);
}

async function set(
  context: Context,
  name: string,
  options: Settings & { readonly limit?: number | 'none' },
): Promise<void> {
  const { limit, tag } = options;
  const changes = {
    ...settingsOf(options),
    ...(limit === undefined ? {} : { limit: limit === 'none' ? null : limit }),
    ...(tag === undefined ? {} : { tags: tag }),
  };
  if (Object.keys(changes).length === 0) {
    const todo = 'give one of --name, --mode, --reserve, --limit, --tag';
    throw fail('invalid', `Changing the volume ${JSON.stringify(name)}`, 'nothing was given to change', todo);
  }
  const info = await (await context.pool()).setVolume(name, changes);
  if (context.out.json) context.out.object(volumeObject(info));
  else context.say(`Changed the volume ${context.out.shown(info.name)}.`);
}

/** The settings that were given; commander's object holds the global options too. */
function settingsOf({ name, mode, reserve }: Settings): Pick<Settings, 'name' | 'mode' | 'reserve'> {
  return {
    ...(name === undefined ? {} : { name }),
    ...(mode === undefined ? {} : { mode }),
    ...(reserve === undefined ? {} : { reserve }),
  };
}

async function remove(context: Context, name: string, options: { readonly leaveFiles?: true }): Promise<void> {
  await (await context.pool()).removeVolume(name, { leaveFiles: options.leaveFiles === true });
  if (context.out.json) context.out.object({ name, removed: true });
  else context.say(`Removed the volume ${context.out.shown(name)} from the pool.`);
}

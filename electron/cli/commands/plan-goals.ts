import type { Command } from 'commander';
import { fail } from '../../../shared/errors.ts';
import { parseSize } from '../../../shared/format.ts';
import { defaultWithin } from '../../../shared/planning.ts';
import type { PlanGoal, PlanScope } from '../../../shared/planning.ts';
import type { Pool } from '../../engine/api.ts';
import { ageValue, choiceOption, percentValue, poolPath, sizeValue } from '../args.ts';
import type { Bind } from '../command.ts';
import type { Context } from '../context.ts';
import { planLines } from '../plans.ts';

/** Which files a plan may move, as options. */
interface ScopeOptions {
  readonly scope?: string;
  readonly pattern?: string;
  readonly larger?: number;
  readonly smaller?: number;
  readonly older?: number;
}

interface EvenOptions extends ScopeOptions {
  readonly by: 'percent' | 'bytes';
  readonly within?: number;
}

/** One command for each goal that a plan can have. */
export function registerGoals(plan: Command, bind: Bind): void {
  withScope(
    plan
      .command('even')
      .description('Plan to even out how full the volumes are.')
      .addOption(
        choiceOption('--by <measure>', 'the same share of each volume, or the same free bytes', [
          'percent',
          'bytes',
        ]).default('percent'),
      )
      .option('--within <percent>', 'how far from the mean a volume may stay (default: 5)', percentValue),
  ).action(bind(even));
  withScope(
    plan.command('drain').description('Plan to empty a volume.').argument('<volume>', 'name of the volume'),
  ).action(bind((context, volume: string, options: ScopeOptions) => make(context, { kind: 'drain', volume }, options)));
  withScope(
    plan
      .command('room')
      .description('Plan to make room on a volume: so much is free for new files afterwards.')
      .argument('<volume>', 'name of the volume')
      .argument('<size>', 'such as 500G', sizeValue),
  ).action(
    bind((context, volume: string, bytes: number, options: ScopeOptions) =>
      make(context, { kind: 'room', volume, bytes }, options),
    ),
  );
  withScope(
    plan
      .command('gather')
      .description('Plan to bring all of a folder to one volume: the one that costs the fewest bytes.')
      .argument('<path>', 'the folder')
      .option('--on <volume>', 'to this volume'),
    ['scope'],
  ).action(
    bind((context, path: string, { on, ...options }: ScopeOptions & { readonly on?: string }) =>
      make(context, { kind: 'gather', path: poolPath(path), on: on ?? null }, options),
    ),
  );
  withScope(
    plan
      .command('spread')
      .description('Plan to spread a folder over all volumes, by their sizes.')
      .argument('<path>', 'the folder'),
    ['scope'],
  ).action(
    bind((context, path: string, options: ScopeOptions) =>
      make(context, { kind: 'spread', path: poolPath(path) }, options),
    ),
  );
  withScope(
    plan
      .command('rules')
      .description('Plan to bring what lies where a rule or a pin does not allow it to where it does.'),
  ).action(bind((context, options: ScopeOptions) => make(context, { kind: 'rules' }, options)));
  withScope(
    plan
      .command('target')
      .description('Plan to levels that you set for some volumes; the others take what follows.')
      .argument('<level...>', 'VOLUME=SIZE or VOLUME=PERCENT, such as disk1=70%'),
  ).action(bind(target));
}

/** @param without options that make no sense for this goal */
function withScope(command: Command, without: readonly 'scope'[] = []): Command {
  if (!without.includes('scope')) command.option('--scope <path>', 'move only what is below this folder');
  return command
    .option('--pattern <glob>', 'move only what this matches: "*.mkv", or with folders "/films/**"')
    .option('--larger <size>', 'move only files of at least this size', sizeValue)
    .option('--smaller <size>', 'move only files of at most this size', sizeValue)
    .option('--older <age>', 'move only what was not changed for so long, such as 30d or 10m', ageValue);
}

function scopeOf({ scope, pattern, larger, smaller, older }: ScopeOptions): { readonly scope?: PlanScope } {
  const read: PlanScope = {
    ...(scope === undefined ? {} : { path: poolPath(scope) }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(larger === undefined ? {} : { larger }),
    ...(smaller === undefined ? {} : { smaller }),
    ...(older === undefined ? {} : { olderMs: older }),
  };
  return Object.keys(read).length === 0 ? {} : { scope: read };
}

async function make(context: Context, goal: PlanGoal, options: ScopeOptions): Promise<void> {
  const plan = await (await context.pool()).plan({ goal, ...scopeOf(options) });
  if (context.out.json) context.out.object(plan);
  else for (const line of planLines(context, plan, 'next')) context.out.line(line);
}

async function even(context: Context, { by, within, ...options }: EvenOptions): Promise<void> {
  await make(context, { kind: 'even', by, within: within ?? defaultWithin }, options);
}

async function target(context: Context, levels: readonly string[], options: ScopeOptions): Promise<void> {
  const targets = await levelsOf(await context.pool(), levels);
  await make(context, { kind: 'targets', targets }, options);
}

/** Levels as bytes. @throws invalid, not-found */
async function levelsOf(pool: Pool, levels: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const { volumes } = await pool.info();
  const targets: Record<string, number> = {};
  for (const text of levels) {
    const attempted = `Reading the level ${JSON.stringify(text)}`;
    const at = text.lastIndexOf('=');
    if (at <= 0) throw fail('invalid', attempted, 'it is no VOLUME=LEVEL', 'give one such as disk1=70% or disk1=1.5T');
    const [name, level] = [text.slice(0, at), text.slice(at + 1)];
    const volume = volumes.find((one) => one.name === name);
    if (volume === undefined) {
      throw fail('not-found', attempted, `the pool has no volume ${JSON.stringify(name)}`, 'see "cfs volume list"');
    }
    if (name in targets) throw fail('invalid', attempted, `${name} has two levels`, 'name one for each volume');
    if (volume.space === null) throw fail('offline', attempted, volume.stateReason, 'connect the volume');
    const { total } = volume.space;
    const bytes = level.endsWith('%') ? Math.round((percentOf(level, attempted) / 100) * total) : parseSize(level);
    if (bytes > total) {
      throw fail('invalid', attempted, `it is more than the volume holds (${String(total)} bytes)`, 'set a lower one');
    }
    targets[name] = bytes;
  }
  return targets;
}

function percentOf(level: string, attempted: string): number {
  const value = Number(/^(\d+(?:\.\d+)?)\s*%$/u.exec(level)?.[1] ?? NaN);
  if (value >= 0 && value <= 100) return value;
  throw fail(
    'invalid',
    attempted,
    `${JSON.stringify(level)} is no percentage between 0 and 100`,
    'give one such as 70%',
  );
}

import { fail } from '../../../shared/errors.ts';
import { policyNames, type PolicyName } from '../../../shared/model.ts';
import type { PlacementRule, RuleStanding } from '../../../shared/placement.ts';
import type { Pool } from '../../engine/api.ts';
import { choiceOption, countValue } from '../args.ts';
import type { Register } from '../command.ts';
import type { Context } from '../context.ts';
import { tableLines } from '../table.ts';
import { formatCount, formatSize } from '../words.ts';

interface RuleOptions {
  readonly policy?: PolicyName;
  readonly volumes?: readonly string[];
  readonly keepTogether?: number;
  readonly firm?: true;
}

interface SetOptions extends RuleOptions {
  readonly on?: true;
  readonly off?: true;
}

export const register: Register = (program, bind) => {
  const rule = program
    .command('rule')
    .description('Rules: where new files go by their path. The first that matches decides; files stay where they are.');
  const settings = (name: string, text: string): ReturnType<typeof rule.command> =>
    rule
      .command(name)
      .description(text)
      .argument('<glob>', 'a pattern: *.iso for names anywhere, /photos/** for all below a folder')
      .addOption(choiceOption('--policy <policy>', 'how a volume is picked (default: as the pool does)', policyNames))
      .option('--volumes <volumes>', 'the only ones that take such files: disk1,disk2 or tag:media', listValue)
      .option('--keep-together <levels>', 'keep folders together, so many names from the root', countValue)
      .option('--firm', 'refuse what does not fit where its folder is, instead of placing it elsewhere');
  rule.command('list').description('List the rules in their order, with what each matches now.').action(bind(list));
  settings('add', 'Add a rule, behind the others unless --before names one.')
    .option('--before <glob>', 'put it before this rule')
    .action(bind(add));
  settings('set', 'Change a rule; what is not named stays as it is.')
    .option('--on', 'use it again')
    .option('--off', 'keep it and do not use it')
    .action(bind(set));
  rule
    .command('move')
    .description('Move a rule before another one, or behind all.')
    .argument('<glob>', 'the pattern of the rule')
    .option('--before <glob>', 'the rule that comes next then (default: behind all)')
    .action(bind(move));
  rule
    .command('remove')
    .description('Remove a rule. No file moves.')
    .argument('<glob>', 'the pattern of the rule')
    .action(bind(remove));
};

function listValue(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

async function list(context: Context): Promise<void> {
  const { out } = context;
  const pool = await context.pool();
  const { rules } = await pool.info();
  const standings = await pool.ruleStandings();
  if (out.nul) {
    for (const { glob } of rules) out.name(glob);
    return;
  }
  if (out.json) {
    for (const [index, rule] of rules.entries()) out.object(ruleObject(rule, standings[index]));
    return;
  }
  const rows = rules.map((rule, index) => {
    const standing = standings[index];
    const matched = standing?.files ?? null;
    return [
      out.shown(rule.glob),
      out.shown(rule.volumes?.join(', ') ?? 'all volumes'),
      rule.policy ?? '',
      keptWords(rule),
      matched === null
        ? ''
        : `${formatCount(matched)} ${matched === 1 ? 'file' : 'files'}, ${formatSize(standing?.bytes ?? 0)}`,
      rule.off === true ? 'off' : out.shown(standing?.problem ?? ''),
    ];
  });
  for (const line of tableLines(rows)) out.line(line);
}

function keptWords({ keepTogether, firm }: PlacementRule): string {
  if (keepTogether === undefined) return '';
  return `${firm === true ? 'firmly' : 'softly'} together, ${String(keepTogether)} deep`;
}

function ruleObject(rule: PlacementRule, standing: RuleStanding | undefined): object {
  const { glob, policy = null, volumes = null, keepTogether = null, firm = false, off = false } = rule;
  return {
    glob,
    policy,
    volumes,
    keepTogether,
    firm,
    off,
    files: standing?.files ?? null,
    bytes: standing?.bytes ?? null,
    allowed: standing?.volumes ?? [],
    problem: standing?.problem ?? null,
  };
}

/** What was given; commander's object holds the global options too. */
function given({ policy, volumes, keepTogether, firm }: RuleOptions): Partial<PlacementRule> {
  return {
    ...(policy === undefined ? {} : { policy }),
    ...(volumes === undefined ? {} : { volumes }),
    ...(keepTogether === undefined ? {} : { keepTogether }),
    ...(firm === undefined ? {} : { firm }),
  };
}

async function add(context: Context, glob: string, options: RuleOptions & { readonly before?: string }): Promise<void> {
  const pool = await context.pool();
  const { rules } = await pool.info();
  const at = options.before === undefined ? rules.length : indexOf(rules, options.before);
  await pool.set({ rules: [...rules.slice(0, at), { glob, ...given(options) }, ...rules.slice(at)] });
  await told(context, pool, glob, 'Added');
}

async function set(context: Context, glob: string, options: SetOptions): Promise<void> {
  const changes = given(options);
  if (Object.keys(changes).length === 0 && options.on === undefined && options.off === undefined) {
    const todo = 'give one of --policy, --volumes, --keep-together, --firm, --on, --off';
    throw fail('invalid', `Changing the rule ${JSON.stringify(glob)}`, 'nothing was given to change', todo);
  }
  const pool = await context.pool();
  const { rules } = await pool.info();
  const at = indexOf(rules, glob);
  const off = options.off === true || (options.on !== true && rules[at]?.off === true);
  const changed = rules.map((rule, index) => (index === at ? { ...rule, ...changes, off } : rule));
  await pool.set({ rules: changed });
  await told(context, pool, glob, 'Changed');
}

async function move(context: Context, glob: string, options: { readonly before?: string }): Promise<void> {
  const pool = await context.pool();
  const { rules } = await pool.info();
  const moved = rules[indexOf(rules, glob)];
  if (moved === undefined) return;
  const others = rules.filter((rule) => rule !== moved);
  const at = options.before === undefined ? others.length : indexOf(others, options.before);
  await pool.set({ rules: [...others.slice(0, at), moved, ...others.slice(at)] });
  await told(context, pool, glob, 'Moved');
}

async function remove(context: Context, glob: string): Promise<void> {
  const pool = await context.pool();
  const { rules } = await pool.info();
  const at = indexOf(rules, glob);
  await pool.set({ rules: rules.filter((_rule, index) => index !== at) });
  if (context.out.json) context.out.object({ glob, removed: true });
  else context.say(`Removed the rule ${context.out.shown(glob)}. No file moved.`);
}

/** @throws not-found */
function indexOf(rules: readonly PlacementRule[], glob: string): number {
  const at = rules.findIndex((rule) => rule.glob === glob);
  if (at >= 0) return at;
  const attempted = `Looking for the rule ${JSON.stringify(glob)}`;
  throw fail('not-found', attempted, 'the pool has no rule with this pattern', 'see "cfs rule list"');
}

/** Says what is so now, and what a person would want to know of it. */
async function told(context: Context, pool: Pool, glob: string, did: string): Promise<void> {
  const { out } = context;
  const { rules } = await pool.info();
  const at = indexOf(rules, glob);
  const rule = rules[at];
  const standing = (await pool.ruleStandings())[at];
  if (standing !== undefined && standing.problem !== null) {
    context.note(
      `The rule ${out.shown(glob)} cannot be met now, and files that it is for are refused: ${standing.problem}`,
    );
  }
  if (standing?.files === 0 && rule?.off !== true) {
    context.note(
      `The rule ${out.shown(glob)} is the first to match no file that is in the pool now; new files are looked at all the same.`,
    );
  }
  if (rule === undefined) return;
  if (out.json) out.object(ruleObject(rule, standing));
  else context.say(`${did} the rule ${out.shown(glob)}. New files go by it; those that are there stay.`);
}

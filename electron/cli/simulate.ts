import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { fail } from '../../shared/errors.ts';
import { formatPercent, parseSize } from '../../shared/format.ts';
import { policyNames } from '../../shared/model.ts';
import type { PolicyName } from '../../shared/model.ts';
import { mixNames, mixWords } from '../../shared/simulation.ts';
import type { MixName, PolicyOutcome, Simulation, SimulationSource, WhatIf } from '../../shared/simulation.ts';
import { pointWords, verdictOf } from '../../shared/simulation-verdict.ts';
import { collect, countValue, localPath, sizeValue, timeValue } from './args.ts';
import type { Bind } from './command.ts';
import type { Context } from './context.ts';
import { ProgressLine } from './progress.ts';
import { tableLines } from './table.ts';
import { formatCount, formatMoment, formatSize } from './words.ts';

interface SimulateOptions {
  readonly policy?: readonly PolicyName[];
  readonly from?: string;
  readonly workload?: string;
  readonly synthetic?: MixName;
  readonly bytes?: number;
  readonly seed?: number;
  readonly since?: number;
  readonly until?: number;
  readonly add?: readonly WhatIf[];
  readonly lose?: readonly WhatIf[];
  readonly reserve?: WhatIf;
  readonly refused?: true;
}

/** `policy simulate`. */
export function registerSimulate(policy: Command, bind: Bind): void {
  policy
    .command('simulate')
    .description(
      'Replay writes by several policies, and compare where the files would be. Touches no volume. Without another ' +
        'source: the files that are in the pool now, in the order in which they came.',
    )
    .option('--policy <name>', `one of ${policyNames.join(', ')}; may be given again (default: all)`, addPolicy)
    .option('--from <path>', 'replay the files below this folder of this computer')
    .option('--workload <file>', 'replay the lines of this file: time,path,size as CSV, or JSON objects')
    .option('--synthetic <name>', `invent files: ${mixNames.join(', ')}`, mixValue)
    .option('--bytes <size>', 'how much is invented (default: four fifths of the room there is)', sizeValue)
    .option('--seed <number>', 'other numbers invent other files (default: 1)', countValue)
    .option('--since <time>', 'of the files of the pool only those that came since: 2026-01-31, 30d', timeValue)
    .option('--until <time>', 'only those that came until then', timeValue)
    .option(
      '--add <size[@percent]>',
      'what if a volume of this size came after so much of the bytes (default: 50)',
      addValue,
    )
    .option(
      '--lose <volume[@percent]>',
      'what if this volume were lost after so much of the bytes (default: 50)',
      loseValue,
    )
    .option('--reserve <size|percent>', 'what if so much were kept free on each volume: 10G, 5%', reserveValue)
    .option('--refused', 'list the refused writes, with why, instead')
    .action(bind(simulate));
}

async function simulate(context: Context, options: SimulateOptions): Promise<void> {
  const source = sourceOf(options);
  const policies = [...new Set(options.policy ?? policyNames)];
  const whatIfs = [...(options.add ?? []), ...(options.lose ?? []), ...(options.reserve ? [options.reserve] : [])];
  const pool = await context.pool();
  const line = context.drawsProgress ? new ProgressLine(context.around.stderr) : null;
  let simulation: Simulation;
  try {
    simulation = await pool.simulate(
      { source, policies, whatIfs },
      {
        signal: context.signal,
        onProgress: ({ phase, done, total }) =>
          line?.drawText(
            phase === 'reading' || total === null
              ? `reading: ${formatCount(done)} files`
              : `replaying: ${formatPercent(done / Math.max(1, total))}`,
          ),
      },
    );
  } finally {
    line?.clear();
  }
  if (options.refused === true) showRefused(context, simulation);
  else if (context.out.json) showJson(context, simulation);
  else showTable(context, simulation);
}

/** @throws AppError invalid: more than one source, or what belongs to another one */
function sourceOf(options: SimulateOptions): SimulationSource {
  const { from, workload, synthetic, bytes, seed, since, until } = options;
  const attempted = 'Reading the command "policy simulate"';
  const named = [from, workload, synthetic].filter((value) => value !== undefined);
  if (named.length > 1) {
    throw fail('invalid', attempted, '--from, --workload and --synthetic were given together', 'choose one');
  }
  if (synthetic === undefined && (bytes !== undefined || seed !== undefined)) {
    throw fail('invalid', attempted, '--bytes and --seed are for invented files', 'add --synthetic, or leave them out');
  }
  if (named.length > 0 && (since !== undefined || until !== undefined)) {
    const why = '--since and --until are for the files of the pool';
    throw fail('invalid', attempted, why, 'leave them out');
  }
  if (since !== undefined && until !== undefined && since > until) {
    throw fail('invalid', attempted, '--since is later than --until', 'give the earlier time first');
  }
  if (from !== undefined) return { kind: 'tree', path: localPath(from) };
  if (workload !== undefined) return { kind: 'file', path: localPath(workload) };
  if (synthetic !== undefined) return { kind: 'synthetic', mix: synthetic, seed, bytes };
  return { kind: 'history', sinceMs: since, untilMs: until };
}

function showTable(context: Context, simulation: Simulation): void {
  const { out } = context;
  const { outcomes, volumes, events } = simulation;
  context.say(`${simulation.about} ${formatCount(simulation.writes)} writes, ${formatSize(simulation.bytes)}.`);
  const losesSome = events.some(({ kind }) => kind === 'lose');
  const rows = [
    [
      'policy',
      ...volumes.map(({ name }) => out.shown(name)),
      'spread',
      'refused',
      'folders split',
      'busiest takes',
      ...(losesSome ? ['lost'] : []),
    ],
    ...outcomes.map((outcome) => [
      outcome.policy,
      ...outcome.volumes.map(({ fill, used, total }) => (fill.at(-1) === null ? 'lost' : formatPercent(used / total))),
      pointWords(outcome.spread),
      formatCount(outcome.refused),
      formatCount(outcome.foldersSplit),
      outcome.busiest === null ? '-' : formatPercent(outcome.busiest.share),
      ...(losesSome ? [formatSize(outcome.lostBytes)] : []),
    ]),
  ];
  for (const line of tableLines(rows, { right: rows[0]?.map((_cell, column) => column).slice(1) ?? [] }))
    out.line(line);
  const verdict = verdictOf(simulation, (name) => name);
  if (verdict !== null) context.say(`${verdict.sentence}${verdict.price === '' ? '' : ` ${verdict.price}`}`);
  for (const note of simulation.notes) context.say(note);
  if (outcomes.some(({ refused }) => refused > 0)) context.say('"--refused" lists the refused writes.');
}

function showJson(context: Context, simulation: Simulation): void {
  const { outcomes, volumes, ...rest } = simulation;
  for (const outcome of outcomes) context.out.object(outcome);
  const verdict = verdictOf(simulation, (name) => name);
  context.out.object({
    summary: { ...rest, volumes, best: verdict?.policy ?? null, sentence: verdict?.sentence ?? '' },
  });
}

function showRefused(context: Context, { outcomes }: Simulation): void {
  const { out } = context;
  for (const outcome of outcomes) {
    for (const { path, size, atMs, reasons } of outcome.refusals) {
      if (out.json) out.object({ policy: outcome.policy, path, size, atMs, reasons });
      else if (out.nul) out.name(path);
      else {
        const whys = reasons.map(({ volume, reason }) => `${volume}: ${reason}`).join('; ');
        out.line(
          `${outcome.policy}  ${formatMoment(atMs)}  ${formatSize(size)}  ${out.shown(path)}  (${out.shown(whys)})`,
        );
      }
    }
    if (!out.json && !out.nul) context.say(refusedInWords(outcome));
  }
}

function refusedInWords({ policy, refused, refusedBytes, refusals }: PolicyOutcome): string {
  if (refused === 0) return `${policy}: no write refused`;
  const rest = refused > refusals.length ? `, the first ${formatCount(refusals.length)} are listed` : '';
  return `${policy}: ${formatCount(refused)} refused, ${formatSize(refusedBytes)}${rest}`;
}

function addPolicy(value: string, former: readonly string[] | undefined): readonly string[] {
  if (policyNames.some((name) => name === value)) return collect(value, former);
  throw new InvalidArgumentError(`choose from ${policyNames.join(', ')}.`);
}

function mixValue(value: string): MixName {
  const found = mixNames.find((name) => name === value);
  if (found !== undefined) return found;
  const known = mixNames.map((name) => `${name} (${mixWords[name].about})`);
  throw new InvalidArgumentError(`choose from ${known.join('; ')}.`);
}

/** `16T`, `16T@30`, `16T@30%`: what is before the last @, and the share. */
function withShare(value: string): { readonly what: string; readonly at: number } {
  const found = /^(.+)@(\d+(?:\.\d+)?)\s*%?$/s.exec(value);
  if (found === null) return { what: value, at: 0.5 };
  const at = Number(found[2]) / 100;
  if (at > 1) throw new InvalidArgumentError('give a percentage between 0 and 100 behind the @.');
  return { what: found[1] ?? '', at };
}

function addValue(value: string, former: readonly WhatIf[] | undefined): readonly WhatIf[] {
  const { what, at } = withShare(value);
  const bytes = parseSize(what);
  if (bytes <= 0) throw new InvalidArgumentError('give the size of the volume, such as 16T.');
  return [...(former ?? []), { kind: 'add', bytes, at }];
}

function loseValue(value: string, former: readonly WhatIf[] | undefined): readonly WhatIf[] {
  const { what, at } = withShare(value);
  return [...(former ?? []), { kind: 'lose', volume: what, at }];
}

function reserveValue(value: string): WhatIf {
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(value);
  if (percent === null) return { kind: 'reserve', bytes: parseSize(value) };
  const share = Number(percent[1]) / 100;
  if (share > 1) throw new InvalidArgumentError('give a size such as 10G, or a percentage between 0% and 100%.');
  return { kind: 'reserve', share };
}

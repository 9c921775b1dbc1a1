import { cpus, release, totalmem, type } from 'node:os';
import type { Bench, Row } from './tool.ts';

/** One bench as it was run. */
export interface Ran {
  readonly bench: Pick<Bench, 'name' | 'summary'>;
  readonly rows: readonly Row[];
}

/** One goal and how it stands. */
export interface Goal {
  readonly bench: string;
  readonly ours: string;
  readonly peer: string;
  readonly ratio: string;
  readonly goal: string;
  readonly isMet: boolean;
}

export const duration = (ms: number): string => (ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`);

/** Ours by this row's time; null for ours itself and what was not run. */
export function ratioOf(rows: readonly Row[], row: Row): number | null {
  const ours = rows[0]?.ms ?? null;
  if (row === rows[0] || row.ms === null || ours === null) return null;
  return row.ratio ?? ours / row.ms;
}

const times = (ratio: number): string => (ratio < 0.1 ? ratio.toFixed(3) : ratio.toFixed(2));
const verdict = (isMet: boolean): string => (isMet ? 'met' : 'NOT met');

/** The goals that a table has: against peers, of a time, and of other figures. */
export function goalsOf({ bench, rows }: Ran): readonly Goal[] {
  return rows.flatMap((row): readonly Goal[] => {
    const goals: Goal[] = [];
    const ratio = ratioOf(rows, row);
    const shown = `${row.what}: ${row.ms === null ? '' : timeOf(row)}`;
    if (row.goal !== undefined && ratio !== null) {
      const [ours] = rows;
      goals.push({
        bench: bench.name,
        ours: ours === undefined ? '' : `${ours.what}: ${timeOf(ours)}`,
        peer: shown,
        ratio: times(ratio),
        goal: `at most ${times(row.goal)} x`,
        isMet: ratio <= row.goal,
      });
    }
    const alone = { bench: bench.name, peer: '', ratio: '' };
    if (row.goalMs !== undefined && row.ms !== null) {
      const goal = `at most ${duration(row.goalMs)}`;
      goals.push({ ...alone, ours: shown, goal, isMet: row.ms <= row.goalMs });
    }
    for (const { what, value, unit, most } of row.figures ?? []) {
      const figure = (number: number): string => `${String(Number(number.toPrecision(4)))} ${unit}`.trim();
      goals.push({
        ...alone,
        ours: `${what}: ${figure(value)}`,
        goal: `at most ${figure(most)}`,
        isMet: value <= most,
      });
    }
    return goals;
  });
}

/** What a row of a table says of its own goals. */
export function goalOf(rows: readonly Row[], row: Row): string {
  const ratio = ratioOf(rows, row);
  const said: string[] = [];
  if (row.goal !== undefined && ratio !== null)
    said.push(`at most ${times(row.goal)} x: ${verdict(ratio <= row.goal)}`);
  if (row.goalMs !== undefined && row.ms !== null) {
    said.push(`at most ${duration(row.goalMs)}: ${verdict(row.ms <= row.goalMs)}`);
  }
  for (const { what, value, unit, most } of row.figures ?? []) {
    const shown = String(Number(value.toPrecision(4)));
    said.push(`${what} ${shown} of at most ${String(most)} ${unit}`.trim() + `: ${verdict(value <= most)}`);
  }
  return said.join('; ');
}

/** "1.20 s (1.10 s to 1.31 s)" */
export function timeOf({ ms, spread }: Row): string {
  if (ms === null) return '';
  return spread === undefined ? duration(ms) : `${duration(ms)} (${duration(spread[0])} to ${duration(spread[1])})`;
}

/** The machine in general words, and how busy it was with other work. */
export function machine(load: readonly number[]): string {
  const [model] = cpus();
  const version = release().split('.').slice(0, 2).join('.');
  const memory = Math.round(totalmem() / 1024 ** 3);
  const busy = `load ${(load[0] ?? 0).toFixed(1)} at the start`;
  return `${cpus().length} cores (${model?.model.trim() ?? 'unknown'}), ${memory} GiB, ${type()} ${version}, Node ${process.versions.node}; ${busy}`;
}

/** A bar in a cell would begin another one. */
const tableLine = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|') || ' ').join(' | ')} |`;

/** One table of all goals. */
export function goalTable(ran: readonly Ran[]): readonly string[] {
  const goals = ran.flatMap(goalsOf);
  return [
    tableLine(['bench', 'ours', 'peer', 'ours by it', 'goal', '']),
    '|---|---|---|---|---|---|',
    ...goals.map((one) => tableLine([one.bench, one.ours, one.peer, one.ratio, one.goal, verdict(one.isMet)])),
  ];
}

/** The section of one bench: how it was run, and its table. */
export function section({ bench, rows }: Ran, about: string): string {
  const lines = [`## ${bench.name}`, '', `${bench.summary}. ${about}`, ''];
  lines.push(tableLine(['way', 'time', 'ours by it', 'goal', 'remarks']), '|---|---|---|---|---|');
  for (const row of rows) {
    const ratio = ratioOf(rows, row);
    lines.push(
      tableLine([row.what, timeOf(row), ratio === null ? '' : times(ratio), goalOf(rows, row), row.note ?? '']),
    );
  }
  return lines.join('\n');
}

const head = `# Figures

Written by \`npm run bench -- --write\`; not by hand. Ours is the first row of each table. All ways of a table run in turn
on one machine, so that what else it does falls on all alike; the ratio is the median over the rounds of our time by
theirs, and decides about the goal. Times are medians, with the quickest and the slowest round. Ours is verified and
durable where it says so; the peers' copies are neither, but for \`--fsync\` and \`sync\`.`;

/**
 * The figures as a document. Sections of \`former\` that were not run again stay as they are, with their goals.
 * @param former the document as it was; empty when there was none
 */
export function report(ran: readonly Ran[], order: readonly string[], about: string, former: string): string {
  const sections = new Map<string, string>();
  const goals = new Map<string, readonly string[]>();
  for (const text of former.split(/\n(?=## )/).slice(1)) {
    const name = /^## (.+)/.exec(text)?.[1] ?? '';
    if (name === 'The goals') {
      for (const line of text
        .split('\n')
        .filter((one) => one.startsWith('| '))
        .slice(1)) {
        const bench = /^\| (\S+) /.exec(line)?.[1] ?? '';
        if (bench !== '---' && !/^\| -/.test(line)) goals.set(bench, [...(goals.get(bench) ?? []), line]);
      }
    } else sections.set(name, text.trim());
  }
  for (const one of ran) {
    sections.set(one.bench.name, section(one, about));
    goals.set(one.bench.name, goalTable([one]).slice(2));
  }
  const known = order.filter((name) => sections.has(name));
  return `${[
    head,
    ['## The goals', '', ...goalTable([]), ...known.flatMap((name) => goals.get(name) ?? [])].join('\n'),
    ...known.map((name) => sections.get(name) ?? ''),
  ].join('\n\n')}\n`;
}

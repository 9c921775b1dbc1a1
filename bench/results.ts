import { cpus, release, totalmem, type } from 'node:os';
import type { Bench, Row } from './tool.ts';

/** One bench as it was run. */
export interface Ran {
  readonly bench: Bench;
  readonly rows: readonly Row[];
}

export const duration = (ms: number): string => (ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`);

/** Ours by this row's time; null for ours itself and what was not run. */
export function ratioOf(rows: readonly Row[], row: Row): number | null {
  const ours = rows[0]?.ms ?? null;
  if (row === rows[0] || row.ms === null || ours === null) return null;
  return row.ratio ?? ours / row.ms;
}

/** "goal 1.30 x: met", or nothing where no goal is set. */
export function goalOf(rows: readonly Row[], row: Row): string {
  const ratio = ratioOf(rows, row);
  if (row.goal === undefined || ratio === null) return '';
  return `at most ${row.goal.toFixed(2)}: ${ratio <= row.goal ? 'met' : 'NOT met'}`;
}

/** The machine in general words, and how busy it was with other work. */
export function machine(load: readonly number[]): string {
  const [model] = cpus();
  const version = release().split('.').slice(0, 2).join('.');
  const memory = Math.round(totalmem() / 1024 ** 3);
  const busy = `load ${(load[0] ?? 0).toFixed(1)} at the start`;
  return `${cpus().length} cores (${model?.model.trim() ?? 'unknown'}), ${memory} GiB, ${type()} ${version}, Node ${process.versions.node}; ${busy}`;
}

/** The figures as a document. */
export function report(ran: readonly Ran[], about: string): string {
  const lines = [
    '# Figures',
    '',
    'Written by `npm run bench -- --write`; not by hand. Ours is the first row of each table. All ways of a table run in turn',
    'on one machine, so that what else it does falls on all alike; the ratio is the median over the rounds of our time by',
    "theirs, and decides about the goal. Times are medians. Ours is verified and durable where it says so; the peers' copies",
    'are neither, but for `--fsync` and `sync`.',
    '',
    about,
  ];
  for (const { bench, rows } of ran) {
    lines.push('', `## ${bench.name}`, '', bench.summary, '');
    lines.push('| way | time | ours by it | goal |', '|---|---|---|---|');
    for (const row of rows) {
      const ratio = ratioOf(rows, row);
      const cells = [
        row.what,
        row.ms === null ? (row.note ?? '') : duration(row.ms),
        ratio === null ? '' : ratio.toFixed(2),
        goalOf(rows, row),
      ];
      lines.push(`| ${cells.join(' | ')} |`.replaceAll('|  |', '| |').replaceAll('|  |', '| |'));
    }
  }
  return `${lines.join('\n')}\n`;
}

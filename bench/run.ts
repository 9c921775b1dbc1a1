/**
 * `npm run bench [-- NAME...] [--times N] [--scale F] [--write]`: measures CFS beside its peers, in one run on one machine, and
 * prints a table for each. `--scale 0.1` takes a tenth of the files and bytes;
 * `--write` writes the tables into bench/RESULTS.md.
 */
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { again as catalogAgain, fresh as catalogFresh } from './catalog.ts';
import { bench as list } from './list.ts';
import { bench as move, large as moveLarge } from './move.ts';
import { bench as plan } from './plan.ts';
import { bench as putLarge, unverified as putPlain } from './put-large.ts';
import { bench as putSmall, onDisk as putDisk } from './put-small.ts';
import { duration, goalOf, machine, ratioOf, report } from './results.ts';
import type { Ran } from './results.ts';
import { cli, server } from './start.ts';
import { Lab, root } from './tool.ts';
import type { Bench, Row } from './tool.ts';
import { bench as walk } from './walk.ts';

const benches: readonly Bench[] = [
  walk,
  catalogFresh,
  catalogAgain,
  list,
  putSmall,
  putDisk,
  putLarge,
  putPlain,
  move,
  moveLarge,
  plan,
  cli,
  server,
];

function print(bench: Bench, rows: readonly Row[], lab: Lab): void {
  const width = Math.max(...rows.map((row) => row.what.length));
  const scale = lab.scale === 1 ? '' : `, ${lab.scale} of the size`;
  process.stdout.write(`\n${bench.name}: ${bench.summary} (median of ${lab.times}${scale})\n`);
  for (const row of rows) {
    const ratio = ratioOf(rows, row);
    const cells = [
      row.what.padEnd(width),
      (row.ms === null ? '' : duration(row.ms)).padStart(9),
      (ratio === null ? '' : `cfs takes ${ratio.toFixed(2)} x`).padEnd(18),
      goalOf(rows, row).padEnd(22),
      row.note ?? '',
    ];
    process.stdout.write(`  ${cells.join('  ').trimEnd()}\n`);
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    times: { type: 'string', default: '3' },
    scale: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
const [times, scale] = [Number(values.times), Number(values.scale)];
if (unknown.length > 0 || !(times >= 1) || !(scale > 0)) {
  process.stderr.write(`Usage: npm run bench -- [NAME...] [--times N] [--scale F] [--write]\n`);
  for (const { name, summary } of benches) process.stderr.write(`  ${name.padEnd(10)} ${summary}\n`);
  process.exit(2);
}
const wanted = benches.filter((bench) => positionals.length === 0 || positionals.includes(bench.name));
const about = machine(loadavg());
const ran: Ran[] = [];
for (const bench of wanted) {
  const lab = new Lab({ times, scale });
  try {
    const rows = await bench.run(lab);
    print(bench, rows, lab);
    ran.push({ bench, rows });
  } catch (thrown) {
    process.stderr.write(`\n${bench.name}: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exitCode = 1;
  } finally {
    await lab.close();
  }
}
if (values.write) {
  const sizes = scale === 1 ? '' : `; ${scale} of the sizes`;
  writeFileSync(join(root, 'bench', 'RESULTS.md'), report(ran, `${about}; ${times} rounds${sizes}.`));
}

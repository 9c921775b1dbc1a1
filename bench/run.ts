/**
 * `npm run bench [-- NAME...] [--times N] [--scale F] [--write] [--install]`: measures CFS beside its peers, in one run on
 * one machine, and prints a table for each and one of all goals. `--scale 0.1` takes a tenth of the files and bytes;
 * `--write` writes what was run into bench/RESULTS.md; `--install` gets the peers that are missing (Debian, as root).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { again as catalogAgain, fresh as catalogFresh } from './catalog.ts';
import { bench as curve } from './curve.ts';
import { bench as list } from './list.ts';
import { bench as move, large as moveLarge } from './move.ts';
import { again as planAgain, bench as plan } from './plan.ts';
import { large as planLarge, media as planMedia } from './plan-quality.ts';
import { bench as planScan } from './plan-scan.ts';
import { bench as putLarge, unverified as putPlain } from './put-large.ts';
import { bench as putSmall, onDisk as putDisk } from './put-small.ts';
import { goalOf, goalTable, machine, ratioOf, report, timeOf } from './results.ts';
import type { Ran } from './results.ts';
import { bench as rebalanceRun, large as rebalanceRunLarge } from './rebalance-run.ts';
import { bench as search, short as searchShort } from './search.ts';
import { cli, server } from './start.ts';
import { hasTool, isRoot, Lab, root, shell } from './tool.ts';
import type { Bench, Row } from './tool.ts';
import { bench as walk } from './walk.ts';
import { bench as window } from './window.ts';
import { bench as windowUse } from './window-use.ts';

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
  planAgain,
  planMedia,
  planLarge,
  planScan,
  rebalanceRun,
  rebalanceRunLarge,
  search,
  searchShort,
  window,
  windowUse,
  curve,
  cli,
  server,
];

/** What others run, by the program and the Debian package that brings it. */
const peers: readonly { readonly program: string; readonly name: string }[] = [
  { program: 'mergerfs', name: 'mergerfs' },
  { program: 'rsync', name: 'rsync' },
  { program: 'find', name: 'findutils' },
  { program: 'fdfind', name: 'fd-find' },
  { program: 'mkfs.ext4', name: 'e2fsprogs' },
];

function print(bench: Bench, rows: readonly Row[], lab: Lab): void {
  const width = Math.max(...rows.map((row) => row.what.length));
  const scale = lab.scale === 1 ? '' : `, ${lab.scale} of the size`;
  process.stdout.write(`\n${bench.name}: ${bench.summary} (median of ${lab.times}${scale})\n`);
  for (const row of rows) {
    const ratio = ratioOf(rows, row);
    const cells = [
      row.what.padEnd(width),
      timeOf(row).padStart(31),
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
    install: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
const [times, scale] = [Number(values.times), Number(values.scale)];
if (unknown.length > 0 || !(times >= 1) || !(scale > 0)) {
  process.stderr.write(`Usage: npm run bench -- [NAME...] [--times N] [--scale F] [--write] [--install]\n`);
  for (const { name, summary } of benches) process.stderr.write(`  ${name.padEnd(10)} ${summary}\n`);
  process.exit(2);
}
const missing = peers.filter(({ program }) => !hasTool(program));
if (missing.length > 0) {
  const packages = missing.map(({ name }) => name).join(' ');
  if (values.install && isRoot()) shell(`apt-get install -y --no-install-recommends ${packages}`);
  else process.stdout.write(`Peers that are not installed are left out: "apt-get install ${packages}" gets them.\n`);
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
process.stdout.write(`\n${goalTable(ran).join('\n')}\n`);
if (values.write) {
  const sizes = scale === 1 ? '' : `; ${scale} of the sizes`;
  const order = benches.map(({ name }) => name);
  const file = join(root, 'bench', 'RESULTS.md');
  const former = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const text = report(ran, order, `${about}; ${times} rounds${sizes}.`, former);
  writeFileSync(file, await format(text, { parser: 'markdown', ...(await resolveConfig(file)) }));
}

/**
 * `npm run bench [-- NAME...] [--times N] [--scale F]`: measures CFS beside its peers, in one run on one machine, and
 * prints a table for each. `--scale 0.1` takes a tenth of the files and bytes.
 */
import { parseArgs } from 'node:util';
import { bench as list } from './list.ts';
import { bench as move } from './move.ts';
import { bench as plan } from './plan.ts';
import { bench as putLarge } from './put-large.ts';
import { bench as putSmall } from './put-small.ts';
import { cli, server } from './start.ts';
import { Lab } from './tool.ts';
import type { Bench, Row } from './tool.ts';
import { bench as walk } from './walk.ts';

const benches: readonly Bench[] = [walk, list, putSmall, putLarge, move, plan, cli, server];

function print(bench: Bench, rows: readonly Row[], lab: Lab): void {
  const width = Math.max(...rows.map((row) => row.what.length));
  const ours = rows[0]?.ms ?? null;
  const scale = lab.scale === 1 ? '' : `, ${lab.scale} of the size`;
  process.stdout.write(`\n${bench.name}: ${bench.summary} (median of ${lab.times}${scale})\n`);
  for (const { what, ms, note } of rows) {
    const time = ms === null ? '' : ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`;
    const ratio = ms === null || ours === null || rows[0]?.what === what ? '' : `cfs takes ${(ours / ms).toFixed(2)} x`;
    process.stdout.write(
      `  ${what.padEnd(width)}  ${time.padStart(9)}  ${ratio.padEnd(18)}  ${note ?? ''}`.trimEnd() + '\n',
    );
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { times: { type: 'string', default: '3' }, scale: { type: 'string', default: '1' } },
});
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
const [times, scale] = [Number(values.times), Number(values.scale)];
if (unknown.length > 0 || !(times >= 1) || !(scale > 0)) {
  process.stderr.write(`Usage: npm run bench -- [NAME...] [--times N] [--scale F]\n`);
  for (const { name, summary } of benches) process.stderr.write(`  ${name.padEnd(10)} ${summary}\n`);
  process.exit(2);
}
const wanted = benches.filter((bench) => positionals.length === 0 || positionals.includes(bench.name));
for (const bench of wanted) {
  const lab = new Lab({ times, scale });
  try {
    print(bench, await bench.run(lab), lab);
  } catch (thrown) {
    process.stderr.write(`\n${bench.name}: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exitCode = 1;
  } finally {
    await lab.close();
  }
}

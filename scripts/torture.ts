/**
 * `npm run torture`: the heavy suites in full. Sections run one after the other and tell their figures at the end;
 * `npm run torture -- --only kills,cuts` runs some, so that a run that was stopped goes on where it was.
 * `npm run torture -- electron/engine/rebalance` runs the suites below a path with their many seeds.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const safety = (name: string): readonly string[] => [`electron/engine/safety/${name}.test.ts`];

/** What each section runs. */
const sections: Readonly<Record<string, readonly string[]>> = {
  faults: safety('faults'),
  kills: safety('kills'),
  cuts: [...safety('cuts'), 'electron/engine/volume/power-cut', 'electron/engine/transfer/move-power-cut'],
  processes: safety('many'),
  model: ['electron/engine/model.test.ts', 'electron/engine/pool/model.test.ts'],
  others: ['electron/engine', 'shared', '--exclude=electron/engine/safety/**'],
};

const parts = process.argv.slice(2);
const only = parts[0] === '--only' ? (parts[1] ?? '').split(',') : null;
const unknown = only?.find((name) => !Object.hasOwn(sections, name));
if (unknown !== undefined) {
  process.stderr.write(`torture: there is no section ${unknown}: choose of ${Object.keys(sections).join(', ')}\n`);
  process.exit(2);
}
const isPath = parts.length > 0 && only === null;
const chosen = isPath ? { paths: parts } : sections;

const folder = mkdtempSync(join(tmpdir(), 'cfs-torture-'));
const figures = join(folder, 'figures');
writeFileSync(figures, '');
const results: string[] = [];
for (const [name, files] of Object.entries(chosen)) {
  if (only !== null && !only.includes(name)) continue;
  const start = Date.now();
  const { status } = spawnSync(
    join(root, 'node_modules', '.bin', 'vitest'),
    ['run', '--no-file-parallelism', '--testTimeout=7200000', '--hookTimeout=600000', ...files],
    { cwd: root, stdio: 'inherit', env: { ...process.env, CFS_TORTURE: '1', CFS_FIGURES: figures } },
  );
  if (status !== 0) process.exitCode = 1;
  const seconds = Math.round((Date.now() - start) / 1000);
  results.push(`${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${String(seconds)} s`);
}
for (const line of readFileSync(figures, 'utf8').split('\n')) {
  if (line === '') continue;
  const { section, text } = JSON.parse(line) as { readonly section: string; readonly text: string };
  results.push(`  ${section}: ${text}`);
}
rmSync(folder, { recursive: true });
process.stdout.write(`\n${results.join('\n')}\n`);

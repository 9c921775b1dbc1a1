/**
 * `npm run torture`: the heavy suites in full. The property and model tests run with many more seeds than in
 * `npm test` (vitest.setup.ts and the suites read CFS_TORTURE). `npm run torture -- electron/engine/rebalance` runs a part.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const parts = process.argv.slice(2);
const { status } = spawnSync(
  join(root, 'node_modules', '.bin', 'vitest'),
  [
    'run',
    '--no-file-parallelism',
    '--testTimeout=1800000',
    ...(parts.length > 0 ? parts : ['electron/engine', 'shared']),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CFS_TORTURE: '1' } },
);
process.exitCode = status ?? 1;

import { join } from 'node:path';
import { isBuilt } from './fresh.ts';
import { runProgram } from './run.ts';

/** Builds what is not built, or older than its sources. Ends this program when that fails. */
export async function build(root: string): Promise<void> {
  if (isBuilt(root)) return;
  process.stderr.write('Building CFS...\n');
  const builder = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  // Standard output belongs to the address alone.
  const { code } = await runProgram(process.execPath, [builder, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (code === 0) return;
  process.stderr.write('CFS could not be built: see the lines above; "npm run build" shows all of it.\n');
  process.exit(1);
}

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The project's folder. */
export const root = join(import.meta.dirname, '..', '..', '..');
export const built = {
  main: join(root, 'out', 'main', 'main.js'),
  preload: join(root, 'out', 'preload', 'preload.cjs'),
  renderer: join(root, 'out', 'renderer'),
};

/** Builds the bundles when there are none. `npm test` has built them just before. */
export function ensureBuilt(): void {
  if ([built.main, built.preload, join(built.renderer, 'index.html')].every((file) => existsSync(file))) return;
  const builder = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  execFileSync(process.execPath, [builder, 'build', '--logLevel', 'error'], { cwd: root, stdio: 'inherit' });
}

/**
 * `npm start`: builds what is not built, then opens the application: in Electron where it is there or can be downloaded,
 * else the same application on a loopback address for the browser. Arguments go to the server (`--port 8080`).
 */
import { join } from 'node:path';
import { build } from './launch/build.ts';
import { downloadElectron, findElectron, hasDisplay, whyNoElectron } from './launch/electron.ts';

import { runProgram } from './launch/run.ts';

const root = join(import.meta.dirname, '..');
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** A program that ends this soon with an error has not been used by anyone. */
const failedStart = 5_000;
const limits = { stall: 20_000, total: 120_000 };

/** Null when the window was there and has been closed; else why there was none. */
async function openElectron(): Promise<string | null> {
  const impossible = whyNoElectron();
  if (impossible !== null) return impossible;
  if (findElectron(root) === null) {
    say('Downloading Electron (once, about 120 MB)...');
    const why = await downloadElectron(root, limits);
    if (why !== null) return `Electron could not be downloaded (${why})`;
  }
  const program = findElectron(root);
  if (program === null) return 'Electron is not there';
  const ended = await runProgram(program, [root], { cwd: root });
  if (ended.stopped || ended.code === 0) return null;
  if (ended.ran > failedStart) {
    process.exitCode = 1;
    return null;
  }
  return `Electron ended at once (${ended.signal ?? `exit code ${ended.code ?? 'unknown'}`})`;
}

await build(root);
const why = await openElectron();
if (why !== null) {
  say(`No window of its own: ${why}. The same application is served for the browser on this computer, at:`);
  const open = hasDisplay() ? ['--open'] : [];
  const args = [join(root, 'out', 'main', 'server.js'), '--port', '0', ...open, ...process.argv.slice(2)];
  const { code, stopped } = await runProgram(process.execPath, args, { cwd: root });
  process.exitCode = stopped ? 0 : (code ?? 1);
}

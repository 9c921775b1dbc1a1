import { readFileSync } from 'node:fs';
import { programArguments } from './cli/argv.ts';
import type { ServeOptions } from './cli/context.ts';
import { runCli } from './cli/main.ts';
import { keepCompiledCode } from './compile-cache.ts';
import { atTerminal, endSignals } from './host/end-signals.ts';

/** Composition root of the command line: the engine in this process, its volumes without lanes. */

keepCompiledCode();
// Only the first signal asks for a clean end; the second one ends the process.
const interrupt = endSignals(process, atTerminal());
// Errors of these streams reach the command through its writes; without a listener they would end the process.
process.stderr.on('error', () => undefined);

process.exitCode = await runCli(programArguments(), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  signal: interrupt.signal,
  version: packageVersion,
  openEngine: async () => {
    const { openEngine } = await import('./engine/engine.ts');
    const home = process.env['CFS_HOME'];
    return openEngine({ ...(home ? { home } : {}), spawnLane: null, as: 'command' });
  },
  share: async (engine) => {
    const [{ shareJobs }, { ownProcess, isGone }] = await Promise.all([
      import('./host/share-jobs.ts'),
      import('./engine/volume/parts.ts'),
    ]);
    return shareJobs(engine, 'command', packageVersion(), { owner: ownProcess(), isGone });
  },
  serve: async (options: ServeOptions, ready: (address: string) => void) => {
    const { serve } = await import('./server.ts');
    await serve({ ...options, guard: interrupt.guard }, ready);
  },
});

/** From package.json, which lies beside `electron/` and above `out/main/`. */
function packageVersion(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      const found = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as { version?: string };
      if (found.version !== undefined) return found.version;
    } catch {
      // Not there: look in the next place.
    }
  }
  return 'unknown';
}

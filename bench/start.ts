import { execFileSync, spawn } from 'node:child_process';
import type { ExecFileSyncOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, skipped } from './tool.ts';
import type { Bench } from './tool.ts';

const quiet: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'inherit'] };

export const cli: Bench = {
  name: 'cli',
  summary: 'start of the command line: cfs ls /',
  async run(lab) {
    if (!existsSync(join(root, 'out', 'main', 'cli.js'))) return [skipped('cfs ls /', 'run "npm run build" first')];
    const disk = lab.dir('disk');
    const env = { ...process.env, CFS_HOME: lab.dir('home') };
    const cfs = (...args: readonly string[]): void =>
      void execFileSync(join(root, 'bin', 'cfs'), args, { ...quiet, env });
    cfs('pool', 'create', 'bench');
    cfs('volume', 'add', disk);
    return lab.race([
      { what: 'cfs ls /', work: () => cfs('ls', '/'), goalMs: 150 },
      { what: 'node that does nothing', work: () => execFileSync(process.execPath, ['-e', '0'], quiet) },
      { what: 'ls /', work: () => execFileSync('ls', ['/'], quiet) },
    ]);
  },
};

/** Starts a program and waits for its first line on standard output. */
async function firstLine(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => {
      throw new Error('the program ended before it said anything');
    }),
  ]);
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

const bareServer = `require('node:http').createServer().listen(0, '127.0.0.1', () => console.log('up'))`;

export const server: Bench = {
  name: 'host',
  summary: 'start of the headless host until it listens, and its end',
  async run(lab) {
    const program = join(root, 'out', 'main', 'server.js');
    if (!existsSync(program)) return [skipped('cfs serve', 'run "npm run build" first')];
    const env = { ...process.env, CFS_HOME: lab.dir('home') };
    return lab.race([
      { what: 'out/main/server.js', work: () => firstLine([program, '--port', '0'], env), goalMs: 1500 },
      { what: 'an empty HTTP server', work: () => firstLine(['-e', bareServer], process.env) },
    ]);
  },
};

import { execFileSync, spawn } from 'node:child_process';
import type { ExecFileSyncOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, skipped } from './tool.ts';
import type { Bench, Lab } from './tool.ts';

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
    return [
      { what: 'cfs ls /', ms: await lab.measure(() => cfs('ls', '/')) },
      {
        what: 'node that does nothing',
        ms: await lab.measure(() => execFileSync(process.execPath, ['-e', '0'], quiet)),
      },
      { what: 'ls /', ms: await lab.measure(() => execFileSync('ls', ['/'], quiet)) },
    ];
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

async function host(lab: Lab): Promise<number> {
  const env = { ...process.env, CFS_HOME: lab.dir('home') };
  return lab.measure(() => firstLine([join(root, 'out', 'main', 'server.js'), '--port', '0'], env));
}

export const server: Bench = {
  name: 'host',
  summary: 'start of the headless host until it listens, and its end',
  async run(lab) {
    if (!existsSync(join(root, 'out', 'main', 'server.js'))) return [skipped('cfs serve', 'run "npm run build" first')];
    return [
      { what: 'out/main/server.js', ms: await host(lab) },
      { what: 'an empty HTTP server', ms: await lab.measure(() => firstLine(['-e', bareServer], process.env)) },
    ];
  },
};

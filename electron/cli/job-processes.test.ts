import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Job } from '../../shared/model.ts';
import { openEngine } from '../engine/engine.ts';

/** `cfs job` beside a command of another process, as two terminals use it. */

const repository = fileURLToPath(new URL('../../', import.meta.url));
const built = join(repository, 'out/main/cli.js');
const program =
  process.env['CFS_TEST_BUILT'] === '1' && existsSync(built) ? built : join(repository, 'electron/cli.ts');
vi.setConfig({ testTimeout: 120_000 });

let base: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-jobs-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(base, { recursive: true, force: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

function begin(...args: string[]): Running {
  const env = { PATH: process.env['PATH'], CFS_HOME: join(base, 'home') };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }));
  return { child, ended };
}

async function cfs(...args: string[]): Promise<string> {
  const { code, out, err } = await begin(...args).ended;
  expect({ args, code, err }).toEqual({ args, code: 0, err: '' });
  return out;
}

type Listed = Job & { readonly host: { readonly kind: string; readonly pid: number } | null };
async function listed(): Promise<readonly Listed[]> {
  const out = await cfs('job', 'list', '--json');
  return out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Listed]));
}

const filesOf = (name: string): string[] => {
  const folder = join(base, name, 'in');
  return existsSync(folder) ? readdirSync(folder).map((file) => join(folder, file)) : [];
};

it('[C107] [H109] a command is steered from another terminal, and its job gone on with after it was killed', async () => {
  for (const name of ['one', 'two', 'src']) mkdirSync(join(base, name));
  for (let index = 0; index < 40; index += 1) {
    writeFileSync(join(base, 'src', `f${index}`), Buffer.alloc(1_000_000, index + 1));
  }
  const engine = await openEngine({ home: join(base, 'home') });
  const volumes = ['one', 'two'].map((name) => ({ root: join(base, name), limit: 100_000_000, reserve: 0 }));
  await engine.createPool({ name: 'p', volumes });
  await engine.close();

  // It would take 40 s.
  const put = begin('put', '-r', '--limit', '1M', join(base, 'src'), '/in');
  let job: Listed | undefined;
  while (job === undefined) {
    expect(put.child.exitCode).toBeNull();
    [job] = await listed();
  }
  expect(job).toMatchObject({ kind: 'put', limit: 1_000_000, host: { kind: 'command', pid: put.child.pid } });
  await cfs('job', 'pause', job.id.slice(0, 8));
  const [paused] = await listed();
  expect(paused).toMatchObject({ id: job.id, state: 'paused' });

  put.child.kill('SIGKILL');
  await put.ended;
  const [left] = await listed();
  expect(left).toMatchObject({ id: job.id, state: 'interrupted', canRestart: true, host: null });

  // A terminal that is closed is no wish to lose the work.
  const closed = begin('job', 'resume', job.id.slice(0, 8));
  while (!(await listed()).some(({ state }) => state === 'running')) expect(closed.child.exitCode).toBeNull();
  closed.child.kill('SIGHUP');
  expect((await closed.ended).code).toBe(130);
  const [kept, ...others] = await listed();
  expect(kept).toMatchObject({ state: 'interrupted', canRestart: true, host: null });
  expect(others).toEqual([]);

  const resumed = begin('job', 'resume', kept?.id ?? '');
  let again: Listed | undefined;
  while (again === undefined) {
    expect(resumed.child.exitCode).toBeNull();
    again = (await listed()).find(({ state }) => state === 'running');
  }
  await cfs('job', 'limit', again.id, 'none');
  const { code, err } = await resumed.ended;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const there = ['one', 'two'].flatMap(filesOf);
  expect(there.map((file) => basename(file)).sort()).toEqual(readdirSync(join(base, 'src')).sort());
  for (const file of there)
    expect(readFileSync(file).equals(readFileSync(join(base, 'src', basename(file))))).toBe(true);
  expect(readdirSync(join(base, 'home', 'run'))).toEqual([]);
});

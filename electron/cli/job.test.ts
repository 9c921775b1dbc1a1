import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fail } from '../../shared/errors.ts';
import type { Job } from '../../shared/model.ts';
import type { Engine, JobHandle } from '../engine/api.ts';
import { createJobs } from '../engine/transfer/jobs.ts';
import type { KeptJobs } from '../engine/transfer/kept-jobs.ts';
import type { JobList, JobRun, JobSpec } from '../engine/transfer/types.ts';
import type { HostKind } from '../host/local-place.ts';
import { shareJobs } from '../host/share-jobs.ts';
import { createTestEngine } from '../host/test-engine.ts';
import { runCli } from './main.ts';

/** `cfs job` beside real hosts with real job lists, all in this process; their sockets are real. */

let home: string;
let ends: (() => Promise<void>)[];
/** Jobs that `cfs job` itself finds in the state of the home. */
let own: Engine;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cfs-job-'));
  ends = [];
  own = engineOver(createJobs({ changed: () => undefined, removed: () => undefined }));
});
afterEach(async () => {
  for (const end of ends) await end();
  rmSync(home, { recursive: true, force: true });
});

function engineOver(jobs: JobList): Engine {
  return { ...createTestEngine().engine, home, jobs };
}

interface Host {
  readonly jobs: JobList;
  /** Starts a job; by default one that goes on until it is cancelled. */
  readonly start: (title: string, work?: (run: JobRun) => Promise<void>, more?: Partial<JobSpec>) => JobHandle;
  readonly pid: number;
}

let pids = 100;
async function hostOf(kind: HostKind, jobs?: JobList): Promise<Host> {
  const list = jobs ?? createJobs({ changed: () => undefined, removed: () => undefined });
  pids += 1;
  const pid = pids;
  const owner = { host: 'h', boot: 'b', pid, start: '1' };
  const shared = await shareJobs(engineOver(list), kind, '1.2.3', { owner, isGone: () => false });
  ends.push(
    () => list.close(),
    () => shared.close(),
  );
  return {
    jobs: list,
    pid,
    start: (title, work = untilCancelled, more = {}) => list.start({ pool: 'p1', kind: 'put', title, ...more }, work),
  };
}

/** Goes on until it is cancelled. */
async function untilCancelled(run: JobRun): Promise<void> {
  for (;;) {
    await run.checkpoint();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function cfs(...args: string[]): Promise<Ran> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const out = text(stdout);
  const err = text(stderr);
  const code = await runCli(args, {
    stdout,
    stderr,
    stdin: new PassThrough(),
    env: {},
    signal: new AbortController().signal,
    openEngine: () => Promise.resolve({ ...own, close: () => Promise.resolve() }),
    version: () => '1',
    serve: () => Promise.resolve(),
  });
  stdout.end();
  stderr.end();
  return { code, out: await out, err: await err };
}

async function listed(): Promise<(Job & { host: { kind: string; pid: number } | null })[]> {
  const { code, out, err } = await cfs('job', 'list', '--json');
  expect([code, err]).toEqual([0, '']);
  return out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as never]));
}

const done = { err: '', code: 0 };
const state = (handle: JobHandle): string => handle.snapshot().state;

it('[C100] lists the jobs of all running hosts of the home with the host of each, and says when none runs', async () => {
  const none = await cfs('job', 'list');
  expect(none).toMatchObject(done);
  expect(none.out).toBe('No window, server or other command of CFS is running.\n');
  expect(await listed()).toEqual([]);

  const server = await hostOf('server');
  expect((await cfs('job')).out).toBe('No jobs.\n');
  const window = await hostOf('window');
  const first = server.start('Copying a\u202eb');
  const second = window.start('Moving c');
  await vi.waitFor(() => expect([state(first), state(second)]).toEqual(['running', 'running']));
  expect((await listed()).map(({ id, title, host }) => [id, title, host])).toEqual([
    [first.id, 'Copying a\u202eb', { kind: 'server', pid: server.pid }],
    [second.id, 'Moving c', { kind: 'window', pid: window.pid }],
  ]);
  const { out } = await cfs('job', 'list');
  const [head, row] = out.split('\n');
  expect(head).toMatch(/^ID +STATE +DONE +SPEED +WHERE +WHAT$/);
  expect(row).toContain(first.id.slice(0, 8));
  expect(row).toContain(`server (pid ${server.pid})`);
});

it('[C164] hours and the background are given to a job while it runs, told by the list, and taken off', async () => {
  const { start } = await hostOf('server');
  const job = start('Evening out');
  const background = (): boolean => job.snapshot().background === true;
  expect(await cfs('job', 'background', job.id)).toMatchObject(done);
  expect(background()).toBe(true);
  expect(await cfs('job', 'hours', job.id, '22:00-6')).toMatchObject(done);
  expect(job.snapshot().window).toEqual({ from: 1320, to: 360 });
  const list = await cfs('job', 'list');
  expect(list.out).toContain('in the background');
  expect(list.out).toContain('only 22:00-06:00');
  expect(await cfs('job', 'background', job.id, 'off')).toMatchObject(done);
  expect(await cfs('job', 'hours', job.id, 'always')).toMatchObject(done);
  expect([background(), job.snapshot().window]).toEqual([false, null]);
  expect((await cfs('job', 'hours', job.id, '9-9')).code).toBe(2);
  expect((await cfs('job', 'background', job.id, 'maybe')).code).toBe(2);
});

it('[C101] pause, resume, limit and cancel reach the job by any beginning of its id that is unique', async () => {
  const { start } = await hostOf('server');
  const [job, other] = [start('Copying a'), start('Copying b')];
  await vi.waitFor(() => expect(state(job)).toBe('running'));
  const short = job.id.slice(0, job.id[0] === other.id[0] ? 8 : 1);
  expect(await cfs('job', 'pause', short)).toMatchObject({ ...done, out: 'Paused: Copying a\n' });
  expect([state(job), state(other)]).toEqual(['paused', 'running']);
  expect(await cfs('job', 'resume', short)).toMatchObject(done);
  expect(state(job)).toBe('running');
  expect(await cfs('job', 'limit', short, '50M/s')).toMatchObject(done);
  expect(job.snapshot().limit).toBe(50_000_000);
  expect(await cfs('job', 'limit', short, 'none')).toMatchObject(done);
  expect(job.snapshot().limit).toBeNull();
  const { out, code } = await cfs('job', 'cancel', job.id, other.id, '--json');
  expect(code).toBe(0);
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id),
  ).toEqual([job.id, other.id]);
  expect((await job.ended).state).toBe('cancelled');
  expect((await other.ended).state).toBe('cancelled');
});

it('[C101] what cannot be done is told by exit code and reason, and the other jobs are done all the same', async () => {
  const { start } = await hostOf('server');
  const [job, ended] = [start('Copying a'), start('Copying b', () => Promise.resolve())];
  await ended.ended;
  await vi.waitFor(() => expect(state(job)).toBe('running'));
  const paused = await cfs('job', 'pause', ended.id, job.id);
  expect(paused.code).toBe(4);
  expect(paused.err).toMatch(/^cfs: Pausing "Copying b": it is done: [^\n]+\n$/);
  expect(state(job)).toBe('paused');
  expect((await cfs('job', 'pause', 'zzz')).code).toBe(3);
  expect((await cfs('job', 'cancel', ended.id)).code).toBe(4);
  expect((await cfs('job', 'limit', job.id, 'fast')).code).toBe(2);
  expect((await cfs('job', 'limit', job.id, '1')).code).toBe(2);
  expect((await cfs('job', 'pause')).code).toBe(2);
  expect((await cfs('job', 'what')).code).toBe(2);
  expect((await cfs('job', 'move', job.id)).code).toBe(2);
  expect((await cfs('job', 'pause', '')).code).toBe(3);
});

it('[C101] a beginning that several ids have is refused with their ids', async () => {
  const { start } = await hostOf('server');
  const jobs = Array.from({ length: 17 }, (_, index) => start(`Copying ${index}`));
  const letter =
    Array.from('0123456789abcdef').find((one) => jobs.filter(({ id }) => id.startsWith(one)).length > 1) ?? '';
  const ran = await cfs('job', 'pause', letter);
  expect(ran.code).toBe(2);
  for (const { id } of jobs.filter((job) => job.id.startsWith(letter))) expect(ran.err).toContain(id);
  expect(jobs.some((job) => state(job) === 'paused')).toBe(false);
});

it('[C102] cancel --after-file lets the file under way end', async () => {
  const { start } = await hostOf('server');
  const files: string[] = [];
  const gate = Promise.withResolvers<undefined>();
  const job = start('Copying a', async (run) => {
    for (const name of ['one', 'two']) {
      await run.checkpoint();
      await gate.promise;
      if (run.signal.aborted) return;
      files.push(name);
    }
  });
  await vi.waitFor(() => expect(state(job)).toBe('running'));
  expect(await cfs('job', 'cancel', '--after-file', job.id)).toMatchObject(done);
  expect((await cfs('job', 'list')).out).toContain('is ending');
  gate.resolve(undefined);
  expect((await job.ended).state).toBe('cancelled');
  expect(files).toEqual(['one']);
});

it('[C103] move changes the order of waiting jobs', async () => {
  const { jobs, start } = await hostOf('server');
  for (let index = 0; index < 4; index += 1) start(`running ${index}`);
  const waiting = ['a', 'b', 'c'].map((name) => start(name));
  const [a, , c] = waiting.map(({ id }) => id);
  const order = (): string =>
    jobs
      .list()
      .filter((job) => job.state === 'queued')
      .map(({ title }) => title)
      .join('');
  expect(order()).toBe('abc');
  expect(await cfs('job', 'move', c ?? '', '--first')).toMatchObject(done);
  expect(order()).toBe('cab');
  expect(await cfs('job', 'move', c ?? '', '--last')).toMatchObject(done);
  expect(order()).toBe('abc');
  expect(await cfs('job', 'move', c ?? '', '--before', a ?? '')).toMatchObject(done);
  expect(order()).toBe('cab');
  expect((await cfs('job', 'move', jobs.list()[0]?.id ?? '', '--first')).code).toBe(4);
});

it('[C104] dismiss takes ended jobs off; a list shows the newest of many', async () => {
  const { jobs, start } = await hostOf('server');
  const ended = Array.from({ length: 12 }, (_, index) => start(`job ${index}.`, () => Promise.resolve()));
  await Promise.all(ended.map((job) => job.ended));
  const { out } = await cfs('job', 'list');
  expect(out).toContain('and 2 more that have ended');
  expect([out.includes('job 1.'), out.includes('job 2.')]).toEqual([false, true]);
  expect((await cfs('job', 'list', '-a')).out).toContain('job 1.');
  expect(await cfs('job', 'dismiss', ended[0]?.id ?? '')).toMatchObject(done);
  expect(jobs.list().length).toBe(11);
});

it.runIf(process.platform !== 'win32')(
  '[C100] a folder of records that others can reach is not used, which is said; the rest is listed',
  async () => {
    mkdirSync(join(home, 'run'), { mode: 0o777 });
    chmodSync(join(home, 'run'), 0o777);
    const { code, out, err } = await cfs('job', 'list');
    expect([code, out]).toEqual([0, 'No jobs.\n']);
    expect(err).toMatch(/^cfs: Opening the folder [^\n]+ other users [^\n]+\n$/);
    expect((await cfs('job', 'pause', 'a')).code).toBe(3);
  },
);

/** A job that a dead process left in the state of the home. */
function keptJob(job: Job, spec: JobSpec): KeptJobs & { readonly left: () => number } {
  let kept: { job: Job; spec: JobSpec } | null = { job, spec };
  return {
    begun: () => undefined,
    standing: () => undefined,
    update: () => undefined,
    ended: () => undefined,
    interrupted: () => (kept === null ? [] : [kept.job.id]),
    read: () => kept,
    claim: () => kept !== null,
    release: () => undefined,
    dismiss: () => void (kept = null),
    left: () => (kept === null ? 0 : 1),
  };
}

async function interruptedJob(): Promise<{ job: Job; spec: JobSpec }> {
  const jobs = createJobs({ changed: () => undefined, removed: () => undefined });
  const restart = { kind: 'put', items: [], options: { dest: '' } } as const;
  const spec: JobSpec = { pool: 'p1', kind: 'put', title: 'Copying x', restart, kept: true };
  const handle = jobs.start(spec, () => Promise.resolve());
  return { job: { ...(await handle.ended), state: 'interrupted', canRestart: true }, spec };
}

it.each(['here', 'in the server'] as const)(
  '[C105] an interrupted job is listed though nothing runs, and goes on %s',
  async (where) => {
    const { job, spec } = await interruptedJob();
    const kept = keptJob(job, spec);
    let begun = 0;
    const jobs: JobList = createJobs(
      { changed: () => undefined, removed: () => undefined },
      {
        kept,
        beginAgain: () => {
          begun += 1;
          return Promise.resolve(jobs.start({ ...spec, kept: false }, () => Promise.resolve()));
        },
      },
    );
    jobs.lookForInterrupted();
    if (where === 'here') own = engineOver(jobs);
    else await hostOf('server', jobs);
    expect(await listed()).toMatchObject([
      { id: job.id, state: 'interrupted', host: where === 'here' ? null : { kind: 'server' } },
    ]);
    expect((await cfs('job', 'list')).out).toContain('cfs job resume');
    if (where === 'here') expect((await cfs('job', 'pause', job.id)).code).toBe(4);
    expect(await cfs('job', 'resume', job.id.slice(0, 8))).toMatchObject(done);
    expect([begun, kept.left()]).toEqual([1, 0]);
  },
);

it('[C105] an interrupted job that nobody wants is dismissed', async () => {
  const { job, spec } = await interruptedJob();
  const kept = keptJob(job, spec);
  const jobs = createJobs({ changed: () => undefined, removed: () => undefined }, { kept });
  jobs.lookForInterrupted();
  own = engineOver(jobs);
  expect(await cfs('job', 'dismiss', job.id)).toMatchObject(done);
  expect([kept.left(), (await listed()).length]).toEqual([0, 0]);
});

it('[C106] failed items are tried again as a new job', async () => {
  const spec = { kind: 'put', items: [{ from: '/a', to: '/b' }], options: { dest: '' } } as const;
  const again: unknown[] = [];
  const jobs: JobList = createJobs(
    { changed: () => undefined, removed: () => undefined },
    {
      beginAgain: (_pool, restart) => {
        again.push(restart.items);
        return Promise.resolve(jobs.start({ pool: 'p1', kind: 'put', title: 'again' }, () => Promise.resolve()));
      },
    },
  );
  const { start } = await hostOf('server', jobs);
  const job = start(
    'Copying a',
    (run) => {
      run.failed('/a', fail('io', 'Copying /a', 'it broke', 'retry'), { from: '/a', to: '/b' });
      return Promise.resolve();
    },
    { restart: spec },
  );
  await job.ended;
  expect((await cfs('job', 'list')).out).toContain('1 failed, can be retried');
  const { out } = await cfs('job', 'retry', job.id, '--json');
  const { id, of } = JSON.parse(out) as { id: string; of: string };
  expect(of).toBe(job.id);
  expect(jobs.list().map((one) => one.id)).toContain(id);
  expect(again).toEqual([[{ from: '/a', to: '/b' }]]);
  expect((await cfs('job', 'retry', job.id)).code).toBe(4);
});

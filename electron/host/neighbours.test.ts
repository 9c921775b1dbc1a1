import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createClient } from '../../shared/client.ts';
import type { Client } from '../../shared/client.ts';
import type { Job } from '../../shared/model.ts';
import type { Engine } from '../engine/api.ts';
import { createJobs } from '../engine/transfer/jobs.ts';
import type { JobList, JobRun } from '../engine/transfer/types.ts';
import { serveClient } from './dispatch.ts';
import { allEvents, engineEvents } from './events.ts';
import { createHandlers } from './handlers.ts';
import type { HostKind } from './local-place.ts';
import type { LocalHost } from './local-socket.ts';
import { memoryPair } from './memory-transport.ts';
import { openNeighbours, withNeighbours } from './neighbours.ts';
import { shareJobs } from './share-jobs.ts';
import { createTestEngine } from './test-engine.ts';

/** A window beside other processes of its home: real job lists, real sockets, all in this process. */

let home: string;
let ends: (() => void | Promise<void>)[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cfs-neighbours-'));
  ends = [];
});
afterEach(async () => {
  for (const end of ends) await end();
  rmSync(home, { recursive: true, force: true });
});

let pids = 500;
async function processOf(kind: HostKind): Promise<{ jobs: JobList; shared: LocalHost }> {
  let emit: (job: Job) => void = () => undefined;
  let remove: (id: string) => void = () => undefined;
  const jobs = createJobs({ changed: (job) => emit(job), removed: (id) => remove(id) });
  const test = createTestEngine();
  emit = (job) => test.emit('jobChanged', job);
  remove = (id) => test.emit('jobRemoved', id);
  const engine: Engine = { ...test.engine, home, jobs };
  pids += 1;
  const owner = { host: 'h', boot: 'b', pid: pids, start: '1' };
  const shared = await shareJobs(engine, kind, '1', { owner, isGone: () => false });
  ends.push(
    () => jobs.close(),
    () => shared.close(),
  );
  return { jobs, shared };
}

/** A window of a host that has no jobs of its own but `job1` of the test engine. */
function windowOf(): { client: Client; seen: Map<string, Job | null> } {
  const { engine } = createTestEngine();
  const neighbours = openNeighbours(home, { host: 'h', boot: 'b', pid: 1, start: '1' });
  const info = { version: '1', platform: 'linux', home, capabilities: {} as never } as const;
  const handlers = withNeighbours(createHandlers(engine, { info }), neighbours);
  const pair = memoryPair();
  const events = allEvents(engineEvents(engine), neighbours);
  const served = serveClient(pair.host, handlers, { events });
  ends.push(() => served.close());
  const client = createClient(pair.client);
  const seen = new Map<string, Job | null>();
  client.on('job.changed', ({ job }) => seen.set(job.id, job));
  client.on('job.removed', ({ id }) => seen.set(id, null));
  return { client, seen };
}

async function untilCancelled(run: JobRun): Promise<void> {
  for (;;) {
    await run.checkpoint();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

it('[H108] the window shows the jobs of other processes, says whose they are, and steers them', async () => {
  const { jobs } = await processOf('command');
  const { client, seen } = windowOf();
  const handle = jobs.start({ pool: 'p1', kind: 'put', title: 'Copying a' }, untilCancelled);
  await vi.waitFor(() => expect(seen.get(handle.id)?.state).toBe('running'), { timeout: 5_000 });
  expect(seen.get(handle.id)?.title).toBe('Copying a (by a command in a terminal)');
  expect((await client.call('job.list', {})).map(({ id }) => id)).toEqual(['job1', handle.id]);

  await client.call('job.pause', { id: handle.id });
  expect(handle.snapshot().state).toBe('paused');
  await client.call('job.limit', { id: handle.id, bytesPerSecond: 5_000 });
  await client.call('job.resume', { id: handle.id });
  await vi.waitFor(() => expect(seen.get(handle.id)).toMatchObject({ state: 'running', limit: 5_000 }));
  await client.call('job.cancel', { id: handle.id });
  expect((await handle.ended).state).toBe('cancelled');
  await vi.waitFor(() => expect(seen.get(handle.id)?.state).toBe('cancelled'));
  await client.call('job.dismiss', { id: handle.id });
  await vi.waitFor(() => expect(seen.get(handle.id)).toBeNull());
});

it('[H108] processes come and go; own jobs are not touched by it', async () => {
  const first = await processOf('server');
  const { client, seen } = windowOf();
  const one = first.jobs.start({ pool: 'p1', kind: 'put', title: 'one' }, untilCancelled);
  await vi.waitFor(() => expect(seen.get(one.id)?.state).toBe('running'), { timeout: 5_000 });
  const second = await processOf('command');
  const two = second.jobs.start({ pool: 'p1', kind: 'put', title: 'two' }, untilCancelled);
  await vi.waitFor(() => expect(seen.get(two.id)?.state).toBe('running'), { timeout: 5_000 });
  await first.shared.close();
  await vi.waitFor(() => expect(seen.get(one.id)).toBeNull());
  expect((await client.call('job.list', {})).map(({ id }) => id)).toEqual(['job1', two.id]);
  await client.call('job.pause', { id: 'job1' });
});

it('[H108] what a process passes on is its own: nothing goes round in a circle', async () => {
  const { jobs } = await processOf('server');
  const { client } = windowOf();
  const again = await processOf('window');
  jobs.start({ pool: 'p1', kind: 'put', title: 'one' }, untilCancelled);
  await vi.waitFor(async () => expect((await client.call('job.list', {})).length).toBe(2), { timeout: 5_000 });
  expect(again.jobs.list()).toEqual([]);
});

it('[B432] a process that begins after a long rest is seen, although a folder of records at rest is not read again', async () => {
  const first = await processOf('server');
  // A minute goes by at once.
  const { now } = Date;
  vi.spyOn(Date, 'now').mockImplementation(() => now() + 60_000);
  ends.push(() => void vi.restoreAllMocks());
  const { seen } = windowOf();
  const one = first.jobs.start({ pool: 'p1', kind: 'put', title: 'one' }, untilCancelled);
  await vi.waitFor(() => expect(seen.get(one.id)?.state).toBe('running'), { timeout: 5_000 });
  const second = await processOf('command');
  const two = second.jobs.start({ pool: 'p1', kind: 'put', title: 'two' }, untilCancelled);
  await vi.waitFor(() => expect(seen.get(two.id)?.state).toBe('running'), { timeout: 5_000 });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fail } from '../../../shared/errors.ts';
import type { Job } from '../../../shared/model.ts';
import type { BeginAgain } from './begin-again.ts';
import { createJobs } from './jobs.ts';
import type { JobList, JobRun, JobSpec, Restart } from './types.ts';

const spec: JobSpec = { pool: 'p', kind: 'put', title: 'Copying' };
const restart: Restart = { kind: 'put', items: [{ from: '/s', to: '/t' }], options: { dest: '/' } };
let sent: Job[] = [];
let begun: Parameters<BeginAgain>[] = [];
let jobs: JobList;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setImmediate', 'performance', 'Date'] });
  sent = [];
  begun = [];
  jobs = createJobs(
    { changed: (job) => void sent.push(job), removed: () => undefined },
    {
      beginAgain(...how) {
        begun.push(how);
        return Promise.resolve(open({ title: 'again' }).handle);
      },
    },
  );
});
afterEach(() => vi.useRealTimers());

/** A job that does what the test says, or waits. */
function open(more: Partial<JobSpec> = {}, work: (run: JobRun) => void = () => undefined) {
  const finish = Promise.withResolvers<undefined>();
  const handle = jobs.start({ ...spec, ...more }, async (run) => {
    work(run);
    await finish.promise;
    await run.checkpoint();
  });
  return { handle, finish: () => finish.resolve(undefined) };
}
const state = ({ handle }: { handle: { id: string } }): Job['state'] => jobs.get(handle.id).state;

describe('the order of jobs', () => {
  it('[T103] waiting jobs begin in their order, which can be changed; the changed ones are told', async () => {
    const running = [open(), open(), open(), open()];
    const [a, b, c] = [open(), open(), open()];
    expect([a, b, c].map(state)).toEqual(['queued', 'queued', 'queued']);
    expect(jobs.get(a.handle.id).waitingFor).toBe('other jobs');
    jobs.move(c.handle.id, a.handle.id);
    jobs.move(a.handle.id, null);
    expect(jobs.list().map(({ id }) => id)).toEqual([...running, c, b, a].map(({ handle }) => handle.id));
    await vi.advanceTimersByTimeAsync(200);
    expect(sent.findLast(({ id }) => id === c.handle.id)?.order).toBe(jobs.get(c.handle.id).order);
    for (const [at, next] of [c, b, a].entries()) {
      running[at]?.finish();
      await running[at]?.handle.ended;
      expect(state(next)).toBe('running');
      expect(jobs.get(next.handle.id).waitingFor).toBe('');
    }
    expect(() => jobs.move(c.handle.id, null)).toThrow(expect.objectContaining({ code: 'refused' }) as Error);
  });

  it('[T103] resuming a waiting job begins it at once', () => {
    for (let i = 0; i < 4; i += 1) open();
    const [first, second] = [open(), open()];
    jobs.resume(second.handle.id);
    expect([first, second].map(state)).toEqual(['queued', 'running']);
  });

  it('[T101] a limit is told, kept for what is begun again, and never too small to end', () => {
    const job = open({ limit: 5_000_000 });
    expect(jobs.get(job.handle.id).limit).toBe(5_000_000);
    jobs.limit(job.handle.id, null);
    expect(jobs.get(job.handle.id).limit).toBeNull();
    expect(() => jobs.limit(job.handle.id, 1000)).toThrow(expect.objectContaining({ code: 'invalid' }) as Error);
    expect(() => open({ limit: 0 })).toThrow(expect.objectContaining({ code: 'invalid' }) as Error);
  });

  it('[T102] a cancel after the files under way lets them end, and no checkpoint after them', async () => {
    const step = Promise.withResolvers<undefined>();
    const handle = jobs.start(spec, async (run) => {
      run.addTotals(2, 2);
      await step.promise;
      expect(run.signal.aborted).toBe(false);
      run.item({ path: '/a', volume: 'disk1', size: 1, outcome: 'done' });
      await run.checkpoint();
      run.item({ path: '/b', volume: 'disk1', size: 1, outcome: 'done' });
    });
    await vi.advanceTimersByTimeAsync(1);
    jobs.cancel(handle.id, { after: 'file' });
    expect(jobs.get(handle.id)).toMatchObject({ state: 'running', stopping: 'file' });
    step.resolve(undefined);
    expect(await handle.ended).toMatchObject({ state: 'cancelled', filesDone: 1, stopping: null, errors: [] });
  });

  it('[T102] a paused job that is cancelled after the files under way goes on until they are done', async () => {
    const job = open();
    await vi.advanceTimersByTimeAsync(1);
    jobs.pause(job.handle.id);
    jobs.cancel(job.handle.id, { after: 'file' });
    expect(state(job)).toBe('running');
    job.finish();
    expect((await job.handle.ended).state).toBe('cancelled');
  });

  it('[T180] an offer is taken only when its pool is ready: a process that ends before that has not used it up', async () => {
    const asked: string[] = [];
    const other = createJobs(
      { changed: () => undefined, removed: () => undefined },
      {
        ready(pool) {
          asked.push(`ready ${pool}`);
          return Promise.reject(new Error('the host ends here'));
        },
        retries: {
          offeredIn: () => 'p',
          take() {
            asked.push('take');
            return 'taken';
          },
          giveBack: () => undefined,
        },
      },
    );
    await expect(other.retry('of another process')).rejects.toThrow('the host ends here');
    expect(asked).toEqual(['ready p']);
  });

  it('[T105] a retry begins a new job of the failed items, once, with options and limit', async () => {
    const job = open({ restart, limit: 4096 }, (run) => {
      run.failed('/t/x', fail('io', 'a', 'b', 'c'), { from: '/s/x', to: '/t/x' });
      run.failed('/t/odd', fail('bad-name', 'a', 'b', 'c'));
    });
    await vi.advanceTimersByTimeAsync(1);
    await expect(jobs.retry(job.handle.id)).rejects.toMatchObject({ code: 'refused' });
    job.finish();
    expect(await job.handle.ended).toMatchObject({ state: 'failed', canRetry: true });
    const again = await jobs.retry(job.handle.id);
    expect(again.snapshot().title).toBe('again');
    expect(begun).toEqual([
      [
        'p',
        {
          ...restart,
          items: [{ from: '/s/x', to: '/t/x' }],
          options: { dest: '/', resumed: { madeFolders: [], folderTimes: {} } },
        },
        { limit: 4096 },
      ],
    ]);
    expect(jobs.get(job.handle.id).canRetry).toBe(false);
    await expect(jobs.retry(job.handle.id)).rejects.toMatchObject({ code: 'refused' });
  });
});

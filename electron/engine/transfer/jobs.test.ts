import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import type { Job } from '../../../shared/model.ts';
import { createJobs } from './jobs.ts';
import type { JobList, JobRun } from './types.ts';

const spec = { pool: 'p', kind: 'put' as const, title: 'Copying' };
let sent: Job[] = [];
let removed: string[] = [];
let jobs: JobList;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setImmediate', 'performance', 'Date'] });
  sent = [];
  removed = [];
  jobs = createJobs({ changed: (job) => void sent.push(job), removed: (id) => void removed.push(id) });
});
afterEach(() => vi.useRealTimers());

/** A job that does what the test says. */
function open() {
  const started = Promise.withResolvers<JobRun>();
  const finish = Promise.withResolvers<undefined>();
  const handle = jobs.start(spec, async (run) => {
    started.resolve(run);
    await finish.promise;
    await run.checkpoint();
  });
  return { handle, run: started.promise, finish: () => finish.resolve(undefined) };
}

describe('the job list', () => {
  it('[T1] goes from running to done, its revision rising, and tells its end', async () => {
    const { handle, run, finish } = open();
    await vi.advanceTimersByTimeAsync(1);
    (await run).addTotals(2, 10);
    (await run).item({ path: '/a', volume: 'disk1', size: 4, outcome: 'done' });
    (await run).item({ path: '/b', volume: '', size: 6, outcome: 'skipped' });
    (await run).addPlaced('disk1', 4);
    finish();
    const job = await handle.ended;
    expect(job).toMatchObject({ state: 'done', filesTotal: 2, filesDone: 1, filesSkipped: 1, perVolume: { disk1: 4 } });
    expect(sent.at(-1)).toEqual(job);
    expect(sent.map(({ revision }) => revision)).toEqual(
      sent.map(({ revision }) => revision).toSorted((a, b) => a - b),
    );
    expect(new Set(sent.map(({ revision }) => revision)).size).toBe(sent.length);
  });

  it('[T2] sends what changed, ten times a second at most', async () => {
    const { run, finish, handle } = open();
    await vi.advanceTimersByTimeAsync(100);
    const before = sent.length;
    await vi.advanceTimersByTimeAsync(500);
    expect(sent).toHaveLength(before);
    for (let i = 0; i < 1000; i += 1) {
      (await run).current(`/f${String(i)}`);
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(sent.length - before).toBeLessThanOrEqual(11);
    expect(sent.length - before).toBeGreaterThanOrEqual(9);
    finish();
    await handle.ended;
  });

  it('[T3] errors of items make it failed, and so does what the work throws', async () => {
    const { handle, run, finish } = open();
    await vi.advanceTimersByTimeAsync(1);
    (await run).failed('/a', new AppError('io', 'x: y: z'));
    finish();
    expect(await handle.ended).toMatchObject({ state: 'failed', errors: [{ path: '/a', error: { code: 'io' } }] });
    const thrown = jobs.start(spec, () => Promise.reject(new AppError('refused', 'a: b: c')));
    await vi.advanceTimersByTimeAsync(1);
    expect(await thrown.ended).toMatchObject({ state: 'failed', errors: [{ error: { code: 'refused' } }] });
  });

  it('[T4] stands still while it is paused; the pause is no slow time', async () => {
    let steps = 0;
    const { promise: end, resolve } = Promise.withResolvers<undefined>();
    const handle = jobs.start(spec, async (run) => {
      run.addTotals(1, 100_000);
      for (; steps < 40; steps += 1) {
        await run.checkpoint();
        run.addBytes(1000);
        await new Promise((next) => setInterval(next, 100));
      }
      await end;
    });
    await vi.advanceTimersByTimeAsync(2000);
    const { rate, etaMs } = jobs.get(handle.id);
    expect(rate).toBeGreaterThan(8000);
    expect(rate).toBeLessThan(12_000);
    expect(etaMs).toBeGreaterThan(7000);
    jobs.pause(handle.id);
    await vi.advanceTimersByTimeAsync(200);
    const at = steps;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(steps).toBe(at);
    expect(jobs.get(handle.id)).toMatchObject({ state: 'paused', rate: 0, etaMs: null });
    jobs.resume(handle.id);
    await vi.advanceTimersByTimeAsync(1000);
    expect(steps).toBeGreaterThan(at);
    expect(jobs.get(handle.id).rate).toBeGreaterThan(6000);
    await vi.advanceTimersByTimeAsync(5000);
    resolve(undefined);
    expect((await handle.ended).state).toBe('done');
  });

  it('[T1] a few run at a time, the others are queued; a queued one can be cancelled', async () => {
    const open4 = [open(), open(), open(), open()];
    const fifth = open();
    const sixth = open();
    expect(jobs.get(fifth.handle.id).state).toBe('queued');
    jobs.cancel(sixth.handle.id);
    expect((await sixth.handle.ended).state).toBe('cancelled');
    await vi.advanceTimersByTimeAsync(1);
    open4[0]?.finish();
    await open4[0]?.handle.ended;
    expect(jobs.get(fifth.handle.id).state).toBe('running');
  });

  it('[T1] a cancel, also by a signal, ends it as cancelled; errors of what was under way are none', async () => {
    const abort = new AbortController();
    const handle = jobs.start({ ...spec, signal: abort.signal }, async (run) => {
      await new Promise((next) => run.signal.addEventListener('abort', next));
      run.failed('/a', new AppError('cancelled', 'x: y: z'));
    });
    await vi.advanceTimersByTimeAsync(1);
    abort.abort();
    expect(await handle.ended).toMatchObject({ state: 'cancelled', errors: [] });
  });

  it('[T6] dismisses ended jobs only, and closes after all have ended', async () => {
    const { handle, finish } = open();
    await vi.advanceTimersByTimeAsync(1);
    expect(() => jobs.dismiss(handle.id)).toThrow(expect.objectContaining({ code: 'refused' }) as Error);
    expect(() => jobs.get('none')).toThrow(expect.objectContaining({ code: 'not-found' }) as Error);
    finish();
    await handle.ended;
    jobs.dismiss(handle.id);
    expect(removed).toEqual([handle.id]);
    const running = open();
    await vi.advanceTimersByTimeAsync(1);
    const closed = jobs.close();
    running.finish();
    await closed;
    expect((await running.handle.ended).state).toBe('cancelled');
    expect(() => open()).toThrow(expect.objectContaining({ code: 'refused' }) as Error);
  });
});

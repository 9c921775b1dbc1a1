import { expect, it, vi } from 'vitest';
import { isAppError } from '../../../shared/errors.ts';
import { createJobs } from './jobs.ts';
import { noKeptJobs } from './kept-jobs.ts';
import type { JobRun, JobSpec } from './types.ts';

const spec: JobSpec = { pool: 'p', kind: 'put', title: 'Copying', kept: true };

it('[E103] winding down finishes the files under way, keeps what is left of long jobs, and takes no new ones', async () => {
  const kept = new Map<string, boolean>();
  const jobs = createJobs(
    { changed: () => undefined, removed: () => undefined },
    { kept: { ...noKeptJobs, ended: ({ id }, _folders, interrupted) => void kept.set(id, interrupted) } },
  );
  const files: string[] = [];
  const underWay = Promise.withResolvers<undefined>();
  let begun = 0;
  const work = async (run: JobRun): Promise<void> => {
    begun += 1;
    for (const name of ['one', 'two', 'three']) {
      await run.checkpoint();
      await underWay.promise;
      if (!run.signal.aborted) files.push(name);
    }
  };
  const running = jobs.start(spec, work);
  const waiting = Array.from({ length: 6 }, () => jobs.start({ ...spec, kept: false }, work)).at(-1);
  await vi.waitFor(() => expect(begun).toBe(4));
  expect(waiting?.snapshot().state).toBe('queued');

  const ended = jobs.windDown();
  expect(() => jobs.start(spec, work)).toThrow(
    expect.toSatisfy((error: unknown) => isAppError(error, 'refused')) as Error,
  );
  expect(running.snapshot()).toMatchObject({ state: 'running', stopping: 'file' });
  underWay.resolve(undefined);
  await ended;
  expect(running.snapshot().state).toBe('cancelled');
  // One file of each of the four that ran, and none of those that waited.
  expect(files).toEqual(['one', 'one', 'one', 'one']);
  expect([...kept]).toEqual([[running.id, true]]);
  await jobs.close({ keep: true });
});

it('[E103] a paused job goes on until its files under way are finished', async () => {
  const jobs = createJobs({ changed: () => undefined, removed: () => undefined });
  const job = jobs.start(spec, async (run) => {
    for (;;) {
      await run.checkpoint();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  });
  await vi.waitFor(() => expect(job.snapshot().state).toBe('running'));
  jobs.pause(job.id);
  await jobs.windDown();
  expect(job.snapshot().state).toBe('cancelled');
  await jobs.close();
});

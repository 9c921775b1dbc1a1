import { expect, it } from 'vitest';
import type { Job } from '../../../shared/model.ts';
import type { JobStore, LeftJob } from '../state/jobs.ts';
import { createJobs } from './jobs.ts';
import { keepJobs } from './kept-jobs.ts';
import type { JobSpec } from './types.ts';

const spec: JobSpec = {
  pool: 'p',
  kind: 'put',
  title: 'Copying',
  kept: true,
  restart: {
    kind: 'put',
    items: [{ from: '/s/\udcff', to: '/t/\udcff' }],
    options: { dest: '/t', onConflict: 'skip' },
  },
};

/** A store in memory; `rows` of jobs whose process is gone. */
function memoryStore(): JobStore & { readonly rows: Map<string, LeftJob>; writes: number } {
  const rows = new Map<string, LeftJob>();
  return {
    rows,
    writes: 0,
    add: (id, pool, body) => void rows.set(id, { id, pool, body, figures: '{}' }),
    setFigures(id, figures) {
      this.writes += 1;
      const row = rows.get(id);
      if (row !== undefined) rows.set(id, { ...row, figures });
    },
    setStanding(id, starts, paused) {
      const row = rows.get(id);
      if (row !== undefined) {
        const figures = { ...(JSON.parse(row.figures) as object), starts, paused };
        rows.set(id, { ...row, figures: JSON.stringify(figures) });
      }
    },
    remove: (id) => void rows.delete(id),
    leave: () => undefined,
    forgetPool: () => undefined,
    left: () => [...rows.keys()],
    read: (id) => rows.get(id) ?? null,
    claim: (id) => rows.has(id),
  };
}

async function endedJob(): Promise<Job> {
  const jobs = createJobs({ changed: () => undefined, removed: () => undefined });
  return jobs.start(spec, () => Promise.resolve()).ended;
}
const none = { madeFolders: [], folderTimes: {}, starts: 0, paused: false };

it('[T106] what a job was asked to do, its figures and its facts come back as they were, names of bytes too', async () => {
  const store = memoryStore();
  const kept = keepJobs(store);
  const job: Job = { ...(await endedJob()), filesDone: 3, bytesDone: 10, limit: 5000, perVolume: { disk1: 10 } };
  kept.begun(job, spec);
  const facts = { madeFolders: ['/t/\udcff'], folderTimes: { '/t': ['1', '2'] as const } };
  kept.update(job, { ...none, ...facts });
  const { id, filesDone, bytesDone, limit, perVolume } = job;
  expect(kept.interrupted()).toEqual([id]);
  const found = kept.read(id);
  expect(found?.job).toMatchObject({ id, state: 'interrupted', filesDone, bytesDone, limit, perVolume });
  expect(found?.spec.restart).toEqual({ ...spec.restart, options: { ...spec.restart?.options, resumed: facts } });
});

it('[T106] figures are written now and then, facts at once', async () => {
  const store = memoryStore();
  let now = 0;
  const kept = keepJobs(store, () => now);
  const job = await endedJob();
  kept.begun(job, spec);
  for (; now < 10_000; now += 100) kept.update(job, none);
  expect(store.writes).toBeGreaterThanOrEqual(4);
  expect(store.writes).toBeLessThanOrEqual(6);
  const before = store.writes;
  kept.update(job, { ...none, madeFolders: ['/a'] });
  kept.update(job, { ...none, madeFolders: ['/a', '/b'] });
  expect(store.writes).toBe(before + 2);
});

it('[T107] what cannot be read any more is passed over; a state that cannot be written stops no job', async () => {
  const store = memoryStore();
  const job = await endedJob();
  for (const body of ['{', 'null', '{"kind":"dance"}']) {
    store.rows.set(job.id, { id: job.id, pool: 'p', body, figures: '{}' });
    expect(keepJobs(store).read(job.id)).toBeNull();
  }
  const broken = new Proxy(store, {
    get: () => () => {
      throw new Error('the disk of the home is full');
    },
  });
  const jobs = createJobs({ changed: () => undefined, removed: () => undefined }, { kept: keepJobs(broken) });
  const ended = await jobs.start(spec, (run) => {
    run.madeFolder('/t');
    return Promise.resolve();
  }).ended;
  expect(ended.state).toBe('done');
  expect(jobs.list()).toHaveLength(1);
});

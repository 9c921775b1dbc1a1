import { create } from 'zustand';
import type { Job, PoolInfo } from '../../../shared/model.ts';
import { currentPool } from '../../state/pool.ts';
import { isEnded, pauseJob, resumeJob, useJobs } from '../../state/jobs.ts';

/** The panel is folded to its head. */
export const useOperations = create<{ readonly folded: boolean }>()(() => ({ folded: false }));

/** Jobs that are about a pool. */
export function poolJobs(jobs: readonly Job[], pool: Pick<PoolInfo, 'id' | 'name'>): readonly Job[] {
  return jobs.filter((job) => job.pool === pool.id || job.pool === pool.name);
}

/** Those of the pool that is shown, now. */
export function jobsShown(): readonly Job[] {
  const pool = currentPool();
  return pool === null ? [] : poolJobs(useJobs.getState().jobs, pool);
}

export const openJobs = (jobs: readonly Job[]): readonly Job[] =>
  jobs.filter((job) => !isEnded(job) && job.state !== 'interrupted');

export function pauseAll(jobs: readonly Job[]): void {
  for (const job of jobs) if (job.state === 'running' && !job.asking && job.stopping === null) pauseJob(job.id);
}

export function resumeAll(jobs: readonly Job[]): void {
  for (const job of jobs) if (job.state === 'paused') resumeJob(job.id);
}

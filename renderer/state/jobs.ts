import { create } from 'zustand';
import { asAppError } from '../../shared/errors.ts';
import type { CancelWhen, Job } from '../../shared/model.ts';
import { host } from '../api/host.ts';
import { notifyError } from './notices.ts';

interface Jobs {
  /** In order of their start. */
  readonly jobs: readonly Job[];
}

export const useJobs = create<Jobs>()(() => ({ jobs: [] }));

/** Waiting for the end of one job each. */
const ends = new Map<string, (job: Job) => void>();
/** Ended jobs that the person put away before the event came. */
const dismissed = new Set<string>();

export function isEnded(job: Pick<Job, 'state'>): boolean {
  return job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';
}

function take(job: Job): void {
  useJobs.setState(({ jobs }) => {
    const known = jobs.find((one) => one.id === job.id);
    if (known === undefined) return dismissed.has(job.id) ? { jobs } : { jobs: [...jobs, job] };
    if (known.revision >= job.revision) return { jobs };
    // Errors only become more: what is made of them is not made anew ten times a second.
    const next = known.errors.length === job.errors.length ? { ...job, errors: known.errors } : job;
    return { jobs: jobs.map((one) => (one.id === job.id ? next : one)) };
  });
  if (isEnded(job)) {
    ends.get(job.id)?.(job);
    ends.delete(job.id);
  }
}

/** Fetches all jobs; called after each connection. */
export async function loadJobs(): Promise<void> {
  const jobs = await host().call('job.list', {});
  useJobs.setState({ jobs: [] });
  for (const job of jobs) take(job);
}

/** Follows the host's events; called once by the composition root. */
export function followJobs(): void {
  host().on('job.changed', ({ job }) => take(job));
  host().on('job.removed', ({ id }) => {
    useJobs.setState(({ jobs }) => ({ jobs: jobs.filter((job) => job.id !== id) }));
  });
}

/** Resolves with the job when it has ended. */
export function jobEnd(id: string): Promise<Job> {
  const known = useJobs.getState().jobs.find((job) => job.id === id);
  if (known !== undefined && isEnded(known)) return Promise.resolve(known);
  return new Promise((resolve) => ends.set(id, resolve));
}

export function useJob(id: string | null): Job | undefined {
  return useJobs(({ jobs }) => (id === null ? undefined : jobs.find((job) => job.id === id)));
}

function steer(method: 'job.pause' | 'job.resume' | 'job.retry' | 'job.restart', id: string): void {
  host().call(method, { id }).catch(notifyError);
}

export const pauseJob = (id: string): void => steer('job.pause', id);
/** Goes on with a paused job, or begins a waiting one before its turn. */
export const resumeJob = (id: string): void => steer('job.resume', id);
/** Tries what failed again, as a new job. */
export const retryJob = (id: string): void => steer('job.retry', id);
/** Goes on with an interrupted job, as a new one. */
export const restartJob = (id: string): void => steer('job.restart', id);

/** `file`: the files under way are finished first. */
export function cancelJob(id: string, when: CancelWhen = 'now'): void {
  host().call('job.cancel', { id, when }).catch(notifyError);
}

/** Most bytes per second; null: as fast as it goes. */
export function limitJob(id: string, bytesPerSecond: number | null): void {
  host().call('job.limit', { id, bytesPerSecond }).catch(notifyError);
}

/** Puts a waiting job before another waiting one, or behind all. */
export function reorderJob(id: string, before: string | null): void {
  host().call('job.reorder', { id, before }).catch(notifyError);
}

/** Takes an ended job off the list. */
export function dismissJob(id: string): void {
  if (dismissed.has(id)) return;
  dismissed.add(id);
  useJobs.setState(({ jobs }) => ({ jobs: jobs.filter((job) => job.id !== id) }));
  host()
    .call('job.dismiss', { id })
    .catch((thrown: unknown) => {
      // Another window has put it away: that is what was wanted.
      if (asAppError(thrown).code !== 'not-found') notifyError(thrown);
    });
}

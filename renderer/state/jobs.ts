import { create } from 'zustand';
import { asAppError } from '../../shared/errors.ts';
import type { Job } from '../../shared/model.ts';
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
    return { jobs: jobs.map((one) => (one.id === job.id ? job : one)) };
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

function steer(method: 'job.pause' | 'job.resume' | 'job.cancel', id: string): void {
  host().call(method, { id }).catch(notifyError);
}

export const pauseJob = (id: string): void => steer('job.pause', id);
export const resumeJob = (id: string): void => steer('job.resume', id);
export const cancelJob = (id: string): void => steer('job.cancel', id);

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

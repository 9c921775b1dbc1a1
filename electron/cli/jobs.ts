import { asAppError, fail } from '../../shared/errors.ts';
import type { Input } from '../../shared/contract.ts';
import type { Job, JobState } from '../../shared/model.ts';
import { hostName, joinHosts } from '../host/join.ts';
import type { Joined, JoinedHost } from '../host/join.ts';
import type { Context } from './context.ts';

/** A job, and the running host that has it; null: it was interrupted, and no process has it now. */
export interface FoundJob {
  readonly job: Job;
  readonly host: JoinedHost | null;
}

export interface FoundJobs {
  readonly jobs: readonly FoundJob[];
  readonly hosts: readonly JoinedHost[];
  /** False: it is not known which hosts run, and a note has said why. */
  readonly looked: boolean;
}

const nobody: Joined = { hosts: [], silent: [], close: () => undefined };

const endStates: readonly JobState[] = ['done', 'failed', 'cancelled'];
export const hasEnded = ({ state }: Job): boolean => endStates.includes(state);

/** What is under way comes first, then what waits for a person, then what has ended; each in its own order. */
function rank(job: Job): number {
  if (job.state === 'interrupted') return 1;
  return hasEnded(job) ? 2 : 0;
}

/**
 * Does something with the jobs of every running host of this home, and with the interrupted ones that its state knows.
 * A host that does not answer is reported, and the others serve.
 */
export async function withJobs(context: Context, work: (found: FoundJobs) => Promise<void>): Promise<void> {
  const engine = await context.engine();
  const joined = await joinHosts(engine.home).catch((thrown: unknown) => {
    // Nobody can be joined there; what the state knows is told all the same.
    context.note(asAppError(thrown).message);
    return nobody;
  });
  try {
    for (const error of joined.silent) context.report(error);
    const jobs = await jobsOf(context, joined);
    const known = new Set(jobs.map(({ job }) => job.id));
    for (const job of engine.jobs.list()) {
      if (job.state === 'interrupted' && !known.has(job.id)) jobs.push({ job, host: null });
    }
    await work({
      hosts: joined.hosts,
      looked: joined !== nobody,
      jobs: jobs.sort((a, b) => rank(a.job) - rank(b.job)),
    });
  } finally {
    joined.close();
  }
}

/** Each job once: every host offers an interrupted one, and one that stays should take it before a passing command. */
async function jobsOf(context: Context, { hosts }: Joined): Promise<FoundJob[]> {
  const found = new Map<string, FoundJob>();
  for (const host of hosts) {
    await context.attempt(async () => {
      for (const job of await host.client.call('job.list', {})) {
        const known = found.get(job.id);
        if (job.state === 'interrupted' && host.kind === 'command') continue;
        if (known === undefined || known.job.state === 'interrupted') found.set(job.id, { job, host });
      }
    });
  }
  return [...found.values()];
}

/** The job of an id, or of a beginning that only one id has. @throws AppError `not-found`, `invalid` */
export function findJob({ jobs }: FoundJobs, id: string): FoundJob {
  const attempted = `Looking for the job ${JSON.stringify(id)}`;
  const exact = jobs.find(({ job }) => job.id === id);
  if (exact !== undefined) return exact;
  const matches = id === '' ? [] : jobs.filter(({ job }) => job.id.startsWith(id));
  const [first, second] = matches;
  if (first === undefined) throw fail('not-found', attempted, 'there is no such job now', 'see "cfs job list"');
  if (second === undefined) return first;
  const ids = matches.map(({ job }) => job.id);
  throw fail('invalid', attempted, `several begin like that (${ids.join(', ')})`, 'give more letters of it', {
    data: { ids },
  });
}

type JobMethod =
  | 'job.pause'
  | 'job.resume'
  | 'job.cancel'
  | 'job.dismiss'
  | 'job.limit'
  | 'job.background'
  | 'job.window'
  | 'job.reorder';

/** Asks the host that has the job. @throws AppError as the host says; `refused` when no process has it */
export async function askHost<Name extends JobMethod>(
  { job, host }: FoundJob,
  method: Name,
  input: Input<Name>,
): Promise<void> {
  if (host === null) {
    const why = 'it was interrupted, and no running CFS has it';
    throw fail('refused', `Asking for "${job.title}"`, why, 'go on with it by "cfs job resume", or dismiss it');
  }
  await host.client.call(method, input);
}

/** Where a job is, in words. */
export function whereText({ host }: FoundJob): string {
  return host === null ? 'nowhere' : hostName(host);
}

/** What a person looks for first stands first. */
export function jobObject({ job, host }: FoundJob): object {
  const { id, kind, state, title, pool, ...rest } = job;
  return { id, kind, state, title, pool, host: host && { kind: host.kind, pid: host.pid }, ...rest };
}

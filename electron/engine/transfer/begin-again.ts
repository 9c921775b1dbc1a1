import { fail } from '../../../shared/errors.ts';
import type { Job } from '../../../shared/model.ts';
import type { JobHandle } from '../api.ts';
import { startsMost } from './kept-jobs.ts';
import type { KeptJobs } from './kept-jobs.ts';
import type { KeptRetries, KeptRetry } from './kept-retries.ts';
import { isEnded, leftIn, pacedRestart, snapshot, touch } from './live-job.ts';
import type { Live } from './live-job.ts';
import type { Begin } from './spec.ts';
import type { JobList, Restart } from './types.ts';

/** Begins what a job did, or what is left of it, as a new job. */
export type BeginAgain = (pool: string, restart: Restart, begin: Omit<Begin, 'signal'>) => Promise<JobHandle>;

export interface BeginAgainParts {
  /** Those of this process, and interrupted ones. */
  readonly jobs: ReadonlyMap<string, Live>;
  /** @throws not-found */
  readonly find: (id: string, attempted: string) => Live;
  /** Tells everybody how it is now. */
  readonly send: (live: Live) => void;
  /** Takes it off the list. */
  readonly forget: (live: Live) => void;
  readonly beginAgain?: BeginAgain;
  /** Makes this pool ready for it; may take long. */
  readonly ready?: (pool: string) => Promise<void>;
  /** What outlives this process of its jobs. */
  readonly kept: KeptJobs;
  /** What outlives it of what failed in them. */
  readonly retries: KeptRetries;
  /** Names of the volumes that an interrupted job needs and that are not connected now. */
  readonly missing?: (job: Job) => Promise<readonly string[]>;
}

/** Begins ended and interrupted jobs again, each in one process only. */
export function createBeginAgain(parts: BeginAgainParts): Pick<JobList, 'retry' | 'restart'> {
  const { jobs, find, send, forget, kept, retries } = parts;

  const begin = (pool: string, retry: KeptRetry | null, how: Begin, attempted: string): Promise<JobHandle> => {
    if (retry === null || parts.beginAgain === undefined) {
      throw fail('refused', attempted, 'CFS does not know any more what it was asked to do', 'start it anew');
    }
    return parts.beginAgain(pool, retry.restart, { ...retry.pacing, ...how });
  };

  /** @throws offline, when volumes that it needs are away: it says since when it waits for them */
  const untilThere = async (live: Live, attempted: string): Promise<void> => {
    const missing = (await parts.missing?.(snapshot(live))) ?? [];
    const words = missing.join(', ');
    if (words !== live.job.waitingFor) {
      live.job.waitingFor = words;
      if (words === '') delete live.job.waitingSinceMs;
      else live.job.waitingSinceMs ??= Date.now();
      touch(live);
      send(live);
    }
    if (words === '') return;
    throw fail('offline', attempted, `${words} ${missing.length === 1 ? 'is' : 'are'} not connected`, 'connect it');
  };

  const markRetried = (live: Live | undefined, isRetried: boolean): void => {
    if (live === undefined) return;
    live.job.canRetry = !isRetried;
    touch(live);
    send(live);
  };

  const refuseRetry = (live: Live | undefined): void => {
    if (live === undefined) return;
    const attempted = `Retrying "${live.job.title}"`;
    if (!isEnded(live)) throw fail('refused', attempted, `it is ${live.job.state}`, 'wait for its end');
    if (live.job.canRetry) return;
    throw fail('refused', attempted, 'nothing of it failed that can be tried again', 'start it anew');
  };

  return {
    async retry(id) {
      const live = jobs.get(id);
      refuseRetry(live);
      // Taken last: an offer that was taken and not begun would be lost with this process.
      const offeredIn = live?.job.pool ?? retries.offeredIn(id);
      if (offeredIn !== null) await parts.ready?.(offeredIn);
      refuseRetry(live);
      const taken = retries.take(id);
      if (taken === 'taken') {
        markRetried(live, true);
        throw fail('refused', 'Retrying a job', 'it was tried again already', 'look at the list of operations');
      }
      // Neither a job of this process, nor anything that was kept of another one: there is none.
      const { title, pool } = taken ?? find(id, 'Retrying a job').job;
      markRetried(live, true);
      try {
        return await begin(pool, live === undefined ? taken : leftIn(live), {}, `Retrying "${title}"`);
      } catch (thrown) {
        markRetried(live, false);
        if (taken !== null) retries.giveBack(id, taken);
        throw thrown;
      }
    },

    async restart(id, { whenThere = false } = {}) {
      const live = find(id, 'Restarting a job');
      const attempted = `Restarting "${live.job.title}"`;
      if (live.job.state !== 'interrupted') {
        throw fail('refused', attempted, `it is ${live.job.state}`, 'only interrupted jobs can be restarted');
      }
      if (!live.job.canRestart) {
        throw fail('refused', attempted, [...live.notes].at(-1) ?? 'it cannot go on', 'start it anew');
      }
      if (whenThere) await untilThere(live, attempted);
      if (!jobs.has(id) || !kept.claim(id)) {
        forget(live);
        throw fail('refused', attempted, 'another process has taken it over', 'look at the jobs there');
      }
      const { pool, title, window = null } = live.job;
      // Who goes on with one that was left alone wants it to be tried once more.
      const starts = live.facts.starts >= startsMost ? 0 : live.facts.starts;
      if (window !== null) kept.standing(id, starts + 1, false);
      try {
        // What goes on keeps its name; a retry is about other things.
        const handle = await begin(pool, pacedRestart(live, live.spec.restart), { title, starts }, attempted);
        kept.dismiss(id);
        forget(live);
        return handle;
      } catch (thrown) {
        if (window !== null) kept.standing(id, starts, false);
        kept.release(id);
        throw thrown;
      }
    },
  };
}

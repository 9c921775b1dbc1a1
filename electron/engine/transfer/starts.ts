import type { KeptJobs } from './kept-jobs.ts';
import { isEnded } from './live-job.ts';
import type { Live } from './live-job.ts';

/**
 * A job with hours goes on by itself when a host starts. One that kills its host would do that for ever: each of its
 * starts is counted before its work begins, and the count begins anew when it stood still or ended and the host lived.
 */
export interface Starts {
  /** To be called when the job may have begun to work or to stand still. */
  follow(live: Live): void;
  /** A person paused it, or goes on with it: what was paused does not go on by itself. */
  paused(live: Live, isPaused: boolean): void;
}

export function createStarts(kept: KeptJobs): Starts {
  const write = ({ job, facts, spec }: Live): void => {
    if (spec.kept === true) kept.standing(job.id, facts.starts, facts.paused);
  };
  const follow = (live: Live): void => {
    const { job, facts } = live;
    if (isEnded(live)) return;
    const isCounted = job.state === 'running' && !live.held && (job.window ?? null) !== null;
    if (isCounted === live.counted) return;
    live.counted = isCounted;
    facts.starts = isCounted ? facts.starts + 1 : 0;
    write(live);
  };
  return {
    follow,
    paused(live, isPaused) {
      live.facts.paused = isPaused;
      follow(live);
      if ((live.job.window ?? null) !== null) write(live);
    },
  };
}

import { measure, touch, waitsFor } from './live-job.ts';
import type { Live } from './live-job.ts';
import { clockText, isOpen, opensAt } from './schedule.ts';
import type { Turns } from './turns.ts';

/** When a job stands still: a person paused it, or it is outside of its hours. */
export interface Standing {
  /** Lets all copies of the job stand still, or go on, as its state says. */
  follow(live: Live): void;
  /** Holds the job outside of its hours, and lets it go on within; one that is to end has to come to its end. */
  followWindow(live: Live): void;
}

/** @param freed a held job leaves its place to another */
export function createStanding(turns: Turns, now: () => Date, freed: () => void): Standing {
  const follow = (live: Live): void => {
    if (live.job.state === 'paused' || live.held) {
      live.gate ??= Promise.withResolvers<undefined>();
      live.pace.pause();
      turns.suspend(live.job.id);
      return;
    }
    live.pace.resume();
    turns.resume(live.job.id);
    live.gate?.resolve(undefined);
    live.gate = null;
  };
  return {
    follow,
    followWindow(live) {
      const { job } = live;
      const { window = null } = job;
      const isUnderWay = (job.state === 'running' || job.state === 'paused') && live.work !== null;
      const held = isUnderWay && window !== null && job.stopping === null && !isOpen(window, now());
      const until = held ? opensAt(window, now()) : null;
      if (until !== (job.heldUntilMs ?? null)) {
        job.heldUntilMs = until;
        waitsFor(live, live.abort, until === null ? '' : clockText(until));
        touch(live);
      }
      if (held === live.held) return;
      measure(live);
      live.held = held;
      if (held) {
        live.rate.pause();
        [job.rate, job.etaMs] = [0, null];
      } else if (job.state === 'running') live.rate.resume();
      follow(live);
      if (held) freed();
    },
  };
}

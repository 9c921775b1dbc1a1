import type { PoolContext } from './context.ts';

/** Samples of one day take each other's place: often enough that a host which runs for an hour leaves one. */
const sampleMs = 3_600_000;
/** The first one waits until the window is there. */
const firstMs = 4_000;
/** A pool that was not counted wholly yet is looked at again. */
const soonMs = 60_000;

/** Notes down, while a host runs, how full its pools are. */
export interface UsageSampling {
  /** To be called now and then: begins what is due, and waits for nothing. */
  look(contexts: Iterable<PoolContext>): void;
}

export function usageSampling(now: () => number = () => performance.now()): UsageSampling {
  const due = new Map<string, number>();
  return {
    look(contexts) {
      for (const context of contexts) {
        const at = due.get(context.id);
        if (at === undefined) due.set(context.id, now() + firstMs);
        if (at === undefined || now() < at) continue;
        due.set(context.id, now() + sampleMs);
        context.usage
          .sample()
          .then(({ folders }) => folders || due.set(context.id, now() + soonMs))
          // A home or catalog that cannot be used now is asked again in an hour.
          .catch(() => undefined);
      }
    },
  };
}

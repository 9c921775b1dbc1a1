import type { PolicyVolume } from '../pool/types.ts';
import { best, choiceOf } from './policy.ts';
import type { Policy } from './policy.ts';

/** Stands for a volume of which nothing was measured, while no other one was either: bytes per second. */
const unmeasuredRate = 100e6;
/** What one running write is taken for, at least (bytes): its size is not known here. */
const runningBytes = 8e6;

/**
 * ms until the file would be written: what runs there first, each as large as this one or a few megabytes, then the
 * file. One that was never measured counts as the fastest: it is tried, and is known then.
 */
function waitOf({ queue, rate, latency }: PolicyVolume, size: number, fastest: number): number {
  const perSecond = rate ?? fastest;
  const each = Math.max(size, runningBytes);
  return ((queue * each + size) / perSecond) * 1000 + (queue + 1) * (latency ?? 0);
}

export const leastBusy: Policy = {
  choose(volumes, { size }) {
    const fastest = Math.max(0, ...volumes.map(({ rate }) => rate ?? 0)) || unmeasuredRate;
    const waits = new Map(volumes.map((volume) => [volume, waitOf(volume, size, fastest)]));
    const least = Math.min(...waits.values());
    const equals = volumes.filter((volume) => waits.get(volume) === least);
    const chosen = best(equals, ({ free, total }) => (total > 0 ? free / total : 0));
    const isIdle = volumes.every(({ queue, rate }) => queue === 0 && rate === null);
    return choiceOf(chosen, isIdle ? 'nothing runs; largest free share' : 'written there soonest');
  },
};

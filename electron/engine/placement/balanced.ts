import type { PolicyVolume } from '../pool/types.ts';
import { choiceOf } from './policy.ts';
import type { Policy } from './policy.ts';

/** So many running writes halve a volume's weight; more do not count, or a busy pool would forget how full it is. */
const busyQueue = 8;
/** A slow volume weighs at least half: it is chosen later, not never. */
const slowest = 0.5;

/**
 * Share of the volume that would be free with the file on it, weighed by what runs on it and how fast it is. As the
 * share goes to nothing on a full volume, load and speed decide who comes first and fullness decides where it ends.
 */
function weightOf(volume: PolicyVolume, size: number, fastest: number): number {
  const share = volume.total > 0 ? Math.max(0, volume.free - size) / volume.total : 0;
  const load = 1 / (1 + Math.min(volume.queue, busyQueue) / busyQueue);
  const speed = volume.rate === null || fastest === 0 ? 1 : Math.max(slowest, Math.sqrt(volume.rate / fastest));
  return share * load * speed;
}

export const balanced: Policy = {
  choose(volumes, { size, random }) {
    const fastest = Math.max(0, ...volumes.map(({ rate }) => rate ?? 0));
    const weights = volumes.map((volume) => weightOf(volume, size, fastest));
    const highest = Math.max(...weights);
    const equals = volumes.filter((_volume, index) => weights[index] === highest);
    const chosen = equals[Math.floor(random() * equals.length)] ?? equals[0];
    if (chosen === undefined) throw new RangeError('a policy needs a volume to choose from');
    const isPlain = volumes.every(({ queue, rate }) => queue === 0 && rate === null);
    return choiceOf(chosen, isPlain ? 'largest free share' : 'largest free share for its load and speed');
  },
};

import { choiceOf } from './policy.ts';
import type { Policy } from './policy.ts';

/** As mergerfs' pfrd draws: the chance of a volume is its share of all room. */
export const weightedRandom: Policy = {
  choose(volumes, { random }) {
    const rooms = volumes.map(({ room }) => Math.max(0, room));
    const sum = rooms.reduce((bytes, room) => bytes + room, 0);
    let left = random() * sum;
    // Full volumes still take what needs no room (folders, empty files).
    if (sum === 0) return choiceOf(at(volumes, Math.floor(random() * volumes.length)), 'drawn by lot');
    const index = rooms.findIndex((room) => (left -= room) < 0);
    // Rounding may leave a rest behind the last one.
    const drawn = index === -1 ? rooms.findLastIndex((room) => room > 0) : index;
    return choiceOf(at(volumes, drawn), 'drawn by lot, by its room');
  },
};

function at<T>(list: readonly T[], index: number): T {
  const found = list[index] ?? list[0];
  if (found === undefined) throw new RangeError('a policy needs a volume to choose from');
  return found;
}

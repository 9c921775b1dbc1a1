import { formatSize } from '../../../shared/format.ts';
import { best, choiceOf } from './policy.ts';
import type { Policy } from './policy.ts';

/**
 * As Unraid's allocation of this name: volumes of 8, 3 and 2 TB are filled to 4 TB free on the first, then the first
 * and the second to 2 TB free, then all three to 1 TB free, and so on.
 */
export const highWater: Policy = {
  choose(volumes) {
    const freest = best(volumes, ({ free }) => free);
    let mark = Math.max(...volumes.map(({ total }) => total)) / 2;
    // Below one byte the mark says nothing.
    while (mark >= freest.free && mark >= 1) mark /= 2;
    const chosen = volumes.find(({ free }) => free > mark) ?? freest;
    return choiceOf(chosen, mark < 1 ? 'the most free of nearly full ones' : `first above ${formatSize(mark)}`);
  },
};

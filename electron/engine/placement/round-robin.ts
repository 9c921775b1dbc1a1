import { best, choiceOf } from './policy.ts';
import type { Policy } from './policy.ts';

export const roundRobin: Policy = {
  choose(volumes, { order, last }) {
    const start = last === null ? -1 : order.indexOf(last);
    /** Steps from the last volume to this one, going round: the fewest is next. */
    const steps = (name: string): number => {
      const distance = order.indexOf(name) - start;
      return distance > 0 ? distance : distance + order.length;
    };
    return choiceOf(
      best(volumes, ({ name }) => -steps(name)),
      'its turn',
    );
  },
};

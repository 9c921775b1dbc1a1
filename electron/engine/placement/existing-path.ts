import { best, choiceOf } from './policy.ts';
import type { Policy } from './policy.ts';

/** As mergerfs' "most shared path", but softly: where no volume has any of the folders, the one with the most room. */
export const existingPath: Policy = {
  choose(volumes, { shared }) {
    const depthOf = (name: string): number => shared?.get(name) ?? 0;
    const deepest = Math.max(...volumes.map(({ name }) => depthOf(name)));
    const equals = volumes.filter(({ name }) => depthOf(name) === deepest);
    const reason = deepest === 0 ? 'no volume has its folder; most room' : 'has the most of its folders';
    return choiceOf(
      best(equals, ({ room }) => room),
      equals.length > 1 && deepest > 0 ? `${reason}, and the most room` : reason,
    );
  },
};

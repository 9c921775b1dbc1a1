import { best, choiceOf } from './policy.ts';
import type { Policy } from './policy.ts';

export const firstFit: Policy = {
  choose: (volumes) =>
    choiceOf(
      best(volumes, () => 0),
      'first in order with room',
    ),
};

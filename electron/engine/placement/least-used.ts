import { best, choiceOf } from './policy.ts';
import type { Policy } from './policy.ts';

export const leastUsed: Policy = {
  choose: (volumes) =>
    choiceOf(
      best(volumes, ({ used }) => -used),
      'fewest used bytes',
    ),
};

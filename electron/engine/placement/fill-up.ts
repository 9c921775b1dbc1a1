import { best, choiceOf } from './policy.ts';
import type { Policy } from './policy.ts';

export const fillUp: Policy = {
  choose: (volumes) =>
    choiceOf(
      best(volumes, ({ room }) => -room),
      'least room that still takes it',
    ),
};

import { best, choiceOf } from './policy.ts';
import type { Policy } from './policy.ts';

export const mostFree: Policy = {
  choose: (volumes) =>
    choiceOf(
      best(volumes, ({ room }) => room),
      'most free space',
    ),
};

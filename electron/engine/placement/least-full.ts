import { best, choiceOf } from './policy.ts';
import type { Policy } from './policy.ts';

export const leastFull: Policy = {
  choose: (volumes, { size }) =>
    choiceOf(
      best(volumes, ({ used, total }) => (total > 0 ? -(used + size) / total : -Infinity)),
      'least full with the file on it',
    ),
};

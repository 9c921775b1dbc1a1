import { best, choiceOf } from './policy.ts';
import type { Policy } from './policy.ts';

export const mostFree: Policy = {
  summary: 'The volume with the most free bytes above its reserve.',
  choose: (volumes) =>
    choiceOf(
      best(volumes, ({ room }) => room),
      volumes,
      'most free space',
    ),
};

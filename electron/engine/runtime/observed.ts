import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { CopyOutcome, Volume } from '../volume/volume.ts';

/**
 * The same volume; what its calls fail with is told to `failed`, too. So that a volume that vanishes in the middle of a
 * job is known as away from its first refusal on, and not only when somebody looks for it the next time.
 */
export function observed(volume: Volume, failed: (error: AppError) => void): Volume {
  const tell = (thrown: unknown): void => failed(asAppError(thrown));
  return new Proxy(volume, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return (...values: readonly unknown[]): unknown => {
        const answer: unknown = Reflect.apply(member, target, values);
        if (!(answer instanceof Promise)) return answer;
        answer.then((result: unknown) => {
          if (key !== 'copyIn') return;
          const bad = (result as readonly CopyOutcome[]).find((outcome) => !outcome.ok);
          if (bad?.ok === false) tell(bad.error);
        }, tell);
        return answer;
      };
    },
  });
}

import { AppError, fail, reasonIn } from '../../../shared/errors.ts';
import type { Member } from './types.ts';

/** What one volume said when it was asked. */
export interface Refusal {
  readonly member: Member;
  readonly error: AppError;
}

/** Says what every one of these volumes said (in `data.volumes`, too), with the code of the first; null: there is none. */
export function eachRefused(attempted: string, refusals: readonly Refusal[]): AppError | null {
  const [first, ...others] = refusals;
  if (first === undefined) return null;
  const volumes = refusals.map(({ member, error }) => ({ volume: member.name, reason: reasonIn(error) }));
  const { code, message } = first.error;
  const options = { data: { ...first.error.data, volumes }, cause: first.error };
  if (others.length === 0) return new AppError(code, message, options);
  const reasons = new Set(volumes.map(({ reason }) => reason));
  const why =
    reasons.size === 1
      ? `${reasonIn(first.error)} on ${volumes.map(({ volume }) => volume).join(' and ')}`
      : volumes.map(({ volume, reason }) => `${volume}: ${reason}`).join('; ');
  return fail(code, attempted, why, message.split(': ').at(-1) ?? 'try again', options);
}

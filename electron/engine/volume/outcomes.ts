import type { AppError } from '../../../shared/errors.ts';
import { asAppError } from '../../../shared/errors.ts';
import type { Outcome } from './volume.ts';

export const failed = (error: AppError): { readonly ok: false; readonly error: AppError } => ({ ok: false, error });

/** Runs the work for one after the other. */
export async function eachOf<R, T>(
  requests: readonly R[],
  work: (request: R) => Promise<T>,
): Promise<readonly Outcome<T>[]> {
  const outcomes: Outcome<T>[] = [];
  for (const request of requests) {
    try {
      outcomes.push({ ok: true, value: await work(request) });
    } catch (thrown) {
      outcomes.push(failed(asAppError(thrown)));
    }
  }
  return outcomes;
}

/** The outcomes in order; each has one by now. */
export function allOf<T>(outcomes: readonly (Outcome<T> | undefined)[]): readonly Outcome<T>[] {
  return outcomes.map((outcome) => {
    if (outcome === undefined) throw new Error('one of several has no outcome');
    return outcome;
  });
}

import { isAppError } from '../../../shared/errors.ts';
import type { PoolContext } from './context.ts';

/** Finishes an undo or redo whose process died. What fails is left for the next time, and for a person who undoes. */
export async function settleHistory(context: PoolContext): Promise<void> {
  try {
    await context.history.settle();
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown;
  }
}

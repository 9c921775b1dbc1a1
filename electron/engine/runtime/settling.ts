import type { PoolContext } from './context.ts';

/** Finishes an undo or redo whose process died. What fails is left for the next time, and for a person who undoes. */
export async function settleHistory(context: PoolContext): Promise<void> {
  try {
    await context.history.settle();
  } catch {
    // The list of acts cannot be read or written now: everything else goes on without it.
  }
}

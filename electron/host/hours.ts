import type { Jobs } from '../engine/api.ts';

/**
 * Goes on with the jobs that were given hours and whose host ended before they did: who says "every night between ten and
 * six" does not want to be asked again after a restart. Others wait until somebody says what to do with them. One that
 * cannot go on stays interrupted, as it is offered in the window. Never rejects.
 */
export async function goOnInHours(jobs: Pick<Jobs, 'list' | 'restart'>): Promise<void> {
  for (const { id, state, window, canRestart } of jobs.list()) {
    if (state !== 'interrupted' || (window ?? null) === null || !canRestart) continue;
    await jobs.restart(id).catch(() => undefined);
  }
}

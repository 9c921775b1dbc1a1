import { isAppError } from '../../shared/errors.ts';
import type { Engine, Jobs } from '../engine/api.ts';

/** What waits for its volumes is looked at again after this time (ms), then after twice as long, up to the most. */
const againMs = 2_000;
const againMostMs = 30_000;

/**
 * Goes on with the jobs that were given hours and whose host ended before they did: who says "every night between ten and
 * six" does not want to be asked again after a restart. Others wait until somebody says what to do with them, and so does
 * one at which a host died more than once. One that cannot go on stays interrupted, as it is offered in the window.
 * Never rejects. Answers whether some wait for volumes that are not connected yet.
 */
export async function goOnInHours(jobs: Pick<Jobs, 'list' | 'restart'>): Promise<boolean> {
  let someWait = false;
  for (const { id, state, window, canRestart, stays } of jobs.list()) {
    if (state !== 'interrupted' || (window ?? null) === null || !canRestart || stays !== undefined) continue;
    try {
      await jobs.restart(id, { whenThere: true });
    } catch (thrown) {
      someWait ||= isAppError(thrown, 'offline');
    }
  }
  return someWait;
}

/** The same, and again for those whose volumes come later: disks are often mounted after the host of a boot. */
export function keepHours(
  { jobs, pools }: { readonly jobs: Pick<Jobs, 'list' | 'restart'>; readonly pools: Engine['pools'] },
  later: (work: () => void, ms: number) => () => void = afterMs,
): { close(): void } {
  let isOver = false;
  let cancel = (): void => undefined;
  const lookAfter = (ms: number): void => {
    if (!isOver) cancel = later(() => void look(Math.min(ms * 2, againMostMs)), ms);
  };
  const look = async (ms: number): Promise<void> => {
    if (isOver) return;
    const someWait = await goOnInHours(jobs);
    if (someWait) lookAfter(ms);
  };
  // All pools are open from then on, also while nobody looks.
  pools()
    .then(() => look(againMs))
    .catch(() => undefined);
  return {
    close() {
      isOver = true;
      cancel();
    },
  };
}

function afterMs(work: () => void, ms: number): () => void {
  const timer = setTimeout(work, ms).unref();
  return () => clearTimeout(timer);
}

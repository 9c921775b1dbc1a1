import { fail } from '../../../shared/errors.ts';
import type { JobHandle } from '../api.ts';
import type { Reversal } from '../history/history.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { createChanges } from './changes.ts';
import type { JobRun, TransferContext } from './types.ts';
import { syncNames } from './unsynced.ts';

/**
 * Undoes the newest act, or does the last undone one again. Starts at once, whatever else runs: it takes no turn of a
 * device, because it only renames.
 * @throws not-found (nothing to undo, or `act` is not the next one), busy
 */
export function startReversal(
  context: TransferContext,
  direction: 'undo' | 'redo',
  options: { readonly act?: string; readonly signal?: AbortSignal } = {},
): Promise<JobHandle> {
  const { history } = context;
  if (history === undefined) {
    const attempted = direction === 'undo' ? 'Undoing' : 'Redoing';
    return Promise.reject(fail('unsupported', attempted, 'this pool keeps no history', 'open it by the engine'));
  }
  let first: Reversal;
  try {
    first = history.claim(direction, options.act);
  } catch (thrown) {
    return Promise.reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
  }
  const title = `${direction === 'undo' ? 'Undo' : 'Redo'}: ${first.act.title}`;
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  let isBegun = false;
  try {
    const spec = { pool: context.poolId, kind: direction, title, immediately: true, ...signal };
    const handle = context.jobs.start(spec, async (run) => {
      isBegun = true;
      await reverse(context, run, first);
      // What a stopped one left had to come first; now what was asked for.
      if (first.direction !== direction) await reverse(context, run, history.claim(direction));
    });
    // One that is cancelled before it runs gives its act back.
    void handle.ended.then(() => {
      if (!isBegun) first.release();
    });
    return Promise.resolve(handle);
  } catch (thrown) {
    first.release();
    return Promise.reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
  }
}

async function reverse(context: TransferContext, run: JobRun, reversal: Reversal): Promise<void> {
  const changes = createChanges(context.changed);
  const named = new Set<PoolPath>();
  try {
    run.addTotals(await reversal.count(), 0);
    await reversal.run({
      async before(path) {
        await run.checkpoint();
        run.current(path);
      },
      done: (path) => run.item({ path, volume: '', size: 0, outcome: 'done' }),
      refused: (path, error) => run.failed(path, error),
      changed(folder) {
        changes.add(folder);
        named.add(folder);
      },
    });
  } finally {
    await syncNames(run, context.volume, named);
    changes.flush();
  }
}

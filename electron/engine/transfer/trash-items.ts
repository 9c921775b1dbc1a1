import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import { rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { JobHandle } from '../api.ts';
import type { TrashItem } from '../volume/volume.ts';
import { createChanges } from './changes.ts';
import { itemsInWords } from './destination.ts';
import { noteAbsent } from './get.ts';
import type { JobRun, TransferContext } from './types.ts';

export interface TrashWork {
  readonly each: (item: TrashItem) => Promise<void>;
  /** Awaited at the end, whatever it is. */
  readonly end: () => Promise<void>;
}

/**
 * A job that does something with things of the trash, one after the other; what fails with one is an error of the job.
 * It starts at once, whatever else runs: it only renames and deletes.
 * @param verb begins the title: `Restoring` gives `Restoring "a.txt"`
 * @throws invalid (no id)
 */
export async function workOnTrash(
  context: TransferContext,
  spec: { readonly kind: 'restore' | 'empty'; readonly verb: string; readonly signal?: AbortSignal },
  ids: readonly string[],
  open: (run: JobRun, changed: (folder: PoolPath) => void, what: string) => TrashWork,
): Promise<JobHandle> {
  const { volume: pool } = context;
  if (ids.length === 0) throw fail('invalid', spec.verb, 'nothing was named', 'name things that are in the trash');
  const [first = ''] = ids;
  const only = ids.length === 1 ? await pool.trashed(first) : null;
  const what = only === null ? (ids.length === 1 ? '1 item' : itemsInWords(ids)) : itemsInWords([only.path]);
  const signal = spec.signal === undefined ? {} : { signal: spec.signal };
  const { kind, verb } = spec;
  const jobSpec = { pool: context.poolId, kind, title: `${verb} ${what}`, immediately: true, ...signal };
  return context.jobs.start(jobSpec, async (run) => {
    const changes = createChanges(context.changed);
    const work = open(run, (folder) => changes.add(folder), what);
    run.addTotals(ids.length, 0);
    try {
      for (const id of ids) {
        await run.checkpoint();
        let path = rootPath;
        try {
          const item = await pool.trashed(id);
          if (item === null) throw goneFromTrash(`${verb} ${JSON.stringify(id)}`);
          path = item.path;
          run.current(path);
          await work.each(item);
        } catch (thrown) {
          if (isAppError(thrown, 'cancelled')) throw thrown;
          run.failed(path, asAppError(thrown));
        }
      }
      noteAbsent(context, run);
    } finally {
      changes.flush();
      await work.end();
    }
  });
}

function goneFromTrash(attempted: string) {
  return fail('not-found', attempted, 'the trash has no such thing', 'list the trash again');
}

/** Deletes things of the trash for ever, on every volume that holds a piece. @throws invalid (no id) */
export function startEmpty(
  context: TransferContext,
  ids: readonly string[],
  options: { readonly signal?: AbortSignal } = {},
): Promise<JobHandle> {
  return workOnTrash(context, { kind: 'empty', verb: 'Deleting for ever', ...options }, ids, (run) => ({
    async each({ id, path, size }) {
      await context.volume.deleteFromTrash(id);
      run.item({ path, volume: '', size, outcome: 'done' });
    },
    end: () => Promise.resolve(),
  }));
}

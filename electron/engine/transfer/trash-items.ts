import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import { rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { JobHandle } from '../api.ts';
import { createApart } from '../pool/apart.ts';
import type { TrashItem } from '../volume/volume.ts';
import { createChanges } from './changes.ts';
import { itemsInWords } from './destination.ts';
import { noteAbsent } from './absent.ts';
import type { JobRun, TransferContext } from './types.ts';

export interface TrashWork {
  /**
   * Works on items that come one after the other: on one, or on up to `trashBatch` of which none is, or is in, what
   * another one was. What fails of them is told by `failed`; what is thrown, of all of them.
   */
  readonly few: (items: readonly TrashItem[], failed: (item: TrashItem, thrown: unknown) => void) => Promise<void>;
  /** Of how many at most; default 1. */
  readonly most?: number;
  /** Awaited at the end, whatever it is. */
  readonly end: () => Promise<void>;
}

/**
 * A job that does something with things of the trash, in their order; what fails with one is an error of the job.
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
      const failed = (path: PoolPath, thrown: unknown): void => {
        if (isAppError(thrown, 'cancelled')) throw thrown;
        run.failed(path, asAppError(thrown));
      };
      for (let at = 0; at < ids.length;) {
        await run.checkpoint();
        const items: TrashItem[] = [];
        const apart = createApart();
        for (; at < ids.length && items.length < (work.most ?? 1); at += 1) {
          const id = ids[at] ?? '';
          let item: TrashItem | null = null;
          try {
            item = await pool.trashed(id);
            if (item === null) throw goneFromTrash(`${verb} ${JSON.stringify(id)}`);
          } catch (thrown) {
            failed(rootPath, thrown);
            continue;
          }
          if (!apart.add(item.path)) break;
          items.push(item);
        }
        const [next] = items;
        if (next === undefined) continue;
        run.current(next.path);
        try {
          await work.few(items, (item, thrown) => failed(item.path, thrown));
        } catch (thrown) {
          for (const item of items) failed(item.path, thrown);
        }
      }
      await noteAbsent(context, run, [rootPath]);
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
    async few(items) {
      for (const { id, path, size } of items) {
        await context.volume.deleteFromTrash(id);
        run.item({ path, volume: '', size, outcome: 'done' });
      }
    },
    end: () => Promise.resolve(),
  }));
}

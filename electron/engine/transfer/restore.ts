import { fail } from '../../../shared/errors.ts';
import type { ConflictPolicy } from '../../../shared/model.ts';
import { baseName, childPath, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { JobHandle } from '../api.ts';
import { trashBatch } from '../volume/volume.ts';
import type { TrashItem } from '../volume/volume.ts';
import { decide } from './conflicts.ts';
import { entryAt } from './destination.ts';
import { move } from './move.ts';
import type { Mover } from './move.ts';
import { poolTarget } from './pool-target.ts';
import { pausable } from './pipeline.ts';
import { openRecord } from './recording.ts';
import { sameContents } from './same-contents.ts';
import { ensureFolder } from './target.ts';
import { workOnTrash } from './trash-items.ts';
import type { TransferContext } from './types.ts';
import { removeUnusedFolders } from './unused-folders.ts';

/**
 * Puts things of the trash back where they were; folders above them are made again. What is there by then is left
 * alone, or done with as the policy says: folders merge (but with `fail`), what is replaced goes to the trash, and with
 * `keep-both` the restored one stands beside it as "a (restored).txt".
 * @throws invalid (no id)
 */
export function startRestore(
  context: TransferContext,
  ids: readonly string[],
  options: { readonly onConflict?: ConflictPolicy; readonly signal?: AbortSignal } = {},
): Promise<JobHandle> {
  const onConflict = options.onConflict ?? 'fail';
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  return workOnTrash(context, { kind: 'restore', verb: 'Restoring', ...signal }, ids, (run, changed, what) => {
    const record = openRecord(context, 'restore', `Restore ${what}`);
    const mover: Mover = { context, run, record, onConflict, changed, kept: [], merged: new Map() };
    return {
      most: trashBatch,
      async few(items, fails) {
        const above: PoolPath[] = [];
        const failures = new Set<TrashItem>();
        const failed: typeof fails = (item, thrown) => {
          failures.add(item);
          fails(item, thrown);
        };
        const free: TrashItem[] = [];
        const taken: TrashItem[] = [];
        for (const item of items) {
          try {
            for (const made of await ensureFolder(poolTarget(context), parentPath(item.path))) {
              above.push(made);
              record.madeFolder(made, true);
              changed(parentPath(made));
            }
            ((await entryAt(context.volume, item.path)) === null ? free : taken).push(item);
          } catch (thrown) {
            failed(item, thrown);
          }
        }
        const outcomes = await context.volume.restoreManyFromTrash(free.map(({ id, path }) => ({ id, path })));
        for (const [index, item] of free.entries()) {
          try {
            const outcome = outcomes[index];
            if (outcome?.ok === false) throw outcome.error;
            await isBack(mover, item, item.path);
          } catch (thrown) {
            failed(item, thrown);
          }
        }
        for (const item of taken) {
          try {
            await restore(mover, item, onConflict);
          } catch (thrown) {
            failed(item, thrown);
          }
        }
        if (failures.size > 0) await removeUnusedFolders(context.volume, above, record, changed);
      },
      end: () => record.end(run.id),
    };
  });
}

async function restore(mover: Mover, item: TrashItem, policy: ConflictPolicy): Promise<void> {
  const { context, run } = mover;
  const pool = context.volume;
  const { id, path } = item;
  const attempted = `Restoring ${path}`;
  const there = await entryAt(pool, path);
  if (there === null) {
    await putBack(mover, item, path);
    return;
  }
  const { signal } = run;
  const decision = await decide(policy, item, there, () =>
    sameContents(pausable(run, pool.readTrashed(id, { signal })), pausable(run, pool.read(path, { signal }))),
  );
  switch (decision.act) {
    case 'fail':
      throw fail(decision.code, attempted, decision.why, 'say what to do with it, or restore it beside');
    case 'skip':
      run.item({ path, volume: '', size: item.size, outcome: 'skipped', why: decision.why });
      return;
    case 'rename':
      await putBack(mover, item, await freeBeside(mover, path, item.type === 'directory'));
      return;
    case 'replace':
      await replace(mover, item);
      return;
    case 'merge': {
      if (policy === 'fail') {
        throw fail(
          'exists',
          attempted,
          'a folder of that name is there',
          'say what to do with it, or restore it beside',
        );
      }
      const beside = await freeBeside(mover, path, true);
      await pool.restoreFromTrash(id, beside);
      mover.record.restored(beside, id, await pool.copiesOf(beside), path);
      mover.changed(parentPath(path));
      await move(mover, beside, path, await pool.stat(beside));
      if ((await entryAt(pool, beside)) !== null) run.note(`What was left out of ${path} is in ${beside}.`);
    }
  }
}

async function putBack(mover: Mover, item: TrashItem, path: PoolPath): Promise<void> {
  await mover.context.volume.restoreFromTrash(item.id, path);
  await isBack(mover, item, path);
}

async function isBack({ context, run, record, changed }: Mover, item: TrashItem, path: PoolPath): Promise<void> {
  const copies = await context.volume.copiesOf(path);
  record.restored(path, item.id, copies, item.path);
  run.item({ path, volume: copies[0]?.member.name ?? '', size: item.size, outcome: 'done' });
  changed(parentPath(path));
}

async function replace({ context, run, record, changed }: Mover, { id, path, size }: TrashItem): Promise<void> {
  const pool = context.volume;
  const old = await pool.copiesOf(path);
  const out = await pool.supplant(path, { trashed: id });
  const copies = await pool.copiesOf(path);
  if (out === null) record.restored(path, id, copies);
  else record.swapped(path, { id: out, copies: old }, { id, copies });
  run.item({ path, volume: copies[0]?.member.name ?? '', size, outcome: 'done' });
  changed(parentPath(path));
}

/** "a (restored).txt", or the next that nothing has. */
async function freeBeside({ context }: Mover, path: PoolPath, isFolder: boolean): Promise<PoolPath> {
  for (let number = 1; ; number += 1) {
    const candidate = childPath(parentPath(path), restoredName(baseName(path), number, isFolder));
    if ((await entryAt(context.volume, candidate)) === null) return candidate;
  }
}

export function restoredName(name: string, number: number, isFolder: boolean): string {
  const dot = isFolder ? -1 : name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return `${stem} (restored${number === 1 ? '' : ` ${String(number)}`})${extension}`;
}

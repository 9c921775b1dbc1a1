import type { TrashEntry } from '../../../shared/model.ts';
import { startEmpty } from '../transfer/trash-items.ts';
import type { PoolContext } from './context.ts';

/** One row per deletion; its pieces may lie on several volumes. */
export async function listTrash(context: PoolContext): Promise<readonly TrashEntry[]> {
  const rows = new Map<string, TrashEntry>();
  for (const member of context.members.list()) {
    if (!member.state().online) continue;
    for (const { id, path, type, size, deletedMs } of await member.volume.listTrash()) {
      const row = rows.get(id);
      const volume = row === undefined ? member.name : `${row.volume}, ${member.name}`;
      rows.set(id, { id, path, volume, type, size: Math.max(size, row?.size ?? 0), deletedMs });
    }
  }
  return [...rows.values()].sort((a, b) => b.deletedMs - a.deletedMs);
}

/** Ids of what was deleted so long ago (ms), or longer. */
export async function trashOlderThan(context: PoolContext, ageMs: number): Promise<readonly string[]> {
  const before = Date.now() - ageMs;
  return (await listTrash(context)).filter(({ deletedMs }) => deletedMs <= before).map(({ id }) => id);
}

const [hourMs, dayMs] = [3_600_000, 86_400_000];

/** Deletes for ever what is older than the pool allows: once an hour, as a job, whichever process comes first. */
export async function emptyOldTrash(context: PoolContext): Promise<void> {
  const { trashDays } = context.config();
  const { history } = context.engine.home;
  if (trashDays === undefined || !history.claimTrashLook(context.id, hourMs)) return;
  const ids = await trashOlderThan(context, trashDays * dayMs);
  if (ids.length === 0) return;
  const job = await startEmpty(context.transfer, ids);
  void job.ended.then(({ state }) => {
    if (state === 'cancelled') history.releaseTrashLook(context.id);
  });
}

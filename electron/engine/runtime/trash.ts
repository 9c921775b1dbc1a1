import type { TrashEntry } from '../../../shared/model.ts';
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

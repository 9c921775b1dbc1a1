import { fail } from '../../../shared/errors.ts';
import { formatSize, visibleName } from '../../../shared/format.ts';
import type { Plan, PlanDraft } from '../../../shared/model.ts';
import { baseName, commonFolder, parentPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { PoolContext } from './context.ts';

/** Makes and keeps the plan that moves these, and nothing else, to one volume. @throws as `planSend` of the pool's API */
export async function planSend(context: PoolContext, paths: readonly PoolPath[], volume: string): Promise<Plan> {
  const only = topMost(paths);
  const [first] = only;
  const what = only.length === 1 && first !== undefined ? visibleName(baseName(first)) : `${String(only.length)} items`;
  const attempted = `Moving ${what} to ${visibleName(volume)}`;
  if (first === undefined) throw fail('invalid', attempted, 'nothing is named', 'name what to move');
  // Their common folder was looked at by the plan; things in it that are gone would be no plan at all.
  for (const path of only) await context.volume.stat(path);
  const { planning } = context.engine;
  const goal = { kind: 'gather', path: only.reduce(commonFolder), on: volume, only } as const;
  const draft = await planning.draft(context, { goal }, { fresh: true });
  refuse(attempted, volume, draft);
  return planning.keep(draft.id);
}

/** Room is all or nothing; what else stays is told beside what moves. */
function refuse(attempted: string, volume: string, { blocked, bytes, moves, before }: PlanDraft): void {
  const misfits = blocked.filter(({ kind }) => kind === 'no-room');
  const [misfit] = misfits;
  if (misfit !== undefined) {
    const needs = bytes + misfits.reduce((sum, { size = 0 }) => sum + size, 0);
    const why = `it needs ${formatSize(needs)}, and ${visibleName(volume)} has no room for all of it (${misfit.reason})`;
    throw fail('no-space', attempted, why, 'make room there, or choose another volume', { data: { needs } });
  }
  if (moves > 0) return;
  const [first] = blocked;
  if (first !== undefined) {
    throw fail('refused', attempted, `${visibleName(first.path)} stays: ${first.reason}`, 'choose another volume');
  }
  const holds = before.some((one) => one.volume === volume) ? 'it is there already' : 'the volume takes no part';
  throw fail('refused', attempted, holds, 'choose another volume');
}

/** Without what lies below another of them. */
function topMost(paths: readonly PoolPath[]): readonly PoolPath[] {
  const all = new Set<PoolPath>(paths);
  const isBelow = (path: PoolPath): boolean => {
    for (let at = path; at !== rootPath;) {
      at = parentPath(at);
      if (all.has(at)) return true;
    }
    return false;
  };
  return [...all].filter((path) => !isBelow(path));
}

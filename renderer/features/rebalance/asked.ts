import type { PoolInfo } from '../../../shared/model.ts';
import type { PlanEdits, PlanGoal } from '../../../shared/planning.ts';
import type { Asked } from '../../state/rebalance.ts';

/** Pure: what the screen asks the host for, and the edits that a person makes. */

/** The goal as the host takes it; null while something of it is not chosen. */
export function goalOf(pool: PoolInfo, { goal, within }: Pick<Asked, 'goal' | 'within'>): PlanGoal | null {
  const nameOf = (id: string | null): string | null => pool.volumes.find((one) => one.id === id)?.name ?? null;
  switch (goal.kind) {
    case 'even':
      return { kind: 'even', by: goal.by ?? 'percent', within };
    case 'drain': {
      const volume = nameOf(goal.volume);
      return volume === null ? null : { kind: 'drain', volume };
    }
    case 'room': {
      const volume = nameOf(goal.volume);
      return volume === null || goal.bytes === null ? null : { kind: 'room', volume, bytes: goal.bytes };
    }
    case 'gather':
      return goal.path === null ? null : { kind: 'gather', path: goal.path, on: nameOf(goal.on) };
    case 'spread':
      return goal.path === null ? null : { kind: 'spread', path: goal.path };
    case 'rules':
      return { kind: 'rules' };
  }
}

const isBelow = (path: string, folder: string): boolean =>
  path === folder || folder === '/' || path.startsWith(`${folder}/`);

/** Whether a person left this path out, itself or a folder over it. */
export function isOut(edits: PlanEdits, path: string): boolean {
  return (edits.exclude ?? []).some((known) => isBelow(path, known));
}

/** The edits with one level set, or (null) left to the plan again. */
export function withTarget(edits: PlanEdits, volume: string, bytes: number | null): PlanEdits {
  const { targets = {}, ...rest } = edits;
  const others = Object.fromEntries(Object.entries(targets).filter(([name]) => name !== volume));
  const next = bytes === null ? others : { ...others, [volume]: bytes };
  return Object.keys(next).length === 0 ? rest : { ...rest, targets: next };
}

export function withoutTargets(edits: PlanEdits): PlanEdits {
  return plain({ ...edits, targets: {} });
}

function plain(edits: PlanEdits): PlanEdits {
  const { exclude = [], send = [], without = [], targets } = edits;
  return {
    ...(exclude.length > 0 && { exclude }),
    ...(send.length > 0 && { send }),
    ...(without.length > 0 && { without }),
    ...(targets !== undefined && Object.keys(targets).length > 0 && { targets }),
  };
}

/** Leaves paths out; where one was sent, that no longer holds. */
export function leftOut(edits: PlanEdits, paths: readonly string[]): PlanEdits {
  const rest = (edits.exclude ?? []).filter((known) => !paths.some((path) => isBelow(known, path)));
  return plain({
    ...edits,
    exclude: [...rest, ...paths],
    send: (edits.send ?? []).filter((one) => !paths.some((path) => isBelow(one.path, path))),
  });
}

/**
 * Takes a path in again: what left it out, itself or a folder over it, no longer does. (The other things in such a
 * folder come back with it.)
 */
export function takenIn(edits: PlanEdits, path: string): PlanEdits {
  const exclude = (edits.exclude ?? []).filter((known) => !isBelow(path, known) && !isBelow(known, path));
  return plain({ ...edits, exclude });
}

/** Sends paths to a volume, or (its own) keeps them there; later words about a path replace earlier ones. */
export function sent(edits: PlanEdits, paths: readonly string[], to: string): PlanEdits {
  const others = (edits.send ?? []).filter((one) => !paths.some((path) => isBelow(one.path, path)));
  const exclude = (edits.exclude ?? []).filter(
    (known) => !paths.some((path) => isBelow(known, path) || isBelow(path, known)),
  );
  return plain({ ...edits, exclude, send: [...others, ...paths.map((path) => ({ path, to }))] });
}

/** No longer says where a path goes. */
export function unsent(edits: PlanEdits, path: string): PlanEdits {
  return plain({ ...edits, send: (edits.send ?? []).filter((one) => !isBelow(path, one.path)) });
}

/** A volume takes part, or nothing comes to it and nothing goes. */
export function takesPart(edits: PlanEdits, volume: string, part: boolean): PlanEdits {
  const others = (edits.without ?? []).filter((name) => name !== volume);
  return plain({ ...edits, without: part ? others : [...others, volume] });
}

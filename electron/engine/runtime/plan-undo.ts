import { fail, isAppError } from '../../../shared/errors.ts';
import { formatSize } from '../../../shared/format.ts';
import type { Plan, PlanMove, PlanVolume } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import type { JobHandle, ReversalOptions } from '../api.ts';
import type { PoolContext } from './context.ts';
import { chosenMoves } from './plan-rest.ts';

/**
 * The plan that moves back what another one moved, as far as it is still where that put it. It moves nothing by itself.
 * @throws not-found (no such plan), refused (it was never run)
 */
export async function planUndo(context: PoolContext, id: string): Promise<Plan> {
  const { plans } = context.engine.home;
  const plan = plans.get(id);
  const attempted = `Planning to undo the plan ${id}`;
  if (plan.state === 'ready') throw fail('refused', attempted, 'it was not run', 'there is nothing to undo');
  if (plan.state === 'running') throw fail('refused', attempted, 'it is running', 'cancel it, or wait for its end');
  const blocked: { readonly path: string; readonly reason: string; readonly size: number }[] = [];
  const back = reversed(plan.moves);
  const possible: number[] = [];
  for (const [index, { path, from, to, size }] of back.entries()) {
    const reason = await hindranceTo(context, { path, from: to, to: from });
    if (reason === 'never moved') continue;
    if (reason === null) possible.push(index);
    else blocked.push({ path, reason, size });
  }
  const moves = chosenMoves(back, possible);
  const bytes = moves.reduce((sum, { size }) => sum + size, 0);
  const before = (await context.volume.room()).map(({ member, space }): PlanVolume => {
    return { volume: member.name, used: space.used, total: space.total };
  });
  const after = before.map((figures) => {
    const delta = moves.reduce((sum, { from, to, size }) => {
      return sum + (to === figures.volume ? size : 0) - (from === figures.volume ? size : 0);
    }, 0);
    return { ...figures, used: figures.used + delta };
  });
  return plans.add(context.id, {
    goal: `undo of ${id}`,
    bytes,
    lowerBoundBytes: bytes,
    moves,
    blocked,
    before,
    after,
    reached: blocked.length === 0,
    note: blocked.length === 0 ? '' : 'What was changed or moved since stays where it is.',
    band: null,
  });
}

/**
 * The same moves the other way, the last one first. Whoever waited for another makes room for it now: run backwards,
 * every step of the first run is one of this, so that it never needs more room than that did.
 */
export function reversed(moves: readonly PlanMove[]): readonly PlanMove[] {
  const last = moves.length - 1;
  const after = new Map<number, number[]>();
  for (const [index, move] of moves.entries()) {
    for (const other of move.after ?? []) after.set(other, [last - index, ...(after.get(other) ?? [])]);
  }
  return moves
    .map(({ path, from, to, size, links }, index): PlanMove => {
      const waits = after.get(index);
      return {
        path,
        from: to,
        to: from,
        size,
        reason: `back to ${from}`,
        ...(links === undefined ? {} : { links }),
        ...(waits === undefined ? {} : { after: waits }),
      };
    })
    .toReversed();
}

/** Why this move cannot be taken back; null when it can. */
async function hindranceTo(
  context: PoolContext,
  { path, from, to }: Pick<PlanMove, 'path' | 'from' | 'to'>,
): Promise<string | null> {
  const [isThere, isBack] = [await holds(context, to, path), await holds(context, from, path)];
  if (isThere === null || isBack === null) return `${isThere === null ? to : from} is not connected`;
  if (!isThere) return isBack ? 'never moved' : `it is not on ${to} any more`;
  if (isBack) return `something of its name is on ${from}`;
  const { mode, draining } = context.member(from).settings;
  if (draining) return `${from} is being emptied; end that first (cfs drain ${from} --cancel)`;
  return mode === 'read-write' ? null : `${from} takes no new files`;
}

async function holds(context: PoolContext, volume: string, path: string): Promise<boolean | null> {
  try {
    await context.member(volume).volume.stat(parsePath(path));
    return true;
  } catch (thrown) {
    if (isAppError(thrown, 'not-found') || isAppError(thrown, 'not-a-directory')) return false;
    if (isAppError(thrown)) return null;
    throw thrown;
  }
}

/**
 * Undoes the next act by a plan of its own, when it is one that ran a plan; null when it is not.
 * @throws refused (bytes would be copied and `yes` was not said), busy, not-found
 */
export async function reversePlan(
  context: PoolContext,
  direction: 'undo' | 'redo',
  options: ReversalOptions,
): Promise<JobHandle | null> {
  const { engine } = context;
  const { history, plans } = engine.home;
  const wanted = direction === 'undo' ? 'done' : 'undone';
  const all = history.list(context.id).filter(({ state }) => state === wanted);
  const next = direction === 'undo' ? all.at(-1) : all[0];
  if (next?.kind !== 'plan' || (options.act !== undefined && options.act !== next.id)) return null;
  if (next.bytes > 0 && options.yes !== true) {
    const attempted = `${direction === 'undo' ? 'Undoing' : 'Redoing'} "${next.title}"`;
    throw fail('refused', attempted, `it will copy ${formatSize(next.bytes)} back`, 'confirm it (--yes)', {
      data: { bytes: next.bytes },
    });
  }
  const act = history.claim(context.id, direction, next.id);
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  try {
    const { plan: id } = JSON.parse(act.steps) as { readonly plan: string };
    const back = await planUndo(context, id);
    let items = 0;
    let bytes = 0;
    const moved = ({ size }: PlanMove): void => {
      items += 1;
      bytes += size;
    };
    const handle = await engine.runPlan(back.id, { ...signal, moved });
    void handle.ended.then(() => {
      const state = direction === 'undo' ? 'undone' : 'done';
      if (items > 0) history.finish(act.id, state, JSON.stringify({ plan: plans.get(back.id).id }), items, bytes);
      else if (back.moves.length === 0) history.forget(act.id);
      else history.release(act.id);
      engine.historyChanged(context.id);
    });
    return handle;
  } catch (thrown) {
    history.release(act.id);
    throw thrown;
  }
}

import type { Job } from '../../../shared/model.ts';
import type { PoolContext } from './context.ts';

/**
 * Names of the volumes that an interrupted job needs and that are not connected now: of the run of a plan those of its
 * moves, of others those that it wrote to. Each volume is looked at.
 */
export async function missingVolumes(
  context: PoolContext,
  { planId, perVolume }: Pick<Job, 'planId' | 'perVolume'>,
): Promise<readonly string[]> {
  await context.ready();
  // Who asks does so now and then, and what it was a moment ago is what it was asked for before.
  await context.members.check({ space: false, maxAgeMs: 0 });
  const needed = new Set(Object.keys(perVolume));
  for (const { from, to } of planId === null ? [] : movesOf(context, planId)) needed.add(from).add(to);
  const away = context.members.list().filter(({ name, state }) => needed.has(name) && !state().online);
  return away.map(({ name }) => name);
}

function movesOf(context: PoolContext, plan: string): readonly { readonly from: string; readonly to: string }[] {
  try {
    return context.engine.home.plans.get(plan).moves;
  } catch {
    // It was forgotten: who goes on with it is told.
    return [];
  }
}

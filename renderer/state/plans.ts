import type { Output } from '../../shared/contract.ts';
import type { Plan, PlanSummary } from '../../shared/model.ts';
import { host } from '../api/host.ts';
import { cancelJob, isEnded, useJobs } from './jobs.ts';
import { setVolume } from './pool.ts';

export function getPlan(id: string): Promise<Plan> {
  return host().call('plan.get', { id });
}

/** Newest first. */
export function listPlans(pool: string): Promise<readonly PlanSummary[]> {
  return host().call('plan.list', { pool });
}

/** Makes the plan that takes a run back; moves nothing. @throws AppError refused (nothing of it was run) */
export function undoPlan(id: string): Promise<Plan> {
  return host().call('plan.undo', { id });
}

/** Starts a plan; it can run once. @throws AppError refused when it ran already or is stale */
export function startPlan(id: string): Promise<Output<'plan.run'>> {
  return host().call('plan.run', { id });
}

/** Ends emptying a volume: a run that does it stops after its file, and new files may be placed there again. */
export async function stopEmptying(pool: string, volume: string): Promise<void> {
  for (const { id, kind, planId, ...job } of useJobs.getState().jobs) {
    if (job.pool !== pool || kind !== 'drain' || planId === null || isEnded({ state: job.state })) continue;
    const { moves } = await getPlan(planId);
    if (moves.some((move) => move.from === volume)) cancelJob(id);
  }
  await setVolume({ pool, volume, mode: 'read-write' });
}

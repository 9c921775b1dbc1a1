import { create } from 'zustand';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Job, Plan, PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import type { RunWindow } from '../../../shared/runs.ts';
import { host } from '../../api/host.ts';
import { useJobs } from '../../state/jobs.ts';
import { getPlan } from '../../state/plans.ts';
import { setRebalanceGoal } from '../../state/rebalance.ts';
import { leaveDraft, refuse, useDraft } from './draft-store.ts';

interface RebalanceState {
  /** The plan whose run is shown. */
  readonly plan: Plan | null;
  readonly error: AppError | null;
  readonly starting: boolean;
  /** The run that is shown, running or ended. */
  readonly jobId: string | null;
  /** What was last heard of it: it stays here when it is taken off the list of operations. */
  readonly job: Job | null;
  /** Figures of the pool while it runs. */
  readonly live: PoolInfo | null;
}

const fresh: RebalanceState = {
  plan: null,
  error: null,
  starting: false,
  jobId: null,
  job: null,
  live: null,
};

export const useRebalance = create<RebalanceState>()(() => fresh);

useJobs.subscribe(({ jobs }) => {
  const { jobId } = useRebalance.getState();
  const job = jobs.find((one) => one.id === jobId);
  if (job !== undefined) useRebalance.setState({ job });
});

/** How a run works: its speed, and when. */
export interface RunHow {
  /** It gives way to other work on its disks. */
  readonly background: boolean;
  /** Most bytes per second; null: as fast as it goes. */
  readonly limit: number | null;
  /** It works only in these hours; null: always. */
  readonly window: RunWindow | null;
}

export const fullSpeed: RunHow = { background: false, limit: null, window: null };

/** Keeps the draft that is shown and starts it. A refusal (stale) stays on the screen with "Plan again". */
export async function start({ background, limit, window }: RunHow = fullSpeed): Promise<void> {
  const { draft, solving, held } = useDraft.getState();
  if (draft === null || solving || held !== null || useRebalance.getState().starting) return;
  useRebalance.setState({ starting: true });
  try {
    const plan = await host().call('plan.keep', { draft: draft.id });
    const how = {
      ...(background && { background }),
      ...(limit !== null && { limit }),
      ...(window !== null && { window }),
    };
    const { jobId } = await host().call('plan.run', { id: plan.id, ...how });
    showStarted(plan, jobId);
  } catch (thrown) {
    refuse(asAppError(thrown));
  } finally {
    useRebalance.setState({ starting: false });
  }
}

/** Shows the run of this plan, which has just begun. */
export function showStarted(plan: Plan, jobId: string): void {
  leaveDraft();
  useRebalance.setState({ ...fresh, plan, jobId, job: known(jobId) });
}

/** Leaves the run or the refused plan behind; the screen plans again by itself. */
export function planAgain(): void {
  leaveDraft();
  useRebalance.setState(fresh);
}

/** Shows a run of this pool that goes on (started here before, or by another window or the command line). */
export async function adopt(job: Job): Promise<void> {
  if (job.planId === null || useRebalance.getState().jobId === job.id) return;
  leaveDraft();
  useRebalance.setState({ ...fresh, jobId: job.id, job });
  try {
    const plan = await getPlan(job.planId);
    if (useRebalance.getState().jobId === job.id) useRebalance.setState({ plan });
  } catch (thrown) {
    useRebalance.setState({ error: asAppError(thrown) });
  }
}

/** Makes a plan for what is left on a volume that was emptied. */
export function emptyAgain(volume: Pick<VolumeInfo, 'id'>): void {
  setRebalanceGoal({ kind: 'drain', volume: volume.id });
  planAgain();
}

function known(id: string): Job | null {
  return useJobs.getState().jobs.find((job) => job.id === id) ?? null;
}

/** How often the figures of the volumes are fetched while a run is shown, ms. */
const liveMs = 2_000;

/** Follows the volumes' figures while a run is shown. Returns what ends it. */
export function followRun(pool: string): () => void {
  let ended = false;
  const tick = async (): Promise<void> => {
    const { jobId, job } = useRebalance.getState();
    if (job === null || ended) return;
    try {
      const live = await host().call('pool.get', { pool });
      if (useRebalance.getState().jobId === jobId) useRebalance.setState({ live });
    } catch {
      // The banner of the shell says that the host is gone; the picture stays as it was.
    }
  };
  const timer = setInterval(() => void tick(), liveMs);
  void tick();
  return () => {
    ended = true;
    clearInterval(timer);
  };
}

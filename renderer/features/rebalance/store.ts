import { create } from 'zustand';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Job, Plan, PoolInfo } from '../../../shared/model.ts';
import { host } from '../../api/host.ts';
import { isEnded, useJobs } from '../../state/jobs.ts';
import { getPlan, planDrain, planEven, startPlan } from '../../state/plans.ts';
import type { RebalanceGoal } from '../../state/rebalance.ts';

/** What one point in time of a run did, for the speed graph. */
export interface Speed {
  readonly atMs: number;
  /** Bytes per second. */
  readonly rate: number;
}

interface RebalanceState {
  /** Points around the mean that are even enough. */
  readonly within: number;
  /** The plan that is shown; the old one stays until the new one is there. */
  readonly plan: Plan | null;
  /** What `plan` was made for; a plan for something else is not started. */
  readonly planKey: string;
  readonly planning: boolean;
  readonly error: AppError | null;
  readonly starting: boolean;
  /** The run that is shown, running or ended. */
  readonly jobId: string | null;
  /** What was last heard of it: it stays here when it is taken off the list of operations. */
  readonly job: Job | null;
  readonly speeds: readonly Speed[];
  /** Figures of the pool while it runs. */
  readonly live: PoolInfo | null;
}

const fresh = {
  plan: null,
  planKey: '',
  planning: false,
  error: null,
  starting: false,
  jobId: null,
  job: null,
  speeds: [],
  live: null,
} satisfies Partial<RebalanceState>;

export const useRebalance = create<RebalanceState>()(() => ({ within: 5, ...fresh }));

useJobs.subscribe(({ jobs }) => {
  const { jobId } = useRebalance.getState();
  const job = jobs.find((one) => one.id === jobId);
  if (job !== undefined) useRebalance.setState({ job });
});

/** Steps that the band control offers, in points. */
export const withinSteps = [1, 2, 5, 10] as const;

export function setWithin(within: number): void {
  useRebalance.setState({ within });
}

let asking: AbortController | null = null;

/** Makes the plan for a goal. What is asked later wins; the shown plan stays until the new one is there. */
export async function makePlan(pool: PoolInfo, goal: RebalanceGoal, within: number, key: string): Promise<void> {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  const volume = goal.kind === 'drain' ? pool.volumes.find((one) => one.id === goal.volume) : undefined;
  if (goal.kind === 'drain' && volume === undefined) {
    useRebalance.setState({ ...fresh, planKey: key });
    return;
  }
  useRebalance.setState({ planning: true, error: null });
  try {
    const plan =
      volume === undefined
        ? await planEven(pool.id, within, mine.signal)
        : await planDrain(pool.id, volume.name, mine.signal);
    if (asking === mine) useRebalance.setState({ plan, planKey: key, planning: false });
  } catch (thrown) {
    if (asking === mine)
      useRebalance.setState({ plan: null, planKey: key, planning: false, error: asAppError(thrown) });
  }
}

/** Starts the shown plan. A refusal (stale, run already) stays on the screen with "Plan again". */
export async function start(): Promise<void> {
  const { plan, starting } = useRebalance.getState();
  if (plan === null || starting) return;
  useRebalance.setState({ starting: true, error: null });
  try {
    const { jobId } = await startPlan(plan.id);
    useRebalance.setState({ jobId, job: known(jobId), speeds: [], live: null });
  } catch (thrown) {
    useRebalance.setState({ error: asAppError(thrown) });
  } finally {
    useRebalance.setState({ starting: false });
  }
}

/** Leaves the run or the refused plan behind; the screen plans again by itself. */
export function planAgain(): void {
  asking?.abort();
  asking = null;
  useRebalance.setState(fresh);
}

/** Shows a run of this pool that goes on (started here before, or by another window or the command line). */
export async function adopt(job: Job): Promise<void> {
  if (job.planId === null || useRebalance.getState().jobId === job.id) return;
  asking?.abort();
  asking = null;
  useRebalance.setState({ ...fresh, jobId: job.id, job });
  try {
    const plan = await getPlan(job.planId);
    if (useRebalance.getState().jobId === job.id) useRebalance.setState({ plan });
  } catch (thrown) {
    useRebalance.setState({ error: asAppError(thrown) });
  }
}

function known(id: string): Job | null {
  return useJobs.getState().jobs.find((job) => job.id === id) ?? null;
}

/** The last ten minutes at one sample a second. */
const keptSpeeds = 600;

/** Follows the run that is shown: speeds once a second, the volumes' figures every two. Returns what ends it. */
export function followRun(pool: string): () => void {
  let ticks = 0;
  let ended = false;
  const tick = async (): Promise<void> => {
    const { jobId, job } = useRebalance.getState();
    if (job === null || ended) return;
    if (!isEnded(job)) {
      const speed = { atMs: Date.now(), rate: job.state === 'running' ? job.rate : 0 };
      useRebalance.setState(({ speeds }) => ({ speeds: [...speeds.slice(1 - keptSpeeds), speed] }));
    }
    ticks += 1;
    if (ticks % 2 !== 1) return;
    try {
      const live = await host().call('pool.get', { pool });
      if (useRebalance.getState().jobId === jobId) useRebalance.setState({ live });
    } catch {
      // The banner of the shell says that the host is gone; the picture stays as it was.
    }
  };
  const timer = setInterval(() => void tick(), 1_000);
  void tick();
  return () => {
    ended = true;
    clearInterval(timer);
  };
}

/** What a fresh look at a volume found after it was emptied. */
export interface Proof {
  readonly atMs: number;
  /** Paths of the pool that are still there. */
  readonly left: readonly string[];
  readonly foreign: readonly string[];
}

/** @throws AppError offline when the volume could not be read */
export async function proveEmpty(pool: string, volume: string): Promise<Proof> {
  const { entries, foreign } = await host().call('volume.remaining', { pool, volume });
  return { atMs: Date.now(), left: entries, foreign };
}

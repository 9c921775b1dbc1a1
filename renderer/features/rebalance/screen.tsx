import { useEffect } from 'react';
import { ArrowLeft } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { isEnded, useJobs } from '../../state/jobs.ts';
import { useRebalanceGoal } from '../../state/rebalance.ts';
import { go } from '../../state/route.ts';
import { IconButton, PageBar, useDelayed } from '../../ui/index.ts';
import { drainedBy, isRebalance, materialKey } from './figures.ts';
import { NoPlan, PlanView } from './plan-view.tsx';
import styles from './rebalance.module.css';
import { RunView } from './run-view.tsx';
import { adopt, followRun, makePlan, planAgain, useRebalance } from './store.ts';

/** Waits for changes to settle before a plan is made anew, ms. */
const settleMs = 300;

/** Plans on entering and when the pool, the goal or the band changed materially; never while a run is shown. */
function usePlanning(pool: PoolInfo): void {
  const goal = useRebalanceGoal((state) => state.goal);
  const { within, planKey, jobId } = useRebalance();
  const running = useJobs(({ jobs }) => jobs.find((job) => job.pool === pool.id && isRebalance(job) && !isEnded(job)));
  const key = `${materialKey(pool)} ${JSON.stringify(goal)} ${goal.kind === 'even' ? within : ''}`;
  useEffect(() => {
    if (running !== undefined && running.id !== jobId) void adopt(running);
  }, [running, jobId]);
  useEffect(() => {
    if (jobId !== null || running !== undefined || key === planKey) return;
    const timer = setTimeout(() => void makePlan(pool, goal, within, key), planKey === '' ? 0 : settleMs);
    return () => clearTimeout(timer);
  }, [key, planKey, jobId, running, pool, goal, within]);
  useEffect(() => (jobId === null ? undefined : followRun(pool.id)), [jobId, pool.id]);
  // A run that has ended is not shown again at the next visit.
  useEffect(
    () => () => {
      const { job } = useRebalance.getState();
      if (job === null || isEnded(job)) planAgain();
    },
    [],
  );
}

export function Screen({ pool }: { readonly pool: PoolInfo }) {
  usePlanning(pool);
  const { plan, planning, error, job } = useRebalance();
  const goal = useRebalanceGoal((state) => state.goal);
  const drained = drainedBy(plan, pool);
  const late = useDelayed(plan === null && planning);
  const chosen = goal.kind !== 'drain' || goal.volume !== null;
  return (
    <main className={styles['screen']} aria-busy={planning}>
      <PageBar>
        <IconButton label="Back to files" icon={ArrowLeft} onClick={() => go({ screen: 'files' })} />
        <h1>{drained === null ? 'Rebalance' : `Empty ${visibleName(drained)}`}</h1>
        <span className={styles['scope']}>{visibleName(pool.name)}, whole pool</span>
      </PageBar>
      {plan === null ? (
        <NoPlan pool={pool} error={error} late={late} asks={!chosen} />
      ) : job === null ? (
        <PlanView pool={pool} plan={plan} drained={drained} />
      ) : (
        <RunView pool={pool} plan={plan} job={job} />
      )}
    </main>
  );
}

import { useEffect } from 'react';
import { ArrowLeft, ShieldCheck, TriangleAlert } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { Job, Plan, PoolInfo } from '../../../shared/model.ts';
import { isEnded, useJobs } from '../../state/jobs.ts';
import { useRail } from '../../state/layout.ts';
import { useRebalanceGoal } from '../../state/rebalance.ts';
import { go } from '../../state/route.ts';
import { Button, cx, ErrorMessage, Icon, IconButton, PageBar, Skeleton, useDelayed } from '../../ui/index.ts';
import { NotMovedList, notMovedOf, totalOf } from './blocked.tsx';
import { drainedBy, evennessOf, isRebalance, levelsOf, materialKey } from './figures.ts';
import { EndFooter, RunFooter, StartFooter } from './footers.tsx';
import { Goals } from './goals.tsx';
import { ProofSteps, useProof } from './proof.tsx';
import styles from './rebalance.module.css';
import { DrainedPanel, EvenEnough, FlowSection, MovesSection, Progress, Remarks, VolumesSection } from './sections.tsx';
import { SpeedPanel } from './speed.tsx';
import { adopt, followRun, makePlan, planAgain, useRebalance } from './store.ts';
import { drainLead, endLead, evenLead, runLead } from './words.ts';
import type { Lead } from './words.ts';

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
  const { plan, planning, error, jobId, job: shown } = useRebalance();
  const goal = useRebalanceGoal((state) => state.goal);
  const job = shown ?? undefined;
  const drained = drainedBy(plan, pool);
  const running = job !== undefined && !isEnded(job);
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
      ) : (
        <WithPlan pool={pool} plan={plan} job={job} drained={drained} />
      )}
      {plan !== null && jobId === null && plan.moves.length > 0 && <StartFooter plan={plan} pool={pool} />}
      {running && <RunFooter job={job} />}
      {job !== undefined && !running && plan !== null && <EndFooter job={job} pool={pool} drained={drained} />}
    </main>
  );
}

/** Before the first plan: skeletons of the true height, an error, or the question which volume to empty. */
function NoPlan(props: { pool: PoolInfo; error: Error | null; late: boolean; asks: boolean }) {
  const { pool, error, late, asks } = props;
  const goal = useRebalanceGoal((state) => state.goal);
  return (
    <div className={styles['body']}>
      <section className={styles['lead']}>
        {asks ? (
          <LeadWords
            lead={{ lead: 'Which volume is to be emptied?', say: ['What fits where is shown before anything moves.'] }}
          />
        ) : (
          late && (
            <div className={styles['waiting']} role="status" aria-label="Making the plan">
              <Skeleton width="60%" height={24} />
              <Skeleton width="80%" height={16} />
            </div>
          )
        )}
        <Goals pool={pool} goal={goal} />
        {error !== null && (
          <div className={styles['messages']}>
            <ErrorMessage error={error} action={<Button onClick={planAgain}>Plan again</Button>} />
          </div>
        )}
        {late && (
          <div className={cx(styles['section'], styles['waiting'])}>
            {pool.volumes.map((volume) => (
              <Skeleton key={volume.id} height={20} />
            ))}
          </div>
        )}
      </section>
    </div>
  );
}

interface WithPlanProps {
  readonly pool: PoolInfo;
  readonly plan: Plan;
  readonly job: Job | undefined;
  readonly drained: string | null;
}

function WithPlan({ pool, plan, job, drained }: WithPlanProps) {
  const narrow = useRail();
  const { within, error, live, speeds } = useRebalance();
  const goal = useRebalanceGoal((state) => state.goal);
  const ended = job !== undefined && isEnded(job);
  const levels = levelsOf(plan, live ?? pool, job);
  const items = notMovedOf(plan, pool);
  const volume = pool.volumes.find((one) => one.name === drained);
  const proof = useProof(pool, volume, job);
  const proven = proof.proof !== null && proof.proof.left.length === 0;
  const lead = leadOf(plan, job, levels, drained, proven);
  return (
    <div className={styles['body']}>
      <section className={styles['lead']}>
        <div className={cx(proven && styles['proof'])}>
          {proven && (
            <span className={styles['shield']}>
              <Icon icon={ShieldCheck} size={22} />
            </span>
          )}
          <LeadWords lead={lead} />
        </div>
        {job === undefined && <Goals pool={pool} goal={goal} />}
        {job !== undefined && !proven && <Progress job={job} />}
        <Remarks plan={plan} job={job} error={error} />
      </section>
      <div>
        {job === undefined && goal.kind === 'even' && plan.before.length > 0 && (
          <EvenEnough plan={plan} levels={levels} within={within} />
        )}
        {job !== undefined && !ended && <SpeedPanel job={job} speeds={speeds} />}
        {drained !== null && volume !== undefined && (job === undefined || ended) && (
          <DrainedPanel level={levels.find((one) => one.name === drained)} volume={volume} ended={ended} />
        )}
      </div>
      <VolumesSection
        levels={levels}
        band={plan.before.length > 0 ? plan.band : null}
        running={job !== undefined}
        ended={job?.state === 'done'}
      />
      {!narrow && (
        <section className={styles['section']}>
          {ended && volume !== undefined && job.state === 'done' ? (
            <>
              <div className={styles['head']}>
                <h3>Proof of empty</h3>
              </div>
              <ProofSteps state={proof} volume={volume} job={job} />
            </>
          ) : (
            <FlowSection plan={plan} levels={levels} />
          )}
        </section>
      )}
      {narrow && ended && volume !== undefined && job.state === 'done' && (
        <section className={styles['section']}>
          <ProofSteps state={proof} volume={volume} job={job} />
        </section>
      )}
      <MovesSection plan={plan} levels={levels} job={job} items={items} narrow={narrow} />
      {!narrow && (
        <section className={cx(styles['section'], styles['last'])}>
          <div className={styles['head']}>
            <h3>
              {items.length > 0 && <Icon icon={TriangleAlert} className={styles['warn']} />}
              Not moved
            </h3>
            <span className={cx(styles['quiet'], styles['end'])}>{items.length > 0 && totalOf(items)}</span>
          </div>
          {items.length === 0 ? (
            <p className={styles['sideSay']}>Nothing is left out.</p>
          ) : (
            <NotMovedList
              items={items}
              after={plan.reached && plan.moves.length > 0 ? 'The plan reaches its target without these.' : ''}
            />
          )}
        </section>
      )}
    </div>
  );
}

function leadOf(
  plan: Plan,
  job: Job | undefined,
  levels: ReturnType<typeof levelsOf>,
  drained: string | null,
  proven: boolean,
): Lead {
  const taking = levels.filter((level) => level.left === '');
  if (job === undefined)
    return drained === null ? evenLead(plan, new Set(taking.map((level) => level.name))) : drainLead(plan, drained);
  if (!isEnded(job)) return runLead(job, drained);
  const even = evennessOf(taking.map((level) => ({ volume: level.name, used: level.now, total: level.total })));
  const lead = endLead(job, plan, even, drained);
  return proven && drained !== null ? { ...lead, lead: `${visibleName(drained)} is empty. Safe to remove.` } : lead;
}

/** Announced when it changes for good: not with every figure of a run. */
function LeadWords({ lead }: { readonly lead: Lead }) {
  return (
    <div className={styles['words']}>
      <h2>{lead.lead}</h2>
      <p>{lead.say.map((part, at) => (at % 2 === 1 ? <b key={part}>{part}</b> : part))}</p>
    </div>
  );
}

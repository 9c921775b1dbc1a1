import { ShieldCheck, TriangleAlert } from 'lucide-react';
import { visibleName } from '../../../shared/format.ts';
import type { Job, Plan, PoolInfo } from '../../../shared/model.ts';
import { isEnded } from '../../state/jobs.ts';
import { useRail } from '../../state/layout.ts';
import { cx, Icon } from '../../ui/index.ts';
import { NotMovedList, notMovedOf, totalOf } from './blocked.tsx';
import { drainedBy, evennessOf, levelsOf } from './figures.ts';
import { EndFooter, RunFooter } from './footers.tsx';
import { LeadWords } from './lead-words.tsx';
import { ProofSteps, useProof } from './proof.tsx';
import styles from './rebalance.module.css';
import { DrainedPanel, FlowSection, MovesSection, Progress, Remarks, VolumesSection } from './sections.tsx';
import { SpeedPanel } from './speed.tsx';
import { useRebalance } from './store.ts';
import { endLead, runLead } from './words.ts';
import type { Lead } from './words.ts';

export interface RunViewProps {
  readonly pool: PoolInfo;
  readonly plan: Plan;
  readonly job: Job;
}

/** The picture of the plan while it happens, and how it ended. */
export function RunView({ pool, plan, job }: RunViewProps) {
  const narrow = useRail();
  const { error, live, speeds } = useRebalance();
  const ended = isEnded(job);
  const drained = drainedBy(plan, pool);
  const levels = levelsOf(plan, live ?? pool, job);
  const items = notMovedOf(plan, pool);
  const volume = pool.volumes.find((one) => one.name === drained);
  const proof = useProof(pool, volume, job);
  const proven = proof.proof !== null && proof.proof.left.length === 0;
  const lead = leadOf(plan, job, levels, drained, proven);
  return (
    <>
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
          {!proven && <Progress job={job} />}
          <Remarks plan={plan} job={job} error={error} />
        </section>
        <div>
          {!ended && <SpeedPanel job={job} speeds={speeds} />}
          {drained !== null && volume !== undefined && ended && (
            <DrainedPanel level={levels.find((one) => one.name === drained)} volume={volume} ended={ended} />
          )}
        </div>
        <VolumesSection
          levels={levels}
          band={plan.before.length > 0 ? plan.band : null}
          running
          ended={job.state === 'done'}
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
      {ended ? <EndFooter job={job} pool={pool} drained={drained} /> : <RunFooter job={job} />}
    </>
  );
}

function leadOf(
  plan: Plan,
  job: Job,
  levels: ReturnType<typeof levelsOf>,
  drained: string | null,
  proven: boolean,
): Lead {
  const taking = levels.filter((level) => level.left === '');
  if (!isEnded(job)) return runLead(job, drained);
  const even = evennessOf(taking.map((level) => ({ volume: level.name, used: level.now, total: level.total })));
  const lead = endLead(job, plan, even, drained);
  return proven && drained !== null ? { ...lead, lead: `${visibleName(drained)} is empty. Safe to remove.` } : lead;
}

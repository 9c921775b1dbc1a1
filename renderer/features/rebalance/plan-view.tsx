import { TriangleAlert } from 'lucide-react';
import type { Plan, PoolInfo } from '../../../shared/model.ts';
import { useRail } from '../../state/layout.ts';
import { useRebalanceGoal } from '../../state/rebalance.ts';
import { Button, cx, ErrorMessage, Icon, Skeleton } from '../../ui/index.ts';
import { NotMovedList, notMovedOf, totalOf } from './blocked.tsx';
import { levelsOf } from './figures.ts';
import { StartFooter } from './footers.tsx';
import { Goals } from './goals.tsx';
import { LeadWords } from './lead-words.tsx';
import styles from './rebalance.module.css';
import { DrainedPanel, EvenEnough, FlowSection, MovesSection, Remarks, VolumesSection } from './sections.tsx';
import { planAgain, useRebalance } from './store.ts';
import { drainLead, evenLead } from './words.ts';

/** Before the first plan: skeletons of the true height, an error, or the question which volume to empty. */
export function NoPlan(props: { pool: PoolInfo; error: Error | null; late: boolean; asks: boolean }) {
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

export interface PlanViewProps {
  readonly pool: PoolInfo;
  readonly plan: Plan;
  readonly drained: string | null;
}

export function PlanView({ pool, plan, drained }: PlanViewProps) {
  const narrow = useRail();
  const { within, error } = useRebalance();
  const goal = useRebalanceGoal((state) => state.goal);
  const levels = levelsOf(plan, pool);
  const items = notMovedOf(plan, pool);
  const volume = pool.volumes.find((one) => one.name === drained);
  const taking = new Set(levels.filter((level) => level.left === '').map((level) => level.name));
  return (
    <>
      <div className={styles['body']}>
        <section className={styles['lead']}>
          <LeadWords lead={drained === null ? evenLead(plan, taking) : drainLead(plan, drained)} />
          <Goals pool={pool} goal={goal} />
          <Remarks plan={plan} job={undefined} error={error} />
        </section>
        <div>
          {goal.kind === 'even' && plan.before.length > 0 && <EvenEnough plan={plan} levels={levels} within={within} />}
          {drained !== null && volume !== undefined && (
            <DrainedPanel level={levels.find((one) => one.name === drained)} volume={volume} ended={false} />
          )}
        </div>
        <VolumesSection
          levels={levels}
          band={plan.before.length > 0 ? plan.band : null}
          running={false}
          ended={false}
        />
        {!narrow && (
          <section className={styles['section']}>
            <FlowSection plan={plan} levels={levels} />
          </section>
        )}
        <MovesSection plan={plan} levels={levels} job={undefined} items={items} narrow={narrow} />
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
      {plan.moves.length > 0 && <StartFooter plan={plan} pool={pool} />}
    </>
  );
}

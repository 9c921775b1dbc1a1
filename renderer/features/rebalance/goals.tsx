import { useId } from 'react';
import { ArrowUpFromLine, Columns2 } from 'lucide-react';
import { formatSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { setRebalanceGoal } from '../../state/rebalance.ts';
import type { RebalanceGoal } from '../../state/rebalance.ts';
import { cx, Icon, Segmented, VolumeMark } from '../../ui/index.ts';
import styles from './rebalance.module.css';
import { setWithin, withinSteps } from './store.ts';

const goals = [
  {
    kind: 'even',
    icon: Columns2,
    label: 'Even out % full',
    said: 'Brings each volume to the same share of its size. Volumes that are read only or not connected stay as they are.',
  },
  {
    kind: 'drain',
    icon: ArrowUpFromLine,
    label: 'Empty a volume',
    said: 'Moves everything of the pool off one volume, so that it can be removed. Nothing new is placed on it.',
  },
] as const;

export interface GoalsProps {
  readonly pool: PoolInfo;
  readonly goal: RebalanceGoal;
}

/** What the rebalance is for; each goal has its own verb and says what it does. */
export function Goals({ pool, goal }: GoalsProps) {
  const name = useId();
  const chosen = goals.find((one) => one.kind === goal.kind);
  return (
    <>
      <div role="radiogroup" aria-label="Goal" className={styles['goals']}>
        {goals.map((one) => (
          <label key={one.kind} className={styles['goal']}>
            <input
              type="radio"
              name={name}
              className={styles['radio']}
              checked={one.kind === goal.kind}
              onChange={() =>
                setRebalanceGoal(one.kind === 'even' ? { kind: 'even' } : { kind: 'drain', volume: null })
              }
            />
            <Icon icon={one.icon} size={20} />
            {one.label}
          </label>
        ))}
      </div>
      <p className={styles['said']}>{chosen?.said}</p>
      {goal.kind === 'drain' && <VolumePick pool={pool} chosen={goal.volume} />}
    </>
  );
}

/** Which volume to empty: those that are connected and may be changed. */
function VolumePick({ pool, chosen }: { readonly pool: PoolInfo; readonly chosen: string | null }) {
  const name = useId();
  const possible = pool.volumes.filter((volume) => volume.state !== 'offline' && volume.mode !== 'read-only');
  return (
    <div role="radiogroup" aria-label="Volume to empty" className={styles['picks']}>
      {possible.map((volume) => (
        <label key={volume.id} className={styles['pick']}>
          <input
            type="radio"
            name={name}
            className={styles['radio']}
            checked={volume.id === chosen}
            onChange={() => setRebalanceGoal({ kind: 'drain', volume: volume.id })}
          />
          <VolumeMark mark={volume.mark} colour={volume.colour} state={volume.state} />
          {visibleName(volume.name)}
          {volume.space !== null && <span className={styles['quiet']}>{formatSize(volume.space.used)}</span>}
        </label>
      ))}
    </div>
  );
}

export interface EnoughProps {
  readonly within: number;
  /** What the plan reaches: "96 % for 312 GB". */
  readonly result: string;
  readonly say: string;
}

/** The band: how many points around the mean are good enough. */
export function Enough({ within, result, say }: EnoughProps) {
  const id = useId();
  return (
    <section className={cx(styles['side'], styles['enoughSide'])} aria-labelledby={id}>
      <div className={styles['sideHead']}>
        <h3 id={id}>How even is enough?</h3>
        <span className={styles['quiet']}>{result}</span>
      </div>
      <div className={styles['enough']}>
        <span className={styles['quiet']}>within</span>
        <Segmented
          label="Within how many points of the mean"
          value={String(within)}
          options={withinSteps.map((step) => ({ value: String(step), label: String(step) }))}
          onChange={(value) => setWithin(Number(value))}
        />
        <span className={styles['quiet']}>points</span>
      </div>
      <p className={styles['sideSay']}>{say}</p>
    </section>
  );
}

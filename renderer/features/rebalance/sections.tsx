import { visibleName } from '../../../shared/format.ts';
import type { VolumeInfo } from '../../../shared/model.ts';
import { cx, VolumeBar } from '../../ui/index.ts';
import type { Level } from './figures.ts';
import styles from './rebalance.module.css';
import { planText } from './screen-words.ts';

/** The volume that is to be emptied, as it is and as it will be. */
export function DrainedPanel(props: { level: Level | undefined; volume: VolumeInfo; ended: boolean }) {
  const { level, volume, ended } = props;
  if (level === undefined) return null;
  const used = ended ? level.now : level.before;
  return (
    <section className={cx(styles['side'], styles['drained'])}>
      <div className={styles['sideHead']}>
        <h3>{visibleName(volume.name)}</h3>
        <span className={styles['quiet']}>{planText.sizeAndSystem(level.total, volume.filesystem)}</span>
      </div>
      <VolumeBar
        size="tall"
        colour={volume.colour}
        used={used}
        total={level.total}
        label={planText.usedOf(used, level.total)}
      />
      <p className={styles['sideSay']}>
        {ended ? planText.usedNow(used, volume.root) : planText.usedThen(used, level.after, volume.root)}
      </p>
    </section>
  );
}

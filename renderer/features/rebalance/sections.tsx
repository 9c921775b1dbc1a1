import { formatSize, visibleName } from '../../../shared/format.ts';
import type { VolumeInfo } from '../../../shared/model.ts';
import { cx, VolumeBar } from '../../ui/index.ts';
import type { Level } from './figures.ts';
import styles from './rebalance.module.css';

/** The volume that is to be emptied, as it is and as it will be. */
export function DrainedPanel(props: { level: Level | undefined; volume: VolumeInfo; ended: boolean }) {
  const { level, volume, ended } = props;
  if (level === undefined) return null;
  const used = ended ? level.now : level.before;
  return (
    <section className={cx(styles['side'], styles['drained'])}>
      <div className={styles['sideHead']}>
        <h3>{visibleName(volume.name)}</h3>
        <span className={styles['quiet']}>
          {formatSize(level.total)}, {volume.filesystem}
        </span>
      </div>
      <VolumeBar
        size="tall"
        colour={volume.colour}
        used={used}
        total={level.total}
        label={`${formatSize(used)} of ${formatSize(level.total)} used`}
      />
      <p className={styles['sideSay']}>
        {formatSize(used)} used{ended ? '' : `, ${formatSize(level.after)} after`}. {visibleName(volume.root)}
      </p>
    </section>
  );
}

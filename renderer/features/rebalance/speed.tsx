import { formatSize, visibleName } from '../../../shared/format.ts';
import type { Job } from '../../../shared/model.ts';
import { cx } from '../../ui/index.ts';
import styles from './rebalance.module.css';
import type { Speed } from './store.ts';

const width = 340;
const height = 64;
/** The graph is ten minutes wide at most; a young run fills it from the left. */
const spanMs = 600_000;

/** The number, one line for the last minutes with its mean, and the file of the moment. */
export function SpeedPanel({ job, speeds }: { readonly job: Job; readonly speeds: readonly Speed[] }) {
  const first = speeds[0]?.atMs ?? 0;
  const last = speeds.at(-1)?.atMs ?? first;
  const from = Math.max(first, last - spanMs);
  const top = Math.max(1, ...speeds.map((one) => one.rate)) * 1.15;
  const mean = speeds.reduce((sum, one) => sum + one.rate, 0) / Math.max(1, speeds.length);
  const x = (atMs: number): number => ((atMs - from) / Math.max(30_000, last - from)) * width;
  const y = (rate: number): number => height - (rate / top) * height;
  const line = speeds
    .map((one, at) => `${at === 0 ? 'M' : 'L'}${x(one.atMs).toFixed(1)} ${y(one.rate).toFixed(1)}`)
    .join('');
  return (
    <section className={cx(styles['side'], styles['speedSide'])} aria-label="Speed">
      <div className={styles['sideHead']}>
        <h3>{job.state === 'paused' ? 'Paused' : `${formatSize(job.rate)}/s`}</h3>
        <span className={styles['quiet']}>last 10 minutes</span>
      </div>
      <svg className={styles['speed']} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
        {speeds.length > 1 && (
          <>
            <path
              className={styles['speedArea']}
              d={`${line}L${x(last).toFixed(1)} ${height}L${x(first).toFixed(1)} ${height}Z`}
            />
            <path className={styles['speedMean']} d={`M0 ${y(mean).toFixed(1)}H${width}`} />
            <path className={styles['speedLine']} d={line} />
          </>
        )}
      </svg>
      <span className={styles['current']} title={visibleName(job.current)}>
        {job.current === '' ? '\u00a0' : visibleName(job.current)}
      </span>
    </section>
  );
}

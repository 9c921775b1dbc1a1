import type { Job } from '../../../shared/model.ts';
import { cx } from '../../ui/index.ts';
import styles from './rebalance.module.css';
import { runText } from './run-screen-words.ts';
import { limitWords } from './run-words.ts';
import { meansOf } from './run-figures.ts';
import type { Limit } from './run-figures.ts';
import run from './run.module.css';

const width = 340;
const height = 72;
/** Seconds of one point. */
const pointSeconds = 5;

export interface SpeedPanelProps {
  readonly job: Job;
  /** Bytes written on the targets, one figure a second for ten minutes. */
  readonly written: readonly number[];
  readonly limit: Limit;
}

/** The number, one line for the last ten minutes with its mean, and what it is limited by. */
export function SpeedPanel({ job, written, limit }: SpeedPanelProps) {
  const points = meansOf(written, pointSeconds);
  const working = points.filter((rate) => rate > 0);
  const top = Math.max(1, ...points) * 1.15;
  const mean = working.reduce((sum, rate) => sum + rate, 0) / Math.max(1, working.length);
  const y = (rate: number): string => (height - (rate / top) * height).toFixed(1);
  const line = points
    .map(
      (rate, at) => `${at === 0 ? 'M' : 'L'}${((at / Math.max(1, points.length - 1)) * width).toFixed(1)} ${y(rate)}`,
    )
    .join('');
  const words = limitWords(limit, job);
  return (
    <section className={cx(styles['side'], styles['speedSide'])} aria-label={runText.speed}>
      <div className={styles['sideHead']}>
        <h3 className={run['rate']}>{job.state === 'running' ? runText.rate(job.rate) : runText.still}</h3>
        <span className={styles['quiet']}>{runText.lastTen}</span>
      </div>
      <svg
        className={run['graph']}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={working.length === 0 ? runText.nothingWritten : runText.meanRate(mean)}
      >
        {points.length > 1 && (
          <>
            <path className={styles['speedArea']} d={`${line}V${height}H0Z`} />
            {working.length > 0 && <path className={styles['speedMean']} d={`M0 ${y(mean)}H${width}`} />}
            <path className={styles['speedLine']} d={line} />
          </>
        )}
      </svg>
      <p className={run['limit']}>{words}</p>
    </section>
  );
}

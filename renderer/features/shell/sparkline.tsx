import type { VolumeIoHistory } from '../../../shared/io.ts';
import { cx } from '../../ui/index.ts';
import css from './sidebar.module.css';

const width = 52;
const height = 14;
/** Seconds that are shown, and that make one point. */
const shownSeconds = 300;
const pointSeconds = 6;
/** Bytes per second that reach the top at least: a trickle is no mountain. */
const leastTop = 1_000_000;

/** Means of a few seconds each, of reads and writes together, oldest first. */
export function sparkPoints({ reads, writes }: Pick<VolumeIoHistory, 'reads' | 'writes'>): readonly number[] {
  const from = Math.max(0, reads.length - shownSeconds);
  const points: number[] = [];
  for (let at = from; at < reads.length; at += pointSeconds) {
    let sum = 0;
    const end = Math.min(reads.length, at + pointSeconds);
    for (let second = at; second < end; second += 1) sum += (reads[second] ?? 0) + (writes[second] ?? 0);
    points.push(sum / (end - at));
  }
  return points;
}

/** What CFS read and wrote on a volume in the last five minutes, beside its bar. The words are in its title. */
export function Sparkline({ io }: { readonly io: VolumeIoHistory | undefined }) {
  const points = io === undefined ? [] : sparkPoints(io);
  if (points.length < 2) return null;
  const top = Math.max(leastTop, ...points);
  const line = points
    .map((rate, at) => {
      const x = (at / (points.length - 1)) * width;
      return `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${(height - 1 - (rate / top) * (height - 2)).toFixed(1)}`;
    })
    .join('');
  const works = io !== undefined && io.read + io.write + io.queue > 0;
  return (
    <svg
      className={cx(css['spark'], works && css['works'])}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden
    >
      <path className={css['sparkArea']} d={`${line}V${height}H0Z`} />
      <path className={css['sparkLine']} d={line} />
    </svg>
  );
}

import { formatSize } from '../../../shared/format.ts';
import type { UsagePoint } from '../../../shared/usage.ts';
import css from './sidebar.module.css';

const width = 52;
const height = 14;
/** Days that are shown. */
const days = 30;
/** Changes smaller than this share of the volume are no mountains. */
const leastShare = 0.02;

/** "1.21 TB 30 days ago, 1.24 TB now"; empty with fewer than two days. */
export function sparkWords(points: readonly UsagePoint[]): string {
  const shown = points.slice(-days);
  const first = shown[0];
  const last = shown.at(-1);
  if (first === undefined || last === undefined || shown.length < 2) return '';
  const ago = Math.max(1, Math.round((last.atMs - first.atMs) / 86_400_000));
  return `${formatSize(first.used)} used ${ago === 1 ? 'a day' : `${ago} days`} ago, ${formatSize(last.used)} now`;
}

/** How full a volume was in the last days, beside its bar. The words are in the title of the volume. */
export function Sparkline({ points }: { readonly points: readonly UsagePoint[] }) {
  const shown = points.slice(-days);
  const first = shown[0];
  const last = shown.at(-1);
  if (first === undefined || last === undefined || shown.length < 2) return null;
  const most = Math.max(...shown.map(({ used }) => used));
  const least = Math.min(...shown.map(({ used }) => used));
  const range = Math.max(most - least, (last.total ?? most) * leastShare, 1);
  const middle = (most + least) / 2;
  const time = Math.max(1, last.atMs - first.atMs);
  const line = shown
    .map(({ atMs, used }, at) => {
      const x = ((atMs - first.atMs) / time) * width;
      const y = height / 2 - ((used - middle) / range) * (height - 4);
      return `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
  return (
    <svg className={css['spark']} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden>
      <path className={css['sparkArea']} d={`${line}V${height}H0Z`} />
      <path className={css['sparkLine']} d={line} />
    </svg>
  );
}

import type { SpeedLine } from '../../../shared/activity.ts';
import { doneWords } from './receipt-words.ts';
import { durationWords } from './words.ts';
import css from './operations.module.css';

const width = 300;
const height = 44;

/** Bytes per second of each figure; the last one may be of less than a step. */
function speedsOf({ stepMs, bytes, activeMs }: SpeedLine): readonly number[] {
  const last = bytes.length - 1;
  return bytes.map((figure, at) => {
    const ms = at === last ? Math.max(1, Math.min(stepMs, activeMs - at * stepMs)) : stepMs;
    // A few ms say nothing about a speed.
    return ms < stepMs / 4 && last > 0 ? ((bytes[at - 1] ?? 0) / stepMs) * 1000 : (figure / ms) * 1000;
  });
}

/** Speed over active time: one line, its mean dotted. The number stands beside it. */
export function SpeedGraph({ line, inAllMs }: { readonly line: SpeedLine; readonly inAllMs: number }) {
  const points = speedsOf(line);
  const mean = (line.bytes.reduce((sum, one) => sum + one, 0) / Math.max(1, line.activeMs)) * 1000;
  const top = Math.max(1, ...points) * 1.1;
  const x = (at: number): string => ((at / Math.max(1, points.length - 1)) * width).toFixed(1);
  const y = (rate: number): string => (height - (rate / top) * height).toFixed(1);
  const path = points.map((rate, at) => `${at === 0 ? 'M' : 'L'}${x(at)} ${y(rate)}`).join('');
  const words = doneWords.average(mean, durationWords(line.activeMs, inAllMs));
  return (
    <figure className={css['speedFigure']}>
      <svg
        className={css['speedGraph']}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={doneWords.speedIs(words)}
      >
        {points.length > 1 && (
          <>
            <path className={css['speedArea']} d={`${path}V${height}H0Z`} />
            <path className={css['speedMean']} d={`M0 ${y(mean)}H${width}`} />
            <path className={css['speedLine']} d={path} />
          </>
        )}
      </svg>
      <figcaption>{words}</figcaption>
    </figure>
  );
}

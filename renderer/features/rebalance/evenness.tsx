import { useId, useMemo, useRef } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { formatSize } from '../../../shared/format.ts';
import type { EvennessPoint } from '../../../shared/planning.ts';
import { cx } from '../../ui/index.ts';
import { across, curveOf, indexAt, indexOf, indexOfKey, pathOf, up } from './curve.ts';
import type { Curve } from './curve.ts';
import styles from './evenness.module.css';
import shared from './rebalance.module.css';
import { planText, pointWords, restWords } from './screen-words.ts';

export interface EvennessProps {
  readonly points: readonly EvennessPoint[];
  readonly within: number;
  /** What the plan itself reaches, 0 to 1, and moves. */
  readonly reaches: number | null;
  readonly bytes: number;
  /** `again`: a drag or a key that goes on. */
  readonly onChoose: (within: number, again: boolean) => void;
}

const width = 340;
const height = 90;

/**
 * How even is enough? Evenness over bytes moved; what is chosen is filled, and the label says what the rest would cost.
 * Dragged, or by keys: a point of the curve each.
 */
export function Evenness({ points, within, reaches, bytes, onChoose }: EvennessProps) {
  const id = useId();
  const curve = useMemo(() => curveOf(points), [points]);
  if (curve === null) return null;
  return (
    <section className={cx(shared['side'], styles['even'])} aria-labelledby={id}>
      <div className={cx(shared['sideHead'], styles['head'])}>
        <h3 id={id}>{planText.evenEnough}</h3>
        <span className={shared['quiet']}>{reaches === null ? '' : planText.evenFor(reaches, bytes)}</span>
      </div>
      <Chart curve={curve} within={within} labelledBy={id} onChoose={onChoose} />
    </section>
  );
}

interface ChartProps {
  readonly curve: Curve;
  readonly within: number;
  readonly labelledBy: string;
  readonly onChoose: EvennessProps['onChoose'];
}

/** What the rest of the curve would cost; null: this is its end. */
function restOf(curve: Curve, at: number): readonly [string, string] | null {
  const here = curve.points[at];
  const last = curve.points.at(-1);
  if (here === undefined || last === undefined) return null;
  const share = last.evenness - here.evenness;
  return share < 0.0005 ? null : restWords(share, Math.max(0, last.bytes - here.bytes));
}

function Chart({ curve, within, labelledBy, onChoose }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const grip = useRef(false);
  const at = indexOf(curve, within);
  const here = curve.points[at];
  if (here === undefined) return null;
  const x = across(curve, here.bytes);
  const y = up(curve, here.evenness);
  const rest = restOf(curve, at);

  const choose = (index: number, again: boolean): void => {
    const point = curve.points[index];
    if (point !== undefined && index !== at) onChoose(point.within, again);
  };
  const follow = (event: PointerEvent, again: boolean): void => {
    if (box.current === null) return;
    const { left, width: wide } = box.current.getBoundingClientRect();
    choose(indexAt(curve, (event.clientX - left) / Math.max(1, wide)), again);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = indexOfKey(curve, at, event.key);
    if (next === null) return;
    event.preventDefault();
    choose(next, true);
  };
  const done = pathOf(curve, 0, at, width, height);
  const beyond = pathOf(curve, at, curve.points.length - 1, width, height);
  return (
    <div
      ref={box}
      className={styles['box']}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        grip.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        follow(event, false);
      }}
      onPointerMove={(event) => {
        if (grip.current) follow(event, true);
      }}
      onPointerUp={() => (grip.current = false)}
      onPointerCancel={() => (grip.current = false)}
    >
      <div className={styles['chart']}>
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
          <path className={styles['grid']} d={`M0 1H${width}M0 ${height / 2}H${width}`} />
          {at > 0 && <path className={styles['area']} d={`${done}V${height}H0Z`} />}
          <path className={styles['beyond']} d={beyond} />
          {at > 0 && <path className={styles['line']} d={done} />}
          <path className={styles['drop']} d={`M${x * width} ${height - y * height}V${height}`} />
        </svg>
        <i className={styles['point']} style={{ left: `${x * 100}%`, bottom: `${y * 100}%` }} />
        {rest !== null && (
          <span
            className={cx(styles['rest'], x > 0.55 && styles['before'])}
            style={x > 0.55 ? { right: `${(1 - x) * 100}%` } : { left: `${x * 100}%` }}
          >
            <b>{rest[0]}</b> <b>{rest[1]}</b>
          </span>
        )}
      </div>
      <div className={styles['track']}>
        <i style={{ width: `${x * 100}%` }} />
        <span
          role="slider"
          tabIndex={0}
          aria-labelledby={labelledBy}
          aria-valuemin={0}
          aria-valuemax={curve.points.length - 1}
          aria-valuenow={at}
          aria-valuetext={pointWords(here, rest === null ? null : rest.join(' '))}
          className={styles['knob']}
          style={{ left: `${x * 100}%` }}
          onKeyDown={key}
        />
      </div>
      <div className={styles['axis']} aria-hidden>
        <span>0</span>
        <b style={{ left: `${Math.min(86, Math.max(14, x * 100))}%` }}>{formatSize(here.bytes)}</b>
        <span>{x > 0.6 ? '' : planText.evenMoved(curve.mostBytes)}</span>
      </div>
    </div>
  );
}

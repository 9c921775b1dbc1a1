import { useMemo, useState } from 'react';
import type { PointerEvent, ReactNode } from 'react';
import { formatDay, formatSize } from '../../../shared/format.ts';
import type { UsagePoint, UsageSeries, UsageStep } from '../../../shared/usage.ts';
import { cx, Segmented } from '../../ui/index.ts';
import { chartOf, nearest, ranges, someOf } from './chart.ts';
import type { Chart, RangeName, Spot } from './chart.ts';
import type { ForecastWords } from './forecast-words.ts';
import css from './history.module.css';
import { fullWords, pointWords, rangeWords, stepWords, timeWords, words } from './words.ts';

export interface HistoryProps {
  readonly said: ForecastWords;
  readonly series: UsageSeries;
  readonly steps: readonly UsageStep[];
  readonly range: RangeName;
  readonly onRange: (range: RangeName) => void;
  /** Under the sentence. */
  readonly children?: ReactNode;
}

const rangeOptions = ranges.map(({ value }) => ({ value, label: rangeWords[value] }));

/** "5 TB": a round figure at the side of the picture. */
function roundSize(bytes: number): string {
  return formatSize(bytes).replace(/\.0+(?= )/, '');
}

const draw = (spots: readonly Spot[]): string =>
  spots.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`).join('');

const at = ({ x, y }: Spot) => ({ left: `${x}%`, top: `${y}%` });

/** When it is full: the sentence, then the picture. */
export function HistoryPanel({ said, series, steps, range, onRange, children }: HistoryProps) {
  const days = ranges.find(({ value }) => value === range)?.days ?? Infinity;
  const chart = useMemo(() => chartOf(series, steps, days), [series, steps, days]);
  return (
    <section className={cx(css['history'], chart === null && css['noLine'])} aria-label={words.history}>
      <div className={css['say']}>
        <h2>{said.lead}</h2>
        <p>{said.say}</p>
        <div className={css['what']}>{children}</div>
      </div>
      <div className={css['side']}>
        {series.points.length > 1 && (
          <div className={css['range']}>
            <Segmented label={words.range} value={range} options={rangeOptions} onChange={onRange} />
          </div>
        )}
        {chart === null ? (
          <p className={css['none']}>{series.points.length === 0 ? words.noFigures : words.oneFigure}</p>
        ) : (
          <Picture chart={chart} series={series} lead={said.lead} />
        )}
      </div>
    </section>
  );
}

function Picture({
  chart,
  series,
  lead,
}: {
  readonly chart: Chart;
  readonly series: UsageSeries;
  readonly lead: string;
}) {
  const { line, now, expected, possible, capacity, full } = chart;
  const last = series.points.at(-1);
  const first = line[0];
  const spanMs = (chart.times.at(-1)?.ms ?? 0) - (chart.times[0]?.ms ?? 0);
  const room = capacity.at(-1);
  const [pointed, setPointed] = useState<number | null>(null);
  const moved = (event: PointerEvent<HTMLElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / Math.max(1, box.width)) * 100;
    setPointed(x > now.x + 1 ? null : nearest(line, x));
  };
  return (
    <div className={css['box']} onPointerMove={moved} onPointerLeave={() => setPointed(null)}>
      <svg
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        className={css['svg']}
        role="img"
        aria-label={words.overTimeIs(last?.used ?? 0, lead)}
      >
        {chart.amounts.map(({ bytes, y }) => (
          <path key={bytes} className={css['gridLine']} d={`M0 ${y}H100`} />
        ))}
        {first !== undefined && <path className={css['area']} d={`${draw(line)}L${now.x} 100L${first.x} 100Z`} />}
        {possible !== null && <path className={css['fan']} d={`${draw([now, possible.fast, possible.slow])}Z`} />}
        {capacity.length > 0 && <path className={css['capacity']} d={draw(capacity)} />}
        <path className={css['nowLine']} d={`M${now.x} 0V100`} />
        <path className={css['line']} d={draw(line)} />
        {expected !== null && <path className={css['expected']} d={draw([now, expected])} />}
      </svg>
      <div aria-hidden>
        {chart.amounts.map(({ bytes, y }) => (
          <span key={bytes} className={css['amount']} style={{ top: `${y}%` }}>
            {roundSize(bytes)}
          </span>
        ))}
        {chart.times.map(({ ms, x }) => (
          <span key={ms} className={css['time']} style={{ left: `${x}%` }}>
            {ms === last?.atMs ? <b>{words.today}</b> : timeWords(ms, spanMs)}
          </span>
        ))}
        {chart.steps.slice(-2).map(({ step, at: spot }) => (
          <span key={`${step.volume} ${step.atMs}`} className={css['step']} style={at(spot)}>
            {stepWords(step, spanMs)}
          </span>
        ))}
        {pointed !== null && <Pointed point={chart.points[pointed]} spot={line[pointed]} />}
        <span className={css['nowDot']} style={at(now)} />
        <span className={css['used']} style={at(now)}>
          {words.usedNow(last?.used ?? 0)}
        </span>
        {full !== null && (
          <>
            <span className={css['fullDot']} style={at(full.at)} />
            <span className={css['full']} style={at(full.at)}>
              {fullWords(full.ms, spanMs)}
            </span>
          </>
        )}
        {room !== undefined && chart.room !== null && (
          <span className={css['room']} style={{ top: `${room.y}%` }}>
            {words.fitsNow(chart.room)}
          </span>
        )}
      </div>
      <Figures chart={chart} />
    </div>
  );
}

/** The day under the pointer. */
function Pointed({ point, spot }: { readonly point: UsagePoint | undefined; readonly spot: Spot | undefined }) {
  if (point === undefined || spot === undefined) return null;
  return (
    <>
      <span className={css['cross']} style={{ left: `${spot.x}%` }} />
      <span className={css['nowDot']} style={at(spot)} />
      <span className={cx(css['told'], spot.x > 50 && css['toldLeft'])} style={{ left: `${spot.x}%` }}>
        {pointWords(point)}
      </span>
    </>
  );
}

/** The same figures for who does not see the picture. */
function Figures({ chart }: { readonly chart: Chart }) {
  return (
    <table className="visually-hidden">
      <caption>{words.overTime}</caption>
      <thead>
        <tr>
          <th scope="col">{words.day}</th>
          <th scope="col">{words.used}</th>
          <th scope="col">{words.fits}</th>
        </tr>
      </thead>
      <tbody>
        {someOf(chart.points, 12).map(({ atMs, used, total }) => (
          <tr key={atMs}>
            <td>{formatDay(atMs)}</td>
            <td>{formatSize(used)}</td>
            <td>{total === null ? '' : formatSize(total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

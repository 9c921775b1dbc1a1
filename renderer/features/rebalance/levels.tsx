import { ArrowRight } from 'lucide-react';
import { formatPercent, formatSize, visibleName } from '../../../shared/format.ts';
import { cx, Icon, Segmented, volumeClass, VolumeMark } from '../../ui/index.ts';
import { share } from './figures.ts';
import type { Level } from './figures.ts';
import styles from './levels.module.css';
import { ofSize } from './run-words.ts';
import { bandWords, legendWords, planText } from './screen-words.ts';

export type Scale = 'percent' | 'bytes';

export interface LevelsProps {
  readonly levels: readonly Level[];
  readonly band: { readonly low: number; readonly high: number } | null;
  readonly scale: Scale;
  /** The plan runs or has run: what has arrived and left is drawn apart from what still does. */
  readonly running: boolean;
  /** More words under the figures of a volume: how fast it reads or writes. */
  readonly detail?: (volume: string) => string;
}

const percent = (fraction: number): string => `${(fraction * 100).toFixed(3)}%`;
/** An arrival or departure is at least 6 px wide; the figure beside it is the truth. */
const visible = (fraction: number): string => `max(${percent(fraction)}, 6px)`;

/** A bar per volume: before, after and, while it runs, now, on one scale. The table below it says the same. */
export function Levels({ levels, band, scale, running, detail }: LevelsProps) {
  const largest = Math.max(1, ...levels.map((level) => level.total));
  return (
    <>
      <div className={styles['rows']} aria-hidden>
        {scale === 'percent' && band !== null && <Band band={band} />}
        {levels.map((level) => (
          <Row
            key={level.name}
            level={level}
            running={running}
            detail={detail?.(level.name) ?? ''}
            scale={scale}
            width={scale === 'bytes' ? level.total / largest : 1}
            band={scale === 'bytes' && level.left === '' ? band : null}
          />
        ))}
      </div>
      <LevelTable levels={levels} running={running} />
    </>
  );
}

export function Band({ band }: { readonly band: { readonly low: number; readonly high: number } }) {
  const middle = Math.min(0.9, Math.max(0.1, (band.low + band.high) / 2));
  return (
    <div className={styles['bandWide']}>
      <b style={{ left: percent(middle) }}>{bandWords(band)}</b>
      <i style={{ left: percent(band.low), width: percent(band.high - band.low) }} />
    </div>
  );
}

interface RowProps {
  readonly level: Level;
  readonly running: boolean;
  readonly detail: string;
  readonly scale: Scale;
  /** Of the lane, 0 to 1. */
  readonly width: number;
  readonly band: { readonly low: number; readonly high: number } | null;
}

function Row({ level, running, detail, scale, width, band }: RowProps) {
  const { name, mark, colour, state, total, reserve, left } = level;
  const off = left !== '';
  // The words stand behind the outline of what is used, where there is room for them.
  const usedShare = width * share(level.before, total);
  const beside = usedShare < 0.5 ? usedShare : 0;
  return (
    <div className={cx(styles['row'], volumeClass(colour), off && styles['off'])}>
      <span className={styles['id']}>
        <VolumeMark mark={mark} colour={colour} size="large" state={off ? 'offline' : state} />
        <span>
          <b>{visibleName(name)}</b>
          <em>{total > 0 ? formatSize(total) : planText.noSize}</em>
        </span>
      </span>
      <div className={styles['lane']}>
        <div className={styles['disk']} style={{ width: percent(width) }}>
          {band !== null && (
            <i className={styles['band']} style={{ left: percent(band.low), width: percent(band.high - band.low) }} />
          )}
          <Segments level={level} running={running} />
          {!off && reserve > 0 && (
            <i className={styles['reserve']} style={{ width: percent(Math.min(1, share(reserve, total))) }} />
          )}
          {!off && <i className={styles['target']} style={{ left: percent(share(level.after, total)) }} />}
        </div>
        {off && (
          <span className={styles['note']} style={{ left: `calc(${percent(width < 0.4 ? width : beside)} + 9px)` }}>
            {left}
          </span>
        )}
      </div>
      <Figures level={level} scale={scale} running={running} detail={detail} />
    </div>
  );
}

export function Segments({ level, running }: { readonly level: Level; readonly running: boolean }) {
  const { before, after, now, total, left } = level;
  const at = (bytes: number): string => percent(share(bytes, total));
  const part = (kind: string, from: number, to: number, least = false) => {
    if (to <= from) return null;
    const width = share(to - from, total);
    return <i className={styles[kind]} style={{ left: at(from), width: least ? visible(width) : percent(width) }} />;
  };
  if (left !== '') return part('stays', 0, before);
  if (after >= before) {
    return (
      <>
        {part('stays', 0, before)}
        {running && part('arrived', before, now)}
        {part('arrives', running ? now : before, after, true)}
      </>
    );
  }
  return (
    <>
      {part('stays', 0, after)}
      {running && part('gone', now, before)}
      {part('leaves', after, running ? now : before, true)}
    </>
  );
}

const digits = (fraction: number): string => (fraction * 100).toFixed(1);

/** `+188 GB`. */
export function change(bytes: number): string {
  return bytes > 0 ? `+${formatSize(bytes)}` : formatSize(bytes);
}

function Figures({ level, scale, running, detail: rate }: Pick<RowProps, 'level' | 'scale' | 'running' | 'detail'>) {
  const { before, after, now, total, left } = level;
  const from = running ? now : before;
  const still = Math.abs(after - from) < 1;
  const word = (bytes: number): string => (scale === 'percent' ? digits(share(bytes, total)) : formatSize(bytes));
  const unit = scale === 'percent' ? ' %' : '';
  const detail = ((): string => {
    if (left !== '') return '';
    if (rate !== '') return rate;
    if (after === before) return planText.stays;
    if (!running) return change(after - before);
    if (still) return change(after - before);
    return `${after < before ? '−' : '+'}${ofSize(Math.abs(now - before), Math.abs(after - before))}`;
  })();
  if (total === 0) return <div className={styles['figures']} />;
  return (
    <div className={styles['figures']}>
      <b>
        {word(from)}
        {left === '' && !still && (
          <>
            <Icon icon={ArrowRight} size={12} />
            {word(after)}
          </>
        )}
        {unit}
      </b>
      {detail !== '' && <em>{detail}</em>}
    </div>
  );
}

export function LevelTable({ levels, running }: Pick<LevelsProps, 'levels' | 'running'>) {
  return (
    <table className="visually-hidden">
      <caption>{planText.beforeAndAfter}</caption>
      <thead>
        <tr>
          <th scope="col">{planText.volume}</th>
          <th scope="col">{planText.size}</th>
          <th scope="col">{planText.before}</th>
          {running && <th scope="col">{planText.now}</th>}
          <th scope="col">{planText.after}</th>
          <th scope="col">{planText.change}</th>
        </tr>
      </thead>
      <tbody>
        {levels.map((level) => (
          <tr key={level.name}>
            <th scope="row">{visibleName(level.name)}</th>
            <td>{formatSize(level.total)}</td>
            <td>{formatPercent(share(level.before, level.total), 1)}</td>
            {running && <td>{formatPercent(share(level.now, level.total), 1)}</td>}
            <td>{formatPercent(share(level.after, level.total), 1)}</td>
            <td>{level.left === '' ? change(level.after - level.before) : level.left}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const scales = [
  { value: 'percent', label: planText.percent },
  { value: 'bytes', label: planText.bytes },
] as const;

export function ScaleSwitch({ scale, onChange }: { readonly scale: Scale; readonly onChange: (scale: Scale) => void }) {
  return <Segmented label={planText.scale} value={scale} options={scales} onChange={onChange} />;
}

/** What the fills mean. */
export function Legend({ running, ended }: { readonly running: boolean; readonly ended: boolean }) {
  return (
    <div className={styles['legend']} aria-hidden>
      {legendWords[ended ? 'end' : running ? 'run' : 'plan'].map(([kind, words]) => (
        <span key={kind}>
          <i className={styles[kind]} />
          {words}
        </span>
      ))}
    </div>
  );
}

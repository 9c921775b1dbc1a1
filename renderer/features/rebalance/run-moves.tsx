import { useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  ArrowRight,
  Check,
  Clock,
  Copy,
  File,
  Folder,
  HardDriveDownload,
  OctagonAlert,
  ShieldCheck,
  Upload,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { formatClock, formatDuration, formatSize, visibleName } from '../../../shared/format.ts';
import type { ActiveItem } from '../../../shared/model.ts';
import { useRowHeight } from '../../state/settings.ts';
import { cx, errorParts, Icon, ProgressBar, VolumeMark } from '../../ui/index.ts';
import type { Level } from './figures.ts';
import list from './moves-list.module.css';
import type { RowNow, RunRow } from './run-figures.ts';
import styles from './run-moves.module.css';
import { runText } from './run-screen-words.ts';
import { doneTimes } from './run-times.ts';
import { phaseWords, stillWords } from './run-words.ts';
import { planText } from './screen-words.ts';

export interface RunMovesProps {
  /** Id of the plan that is run. */
  readonly plan: string;
  readonly rows: readonly RowNow[];
  readonly levels: readonly Level[];
  /** Bytes per second that the run goes at; 0: not known. */
  readonly pace: number;
  readonly drained: string | null;
  /** Words instead of an empty list. */
  readonly empty: string;
}

function partsOf(path: string): { readonly name: string; readonly folder: string } {
  const at = path.lastIndexOf('/');
  const folder = path.slice(1, Math.max(1, at)).split('/').map(visibleName).join(' / ');
  return { name: path === '/' ? runText.top : visibleName(path.slice(at + 1)), folder };
}

/** What the run does, row by row: a file, or the files of a folder that go the same way. Drawn only in sight. */
export function RunMoves({ plan, rows, levels, pace, drained, empty }: RunMovesProps) {
  const rowHeight = useRowHeight();
  const scroll = useRef<HTMLDivElement>(null);
  // The compiler does not memoize what this hook returns, which is what is wanted: it changes with the scroll position.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialRect: { width: 0, height: 400 },
  });
  return (
    <div role="table" aria-label={planText.moves} aria-rowcount={rows.length + 1} className={list['moves']}>
      <div role="rowgroup" className={cx(rows.length === 0 && 'visually-hidden')}>
        <div role="row" aria-rowindex={1} className={cx(list['header'], styles['header'])}>
          <span role="columnheader">{planText.name}</span>
          <span role="columnheader" className={list['number']}>
            {planText.size}
          </span>
          <span role="columnheader">{planText.fromTo}</span>
          <span role="columnheader">{runText.step}</span>
          <span role="columnheader" className={list['number']}>
            {planText.time}
          </span>
        </div>
      </div>
      {rows.length === 0 ? (
        <p role="row" className={list['none']}>
          <span role="cell">{empty}</span>
        </p>
      ) : (
        <div ref={scroll} role="rowgroup" tabIndex={0} aria-label={planText.moves} className={list['scroll']}>
          <div role="presentation" className={list['inner']} style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const now = rows[item.index];
              if (now === undefined) return null;
              return (
                <div
                  key={now.row.key}
                  role="row"
                  aria-rowindex={item.index + 2}
                  className={cx(list['place'], list['row'], styles['row'])}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <Cells plan={plan} now={now} levels={levels} pace={pace} drained={drained} />
                </div>
              );
            })}
          </div>
        </div>
      )}
    </div>
  );
}

interface CellsProps extends Pick<RunMovesProps, 'plan' | 'levels' | 'pace' | 'drained'> {
  readonly now: RowNow;
}

function Cells({ plan, now, levels, pace, drained }: CellsProps) {
  const { row, state } = now;
  const { name, folder } = partsOf(row.path);
  return (
    <>
      <span role="cell" className={list['name']} title={visibleName(row.path)}>
        <Icon icon={row.folder ? Folder : File} />
        <span className={list['text']}>
          {name}
          {folder !== '' && <span className={list['inside']}> {folder}</span>}
        </span>
      </span>
      <span role="cell" className={list['number']}>
        {formatSize(row.bytes)}
      </span>
      <span role="cell" className={list['ways']}>
        <Mark name={row.from} levels={levels} />
        <Icon icon={ArrowRight} size={14} />
        <Mark name={row.to} levels={levels} />
      </span>
      <span role="cell" className={cx(styles['step'], state.kind === 'done' && styles['done'])}>
        <Step now={now} drained={drained} />
      </span>
      <span role="cell" className={styles['time']}>
        {timeOf(plan, row, now, pace)}
      </span>
    </>
  );
}

/** How long what is left of it takes at the present pace; of what is done, the hour at which it was. */
function timeOf(plan: string, row: RunRow, { state }: RowNow, pace: number): string {
  if (state.kind === 'done') {
    const atMs = doneTimes.at(plan, row.key);
    return atMs === null ? '' : formatClock(atMs);
  }
  if (pace <= 0) return '';
  if (state.kind === 'waits') return formatDuration((row.bytes / pace) * 1000);
  if (state.kind !== 'active' || state.item.phase !== 'copying') return '';
  return formatDuration((row.bytes * (1 - state.share) * 1000) / pace);
}

export function Mark({ name, levels }: { readonly name: string; readonly levels: readonly Level[] }) {
  const level = levels.find((one) => one.name === name);
  return (
    <VolumeMark
      mark={level?.mark ?? name.charAt(0)}
      colour={level?.colour ?? 5}
      state={level === undefined ? 'offline' : 'online'}
      name={visibleName(name)}
    />
  );
}

const phaseIcons: Readonly<Record<ActiveItem['phase'], LucideIcon>> = {
  copying: Copy,
  verifying: ShieldCheck,
  committing: HardDriveDownload,
  removing: Upload,
};

function Step({ now: { row, state }, drained }: { readonly now: RowNow; readonly drained: string | null }) {
  if (state.kind === 'failed') {
    const { rest, what } = errorParts({ message: state.reason });
    const words = rest === '' ? what : rest;
    return (
      <span className={cx(styles['step'], styles['failed'])}>
        <Icon icon={OctagonAlert} size={14} />
        <span className={list['text']} title={state.reason}>
          {state.count > 1 ? runText.notMovedOf(state.count, words) : words}
        </span>
      </span>
    );
  }
  if (state.kind === 'active') {
    const words = phaseWords(state.item, state.filesDone, row.files);
    return (
      <>
        <span className={cx(styles['step'], styles['now'])}>
          <Icon icon={phaseIcons[state.item.phase]} size={14} />
          <span className={list['text']}>{words}</span>
        </span>
        <span className={styles['bar']}>
          <ProgressBar label={runText.stepOf(words, row.path)} value={state.share} max={1} />
        </span>
      </>
    );
  }
  return (
    <>
      <Icon icon={state.kind === 'done' ? Check : Clock} size={14} />
      <span className={list['text']}>{stillWords(state, drained)}</span>
    </>
  );
}

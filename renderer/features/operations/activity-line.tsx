import { useId, useState } from 'react';
import {
  ArrowRight,
  Ban,
  Check,
  ChevronDown,
  ChevronRight,
  Copy,
  Files,
  Folder,
  Monitor,
  Pause,
  Pencil,
  RotateCcw,
  Scale,
  ShieldCheck,
  Trash2,
  TriangleAlert,
  Undo2,
  Redo2,
  Upload,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ActivityKind, ActivityRow } from '../../../shared/activity.ts';
import { formatClock, formatSize, visibleName } from '../../../shared/format.ts';
import type { PoolInfo } from '../../../shared/model.ts';
import { reverse } from '../../state/history.ts';
import { retryJob } from '../../state/jobs.ts';
import { volumeOf } from '../../state/pool.ts';
import { text } from '../../text.ts';
import { Button, cx, Icon, VolumeMark } from '../../ui/index.ts';
import css from './activity.module.css';
import { Failures } from './failures.tsx';
import { lineWords } from './line-words.ts';
import { doneWords } from './receipt-words.ts';
import { canFinish, noUndoWords, pastTitle, resultOf, rowWords } from './words.ts';
import type { ResultTone } from './words.ts';

const icons: Readonly<Record<ActivityKind, LucideIcon>> = {
  put: Copy,
  get: Copy,
  upload: Upload,
  copy: Copy,
  move: ArrowRight,
  trash: Trash2,
  remove: Ban,
  rebalance: Scale,
  drain: Scale,
  restore: RotateCcw,
  empty: Ban,
  undo: Undo2,
  redo: Redo2,
  duplicates: Files,
  rename: Pencil,
  folder: Folder,
  'remove-folder': Folder,
  write: Pencil,
  'keep-copy': Files,
};

const toneIcons: Readonly<Record<ResultTone, LucideIcon>> = {
  verified: ShieldCheck,
  plain: Check,
  stopped: Pause,
  danger: TriangleAlert,
};

const fromOutside: ReadonlySet<ActivityKind> = new Set(['put', 'upload']);
/** So many marks say where; of more, how many there are. */
const marksMost = 3;

function Where({ row, pool }: { readonly row: ActivityRow; readonly pool: PoolInfo }) {
  const names = Object.entries(row.perVolume)
    .filter(([, bytes]) => bytes > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([name]) => name);
  const volumes = names.map((name) => volumeOf(pool, name)).filter((volume) => volume !== undefined);
  return (
    <span className={css['where']}>
      {fromOutside.has(row.kind) && volumes.length > 0 && (
        <>
          <Icon icon={Monitor} />
          <Icon icon={ArrowRight} size={13} />
        </>
      )}
      {volumes.slice(0, marksMost).map(({ id, name, mark, colour }) => (
        <VolumeMark key={id} mark={mark} colour={colour} name={visibleName(name)} />
      ))}
      {volumes.length > marksMost && <em>+{volumes.length - marksMost}</em>}
    </span>
  );
}

/** Takes it back or does it again; one that others have to wait for says so. */
export function WayBack({
  row,
  title,
  long = false,
}: {
  readonly row: ActivityRow;
  readonly title: string;
  readonly long?: boolean;
}) {
  const { act } = row;
  if (act === null) return <span className={css['noUndo']}>{noUndoWords(row)}</span>;
  const direction = act.state === 'done' ? ('undo' as const) : ('redo' as const);
  const verb = text[direction];
  return (
    <Button
      variant={long ? 'plain' : 'bare'}
      disabled={!act.next}
      why={direction === 'undo' ? doneWords.undoFirst : doneWords.redoFirst}
      aria-label={doneWords.wayBack(verb, title)}
      onClick={() => void reverse(direction, act.id)}
    >
      {act.bytes === 0 ? verb : long ? doneWords.costsBytes(verb, act.bytes) : doneWords.costs(verb)}
    </Button>
  );
}

export interface ActivityLineProps {
  readonly row: ActivityRow;
  readonly pool: PoolInfo;
  readonly chosen: boolean;
  /** What failed in it is shown at once. */
  readonly opened: boolean;
  readonly onChoose: () => void;
}

/** The line of one thing that was done; arrow keys go from one to the next. */
export function ActivityLine({ row, pool, chosen, opened, onChoose }: ActivityLineProps) {
  const [open, setOpen] = useState(opened);
  const failuresId = useId();
  const title = pastTitle(row);
  const result = resultOf(row);
  return (
    <li
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
        const all = [...document.querySelectorAll<HTMLElement>('[data-activity]')];
        const at = all.findIndex((one) => event.currentTarget.contains(one));
        const next = all[at + (event.key === 'ArrowDown' ? 1 : -1)];
        if (next === undefined) return;
        event.preventDefault();
        next.focus();
      }}
    >
      <div className={cx(css['row'], chosen && css['chosen'], row.act?.state === 'undone' && css['undone'])}>
        <span className={cx(css['lead'], result.tone === 'danger' && css['bad'])}>
          <Icon icon={icons[row.kind]} />
        </span>
        <button
          type="button"
          className={css['what']}
          aria-pressed={chosen}
          data-activity
          title={title}
          onClick={onChoose}
        >
          <b>{title}</b>
          <em>{rowWords(row)}</em>
        </button>
        <Where row={row} pool={pool} />
        <span className={css['size']}>{row.bytes > 0 ? formatSize(row.bytes) : ''}</span>
        <time className={css['time']} dateTime={new Date(row.endedMs).toISOString()}>
          {formatClock(row.endedMs)}
        </time>
        {row.failed > 0 && row.receipt ? (
          <button
            type="button"
            className={cx(css['result'], css['opens'], css[result.tone])}
            aria-expanded={open}
            aria-controls={open ? failuresId : undefined}
            aria-label={doneWords.failedOf(result.words, title)}
            onClick={() => setOpen(!open)}
          >
            <Icon icon={toneIcons[result.tone]} size={15} />
            {result.words}
            <Icon icon={open ? ChevronDown : ChevronRight} size={13} />
          </button>
        ) : (
          <span className={cx(css['result'], css[result.tone])}>
            <Icon icon={toneIcons[result.tone]} size={15} />
            {result.words}
          </span>
        )}
        <span className={css['back']}>
          {canFinish(row) ? (
            <Button variant="bare" aria-label={lineWords.finishOne(title)} onClick={() => retryJob(row.id)}>
              {lineWords.finish}
            </Button>
          ) : (
            <WayBack row={row} title={title} />
          )}
        </span>
      </div>
      {open && (
        <div id={failuresId}>
          <Failures pool={pool} row={row} title={title} />
        </div>
      )}
    </li>
  );
}

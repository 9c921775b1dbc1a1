import { memo, useId, useState } from 'react';
import {
  ArrowLeftRight,
  Check,
  ChevronDown,
  ChevronRight,
  Copy,
  Files,
  FolderInput,
  Pause,
  Play,
  Redo2,
  RotateCcw,
  Trash2,
  TriangleAlert,
  Undo2,
  Upload,
  X,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { formatSize, visibleName } from '../../../shared/format.ts';
import type { Job, JobKind, PoolInfo } from '../../../shared/model.ts';
import { failedOf } from '../../../shared/progress.ts';
import { chooseJob } from '../../state/decisions.ts';
import { dismissJob, isEnded, pauseJob, restartJob, resumeJob, retryJob } from '../../state/jobs.ts';
import { volumeOf } from '../../state/pool.ts';
import { go } from '../../state/route.ts';
import { joined, told } from '../../text.ts';
import { Button, cx, Icon, IconButton, ProgressBar, VolumeMark } from '../../ui/index.ts';
import { CancelMenu, LimitMenu, WaitingButtons } from './job-menus.tsx';
import type { Turn } from './job-menus.tsx';
import { lineWords, nowWords } from './line-words.ts';
import css from './operations.module.css';
import { amountWords, fraction, leftWords } from '../../state/job-words.ts';
import { JobMore } from './job-more.tsx';
import { lineShortcuts, pressOnLine } from './line-keys.ts';
import { NoRoomLeft, RoomWarning } from './room-warning.tsx';

const icons: Readonly<Record<JobKind, LucideIcon>> = {
  put: Copy,
  get: Copy,
  upload: Upload,
  copy: Copy,
  move: FolderInput,
  trash: Trash2,
  remove: Trash2,
  rebalance: ArrowLeftRight,
  drain: ArrowLeftRight,
  restore: RotateCcw,
  empty: Trash2,
  undo: Undo2,
  redo: Redo2,
  duplicates: Files,
};

/** Kinds that copy bytes, so that a limit means something. */
const copies: readonly JobKind[] = ['put', 'get', 'upload', 'copy', 'rebalance', 'drain'];

/** The largest value so far (a line belongs to one job for life): a bar never goes back, not even when totals grow while sources are counted. */
function useForward(job: Job): number | null {
  const now = fraction(job);
  const [highest, setHighest] = useState(now ?? 0);
  if (now !== null && now > highest) setHighest(now);
  return now === null ? null : Math.max(highest, now);
}

function Places({ job, pool }: { readonly job: Job; readonly pool: PoolInfo }) {
  const places = Object.entries(job.perVolume).filter(([, bytes]) => bytes > 0);
  return places.map(([name, bytes]) => {
    const volume = volumeOf(pool, name);
    return volume === undefined ? null : (
      <span key={name} className={css['placed']}>
        <VolumeMark mark={volume.mark} colour={volume.colour} name={visibleName(name)} /> {formatSize(bytes)}
      </span>
    );
  });
}

/** What one can do about the job as it stands. */
function Buttons({ job, title, turn }: { readonly job: Job; readonly title: string; readonly turn: Turn }) {
  const { id, state } = job;
  if (state === 'interrupted') {
    return (
      <>
        {job.canRestart && (
          <Button onClick={() => restartJob(id)} aria-label={lineWords.resumeOne(title)}>
            {lineWords.resume}
          </Button>
        )}
        <Button variant="bare" data-ends onClick={() => dismissJob(id)} aria-label={lineWords.dismissOne(title)}>
          {lineWords.dismiss}
        </Button>
      </>
    );
  }
  if (isEnded(job)) {
    return (
      <>
        {job.canRetry && (
          <Button onClick={() => retryJob(id)}>
            {state === 'cancelled' ? lineWords.finish : lineWords.retryFailed}
          </Button>
        )}
        <IconButton label={lineWords.putAway} icon={X} data-ends onClick={() => dismissJob(id)} />
      </>
    );
  }
  return (
    <>
      {job.questions > 0 && (
        <Button
          className={css['decide']}
          onClick={() => {
            chooseJob(id);
            go({ screen: 'decisions' });
          }}
        >
          {lineWords.decide(job.questions)}
        </Button>
      )}
      {state === 'queued' && <WaitingButtons job={job} title={title} turn={turn} />}
      {copies.includes(job.kind) && !job.asking && <LimitMenu job={job} title={title} />}
      {state === 'running' && !job.asking && (
        <IconButton label={lineWords.pause} icon={Pause} onClick={() => pauseJob(id)} />
      )}
      {state === 'paused' && <IconButton label={lineWords.goOn} icon={Play} onClick={() => resumeJob(id)} />}
      <CancelMenu job={job} title={title} />
    </>
  );
}

export interface JobLineProps {
  readonly job: Job;
  readonly pool: PoolInfo;
  /** Its turn, apart, so that a line is drawn anew only when something of it changed. */
  readonly earlier: Turn['earlier'];
  readonly later: Turn['later'];
}

/** One operation: what, how far, how fast, how long, and what one can do about it. */
export const JobLine = memo(function JobLine({ job, pool, earlier, later }: JobLineProps) {
  const [open, setOpen] = useState(false);
  const ended = isEnded(job);
  const interrupted = job.state === 'interrupted';
  const paused = job.state === 'paused';
  const progress = useForward(job);
  const problems = failedOf(job);
  const bad = job.state === 'failed' || (ended && problems > 0);
  const icon = ended ? (bad ? TriangleAlert : job.state === 'done' ? Check : X) : icons[job.kind];
  const reading = problems + job.notes.length;
  const more = reading > 0 || job.bytesDone > 0 || (!ended && !interrupted);
  const moreId = useId();
  const title = told(job.title);
  const now = nowWords(job);
  return (
    <li
      className={css['item']}
      data-job={job.id}
      tabIndex={-1}
      onKeyDown={(event) => pressOnLine(event, job, { earlier, later })}
    >
      <div
        className={cx(
          css['job'],
          (paused || interrupted) && css['paused'],
          ended && css['ended'],
          bad && css['bad'],
          job.asking && css['asking'],
        )}
      >
        <span className={css['lead']}>
          <Icon icon={icon} />
        </span>
        <div className={css['what']}>
          {more ? (
            <button
              type="button"
              className={css['titleButton']}
              title={title}
              aria-expanded={open}
              aria-controls={open ? moreId : undefined}
              aria-keyshortcuts={lineShortcuts}
              data-line
              onClick={() => setOpen(!open)}
            >
              <span>{title}</span>
              <Icon icon={open ? ChevronDown : ChevronRight} size={14} />
            </button>
          ) : (
            <div className={css['title']} title={title}>
              {title}
            </div>
          )}
          <div className={cx(css['now'], interrupted && css['wraps'])} title={now}>
            {now}
          </div>
        </div>
        <div className={css['progress']}>
          {!ended && job.state !== 'queued' && (
            <>
              <ProgressBar
                label={title}
                value={(progress ?? 0) * 1000}
                max={progress === null ? 0 : 1000}
                still={paused || interrupted || job.asking}
              />
              <div className={css['now']}>
                {joined(amountWords(job), paused || job.waitingFor !== '' ? '' : leftWords(job))}
              </div>
            </>
          )}
          {ended && (
            <div className={css['now']}>
              <Places job={job} pool={pool} />
            </div>
          )}
        </div>
        <div className={css['speed']}>
          {job.state === 'running' && job.rate > 0 && <b>{lineWords.rate(job.rate)}</b>}
          {!ended && job.limit !== null && <span>{lineWords.atMost(job.limit)}</span>}
          {!ended && <Places job={job} pool={pool} />}
        </div>
        <div className={css['buttons']}>
          {reading > 0 && (
            <Button variant="bare" aria-expanded={open} onClick={() => setOpen(!open)}>
              {problems > 0 ? lineWords.errors(problems) : lineWords.notes(job.notes.length)}
            </Button>
          )}
          <Buttons job={job} title={title} turn={{ earlier, later }} />
        </div>
      </div>
      {ended ? <NoRoomLeft job={job} pool={pool} /> : <RoomWarning job={job} pool={pool} />}
      {open && more && (
        <div id={moreId}>
          <JobMore job={job} pool={pool} />
        </div>
      )}
    </li>
  );
});

import { useState } from 'react';
import {
  ArrowLeftRight,
  Check,
  Copy,
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
import { cancelJob, dismissJob, isEnded, pauseJob, resumeJob } from '../../state/jobs.ts';
import { volumeOf } from '../../state/pool.ts';
import { count } from '../../text.ts';
import { Button, cx, Icon, IconButton, ProgressBar, VolumeMark } from '../../ui/index.ts';
import css from './operations.module.css';
import { amountWords, endWords, etaWords, fraction } from './words.ts';

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
};

/** The largest value so far (a line belongs to one job for life): a bar never goes back, not even when totals grow while sources are counted. */
function useForward(job: Job): number | null {
  const now = fraction(job);
  const [highest, setHighest] = useState(now ?? 0);
  if (now !== null && now > highest) setHighest(now);
  return now === null ? null : Math.max(highest, now);
}

/** Errors of a job, each with what, why and what to do. */
function Errors({ job }: { readonly job: Job }) {
  return (
    <ul className={css['errors']} aria-label={`Errors of ${job.title}`}>
      {job.errors.map(({ path, error }, at) => {
        // The message as it is: it names volumes and paths, which must not be changed.
        const colon = error.message.indexOf(': ');
        const attempted = colon < 0 ? error.message : error.message.slice(0, colon);
        return (
          <li key={`${at} ${path}`}>
            <b>{visibleName(path === '' ? attempted : path)}</b>
            <span>{visibleName(error.message.slice(colon < 0 ? 0 : colon + 2))}</span>
          </li>
        );
      })}
      {job.notes.map((note) => (
        <li key={note}>
          <span>{visibleName(note)}</span>
        </li>
      ))}
    </ul>
  );
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

/** One operation: what, how far, how fast, how long, and what one can do about it. */
export function JobLine({ job, pool }: { readonly job: Job; readonly pool: PoolInfo }) {
  const [open, setOpen] = useState(false);
  const ended = isEnded(job);
  const paused = job.state === 'paused';
  const progress = useForward(job);
  const problems = job.errors.length;
  const bad = job.state === 'failed' || (ended && problems > 0);
  const icon = ended ? (bad ? TriangleAlert : job.state === 'done' ? Check : X) : icons[job.kind];
  const reading = problems + job.notes.length;
  const title = visibleName(job.title);
  const now = ended
    ? endWords(job)
    : paused
      ? 'Paused. Every file is whole.'
      : job.current === ''
        ? job.state === 'queued'
          ? 'Waits for its turn'
          : ''
        : visibleName(job.current);
  return (
    <li className={css['item']}>
      <div className={cx(css['job'], paused && css['paused'], ended && css['ended'], bad && css['bad'])}>
        <span className={css['lead']}>
          <Icon icon={icon} />
        </span>
        <div className={css['what']}>
          <div className={css['title']} title={title}>
            {title}
          </div>
          <div className={css['now']} title={now}>
            {now}
          </div>
        </div>
        <div className={css['progress']}>
          {!ended && (
            <>
              <ProgressBar
                label={title}
                value={(progress ?? 0) * 1000}
                max={progress === null ? 0 : 1000}
                still={paused}
              />
              <div className={css['now']}>
                {[amountWords(job), paused ? '' : etaWords(job.etaMs)].filter((part) => part !== '').join(', ')}
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
          {!ended && !paused && job.rate > 0 && <b>{formatSize(job.rate)}/s</b>}
          {!ended && <Places job={job} pool={pool} />}
          {paused && <b>Paused</b>}
        </div>
        <div className={css['buttons']}>
          {reading > 0 && (
            <Button variant="bare" aria-expanded={open} onClick={() => setOpen(!open)}>
              {problems > 0 ? count(problems, 'error') : count(job.notes.length, 'note')}
            </Button>
          )}
          {job.state === 'running' && <IconButton label="Pause" icon={Pause} onClick={() => pauseJob(job.id)} />}
          {paused && <IconButton label="Continue" icon={Play} onClick={() => resumeJob(job.id)} />}
          {ended ? (
            <IconButton label="Put away" icon={X} onClick={() => dismissJob(job.id)} />
          ) : (
            <IconButton label="Cancel" icon={X} onClick={() => cancelJob(job.id)} />
          )}
        </div>
      </div>
      {open && reading > 0 && <Errors job={job} />}
    </li>
  );
}

import { useEffect, useRef } from 'react';
import { ChevronDown, ChevronUp, Pause, Play, RotateCcw } from 'lucide-react';
import { overall, shareWords } from '../../../shared/progress.ts';
import type { Job, PoolInfo } from '../../../shared/model.ts';
import { openDialog } from '../../state/dialogs.ts';
import { dismissJob, isEnded, restartJob, useJobs } from '../../state/jobs.ts';
import { go, useRoute } from '../../state/route.ts';
import type { Screen } from '../../state/route.ts';
import { Button, Icon, IconButton } from '../../ui/index.ts';
import { useAnnouncements } from './announce.ts';
import { pauseAll, poolJobs, resumeAll, useOperations } from './all-jobs.ts';
import { JobList } from './job-list.tsx';
import { headWords, lineWords } from './line-words.ts';
import { NotifyButton } from './notify-button.tsx';
import css from './operations.module.css';
import { goesOnAlone, words } from './words.ts';

/** Work that is over before this and says nothing is no operation that anybody waits for, ms. */
const quickMs = 700;

function worthReading(job: Job): boolean {
  return job.errors.length > 0 || job.notes.length > 0 || job.state === 'failed';
}

/** Takes quick ones off when they have ended; all others stay with what came of them until they are put away. */
function useTidy(jobs: readonly Job[]): void {
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  useEffect(() => {
    for (const job of jobs) {
      if (!isEnded(job) || worthReading(job) || timers.current.has(job.id)) continue;
      if ((job.endedMs ?? 0) - job.startedMs >= quickMs || job.bytesDone > 0) continue;
      timers.current.set(
        job.id,
        setTimeout(() => dismissJob(job.id), quickMs),
      );
    }
  }, [jobs]);
}

/** The run of a plan has its picture on the rebalance screen, what waits for decisions is on theirs. */
function isShownOn(screen: Screen, job: Job): boolean {
  if (screen === 'activity') return true;
  if (screen === 'decisions') return job.questions > 0;
  return screen === 'rebalance' && (job.kind === 'rebalance' || job.kind === 'drain') && job.planId !== null;
}

/** Said once after a start: what did not come to its end. */
export function Interrupted({ jobs }: { readonly jobs: readonly Job[] }) {
  const restartable = jobs.filter((job) => job.canRestart);
  return (
    <div className={css['interrupted']} role="status">
      <Icon icon={RotateCcw} />
      <div className={css['interruptedWords']}>
        <b>{lineWords.interrupted(jobs.length)}</b>
        <span>{lineWords.interruptedSay}</span>
      </div>
      {jobs.length > 1 && (
        <Button variant="bare" onClick={() => jobs.forEach((job) => dismissJob(job.id))}>
          {lineWords.dismissAll}
        </Button>
      )}
      {jobs.length > 1 && restartable.length > 0 && (
        <Button onClick={() => restartable.forEach((job) => restartJob(job.id))}>
          {lineWords.resumeAll(restartable.length)}
        </Button>
      )}
    </div>
  );
}

/** What one can do about all of them. */
export function AllButtons({ jobs }: { readonly jobs: readonly Job[] }) {
  const { running, paused } = overall(jobs);
  const open = jobs.filter((job) => !isEnded(job) && job.state !== 'interrupted');
  const ended = jobs.filter(isEnded);
  return (
    <>
      {running > 0 && (
        <Button variant="bare" icon={Pause} onClick={() => pauseAll(jobs)}>
          {words.pauseAll}
        </Button>
      )}
      {paused > 0 && (
        <Button variant="bare" icon={Play} onClick={() => resumeAll(jobs)}>
          {words.resumeAll}
        </Button>
      )}
      {open.length > 1 && (
        <Button variant="bare" onClick={() => openDialog({ kind: 'cancel-operations' })}>
          {words.cancelAll}
        </Button>
      )}
      {ended.length > 0 && (
        <Button variant="bare" onClick={() => ended.forEach((job) => dismissJob(job.id))}>
          {words.clearEnded}
        </Button>
      )}
    </>
  );
}

/** Work in progress and what came of it, at the foot of the window. Absent when there is none. */
export function OperationsPanel({ pool }: { readonly pool: PoolInfo }) {
  const all = useJobs((state) => state.jobs);
  const ours = poolJobs(all, pool);
  const screen = useRoute((state) => state.route.screen);
  const folded = useOperations((state) => state.folded);
  useAnnouncements(ours, pool);
  useTidy(ours);
  const jobs = ours.filter((job) => !isShownOn(screen, job));
  if (jobs.length === 0) return null;

  // Of all pools: the same figure as in the title and on the task bar.
  const { share, mode } = overall(all);
  const interrupted = jobs.filter((job) => job.state === 'interrupted' && !goesOnAlone(job));
  const failed = jobs.filter((job) => isEnded(job) && (job.errors.length > 0 || job.state === 'failed')).length;
  return (
    <section className={css['panel']} aria-label={words.operations}>
      <header className={css['head']}>
        <h2>{words.operations}</h2>
        {mode !== 'none' && share !== null && <b className={css['share']}>{shareWords(share)}</b>}
        <span className={css['quiet']}>{headWords(jobs)}</span>
        {failed > 0 && <span className={css['danger']}>{lineWords.withErrors(failed)}</span>}
        <span className={css['end']}>
          <NotifyButton />
          <AllButtons jobs={jobs} />
          <Button variant="bare" onClick={() => go({ screen: 'activity' })}>
            {words.activity}
          </Button>
          <IconButton
            label={folded ? lineWords.show : lineWords.fold}
            icon={folded ? ChevronUp : ChevronDown}
            size="small"
            aria-expanded={!folded}
            onClick={() => useOperations.setState({ folded: !folded })}
          />
        </span>
      </header>
      {interrupted.length > 0 && <Interrupted jobs={interrupted} />}
      {!folded && <JobList jobs={jobs} pool={pool} />}
    </section>
  );
}

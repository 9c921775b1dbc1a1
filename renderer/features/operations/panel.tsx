import { useEffect, useRef, useState } from 'react';
import { ChevronDown, ChevronUp, RotateCcw } from 'lucide-react';
import type { Job, PoolInfo } from '../../../shared/model.ts';
import { dismissJob, isEnded, restartJob, useJobs } from '../../state/jobs.ts';
import { useRoute } from '../../state/route.ts';
import type { Screen } from '../../state/route.ts';
import { speak } from '../../state/notices.ts';
import { count } from '../../text.ts';
import { Button, Icon, IconButton } from '../../ui/index.ts';
import { JobLine } from './job-line.tsx';
import css from './operations.module.css';
import { endWords } from '../../state/job-words.ts';

/** Ended without anything to read: they leave by themselves after this time, ms. */
const stayMs = 12_000;
/** Work that is over before this was never worth a panel, ms. */
const quickMs = 700;

function worthReading(job: Job): boolean {
  return job.errors.length > 0 || job.notes.length > 0 || job.state === 'failed';
}

/** Says how jobs begin and end, politely; progress itself is not announced. */
function useAnnouncements(jobs: readonly Job[]): void {
  const known = useRef(new Map<string, Job['state']>());
  const questions = useRef(new Map<string, number>());
  useEffect(() => {
    for (const job of jobs) {
      const before = known.current.get(job.id);
      known.current.set(job.id, job.state);
      const asked = questions.current.get(job.id) ?? 0;
      questions.current.set(job.id, job.questions);
      if (job.questions > 0 && asked === 0) {
        speak(`${job.title}: ${count(job.questions, 'name is', 'names are')} taken and wait for a decision`);
      } else if (isEnded(job) && before !== undefined && before !== job.state) speak(`${job.title}: ${endWords(job)}`);
      else if (before === undefined && !isEnded(job)) speak(job.title);
    }
  }, [jobs]);
}

/** Takes ended jobs off that nobody needs to read. */
function useTidy(jobs: readonly Job[]): void {
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  useEffect(() => {
    for (const job of jobs) {
      if (!isEnded(job) || worthReading(job) || timers.current.has(job.id)) continue;
      const quick = (job.endedMs ?? 0) - job.startedMs < quickMs;
      const timer = setTimeout(() => dismissJob(job.id), quick ? quickMs : stayMs);
      timers.current.set(job.id, timer);
    }
  }, [jobs]);
}

/** The run of a plan has its picture on the rebalance screen, what waits for decisions is on theirs. */
function isShownOn(screen: Screen, job: Job): boolean {
  if (screen === 'decisions') return job.questions > 0;
  return screen === 'rebalance' && (job.kind === 'rebalance' || job.kind === 'drain') && job.planId !== null;
}

/** Said once after a start: what did not come to its end. */
function Interrupted({ jobs }: { readonly jobs: readonly Job[] }) {
  const restartable = jobs.filter((job) => job.canRestart);
  return (
    <div className={css['interrupted']} role="status">
      <Icon icon={RotateCcw} />
      <div className={css['interruptedWords']}>
        <b>{count(jobs.length, 'operation was', 'operations were')} interrupted.</b>
        <span>Every file is whole. Resuming copies what is missing, and nothing twice.</span>
      </div>
      {jobs.length > 1 && (
        <Button variant="bare" onClick={() => jobs.forEach((job) => dismissJob(job.id))}>
          Dismiss all
        </Button>
      )}
      {jobs.length > 1 && restartable.length > 0 && (
        <Button onClick={() => restartable.forEach((job) => restartJob(job.id))}>Resume {restartable.length}</Button>
      )}
    </div>
  );
}

/** Work in progress and what came of it, at the foot of the window. Absent when there is none. */
export function OperationsPanel({ pool }: { readonly pool: PoolInfo }) {
  const all = useJobs((state) => state.jobs);
  const ours = all.filter((job) => job.pool === pool.id || job.pool === pool.name);
  const screen = useRoute((state) => state.route.screen);
  const [folded, setFolded] = useState(false);
  useAnnouncements(ours);
  useTidy(ours);
  const jobs = ours.filter((job) => !isShownOn(screen, job));
  if (jobs.length === 0) return null;

  const ended = jobs.filter(isEnded);
  const interrupted = jobs.filter((job) => job.state === 'interrupted');
  const open = jobs.filter((job) => !isEnded(job) && job.state !== 'interrupted').toSorted((a, b) => a.order - b.order);
  const waiting = open.filter((job) => job.state === 'queued');
  const asking = open.filter((job) => job.questions > 0);
  const [paused, running] = [
    open.filter((job) => job.state === 'paused').length,
    open.filter((job) => job.state === 'running' && !job.asking).length,
  ];
  const failed = ended.filter((job) => job.errors.length > 0 || job.state === 'failed').length;
  const words = [
    running > 0 ? `${running} running` : '',
    paused > 0 ? `${paused} paused` : '',
    waiting.length > 0 ? `${waiting.length} waiting` : '',
    asking.length > 0
      ? `${count(
          asking.reduce((sum, job) => sum + job.questions, 0),
          'decision',
        )} for you`
      : '',
    ended.length > 0 ? `${ended.length} ended` : '',
  ].filter((part) => part !== '');
  return (
    <section className={css['panel']} aria-label="Operations">
      <header className={css['head']}>
        <h2>Operations</h2>
        <span className={css['quiet']}>{words.join(', ')}</span>
        {failed > 0 && <span className={css['danger']}>{count(failed, 'operation')} with errors</span>}
        <span className={css['end']}>
          {ended.length > 0 && (
            <Button variant="bare" onClick={() => ended.forEach((job) => dismissJob(job.id))}>
              Clear ended
            </Button>
          )}
          <IconButton
            label={folded ? 'Show operations' : 'Fold operations'}
            icon={folded ? ChevronUp : ChevronDown}
            size="small"
            aria-expanded={!folded}
            onClick={() => setFolded(!folded)}
          />
        </span>
      </header>
      {interrupted.length > 0 && <Interrupted jobs={interrupted} />}
      {!folded && (
        <ul className={css['jobs']} aria-label="Operations">
          {[...interrupted, ...open, ...ended.toReversed()].map((job) => (
            <JobLine key={job.id} job={job} pool={pool} waiting={waiting} />
          ))}
        </ul>
      )}
    </section>
  );
}

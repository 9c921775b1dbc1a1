import { useEffect, useRef, useState } from 'react';
import { ChevronDown, ChevronUp } from 'lucide-react';
import type { Job, PoolInfo } from '../../../shared/model.ts';
import { dismissJob, isEnded, useJobs } from '../../state/jobs.ts';
import { useRoute } from '../../state/route.ts';
import { speak } from '../../state/notices.ts';
import { count } from '../../text.ts';
import { Button, IconButton } from '../../ui/index.ts';
import { JobLine } from './job-line.tsx';
import css from './operations.module.css';
import { endWords } from './words.ts';

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
  useEffect(() => {
    for (const job of jobs) {
      const before = known.current.get(job.id);
      known.current.set(job.id, job.state);
      if (isEnded(job) && before !== undefined && before !== job.state) speak(`${job.title}: ${endWords(job)}`);
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

/** The run of a plan has its picture on the rebalance screen. */
function hasPicture(job: Job): boolean {
  return (job.kind === 'rebalance' || job.kind === 'drain') && job.planId !== null;
}

/** Work in progress and what came of it, at the foot of the window. Absent when there is none. */
export function OperationsPanel({ pool }: { readonly pool: PoolInfo }) {
  const all = useJobs((state) => state.jobs);
  const ours = all.filter((job) => job.pool === pool.id || job.pool === pool.name);
  const rebalancing = useRoute((state) => state.route.screen === 'rebalance');
  const [folded, setFolded] = useState(false);
  useAnnouncements(ours);
  useTidy(ours);
  const jobs = rebalancing ? ours.filter((job) => !hasPicture(job)) : ours;
  if (jobs.length === 0) return null;

  const ended = jobs.filter(isEnded);
  const paused = jobs.filter((job) => job.state === 'paused').length;
  const running = jobs.length - ended.length - paused;
  const failed = ended.filter((job) => job.errors.length > 0 || job.state === 'failed').length;
  const words = [
    running > 0 ? `${running} running` : '',
    paused > 0 ? `${paused} paused` : '',
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
      {!folded && (
        <ul className={css['jobs']} aria-label="Operations">
          {jobs.toReversed().map((job) => (
            <JobLine key={job.id} job={job} pool={pool} />
          ))}
        </ul>
      )}
    </section>
  );
}

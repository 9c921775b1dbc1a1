import { useEffect, useState } from 'react';
import type { SpeedLine } from '../../../shared/activity.ts';
import { visibleName } from '../../../shared/format.ts';
import type { ActiveItem, Job, PoolInfo } from '../../../shared/model.ts';
import { failedOf } from '../../../shared/progress.ts';
import { getSpeeds } from '../../state/activity.ts';
import { isEnded, retryJob } from '../../state/jobs.ts';
import { volumeOf } from '../../state/pool.ts';
import { PathText, VolumeMark } from '../../ui/index.ts';
import { ErrorList } from './error-list.tsx';
import { lineWords } from './line-words.ts';
import css from './operations.module.css';
import { SpeedGraph } from './speed-graph.tsx';
import { limitWords } from './words.ts';

/** The line is asked for so often while it is looked at, ms. */
const againMs = 1_000;

function useSpeeds(job: Job): { readonly line: SpeedLine; readonly atMs: number } | null {
  const [line, setLine] = useState<{ readonly line: SpeedLine; readonly atMs: number } | null>(null);
  const { id } = job;
  // What stands still has no new figures.
  const goesOn = job.state === 'running';
  useEffect(() => {
    let isOver = false;
    const ask = (): void => {
      getSpeeds(id)
        .then((speeds) => !isOver && setLine({ line: speeds, atMs: Date.now() }))
        // The job has left the list meanwhile.
        .catch(() => undefined);
    };
    ask();
    const timer = goesOn ? setInterval(ask, againMs) : undefined;
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [id, goesOn]);
  return line;
}

function Place({ name, pool }: { readonly name: string; readonly pool: PoolInfo }) {
  const volume = volumeOf(pool, name);
  if (volume === undefined) return <span className={css['outside']}>{lineWords.outside}</span>;
  return <VolumeMark mark={volume.mark} colour={volume.colour} name={visibleName(name)} />;
}

function UnderWay({ item, pool }: { readonly item: ActiveItem; readonly pool: PoolInfo }) {
  return (
    <li>
      <span className={css['placed']}>
        <Place name={item.from} pool={pool} /> → <Place name={item.to} pool={pool} />
      </span>
      <b>
        <PathText path={item.path} />
      </b>
      <span>{lineWords.itemNow(item)}</span>
    </li>
  );
}

/** What is behind the line of an operation: its speed, what is under way, what limits it, and what went wrong. */
export function JobMore({ job, pool }: { readonly job: Job; readonly pool: PoolInfo }) {
  const speeds = useSpeeds(job);
  const limit = limitWords(job);
  const active = job.active ?? [];
  return (
    <div className={css['more']}>
      {speeds !== null && job.bytesDone > 0 && (
        <SpeedGraph line={speeds.line} inAllMs={(job.endedMs ?? speeds.atMs) - job.startedMs} />
      )}
      <div className={css['moreWords']}>
        {limit !== '' && <p>{limit}</p>}
        {active.length > 0 && (
          <ul className={css['underWay']} aria-label={lineWords.underWay}>
            {active.map((item) => (
              <UnderWay key={`${item.from} ${item.to} ${item.phase}`} item={item} pool={pool} />
            ))}
          </ul>
        )}
        {active.length === 0 && !isEnded(job) && job.current !== '' && <p>{visibleName(job.current)}</p>}
      </div>
      {job.errors.length + job.notes.length > 0 && (
        <ErrorList
          of={visibleName(job.title)}
          errors={job.errors}
          failed={failedOf(job)}
          notes={job.notes}
          onRetry={job.canRetry && job.state !== 'cancelled' ? () => retryJob(job.id) : null}
        />
      )}
    </div>
  );
}

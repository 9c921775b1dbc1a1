import type { Job, PoolInfo } from '../../../shared/model.ts';
import { visibleName } from '../../../shared/format.ts';
import { isEnded } from '../../state/jobs.ts';
import { volumeOf } from '../../state/pool.ts';
import { VolumeMark } from '../../ui/index.ts';
import { JobLine } from './job-line.tsx';
import { turnOf } from './job-menus.tsx';
import { lanesOf } from './lanes.ts';
import type { Lane } from './lanes.ts';
import { lineWords } from './line-words.ts';
import css from './operations.module.css';
import { words } from './words.ts';

function LaneHead({ lane, pool }: { readonly lane: Lane; readonly pool: PoolInfo }) {
  const running = lane.jobs.filter(({ state }) => state === 'running').length;
  const waits = lane.jobs.filter((job) => job.state === 'queued' || job.waitingFor !== '').length;
  return (
    <div className={css['lane']}>
      {lane.devices.map((name) => {
        const volume = volumeOf(pool, name);
        return (
          <span key={name} className={css['placed']}>
            {volume !== undefined && <VolumeMark mark={volume.mark} colour={volume.colour} name={visibleName(name)} />}
            {lineWords.diskOf(name)}
          </span>
        );
      })}
      {lane.devices.length === 0 && <span>{lineWords.inLine}</span>}
      <span className={css['quiet']}>{lineWords.turns(running, waits)}</span>
    </div>
  );
}

/** Operations: interrupted ones, open ones by the devices they work on, ended ones, the newest first. */
export function JobList({ jobs, pool }: { readonly jobs: readonly Job[]; readonly pool: PoolInfo }) {
  const interrupted = jobs.filter((job) => job.state === 'interrupted');
  const open = jobs.filter((job) => !isEnded(job) && job.state !== 'interrupted').toSorted((a, b) => a.order - b.order);
  const waiting = open.filter((job) => job.state === 'queued');
  const lanes = lanesOf(open);
  // With one lane there is nothing to tell apart.
  const isApart = lanes.length > 1;
  const lines = (some: readonly Job[]) =>
    some.map((job) => <JobLine key={job.id} job={job} pool={pool} {...turnOf(waiting, job.id)} />);
  return (
    <ul className={css['jobs']} aria-label={words.operations} tabIndex={-1}>
      {lines(interrupted)}
      {lanes.flatMap((lane) => [
        ...(isApart
          ? [
              <li key={`lane ${lane.devices.join()}`} className={css['laneItem']}>
                <LaneHead lane={lane} pool={pool} />
              </li>,
            ]
          : []),
        ...lines(lane.jobs),
      ])}
      {lines(jobs.filter(isEnded).toReversed())}
    </ul>
  );
}

import type { ReactNode } from 'react';
import { Pause, Play, ShieldCheck } from 'lucide-react';
import { formatSize, visibleName } from '../../../shared/format.ts';
import type { Job, Plan, PoolInfo } from '../../../shared/model.ts';
import { cancelJob, isEnded, pauseJob, resumeJob, useJobs } from '../../state/jobs.ts';
import { useRail } from '../../state/layout.ts';
import { notify, notifyError } from '../../state/notices.ts';
import { removeVolume, setVolume } from '../../state/pool.ts';
import { setRebalanceGoal } from '../../state/rebalance.ts';
import { go } from '../../state/route.ts';
import { Button, Icon } from '../../ui/index.ts';
import { isRebalance } from './figures.ts';
import styles from './rebalance.module.css';
import { planAgain, start, useRebalance } from './store.ts';
import { certificate, count, planFiles } from './words.ts';

interface PlanFooterProps {
  readonly plan: Plan;
  /** Why it cannot be started; undefined when it can. */
  readonly why: string | undefined;
}

/** What it costs, how near that is to the least possible, and Start. */
function PlanFooter({ plan, why }: PlanFooterProps) {
  const narrow = useRail();
  const { what, near } = certificate(plan);
  return (
    <footer className={styles['foot']}>
      <div className={styles['cost']}>
        <b>{count(plan.moves.length, 'move')}</b>
        <span>{count(planFiles(plan), 'file')}</span>
      </div>
      {!narrow && (
        <div className={styles['cost']}>
          <b>
            {formatSize(plan.bytes)} read, {formatSize(plan.bytes)} written
          </b>
          <span>every file verified before its old copy goes</span>
        </div>
      )}
      <div className={styles['certificate']}>
        <Icon icon={ShieldCheck} size={22} />
        <div>
          <b>{what}</b>
          {!narrow && near}
        </div>
      </div>
      <div className={styles['actions']}>
        <Button variant="primary" size="large" disabled={why !== undefined} why={why} onClick={() => void start()}>
          Start
        </Button>
      </div>
    </footer>
  );
}

export function RunFooter({ job }: { readonly job: Job }) {
  const paused = job.state === 'paused';
  return (
    <footer className={styles['foot']}>
      <div className={styles['cost']}>
        <b>Stops after the file that is under way</b>
        <span>what is done stays done, no half file stays behind</span>
      </div>
      <div className={styles['actions']}>
        <Button size="large" onClick={() => cancelJob(job.id)}>
          Stop
        </Button>
        <Button
          variant="primary"
          size="large"
          icon={paused ? Play : Pause}
          onClick={() => (paused ? resumeJob(job.id) : pauseJob(job.id))}
        >
          {paused ? 'Go on' : 'Pause'}
        </Button>
      </div>
    </footer>
  );
}

export function StartFooter({ plan, pool }: { readonly plan: Plan; readonly pool: PoolInfo }) {
  const { planning, starting, error } = useRebalance();
  const busy = useJobs(({ jobs }) => jobs.some((job) => job.pool === pool.id && isRebalance(job) && !isEnded(job)));
  const why = planning
    ? 'The plan is being made anew.'
    : starting
      ? 'It is starting.'
      : error !== null
        ? 'This plan was refused; plan again.'
        : busy
          ? 'Another plan of this pool is running.'
          : undefined;
  return <PlanFooter plan={plan} why={why} />;
}

export function EndFooter({
  job,
  pool,
  drained,
}: {
  readonly job: Job;
  readonly pool: PoolInfo;
  readonly drained: string | null;
}) {
  const name = drained === null ? '' : visibleName(drained);
  const emptied = drained !== null && job.state === 'done';
  const reopen = (volume: string): void => {
    setVolume({ pool: pool.id, volume, mode: 'read-write' }).then(() => {
      setRebalanceGoal({ kind: 'even' });
      planAgain();
    }, notifyError);
  };
  const remove = (volume: string): void => {
    removeVolume({ pool: pool.id, volume }).then(() => {
      setRebalanceGoal({ kind: 'even' });
      notify(`${name} is no longer part of ${visibleName(pool.name)}.`);
      go({ screen: 'files' });
    }, notifyError);
  };
  return (
    <Foot
      what={job.state === 'done' ? `${count(job.filesDone, 'file')} read back and compared` : endWords}
      more={drained === null ? '' : `nothing new is placed on ${name} until you use it again`}
    >
      {drained !== null && (
        <Button size="large" onClick={() => reopen(drained)}>
          Use {name} again
        </Button>
      )}
      {!emptied && (
        <Button size="large" onClick={planAgain}>
          Plan again
        </Button>
      )}
      {emptied ? (
        <Button variant="primary" size="large" onClick={() => remove(drained)}>
          Remove {name} from the pool
        </Button>
      ) : (
        <Button variant="primary" size="large" onClick={() => go({ screen: 'files' })}>
          Back to files
        </Button>
      )}
    </Foot>
  );
}

const endWords = 'What moved is done; the rest is where it was';

function Foot(props: { readonly what: string; readonly more: string; readonly children: ReactNode }) {
  return (
    <footer className={styles['foot']}>
      <div className={styles['cost']}>
        <b>{props.what}</b>
        <span>{props.more}</span>
      </div>
      <div className={styles['actions']}>{props.children}</div>
    </footer>
  );
}

import { Pause, Play, ShieldCheck } from 'lucide-react';
import { formatSize } from '../../../shared/format.ts';
import type { Job, Plan } from '../../../shared/model.ts';
import { cancelJob, pauseJob, resumeJob } from '../../state/jobs.ts';
import { useRail } from '../../state/layout.ts';
import { Button, Icon } from '../../ui/index.ts';
import styles from './rebalance.module.css';
import { start } from './store.ts';
import { certificate, count, planFiles } from './words.ts';

export interface PlanFooterProps {
  readonly plan: Plan;
  /** Why it cannot be started; undefined when it can. */
  readonly why: string | undefined;
}

/** What it costs, how near that is to the least possible, and Start. */
export function PlanFooter({ plan, why }: PlanFooterProps) {
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
        <b>Safe to stop at any moment</b>
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

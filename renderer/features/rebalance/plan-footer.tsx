import { useState } from 'react';
import { ShieldCheck } from 'lucide-react';
import { formatSize } from '../../../shared/format.ts';
import type { PlanDraft, PoolInfo } from '../../../shared/model.ts';
import { isEnded, useJobs } from '../../state/jobs.ts';
import { useRail } from '../../state/layout.ts';
import { Button, Icon } from '../../ui/index.ts';
import { useDraft } from './draft-store.ts';
import { isRebalance } from './figures.ts';
import { costWords } from './plan-words.ts';
import styles from './rebalance.module.css';
import { RunHowMenu } from './run-how.tsx';
import { planText } from './screen-words.ts';
import { fullSpeed, start, useRebalance } from './store.ts';
import type { RunHow } from './store.ts';
import { certificate } from './words.ts';

export interface PlanFooterProps {
  readonly draft: PlanDraft;
  readonly pool: PoolInfo;
}

/** What it costs, how near that is to the least possible, the speed, and Start. */
export function PlanFooter({ draft, pool }: PlanFooterProps) {
  const narrow = useRail();
  const [how, setHow] = useState<RunHow>(fullSpeed);
  const { solving, error, held, atMs } = useDraft();
  const starting = useRebalance((state) => state.starting);
  const busy = useJobs(({ jobs }) => jobs.some((job) => job.pool === pool.id && isRebalance(job) && !isEnded(job)));
  const why = starting
    ? planText.starting
    : solving || held !== null
      ? planText.solving
      : error !== null
        ? planText.refused
        : busy
          ? planText.otherRuns
          : undefined;
  const { what, near } = certificate(draft);
  const { time, until } = costWords(draft.estimate, atMs);
  const extra = draft.extraBytes;
  return (
    <footer className={styles['foot']}>
      <div className={styles['cost']}>
        <b>{time}</b>
        <span>{until}</span>
      </div>
      <div className={styles['cost']}>
        <b>{planText.readAndWritten(draft.bytes)}</b>
        <span>{planText.allVerified}</span>
      </div>
      {!narrow && extra > 0 && (
        <div className={styles['cost']}>
          <b>{formatSize(extra)}</b>
          <span>{planText.extraRoom}</span>
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
        <RunHowMenu how={how} onSet={setHow} />
        <Button variant="primary" size="large" disabled={why !== undefined} why={why} onClick={() => void start(how)}>
          {planText.start}
        </Button>
      </div>
    </footer>
  );
}

import { useState } from 'react';
import type { ReactNode } from 'react';
import { visibleName } from '../../../shared/format.ts';
import type { CancelWhen, Job } from '../../../shared/model.ts';
import { cancelJob } from '../../state/jobs.ts';
import { count, text } from '../../text.ts';
import { Button, Dialog } from '../../ui/index.ts';
import { openJobs } from './all-jobs.ts';
import css from './operations.module.css';

/** Cancels all open jobs after a question that names them: gives what asks, and the question while it is open. */
export function useCancelAll(jobs: readonly Job[]): readonly [() => void, ReactNode] {
  const [asked, setAsked] = useState(false);
  const open = openJobs(jobs);
  const cancel = (when: CancelWhen): void => {
    setAsked(false);
    // Waiting ones first, or each would begin when one before it has ended.
    const queued = open.filter(({ state }) => state === 'queued');
    for (const job of [...queued, ...open.filter(({ state }) => state !== 'queued')]) cancelJob(job.id, when);
  };
  const question = asked && (
    <Dialog
      title={`Cancel ${count(open.length, 'operation')}?`}
      say="What is copied already stays, and every source stays where it is until its copy is whole."
      onClose={() => setAsked(false)}
      footer={
        <>
          <Button onClick={() => setAsked(false)}>{text.cancel}</Button>
          <Button onClick={() => cancel('now')}>Stop now</Button>
          <Button variant="primary" data-autofocus onClick={() => cancel('file')}>
            Stop after the files under way
          </Button>
        </>
      }
    >
      <ul className={css['cancelList']}>
        {open.slice(0, 8).map((job) => (
          <li key={job.id}>{visibleName(job.title)}</li>
        ))}
        {open.length > 8 && <li>and {(open.length - 8).toLocaleString('en-GB')} more</li>}
      </ul>
    </Dialog>
  );
  return [() => setAsked(true), question];
}

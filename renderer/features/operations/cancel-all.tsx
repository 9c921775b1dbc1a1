import { useState } from 'react';
import type { ReactNode } from 'react';
import { visibleName } from '../../../shared/format.ts';
import type { CancelWhen, Job } from '../../../shared/model.ts';
import { cancelJob } from '../../state/jobs.ts';
import { text } from '../../text.ts';
import { Button, Dialog } from '../../ui/index.ts';
import { openJobs } from './all-jobs.ts';
import { lineWords } from './line-words.ts';
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
      title={lineWords.cancelAsk(open.length)}
      say={lineWords.cancelSay}
      onClose={() => setAsked(false)}
      footer={
        <>
          <Button onClick={() => setAsked(false)}>{text.cancel}</Button>
          <Button onClick={() => cancel('now')}>{lineWords.stopNow}</Button>
          <Button variant="primary" data-autofocus onClick={() => cancel('file')}>
            {lineWords.stopAfter}
          </Button>
        </>
      }
    >
      <ul className={css['cancelList']}>
        {open.slice(0, 8).map((job) => (
          <li key={job.id}>{visibleName(job.title)}</li>
        ))}
        {open.length > 8 && <li>{lineWords.more(open.length - 8)}</li>}
      </ul>
    </Dialog>
  );
  return [() => setAsked(true), question];
}

import type { CancelWhen, PoolInfo } from '../../../shared/model.ts';
import { cancelJob, useJobs } from '../../state/jobs.ts';
import { text, told } from '../../text.ts';
import { Button, Dialog } from '../../ui/index.ts';
import { openJobs, poolJobs } from './all-jobs.ts';
import { lineWords } from './line-words.ts';
import css from './operations.module.css';

/** So many are named; of more, how many there are. */
const namedMost = 8;

/** Cancels all open operations of a pool, after they were named. */
export function CancelOperations({ pool, onClose }: { readonly pool: PoolInfo; readonly onClose: () => void }) {
  const jobs = useJobs((state) => state.jobs);
  const open = openJobs(poolJobs(jobs, pool));
  const cancel = (when: CancelWhen): void => {
    onClose();
    // Waiting ones first, or each would begin when one before it has ended.
    const queued = open.filter(({ state }) => state === 'queued');
    for (const job of [...queued, ...open.filter(({ state }) => state !== 'queued')]) cancelJob(job.id, when);
  };
  return (
    <Dialog
      title={lineWords.cancelAsk(open.length)}
      say={lineWords.cancelSay}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button onClick={() => cancel('now')}>{lineWords.stopNow}</Button>
          <Button variant="primary" data-autofocus onClick={() => cancel('file')}>
            {lineWords.stopAfter}
          </Button>
        </>
      }
    >
      <ul className={css['cancelList']}>
        {open.slice(0, namedMost).map((job) => (
          <li key={job.id}>{told(job.title)}</li>
        ))}
        {open.length > namedMost && <li>{lineWords.more(open.length - namedMost)}</li>}
      </ul>
    </Dialog>
  );
}

import { useState } from 'react';
import { formatDuration, formatPercent, formatSize } from '../../../shared/format.ts';
import { useRail } from '../../state/layout.ts';
import { go } from '../../state/route.ts';
import { Button } from '../../ui/index.ts';
import { notMovedOf } from './blocked.tsx';
import { evennessOf } from './figures.ts';
import { LeadWords } from './lead-words.tsx';
import styles from './rebalance.module.css';
import { ReceiptFacts, saveJson } from './receipt.tsx';
import { NotMovedSection, RunFlowSection, RunMovesSection, RunRemarks, RunVolumes } from './run-parts.tsx';
import type { RunNow } from './run-parts.tsx';
import { ofSize } from './run-words.ts';
import { planAgain } from './store.ts';
import { UndoDialog } from './undo-plan.tsx';
import { count } from './words.ts';
import type { Lead } from './words.ts';

function leadOf({ job, receipt, levels }: RunNow): Lead {
  const moved = receipt?.moved ?? { files: job.filesDone, bytes: job.bytesDone };
  const took = job.endedMs === null ? '' : ` in ${formatDuration(job.endedMs - job.startedMs)}`;
  const say =
    moved.files === 0
      ? ['Nothing has moved.']
      : [
          `${count(moved.files, 'file')}, `,
          formatSize(moved.bytes),
          `, moved${took}. Each was read back and compared before its old copy was removed.`,
        ];
  if (job.state === 'cancelled') return { lead: `Stopped. ${ofSize(moved.bytes, job.bytesTotal)} moved.`, say };
  const failed = job.errors.length;
  if (failed > 0) {
    return {
      lead: `${count(failed, 'file')} could not be moved; ${failed === 1 ? 'it is where it was' : 'they are where they were'}.`,
      say,
    };
  }
  if (job.state === 'failed') return { lead: 'It could not go on.', say };
  const taking = levels.filter((level) => level.left === '');
  const even = evennessOf(taking.map((level) => ({ volume: level.name, used: level.now, total: level.total })));
  return { lead: even === null ? 'Done.' : `Done. The pool is ${formatPercent(even)} even now.`, say };
}

/** How a run ended: the same picture, its receipt, and the way back. */
export function RunDone({ run }: { readonly run: RunNow }) {
  const narrow = useRail();
  const [undoing, setUndoing] = useState(false);
  const { plan, job, pool, receipt } = run;
  const items = notMovedOf(plan, pool);
  const moved = receipt?.moved.files ?? job.filesDone;
  return (
    <>
      <div className={styles['body']}>
        <section className={styles['lead']}>
          <LeadWords lead={leadOf(run)} />
          <RunRemarks job={job} />
        </section>
        <section className={styles['side']} aria-label="Receipt">
          <div className={styles['sideHead']}>
            <h3>Receipt</h3>
          </div>
          {receipt !== null && <ReceiptFacts receipt={receipt} brief />}
        </section>
        <RunVolumes run={run} />
        {!narrow && (
          <section className={styles['section']}>
            <RunFlowSection run={run} />
          </section>
        )}
        <RunMovesSection run={run} items={items} drained={null} />
        {!narrow && <NotMovedSection items={items} reached={plan.reached} />}
      </div>
      <footer className={styles['foot']}>
        <div className={styles['cost']}>
          <b>{moved === 0 ? 'Everything is where it was' : `${count(moved, 'file')} read back and compared`}</b>
          <span>{job.state === 'cancelled' ? 'the rest is where it was' : 'the receipt stays under History'}</span>
        </div>
        <div className={styles['actions']}>
          {receipt !== null && (
            <Button size="large" variant="bare" onClick={() => saveJson(`receipt ${plan.id}`, receipt)}>
              Save the receipt…
            </Button>
          )}
          {moved > 0 && (
            <Button size="large" variant="bare" onClick={() => setUndoing(true)}>
              Move it back…
            </Button>
          )}
          <Button size="large" onClick={planAgain}>
            Plan again
          </Button>
          <Button variant="primary" size="large" onClick={() => go({ screen: 'files' })}>
            Back to files
          </Button>
        </div>
      </footer>
      {undoing && <UndoDialog plan={plan.id} onClose={() => setUndoing(false)} />}
    </>
  );
}

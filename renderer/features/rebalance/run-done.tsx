import { useState } from 'react';
import { useRail } from '../../state/layout.ts';
import { go } from '../../state/route.ts';
import { text } from '../../text.ts';
import { Button } from '../../ui/index.ts';
import { notMovedOf } from './blocked.tsx';
import { evennessOf } from './figures.ts';
import { LeadWords } from './lead-words.tsx';
import styles from './rebalance.module.css';
import { ReceiptFacts, saveJson } from './receipt.tsx';
import { NotMovedSection, RunFlowSection, RunMovesSection, RunRemarks, RunVolumes } from './run-parts.tsx';
import type { RunNow } from './run-parts.tsx';
import { endWords, movedWords, runText } from './run-screen-words.ts';
import { ofSize } from './run-words.ts';
import { planText } from './screen-words.ts';
import { planAgain } from './store.ts';
import { UndoDialog } from './undo-plan.tsx';
import type { Lead } from './words.ts';

function leadOf({ job, receipt, levels }: RunNow): Lead {
  const moved = receipt?.moved ?? { files: job.filesDone, bytes: job.bytesDone };
  const say = movedWords(moved, job.endedMs === null ? null : job.endedMs - job.startedMs, null);
  if (job.state === 'cancelled') return { lead: endWords.stopped(ofSize(moved.bytes, job.bytesTotal)), say };
  if (job.errors.length > 0) return { lead: endWords.notMoved(job.errors.length), say };
  if (job.state === 'failed') return { lead: endWords.failed, say };
  const taking = levels.filter((level) => level.left === '');
  const even = evennessOf(taking.map((level) => ({ volume: level.name, used: level.now, total: level.total })));
  return { lead: even === null ? endWords.done : endWords.doneEven(even), say };
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
        <section className={styles['side']} aria-label={runText.receipt}>
          <div className={styles['sideHead']}>
            <h3>{runText.receipt}</h3>
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
          <b>{moved === 0 ? runText.whereItWas : runText.compared(moved)}</b>
          <span>{job.state === 'cancelled' ? runText.restWhereItWas : runText.underHistory}</span>
        </div>
        <div className={styles['actions']}>
          {receipt !== null && (
            <Button size="large" variant="bare" onClick={() => saveJson(runText.receiptFile(plan.id), receipt)}>
              {runText.saveReceipt}
            </Button>
          )}
          {moved > 0 && (
            <Button size="large" variant="bare" onClick={() => setUndoing(true)}>
              {runText.moveBack}
            </Button>
          )}
          <Button size="large" onClick={planAgain}>
            {planText.again}
          </Button>
          <Button variant="primary" size="large" onClick={() => go({ screen: 'files' })}>
            {text.backToFiles}
          </Button>
        </div>
      </footer>
      {undoing && <UndoDialog plan={plan.id} onClose={() => setUndoing(false)} />}
    </>
  );
}

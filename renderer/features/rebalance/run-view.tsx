import { useEffect, useMemo } from 'react';
import { useIo } from '../../state/io.ts';
import { isEnded } from '../../state/jobs.ts';
import { useRail } from '../../state/layout.ts';
import { followReceipt, useRuns } from '../../state/runs.ts';
import { notMovedOf } from './blocked.tsx';
import { DrainDone } from './drain-done.tsx';
import { DrainRun } from './drain-run.tsx';
import { drainedBy, levelsOf } from './figures.ts';
import { LeadWords } from './lead-words.tsx';
import styles from './rebalance.module.css';
import { RunDone } from './run-done.tsx';
import {
  doneOf,
  flowsNow,
  levelsNow,
  limitOf,
  rowsNow,
  rowsOf,
  talliesOf,
  timeLeftOf,
  writtenOn,
} from './run-figures.ts';
import { RunFooter } from './run-footer.tsx';
import { NotMovedSection, RunFlowSection, RunMovesSection, RunProgress, RunRemarks, RunVolumes } from './run-parts.tsx';
import type { RunNow, RunViewProps } from './run-parts.tsx';
import { runText } from './run-screen-words.ts';
import { doneTimes } from './run-times.ts';
import { runHeadline } from './run-words.ts';
import { SpeedPanel } from './speed.tsx';
import { useRebalance } from './store.ts';

function useRunNow({ pool, plan, job }: RunViewProps): RunNow {
  const live = useRebalance((state) => state.live);
  const known = useRuns((runs) => (runs.plan === plan.id ? runs.receipt : null));
  const io = useIo(({ volumes }) => volumes);
  const ended = isEnded(job);
  // Asked at once when it has ended; until the answer is there, that of a second ago tells too little.
  useEffect(() => followReceipt(plan.id), [plan.id, ended]);
  const receipt = ended && known?.state === 'running' ? null : known;
  const rows = useMemo(() => rowsOf(plan.moves), [plan]);
  const isDone = useMemo(() => doneOf(receipt), [receipt]);
  const flows = useMemo(() => flowsNow(plan, receipt), [plan, receipt]);
  const { active, errors, limit } = job;
  const tallies = useMemo(() => talliesOf(rows, plan, errors, isDone), [rows, plan, errors, isDone]);
  const now = useMemo(() => rowsNow(tallies, active, ended), [tallies, active, ended]);
  useEffect(() => doneTimes.see(plan.id, now, Date.now()), [plan.id, now]);
  const written = useMemo(() => writtenOn([...new Set(flows.map(({ to }) => to))], io), [flows, io]);
  return {
    pool,
    plan,
    job,
    receipt,
    isDone,
    flows,
    written,
    rows: now,
    levels: levelsNow(levelsOf(plan, live ?? pool), flows, ended || active === undefined ? {} : { active }),
    limit: limitOf(active === undefined ? { limit } : { limit, active }, flows, io),
    left: timeLeftOf(job, written),
  };
}

/** The picture of the plan while it happens, and how it ended. */
export function RunView(props: RunViewProps) {
  const run = useRunNow(props);
  const drained = drainedBy(props.plan, props.pool);
  const volume = props.pool.volumes.find((one) => one.name === drained);
  if (isEnded(props.job)) {
    return volume === undefined ? <RunDone run={run} /> : <DrainDone run={run} volume={volume} />;
  }
  return volume === undefined ? <EvenRun run={run} /> : <DrainRun run={run} volume={volume} />;
}

function EvenRun({ run }: { readonly run: RunNow }) {
  const narrow = useRail();
  const { plan, job, pool, left } = run;
  const items = notMovedOf(plan, pool);
  return (
    <>
      <div className={styles['body']}>
        <section className={styles['lead']}>
          <LeadWords
            lead={{
              lead: runHeadline(job, 'moved', left),
              say: [job.state === 'interrupted' ? runText.interrupted : runText.whole],
            }}
          />
          <RunProgress run={run} />
          <RunRemarks job={job} />
        </section>
        <div>
          <SpeedPanel job={job} written={run.written} limit={run.limit} />
        </div>
        <RunVolumes run={run} />
        {!narrow && (
          <section className={styles['section']}>
            <RunFlowSection run={run} />
          </section>
        )}
        <RunMovesSection run={run} items={items} drained={null} />
        {!narrow && <NotMovedSection items={items} reached={plan.reached} />}
      </div>
      <RunFooter job={job} left={left} />
    </>
  );
}

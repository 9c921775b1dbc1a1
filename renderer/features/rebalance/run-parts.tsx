import { useId, useState } from 'react';
import { ArrowLeftRight, ShieldCheck, TriangleAlert } from 'lucide-react';
import type { Job, Plan, PoolInfo } from '../../../shared/model.ts';
import type { RunReceipt } from '../../../shared/runs.ts';
import { useIo } from '../../state/io.ts';
import { useRail } from '../../state/layout.ts';
import { Button, cx, ErrorMessage, Icon, Marked, Message, ProgressBar } from '../../ui/index.ts';
import { NotMovedList, totalOf } from './blocked.tsx';
import type { NotMoved } from './blocked.tsx';
import type { Level } from './figures.ts';
import { FlowSection } from './flow-base.tsx';
import { Legend, Levels, ScaleSwitch } from './levels.tsx';
import type { Scale } from './levels.tsx';
import styles from './rebalance.module.css';
import { countsOf } from './run-figures.ts';
import type { FlowNow, IsDone, Limit, RowNow, TimeLeft } from './run-figures.ts';
import { RunFlow, RunFlowTable } from './run-flow.tsx';
import { RunMoves } from './run-moves.tsx';
import { runText } from './run-screen-words.ts';
import { countWords, rateWords } from './run-words.ts';
import { planText } from './screen-words.ts';
import { useRebalance } from './store.ts';

export interface RunViewProps {
  readonly pool: PoolInfo;
  readonly plan: Plan;
  readonly job: Job;
}

/** All that the pictures of a run are made of. */
export interface RunNow extends RunViewProps {
  readonly receipt: RunReceipt | null;
  readonly isDone: IsDone;
  readonly levels: readonly Level[];
  readonly flows: readonly FlowNow[];
  readonly rows: readonly RowNow[];
  /** Bytes written on the targets, second by second. */
  readonly written: readonly number[];
  readonly limit: Limit;
  readonly left: TimeLeft | null;
}

/** Files done and failed, and how many of them were read back and compared. */
export function RunProgress({ run: { job, receipt } }: { readonly run: RunNow }) {
  const verified = receipt === null ? job.filesDone : receipt.verified.device + receipt.verified.cached;
  const failed = job.errors.length;
  return (
    <div className={styles['progress']}>
      <ProgressBar
        size="big"
        label={runText.moved}
        value={job.bytesDone}
        max={Math.max(job.bytesTotal, 1)}
        still={job.state !== 'running'}
      />
      <p className={styles['facts']}>
        <span>
          <Marked parts={runText.filesDone(job.filesDone, job.filesTotal)} />
        </span>
        <span className={cx(failed > 0 && styles['bad'])}>
          <Marked parts={runText.failed(failed)} />
        </span>
        <span className={styles['ok']}>
          <Icon icon={ShieldCheck} />
          {runText.verified(verified)}
        </span>
      </p>
    </div>
  );
}

/** Losses of metadata and other things that a person should read; a failure to show it. */
export function RunRemarks({ job }: { readonly job: Job }) {
  const error = useRebalance((state) => state.error);
  return (
    <div className={styles['messages']}>
      {error !== null && <ErrorMessage error={error} />}
      {job.notes.map((note) => (
        <Message key={note} tone="info" title={note} />
      ))}
    </div>
  );
}

/** A bar for each volume, with what came and went by now, and how fast it reads and writes. */
export function RunVolumes({ run }: { readonly run: RunNow }) {
  const [scale, setScale] = useState<Scale>('percent');
  const io = useIo(({ volumes }) => volumes);
  const id = useId();
  const { plan, job, levels } = run;
  return (
    <section className={styles['section']} aria-labelledby={id}>
      <div className={styles['head']}>
        <h3 id={id}>{planText.volumes}</h3>
        <Legend running ended={job.state === 'done'} />
        <ScaleSwitch scale={scale} onChange={setScale} />
      </div>
      <Levels
        levels={levels}
        band={plan.before.length > 0 ? plan.band : null}
        scale={scale}
        running
        detail={(volume) => rateWords(io[volume])}
      />
    </section>
  );
}

export function RunFlowSection({ run: { flows, levels } }: { readonly run: RunNow }) {
  return (
    <FlowSection
      empty={flows.length === 0}
      levels={levels}
      picture={<RunFlow flows={flows} levels={levels} />}
      table={<RunFlowTable flows={flows} levels={levels} />}
    />
  );
}

type Lower = 'moves' | 'flow' | 'blocked';

export interface RunMovesSectionProps {
  readonly run: RunNow;
  readonly items: readonly NotMoved[];
  readonly drained: string | null;
}

/** The list; in a narrow window also the way to the flow and to what is not moved. */
export function RunMovesSection({ run, items, drained }: RunMovesSectionProps) {
  const narrow = useRail();
  const [chosen, setLower] = useState<Lower>('moves');
  const lower = narrow ? chosen : 'moves';
  const { rows, levels, job, flows } = run;
  return (
    <section className={cx(styles['section'], styles['last'])} aria-label={planText.moves}>
      <div className={styles['head']}>
        <h3>{planText.moves}</h3>
        <span className={styles['quiet']}>{countWords(countsOf(rows))}</span>
        {narrow && (
          <span className={styles['end']}>
            <Button
              variant="bare"
              icon={ArrowLeftRight}
              aria-pressed={lower === 'flow'}
              onClick={() => setLower(lower === 'flow' ? 'moves' : 'flow')}
            >
              {planText.whereItGoes}
            </Button>
            {items.length > 0 && (
              <Button
                variant="bare"
                className={styles['warn'] ?? ''}
                icon={TriangleAlert}
                aria-pressed={lower === 'blocked'}
                onClick={() => setLower(lower === 'blocked' ? 'moves' : 'blocked')}
              >
                {planText.itemsNotMoved(items.length)}
              </Button>
            )}
          </span>
        )}
      </div>
      {lower === 'moves' && (
        <RunMoves
          plan={run.plan.id}
          rows={rows}
          levels={levels}
          pace={job.state === 'running' ? job.rate : 0}
          drained={drained}
          empty={planText.nothingMoves}
        />
      )}
      {lower === 'flow' && <RunFlowTable flows={flows} levels={levels} />}
      {lower === 'blocked' && <NotMovedList items={items} after="" />}
    </section>
  );
}

export function NotMovedSection({
  items,
  reached,
}: {
  readonly items: readonly NotMoved[];
  readonly reached: boolean;
}) {
  return (
    <section className={cx(styles['section'], styles['last'])}>
      <div className={styles['head']}>
        <h3>
          {items.length > 0 && <Icon icon={TriangleAlert} className={styles['warn']} />}
          {planText.notMoved}
        </h3>
        <span className={cx(styles['quiet'], styles['end'])}>{items.length > 0 && totalOf(items)}</span>
      </div>
      {items.length === 0 ? (
        <p className={styles['sideSay']}>{planText.nothingLeft}</p>
      ) : (
        <NotMovedList items={items} after={reached ? planText.withoutThese : ''} />
      )}
    </section>
  );
}

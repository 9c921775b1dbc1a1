import { useEffect, useState } from 'react';
import { ArrowRight, Check, CircleSlash, History as HistoryIcon, Loader, TriangleAlert } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { formatDay, formatSize, visibleName } from '../../../shared/format.ts';
import type { PlanSummary, PoolInfo } from '../../../shared/model.ts';
import type { RunReceipt } from '../../../shared/runs.ts';
import { useJobs } from '../../state/jobs.ts';
import { notifyError } from '../../state/notices.ts';
import { getPlan, listPlans } from '../../state/plans.ts';
import { getReceipt } from '../../state/runs.ts';
import { Button, cx, Empty, ErrorMessage, Icon } from '../../ui/index.ts';
import { levelsOf } from './figures.ts';
import type { Level } from './figures.ts';
import { goalTitle } from './goal-words.ts';
import styles from './history.module.css';
import list from './moves-list.module.css';
import screen from './rebalance.module.css';
import { ReceiptFacts, saveJson } from './receipt.tsx';
import { remarksOf } from './run-figures.ts';
import { Mark } from './run-moves.tsx';
import { runText, stateWords } from './run-screen-words.ts';
import run from './run.module.css';
import { planText } from './screen-words.ts';
import { planAgain } from './store.ts';
import { UndoDialog } from './undo-plan.tsx';

interface Runs {
  readonly runs: readonly PlanSummary[] | null;
  readonly error: AppError | null;
}

/** Plans that ran, newest first; asked again when a job of the pool begins or ends. */
function useRunList(pool: string): Runs {
  const [state, setState] = useState<Runs>({ runs: null, error: null });
  const jobs = useJobs((all) =>
    all.jobs.flatMap((job) => (job.pool === pool && job.planId !== null ? [`${job.id} ${job.state}`] : [])).join(),
  );
  useEffect(() => {
    let gone = false;
    listPlans(pool).then(
      (plans) => !gone && setState({ runs: plans.filter((plan) => plan.state !== 'ready'), error: null }),
      (thrown: unknown) => !gone && setState({ runs: null, error: asAppError(thrown) }),
    );
    return () => {
      gone = true;
    };
  }, [pool, jobs]);
  return state;
}

function useReceipt(plan: string | null): { readonly receipt: RunReceipt | null; readonly error: AppError | null } {
  const [state, setState] = useState<{ plan: string | null; receipt: RunReceipt | null; error: AppError | null }>({
    plan: null,
    receipt: null,
    error: null,
  });
  useEffect(() => {
    if (plan === null) return;
    let gone = false;
    getReceipt(plan).then(
      (receipt) => !gone && setState({ plan, receipt, error: null }),
      (thrown: unknown) => !gone && setState({ plan, receipt: null, error: asAppError(thrown) }),
    );
    return () => {
      gone = true;
    };
  }, [plan]);
  return state.plan === plan ? state : { receipt: null, error: null };
}

const stateIcons: Readonly<Record<PlanSummary['state'], LucideIcon>> = {
  ready: CircleSlash,
  running: Loader,
  done: Check,
  stopped: TriangleAlert,
};

/** Every run of the pool's plans: what it moved, how it was verified, and the way back with its cost. */
export function HistoryView({ pool }: { readonly pool: PoolInfo }) {
  const { runs, error } = useRunList(pool.id);
  const [chosen, setChosen] = useState<string | null>(null);
  const selected = runs?.find(({ id }) => id === chosen) ?? runs?.[0] ?? null;
  const { receipt, error: receiptError } = useReceipt(selected?.id ?? null);
  const names = pool.volumes.map((volume) => volume.name);
  if (error !== null) {
    return (
      <div className={styles['history']}>
        <ErrorMessage error={error} />
      </div>
    );
  }
  if (runs === null) return <div className={styles['history']} aria-busy />;
  if (selected === null) {
    return (
      <div className={styles['history']}>
        <Empty
          icon={HistoryIcon}
          title={runText.noRuns}
          action={<Button onClick={planAgain}>{runText.makePlan}</Button>}
        >
          {runText.noRunsSay}
        </Empty>
      </div>
    );
  }
  const levels = levelsOf(selected, pool);
  return (
    <div className={styles['history']}>
      <section className={screen['lead']}>
        <div className={screen['words']}>
          <h2>{runText.runsOf(runs.length)}</h2>
          <p>{runText.runsSay}</p>
        </div>
        <ul className={styles['runs']} aria-label={runText.runs}>
          {runs.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                className={cx(styles['run'], one === selected && styles['on'])}
                aria-pressed={one === selected}
                onClick={() => setChosen(one.id)}
              >
                <Icon icon={stateIcons[one.state]} className={styles[one.state]} />
                <span className={styles['what']}>
                  <b>{goalTitle(one.goal, names)}</b>
                  <span>{runText.moves(one.movesCount)}</span>
                </span>
                <span className={list['number']}>{formatSize(one.bytes)}</span>
                <span className={styles['when']}>{formatDay(one.createdMs)}</span>
                <span className={styles['how']}>{stateWords[one.state]}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      <Detail key={selected.id} plan={selected} receipt={receipt} error={receiptError} levels={levels} names={names} />
    </div>
  );
}

interface DetailProps {
  readonly plan: PlanSummary;
  readonly receipt: RunReceipt | null;
  readonly error: AppError | null;
  readonly levels: readonly Level[];
  readonly names: readonly string[];
}

/** The most remarks that are listed one by one. */
const listed = 100;

function Detail({ plan, receipt, error, levels, names }: DetailProps) {
  const [undoing, setUndoing] = useState(false);
  const remarks = receipt === null ? [] : remarksOf(receipt);
  const moved = receipt?.moved ?? { files: 0, bytes: 0 };
  const save = (): void => {
    getPlan(plan.id).then((whole) => saveJson(runText.planFile(plan.id), { plan: whole, receipt }), notifyError);
  };
  return (
    <aside className={styles['detail']} aria-label={runText.receipt}>
      <div className={screen['sideHead']}>
        <h3>{goalTitle(plan.goal, names)}</h3>
        <span className={screen['quiet']}>{stateWords[plan.state]}</span>
      </div>
      {error !== null && <ErrorMessage error={error} />}
      {receipt !== null && (
        <>
          <ReceiptFacts receipt={receipt} />
          {receipt.directions.length > 0 && (
            <section className={run['part']}>
              <h3>{planText.fromTo}</h3>
              <ul className={styles['ways']}>
                {receipt.directions.map(({ from, to, bytes, files }) => (
                  <li key={JSON.stringify([from, to])}>
                    <span className={list['ways']}>
                      <Mark name={from} levels={levels} />
                      <Icon icon={ArrowRight} size={14} />
                      <Mark name={to} levels={levels} />
                    </span>
                    <span>{runText.files(files)}</span>
                    <span className={list['number']}>{formatSize(bytes)}</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
          {receipt.proof !== null && (
            <section className={run['part']}>
              <h3>{receipt.proof.empty ? runText.provenEmpty : runText.notEmpty}</h3>
              <p className={screen['sideSay']}>
                {runText.proofSay(
                  receipt.proof.volume,
                  receipt.proof.foldersRead,
                  receipt.proof.atMs,
                  receipt.proof.files,
                )}
              </p>
            </section>
          )}
          {remarks.length > 0 && (
            <section className={run['part']}>
              <h3>{runText.stayed(receipt.failedCount + receipt.skippedCount)}</h3>
              <ul className={run['held']}>
                {remarks.slice(0, listed).map(({ path, reason }) => (
                  <li key={path}>
                    <Icon icon={TriangleAlert} size={16} />
                    <b title={visibleName(path)}>{visibleName(path.slice(path.lastIndexOf('/') + 1))}</b>
                    <span />
                    <p>{reason}</p>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </>
      )}
      <div className={styles['buttons']}>
        <Button onClick={save}>{runText.exportJson}</Button>
        {moved.files > 0 && plan.state !== 'running' && (
          <Button onClick={() => setUndoing(true)}>{runText.moveBackBytes(moved.bytes)}</Button>
        )}
      </div>
      {undoing && <UndoDialog plan={plan.id} onClose={() => setUndoing(false)} />}
    </aside>
  );
}

import { useEffect, useState } from 'react';
import { ArrowRight, Check, CircleSlash, History as HistoryIcon, Loader, TriangleAlert } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { formatCount, formatDay, formatSize, visibleName } from '../../../shared/format.ts';
import type { PlanSummary, PoolInfo } from '../../../shared/model.ts';
import type { RunReceipt } from '../../../shared/runs.ts';
import { useJobs } from '../../state/jobs.ts';
import { notifyError } from '../../state/notices.ts';
import { getPlan, listPlans } from '../../state/plans.ts';
import { getReceipt } from '../../state/runs.ts';
import { Button, cx, Empty, ErrorMessage, Icon } from '../../ui/index.ts';
import { levelsOf } from './figures.ts';
import type { Level } from './figures.ts';
import styles from './history.module.css';
import list from './moves-list.module.css';
import screen from './rebalance.module.css';
import { ReceiptFacts, saveJson } from './receipt.tsx';
import { remarksOf } from './run-figures.ts';
import { Mark } from './run-moves.tsx';
import run from './run.module.css';
import { planAgain } from './store.ts';
import { UndoDialog } from './undo-plan.tsx';
import { count, sentence } from './words.ts';

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

const stateWords = { ready: 'not run', running: 'under way', done: 'done', stopped: 'stopped' } as const;
const stateIcons: Readonly<Record<PlanSummary['state'], LucideIcon>> = {
  ready: CircleSlash,
  running: Loader,
  done: Check,
  stopped: TriangleAlert,
};

/** What a plan was for, as a title. */
export function goalTitle(goal: string, names: readonly string[]): string {
  const drained = /^drain (.*)$/u.exec(goal)?.[1];
  if (drained !== undefined) return `Empty ${visibleName(drained)}`;
  if (goal.startsWith('undo of ')) return `Moved back: ${goal.slice('undo of '.length)}`;
  return sentence(visibleName(goal), names);
}

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
          title="No plan of this pool has run yet"
          action={<Button onClick={planAgain}>Make a plan</Button>}
        >
          What each run moved, and how it was verified, stays here.
        </Empty>
      </div>
    );
  }
  const levels = levelsOf(selected, pool);
  return (
    <div className={styles['history']}>
      <section className={screen['lead']}>
        <div className={screen['words']}>
          <h2>{count(runs.length, 'run')} of this pool.</h2>
          <p>Each has its receipt, and can be taken back for the cost that is told before anything moves.</p>
        </div>
        <ul className={styles['runs']} aria-label="Runs">
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
                  <span>{count(one.movesCount, 'move')}</span>
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
    getPlan(plan.id).then((whole) => saveJson(`plan ${plan.id}`, { plan: whole, receipt }), notifyError);
  };
  return (
    <aside className={styles['detail']} aria-label="Receipt">
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
              <h3>From, to</h3>
              <ul className={styles['ways']}>
                {receipt.directions.map(({ from, to, bytes, files }) => (
                  <li key={JSON.stringify([from, to])}>
                    <span className={list['ways']}>
                      <Mark name={from} levels={levels} />
                      <Icon icon={ArrowRight} size={14} />
                      <Mark name={to} levels={levels} />
                    </span>
                    <span>{count(files, 'file')}</span>
                    <span className={list['number']}>{formatSize(bytes)}</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
          {receipt.proof !== null && (
            <section className={run['part']}>
              <h3>{receipt.proof.empty ? 'Proven empty' : 'Not empty'}</h3>
              <p className={screen['sideSay']}>
                {count(receipt.proof.foldersRead, 'folder')} of {visibleName(receipt.proof.volume)} read,{' '}
                {formatDay(receipt.proof.atMs)}; {formatCount(receipt.proof.files)} things of the pool there.
              </p>
            </section>
          )}
          {remarks.length > 0 && (
            <section className={run['part']}>
              <h3>{count(receipt.failedCount + receipt.skippedCount, 'thing')} stayed</h3>
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
        <Button onClick={save}>Export JSON…</Button>
        {moved.files > 0 && plan.state !== 'running' && (
          <Button onClick={() => setUndoing(true)}>Move back {formatSize(moved.bytes)}…</Button>
        )}
      </div>
      {undoing && <UndoDialog plan={plan.id} onClose={() => setUndoing(false)} />}
    </aside>
  );
}

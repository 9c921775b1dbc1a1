import { useEffect, useRef } from 'react';
import { ChevronLeft, Undo2 } from 'lucide-react';
import type { PoolInfo } from '../../../shared/model.ts';
import { isEnded, useJobs } from '../../state/jobs.ts';
import { speak } from '../../state/notices.ts';
import { stepBack, stepOn, useRebalanceGoal } from '../../state/rebalance.ts';
import { go } from '../../state/route.ts';
import { useSettings } from '../../state/settings.ts';
import { text } from '../../text.ts';
import { IconButton, PageBar, useDelayed } from '../../ui/index.ts';
import { goalOf, withTarget } from './asked.ts';
import { leaveDraft, useDraft, wishFor } from './draft-store.ts';
import { drainedBy, isRebalance, materialKey, rulesKey } from './figures.ts';
import { HistoryView } from './history-view.tsx';
import { NoPlan, PlanView } from './plan-view.tsx';
import styles from './rebalance.module.css';
import { RunView } from './run-view.tsx';
import { ScopeMenu } from './scope.tsx';
import { planText } from './screen-words.ts';
import { adopt, followRun, planAgain, useRebalance } from './store.ts';
import { Tabs, useHistoryShown } from './tabs.tsx';

/** Waits for changes of the pool to settle before a plan is made anew, ms. */
const settleMs = 300;

/** Solves for what is asked, at every gesture and when the pool changed materially; never while a run is shown. */
function usePlanning(pool: PoolInfo): void {
  const asked = useRebalanceGoal();
  const { draft, key: shownKey, held } = useDraft();
  const jobId = useRebalance((state) => state.jobId);
  const running = useJobs(({ jobs }) => jobs.find((job) => job.pool === pool.id && isRebalance(job) && !isEnded(job)));
  const goal = goalOf(pool, asked);
  const edits = held === null ? asked.edits : withTarget(asked.edits, held.volume, held.bytes);
  const material = materialKey(pool);
  // Its sentences hold sizes.
  const units = useSettings((settings) => settings.units);
  const key = JSON.stringify([material, goal, asked.scope, edits, units]);
  const last = useRef({ material: '', scope: '', rules: '' });
  const rules = rulesKey(pool);

  useEffect(() => {
    if (running !== undefined && running.id !== jobId) void adopt(running);
  }, [running, jobId]);

  useEffect(() => {
    if (jobId !== null || running !== undefined || key === shownKey) return;
    if (goal === null) {
      leaveDraft();
      return;
    }
    const scope = JSON.stringify(asked.scope);
    const same = last.current.material === material && last.current.scope === scope;
    const wish = (): void => {
      const fresh = draft === null || last.current.rules !== rules;
      last.current = { material, scope, rules };
      wishFor({ pool: pool.id, goal, scope: asked.scope, edits, key, fresh, live: same });
    };
    if (draft === null || last.current.material === material) {
      wish();
      return;
    }
    const timer = setTimeout(wish, settleMs);
    return () => clearTimeout(timer);
    // `key` names all that the wish is made of.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, shownKey, jobId, running, draft === null]);

  useEffect(() => (jobId === null ? undefined : followRun(pool.id)), [jobId, pool.id]);
  // A run that has ended is not shown again at the next visit, and a draft is made anew.
  useEffect(
    () => () => {
      leaveDraft();
      const { job } = useRebalance.getState();
      if (job === null || isEnded(job)) planAgain();
    },
    [],
  );
}

function inField(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('input:not([type=checkbox], [type=radio]), textarea, dialog') !== null
  );
}

/** Takes back the last change of the plan, and says so. */
function takeBack(): void {
  const words = stepBack();
  if (words !== null) speak(planText.takenBack(words));
}

/** Ctrl+Z and Ctrl+Shift+Z take changes of the plan back and on again, before they mean the pool's own history. */
function useStepKeys(active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const listen = (event: KeyboardEvent): void => {
      if (event.altKey || !(event.ctrlKey || event.metaKey) || inField(event.target)) return;
      const { past, future } = useRebalanceGoal.getState();
      if (event.key.toLowerCase() !== 'z' || (past.length === 0 && future.length === 0)) return;
      event.preventDefault();
      if (!event.shiftKey) takeBack();
      else {
        const words = stepOn();
        if (words !== null) speak(planText.doneAgain(words));
      }
    };
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, [active]);
}

export function Screen({ pool }: { readonly pool: PoolInfo }) {
  usePlanning(pool);
  const { plan, job, jobId } = useRebalance();
  const { draft, goal, solving, error } = useDraft();
  const { past, scope } = useRebalanceGoal();
  const late = useDelayed(draft === null && solving);
  const runs = jobId !== null;
  const history = useHistoryShown((state) => state.shown);
  useStepKeys(!runs);
  const drained = runs ? drainedBy(plan, pool) : goal?.kind === 'drain' ? goal.volume : null;
  const last = past.at(-1);
  return (
    <main className={styles['screen']} aria-busy={solving}>
      <PageBar>
        <IconButton label={text.backToFiles} icon={ChevronLeft} onClick={() => go({ screen: 'files' })} />
        <h1>{drained === null ? planText.title : planText.emptying(drained)}</h1>
        {!runs && !history && <ScopeMenu pool={pool} scope={scope} />}
        <span className={styles['gap']} />
        {!runs && !history && (
          <IconButton
            label={last === undefined ? planText.takeBack : planText.takeBackStep(last.words)}
            icon={Undo2}
            disabled={last === undefined}
            why={planText.nothingChanged}
            aria-keyshortcuts="Control+Z"
            onClick={takeBack}
          />
        )}
        <Tabs runs={runs} job={job} />
      </PageBar>
      {history ? (
        <HistoryView pool={pool} />
      ) : plan !== null && job !== null ? (
        <RunView pool={pool} plan={plan} job={job} />
      ) : draft === null || goal === null || runs ? (
        <NoPlan pool={pool} error={error} late={late} />
      ) : (
        <PlanView pool={pool} draft={draft} goal={goal} />
      )}
    </main>
  );
}

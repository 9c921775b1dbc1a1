import { create } from 'zustand';
import { defaultWithin } from '../../shared/planning.ts';
import type { PlanEdits, PlanScope } from '../../shared/planning.ts';
import { go } from './route.ts';

/**
 * What the rebalance screen is for. `volume` and `on` are ids of volumes; null: not chosen yet (`on`: the one that costs
 * the fewest bytes).
 */
export type RebalanceGoal =
  /** `by`: the same % full (what nobody says), or the same free bytes. */
  | { readonly kind: 'even'; readonly by?: 'percent' | 'bytes' }
  | { readonly kind: 'drain'; readonly volume: string | null }
  | { readonly kind: 'room'; readonly volume: string | null; readonly bytes: number | null }
  | { readonly kind: 'gather'; readonly path: string | null; readonly on: string | null }
  | { readonly kind: 'spread'; readonly path: string | null }
  | { readonly kind: 'rules' };

/** Everything that a person says about a plan. */
export interface Asked {
  readonly goal: RebalanceGoal;
  /** Points around the mean that are even enough. */
  readonly within: number;
  readonly scope: PlanScope;
  readonly edits: PlanEdits;
}

/** A state that one can go back to, and what led away from it: "level of disk2". */
interface Step {
  readonly asked: Asked;
  readonly words: string;
  readonly atMs: number;
}

interface Rebalance extends Asked {
  readonly past: readonly Step[];
  readonly future: readonly Step[];
}

/** So many steps can be taken back. */
const keptSteps = 200;
/** Presses of a key that follow each other so soon are one step, ms. */
const sameGesture = 1_500;

const fresh: Rebalance = {
  goal: { kind: 'even' },
  within: defaultWithin,
  scope: {},
  edits: {},
  past: [],
  future: [],
};

export const useRebalanceGoal = create<Rebalance>()(() => fresh);

export function askedNow(): Asked {
  const { goal, within, scope, edits } = useRebalanceGoal.getState();
  return { goal, within, scope, edits };
}

/**
 * Changes what is asked, as a step that `stepBack` takes back by the name `words`. `again`: it goes on with a step of
 * that name which was just made (a key that is held down).
 */
export function ask(words: string, change: Partial<Asked>, again = false): void {
  const step: Step = { asked: askedNow(), words, atMs: Date.now() };
  useRebalanceGoal.setState(({ past }) => {
    const last = past.at(-1);
    const goesOn = again && last?.words === words && step.atMs - last.atMs < sameGesture;
    const steps = goesOn ? past.with(-1, { ...last, atMs: step.atMs }) : [...past.slice(1 - keptSteps), step];
    return { ...change, past: steps, future: [] };
  });
}

/** Takes back the last step. Answers what it was; null when there is none. */
export function stepBack(): string | null {
  const { past, future } = useRebalanceGoal.getState();
  const step = past.at(-1);
  if (step === undefined) return null;
  useRebalanceGoal.setState({
    ...step.asked,
    past: past.slice(0, -1),
    future: [{ ...step, asked: askedNow() }, ...future],
  });
  return step.words;
}

/** Takes the last step again that was taken back. Answers what it was; null when there is none. */
export function stepOn(): string | null {
  const { past, future } = useRebalanceGoal.getState();
  const [step, ...rest] = future;
  if (step === undefined) return null;
  useRebalanceGoal.setState({
    ...step.asked,
    past: [...past, { ...step, asked: askedNow(), atMs: 0 }],
    future: rest,
  });
  return step.words;
}

/** Begins anew for this goal: without edits and without steps to take back. */
export function setRebalanceGoal(goal: RebalanceGoal): void {
  useRebalanceGoal.setState({ ...fresh, goal });
}

/** Shows the rebalance screen with this goal; other features call it. */
export function showRebalance(goal: RebalanceGoal): void {
  setRebalanceGoal(goal);
  go({ screen: 'rebalance' });
}

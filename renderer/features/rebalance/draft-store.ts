import { create } from 'zustand';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Input } from '../../../shared/contract.ts';
import type { PlanDraft } from '../../../shared/model.ts';
import type { PlanEdits, PlanGoal, PlanScope } from '../../../shared/planning.ts';
import { host } from '../../api/host.ts';
import { leaveMoves } from './moves-store.ts';

/** The plan that is looked at: a draft, solved anew with every gesture. One is asked for at a time; the last wish wins. */

export interface Wish {
  readonly pool: string;
  readonly goal: PlanGoal;
  readonly scope: PlanScope;
  readonly edits: PlanEdits;
  /** Names all that the draft depends on, the pool's own state too. */
  readonly key: string;
  /** The files are looked at anew. */
  readonly fresh: boolean;
  /** It belongs to a gesture that goes on: it waits for the answer that is on its way instead of ending it. */
  readonly live: boolean;
}

interface DraftState {
  /** What is shown; the old one stays until the new one is there. */
  readonly draft: PlanDraft | null;
  /** The goal that it was made for. */
  readonly goal: PlanGoal | null;
  /** What it was made for; a draft for something else is not started. */
  readonly key: string;
  readonly solving: boolean;
  /** When the draft came, ms: what "ago" and "done by" are counted from. */
  readonly atMs: number;
  readonly error: AppError | null;
  /** The level that is in hand. */
  readonly held: { readonly volume: string; readonly bytes: number } | null;
}

const none: DraftState = { draft: null, goal: null, key: '', solving: false, atMs: 0, error: null, held: null };

export const useDraft = create<DraftState>()(() => none);

let next: Wish | null = null;
let running: { readonly wish: Wish; readonly abort: AbortController } | null = null;

/** Solves for what is wished now. Answers at once. */
export function wishFor(wish: Wish): void {
  if (running?.wish.key === wish.key && !wish.fresh) {
    next = null;
    return;
  }
  next = wish;
  useDraft.setState({ solving: true });
  if (running === null) void solve();
  else if (!wish.live) running.abort.abort();
}

function inputOf({ pool, goal, scope, edits, fresh }: Wish): Input<'plan.draft'> {
  const { exclude, send, targets, without } = edits;
  return {
    pool,
    goal,
    ...(Object.keys(scope).length > 0 && { scope }),
    edits: {
      ...(exclude !== undefined && { exclude: [...exclude] }),
      ...(send !== undefined && { send: [...send] }),
      ...(targets !== undefined && { targets }),
      ...(without !== undefined && { without: [...without] }),
    },
    ...(fresh && { fresh }),
  };
}

/** Whether something else was wished meanwhile. */
const isMore = (): boolean => next !== null;

async function solve(): Promise<void> {
  while (next !== null) {
    const wish: Wish = next;
    next = null;
    running = { wish, abort: new AbortController() };
    try {
      const draft = await host().call('plan.draft', inputOf(wish), { signal: running.abort.signal });
      if (!running.abort.signal.aborted) {
        useDraft.setState({ draft, goal: wish.goal, key: wish.key, error: null, solving: isMore(), atMs: Date.now() });
      }
    } catch (thrown) {
      // What was ended for a later wish says nothing.
      if (!running.abort.signal.aborted) {
        const error = asAppError(thrown);
        // While a gesture goes on its picture stays; a plan for something else would only mislead.
        useDraft.setState((known) => ({
          key: wish.key,
          error,
          solving: isMore(),
          ...(known.goal?.kind === wish.goal.kind && wish.live ? {} : { draft: null, goal: null }),
        }));
      }
    }
    running = null;
  }
}

/** A level is in hand, or (null) no longer. */
export function hold(held: DraftState['held']): void {
  useDraft.setState({ held });
}

/** Leaves the draft behind; the screen asks anew by itself. */
export function leaveDraft(): void {
  next = null;
  running?.abort.abort();
  leaveMoves();
  useDraft.setState(none);
}

export function refuse(error: AppError): void {
  useDraft.setState({ error });
}

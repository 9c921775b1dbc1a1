import { asAppError, fail } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { ActLists } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { PoolVolume } from '../pool/types.ts';
import type { Act, ActKind, ClaimedAct, HistoryStore } from '../state/history.ts';
import { giveMetadata } from './identity.ts';
import { planReverse } from './inside.ts';
import { isPassing } from './perform.ts';
import { performSome, together } from './perform-some.ts';
import { openRecorder } from './recorder.ts';
import type { Recorder } from './recorder.ts';
import { countItems, foldersOf, isQuiet, parseSteps, pathOf, reversed } from './step.ts';
import type { Step } from './step.ts';

/** What a person did to one pool, and how it is taken back. */
export interface History {
  /** Collects what one act really does; it is recorded at its end. */
  open(kind: ActKind, title: string): Recorder;
  /** Oldest first. */
  list(): readonly Act[];
  /**
   * Takes the next act for this process; nothing is changed yet. `id`: only that one.
   * @throws not-found (nothing to undo, or another one is next), busy (another process is at it)
   */
  claim(direction: 'undo' | 'redo', id?: string): Reversal;
  /** Finishes what a process that died was undoing or redoing. Cheap when there is nothing. */
  settle(): Promise<void>;
}

/** An act that is about to be undone or redone. Ends with `run` or `release`. */
export interface Reversal {
  readonly act: Act;
  /** Another one than was asked for when a process died doing that: it is finished first. */
  readonly direction: 'undo' | 'redo';
  /** How many things it takes back, known before anything is done. */
  count(): Promise<number>;
  /** Takes the steps one after the other. Each that cannot be taken is told and left; the others go on. */
  run(told: ReversalEvents): Promise<void>;
  /** Gives the act back. What was done of it so far is gone on with by the next undo. */
  release(): void;
}

export interface ReversalEvents {
  /** Awaited before each step, or a batch of steps of the trash (its first). @throws to stop there */
  readonly before: (path: PoolPath) => Promise<void>;
  readonly done: (path: PoolPath) => void;
  readonly refused: (path: PoolPath, error: AppError) => void;
  readonly changed: (folder: PoolPath) => void;
}

interface Parts {
  readonly store: HistoryStore;
  readonly poolId: string;
  readonly pool: PoolVolume;
  /** Told after each change of the list. */
  readonly listed: () => void;
  /** Told of each act that was recorded; `job`: the one that did it, if any. */
  readonly acted?: (act: Act, job: string | undefined) => void;
}

export function openPoolHistory(parts: Parts): History {
  const { store, poolId, pool, listed, acted } = parts;
  return {
    open: (kind, title) =>
      openRecorder(
        (steps, job) => {
          const items = steps === null ? 0 : countItems(steps);
          acted?.(store.add({ pool: poolId, kind, title, items, bytes: 0 }, JSON.stringify(steps ?? [])), job);
          listed();
          return Promise.resolve();
        },
        (path) => pool.copiesOf(path),
      ),
    list: () => store.list(poolId),
    claim: (direction, id) => openReversal(parts, store.claim(poolId, direction, id)),
    async settle() {
      const silent: ReversalEvents = {
        before: () => Promise.resolve(),
        done: nothing,
        refused(_path, error) {
          // A volume is not there yet, say: it is left where it stands, for the person who undoes next.
          if (isPassing(error)) throw error;
        },
        changed: nothing,
      };
      for (let act = store.claimInterrupted(poolId); act !== null; act = store.claimInterrupted(poolId)) {
        await openReversal(parts, act).run(silent);
      }
    },
  };
}

function nothing(): void {
  // Nobody listens: what came of it is in the list.
}

function openReversal({ store, pool, listed }: Parts, act: ClaimedAct): Reversal {
  const direction = act.state === 'done' || act.state === 'undoing' ? 'undo' : 'redo';
  const begun = act.todo !== null;
  let planned: readonly Step[] | null = act.todo === null ? null : parseSteps(act.todo);

  const plan = async (): Promise<readonly Step[]> => {
    if (planned !== null) return planned;
    const steps = parseSteps(act.steps);
    planned = direction === 'undo' ? await planReverse(pool, steps) : reversed(steps);
    return planned;
  };

  /** Says in the list what came of it. */
  const conclude = async (refusals: readonly AppError[]): Promise<void> => {
    const performed = store.performed(act.id).flatMap(parseSteps);
    for (const step of performed) {
      if (step.do !== 'make' || step.metadata === undefined) continue;
      // Again, because what came into the folder meanwhile changed its times.
      await giveMetadata(pool, step.path, step.metadata).catch(() => undefined);
    }
    const isNothing = performed.every(isQuiet);
    if (!isNothing || refusals.length === 0) {
      store.finish(act.id, direction === 'undo' ? 'undone' : 'done', JSON.stringify(performed), countItems(performed));
    } else if (refusals.some(isPassing)) {
      store.finish(act.id, direction === 'undo' ? 'done' : 'undone', act.steps, act.items);
    } else {
      // It can never be taken back: the next undo is for what was done before it.
      store.forget(act.id);
    }
  };

  return {
    act,
    direction,
    count: async () => countItems(await plan()),

    async run(told) {
      const refusals: AppError[] = [];
      const take = async (some: readonly Step[], isAgain: boolean): Promise<readonly string[]> => {
        const texts: string[] = [];
        for (const [index, { performed, thrown }] of (await performSome(pool, some, isAgain)).entries()) {
          const step = some[index];
          if (step === undefined) continue;
          for (const one of performed) foldersOf(one).forEach(told.changed);
          if (performed.length > 0) texts.push(JSON.stringify(performed));
          if (thrown === undefined) {
            if (!isQuiet(step)) told.done(pathOf(step));
            continue;
          }
          const error = asAppError(thrown);
          refusals.push(error);
          told.refused(pathOf(step), error);
        }
        return texts;
      };
      try {
        const steps = await plan();
        if (steps.length === 0) {
          refusals.push(tooLarge(act));
          told.refused('/' as PoolPath, tooLarge(act));
        }
        if (!begun) store.begin(act.id, JSON.stringify(steps));
        for (let index = act.tried; index < steps.length;) {
          const some = together(steps, index);
          const [first] = some;
          if (first !== undefined) await told.before(pathOf(first));
          // Which of them a process took that died is not known: each is looked at.
          const texts = await take(some, begun && index === act.tried);
          index += some.length;
          store.tried(act.id, index, texts);
        }
        await conclude(refusals);
      } catch (thrown) {
        store.release(act.id);
        throw thrown;
      } finally {
        listed();
      }
    },

    release() {
      store.release(act.id);
      listed();
    },
  };
}

function tooLarge(act: Act): AppError {
  const why = 'it changed more things than are remembered';
  return fail('refused', `Undoing "${act.title}"`, why, 'take it back by hand; what was deleted is in the trash');
}

/** What can be undone, newest first, and what can be done again, next first. */
export function actLists(acts: readonly Act[]): ActLists {
  const shown = ({ id, title, atMs, items, bytes, state }: Act) => ({
    id,
    title,
    atMs,
    items,
    bytes,
    partly: state === 'undoing' || state === 'redoing',
  });
  // One that was begun and stopped comes first, whichever way: it is gone on with before anything else.
  const begun = acts.filter(({ state }) => state === 'undoing' || state === 'redoing');
  const done = acts.filter(({ state }) => state === 'done');
  const undone = acts.filter(({ state }) => state === 'undone');
  return { undo: [...begun, ...done.toReversed()].map(shown), redo: [...begun, ...undone].map(shown) };
}

import { create } from 'zustand';
import { asAppError } from '../../shared/errors.ts';
import { visibleName } from '../../shared/format.ts';
import type { Act, Job, NextActs } from '../../shared/model.ts';
import { host } from '../api/host.ts';
import { text } from '../text.ts';
import { asSentences } from '../ui/words.ts';
import { openDialog } from './dialogs.ts';
import { jobEnd } from './jobs.ts';
import { notify, notifyError, notifyProblem } from './notices.ts';
import { currentPool, usePools } from './pool.ts';
import { useRoute } from './route.ts';
import { reverseWords, words } from './words.ts';

interface History extends NextActs {
  /** Id of the pool that the acts are of. */
  readonly pool: string | null;
  /** One is on its way: the next press waits for it. */
  readonly busy: boolean;
}

/** Only the last thing that was done is offered to be undone: notices of it replace each other. */
const theHistory = 'history';

const nothing = { undo: null, redo: null };

export const useHistory = create<History>()(() => ({ pool: null, ...nothing, busy: false }));

/** Fetches what can be undone in the pool that is shown; called after each connection. */
export async function loadHistory(): Promise<void> {
  const pool = currentPool()?.id ?? null;
  if (useHistory.getState().pool !== pool) useHistory.setState({ pool, ...nothing });
  if (pool === null) return;
  const { undo, redo } = await host().call('history.list', { pool });
  if (useHistory.getState().pool !== pool) return;
  useHistory.setState({ undo: undo[0] ?? null, redo: redo[0] ?? null });
}

/** Follows the host's events; called once by the composition root. */
export function followHistory(): void {
  host().on('history.changed', ({ pool, undo, redo }) => {
    if (useHistory.getState().pool === pool) useHistory.setState({ undo, redo });
  });
  const followPool = (): void => {
    if ((currentPool()?.id ?? null) !== useHistory.getState().pool) loadHistory().catch(notifyError);
  };
  usePools.subscribe(followPool);
  useRoute.subscribe(followPool);
}

/** "Undo: Move 3 items to /photos", for tooltips. */
export function actWords(direction: 'undo' | 'redo', act: Act): string {
  return reverseWords(direction, act.title, act.bytes);
}

/**
 * Undoes what was done last in the pool that is shown, or does it again; says what came of it. `act`: only while that
 * is still the next one. `yes`: the person knows how many bytes it copies.
 */
export async function reverse(direction: 'undo' | 'redo', act?: string, yes = false): Promise<void> {
  const { pool, busy, [direction]: next } = useHistory.getState();
  const id = act ?? next?.id;
  if (pool === null || id === undefined || busy) return;
  if (next !== null && next.id === id && next.bytes > 0 && !yes) {
    openDialog({ kind: 'copy-back', direction, act: next });
    return;
  }
  useHistory.setState({ busy: true });
  try {
    const method = direction === 'undo' ? 'history.undo' : 'history.redo';
    const { jobId } = await host().call(method, { pool, act: id, yes });
    tell(direction, await jobEnd(jobId));
  } catch (thrown) {
    // Another window was quicker: what is next is shown by now.
    if (asAppError(thrown).code === 'not-found') await loadHistory().catch(notifyError);
    notifyError(thrown);
  } finally {
    useHistory.setState({ busy: false });
  }
}

/** A notice of what was just done, with the way back. */
export async function notifyUndoable(title: string): Promise<void> {
  await loadHistory();
  const { undo } = useHistory.getState();
  if (undo === null) notify(title);
  else notify(title, { label: text.undo, run: () => void reverse('undo', undo.id) }, theHistory);
}

function tell(direction: 'undo' | 'redo', job: Job): void {
  const title = visibleName(job.title.replace(/^(Undo|Redo): /, ''));
  if (job.state === 'done') {
    const back = direction === 'undo' ? ('redo' as const) : ('undo' as const);
    const action = { label: back === 'redo' ? text.redo : text.undo, run: () => void reverse(back) };
    notify(direction === 'undo' ? words.undone(title) : words.doneAgain(title), action, theHistory);
    return;
  }
  const [first] = job.errors;
  if (job.state !== 'failed' || first === undefined) return;
  notifyProblem(words.leftAsIs(title, job.errors.length), asSentences(first.error.message));
}

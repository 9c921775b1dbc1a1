import { fail, fromWire } from '../../../shared/errors.ts';
import { sizeUnits } from '../../../shared/format.ts';
import type { PlanPage } from '../../../shared/planning.ts';
import type { DeskDraft, DeskMoves, Wanted } from './desk.ts';
import type { DeskLink } from './desk-link.ts';
import type { DeskCall, DeskThread, ToDesk } from './desk-protocol.ts';

/** Items of one message: so many are cloned in a few ms, and the host stays quick. */
const itemsTogether = 4_000;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

type CallOf<Call> = Call extends unknown ? Omit<Call, 'id'> : never;

/** A desk in a thread of its own, which ends with it. */
export function openThreadDesk(spawn: () => DeskThread): DeskLink {
  const thread = spawn();
  thread.unref();
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let end: Error | null = null;
  thread.on('message', (answer) => {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.ok) call?.resolve(answer.value);
    else call?.reject(fromWire(answer.error));
  });
  const ended = (why: string): void => {
    end ??= fail('internal', 'Planning', why, 'make the plan again');
    for (const { reject } of waiting.values()) reject(end);
    waiting.clear();
  };
  thread.on('error', ({ message }) => ended(`the thread that plans ended (${message})`));
  thread.on('exit', () => ended('the thread that plans ended'));

  const post = (message: ToDesk): void => {
    if (end === null) thread.postMessage(message);
  };
  const call = (message: CallOf<DeskCall>, signal?: AbortSignal): Promise<unknown> => {
    if (end !== null) return Promise.reject(end);
    const id = nextId;
    nextId += 1;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    waiting.set(id, { resolve, reject });
    post({ ...message, id });
    if (signal === undefined || message.t !== 'solve') return promise;
    const { cancelled } = message;
    const cancel = (): void => {
      Atomics.store(cancelled, 0, 1);
      waiting.delete(id);
      reject(fail('cancelled', 'Planning', 'it was cancelled', 'ask again'));
    };
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
    return promise.finally(() => signal.removeEventListener('abort', cancel));
  };

  return {
    add(items) {
      for (let at = 0; at < items.length; at += itemsTogether) {
        post({ t: 'add', items: items.slice(at, at + itemsTogether) });
      }
    },
    ready: (rest) => post({ t: 'ready', rest }),
    async solve(draft, input, signal) {
      const cancelled = new Int32Array(new SharedArrayBuffer(4));
      return (await call({ t: 'solve', draft, input, units: sizeUnits(), cancelled }, signal)) as DeskDraft;
    },
    page: async (draft, options) => (await call({ t: 'page', draft, options })) as PlanPage,
    moves: async (draft) => (await call({ t: 'moves', draft })) as DeskMoves,
    wanted: async (draft, most) => (await call({ t: 'wanted', draft, most })) as readonly Wanted[],
    isOpen: () => end === null,
    close() {
      ended('the planning was closed');
      void thread.terminate();
    },
  };
}

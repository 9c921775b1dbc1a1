import { fail, fromWire } from '../../../shared/errors.ts';
import type { CatalogStatus } from '../../../shared/model.ts';
import type { CatalogCall, CatalogProcess, ChildPool, FromChild, ToChild } from './child-protocol.ts';
import { emptyStatus } from './status.ts';

/** The child that keeps the catalogs of one host, as the host sees it. */
export interface CatalogLink {
  /** All pools that are wanted, as they are now. */
  setPools(pools: readonly ChildPool[]): void;
  send(message: Extract<ToChild, { readonly t: 'touched' | 'acting' | 'busy' }>): void;
  /** @throws what the child answers; timeout, cancelled, io (it cannot be started) */
  call(message: CallOf<CatalogCall>, options?: { readonly signal?: AbortSignal }): Promise<unknown>;
  /** Last told of a pool; it may be a moment old. */
  status(pool: string): CatalogStatus;
  close(): void;
}

/** Without its number. */
export type CallOf<Call> = Call extends unknown ? Omit<Call, 'id'> : never;

interface Waiting {
  readonly message: CatalogCall;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
  /** Sent again so many times, because the child ended before it answered. */
  tries: number;
}

/** ms after which a question is given up. Big lists of a big catalog take seconds. */
const callMs = 60_000;
/** A question that was under way when the child ended so often may be what ended it. */
const mostTries = 2;

export function openCatalogLink(
  spawn: () => CatalogProcess,
  onChanged: (pool: string, status: CatalogStatus) => void,
): CatalogLink {
  const waiting = new Map<number, Waiting>();
  const statuses = new Map<string, CatalogStatus>();
  let pools: readonly ChildPool[] = [];
  let sentPools = '';
  let child: CatalogProcess | null = null;
  let restartTimer: NodeJS.Timeout | null = null;
  let restarts = 0;
  let nextId = 1;
  let isClosed = false;

  const receive = (message: FromChild): void => {
    if (message.t === 'changed') {
      // It works: the next end of it is another trouble.
      restarts = 0;
      statuses.set(message.pool, message.status);
      onChanged(message.pool, message.status);
      return;
    }
    const call = waiting.get(message.id);
    if (call === undefined) return;
    settle(message.id);
    if (message.ok) call.resolve(message.value);
    else call.reject(fromWire(message.error));
  };
  const settle = (id: number): void => {
    clearTimeout(waiting.get(id)?.timer);
    waiting.delete(id);
  };

  const start = (): void => {
    if (isClosed || child !== null || restartTimer !== null) return;
    let mine: CatalogProcess;
    try {
      mine = spawn();
    } catch {
      ended();
      return;
    }
    child = mine;
    mine.onMessage((message) => {
      if (child === mine) receive(message as FromChild);
    });
    mine.onExit(() => {
      if (child !== mine) return;
      child = null;
      ended();
    });
    sentPools = JSON.stringify(pools);
    post({ t: 'pools', pools });
    for (const { message } of waiting.values()) post(message);
  };
  const post = (message: ToChild): void => child?.send(message);

  const ended = (): void => {
    for (const [pool] of statuses) {
      const problem = 'the process that keeps the catalog ended, and is started again';
      const status: CatalogStatus = { ...emptyStatus, state: 'off', problem };
      statuses.set(pool, status);
      onChanged(pool, status);
    }
    for (const [id, call] of waiting) {
      call.tries += 1;
      if (call.tries < mostTries) continue;
      settle(id);
      const why = 'the process that keeps it ended while it looked for the answer';
      call.reject(fail('io', 'Asking the catalog', why, 'try again'));
    }
    if (isClosed) return;
    // Backs off, so that a child that cannot live does not eat a core: 0.2 s, 0.4 s ... 30 s.
    const delay = Math.min(30_000, 200 * 2 ** Math.min(restarts, 8));
    restarts += 1;
    restartTimer = setTimeout(() => {
      restartTimer = null;
      if (pools.length > 0 || waiting.size > 0) start();
    }, delay).unref();
  };

  return {
    setPools(next) {
      pools = next;
      const text = JSON.stringify(next);
      for (const pool of statuses.keys()) if (!next.some(({ id }) => id === pool)) statuses.delete(pool);
      if (child === null) {
        if (next.length > 0) start();
      } else if (text !== sentPools) {
        sentPools = text;
        post({ t: 'pools', pools });
      }
    },
    send: post,
    async call(call, { signal } = {}) {
      signal?.throwIfAborted();
      if (isClosed) throw fail('cancelled', 'Asking the catalog', 'CFS is closing', 'start it again');
      const id = nextId;
      nextId += 1;
      const message = { ...call, id } as CatalogCall;
      const answered = Promise.withResolvers<unknown>();
      const timer = setTimeout(() => {
        settle(id);
        post({ t: 'cancel', id });
        answered.reject(fail('timeout', 'Asking the catalog', 'it did not answer in time', 'try again'));
      }, callMs).unref();
      waiting.set(id, { message, resolve: answered.resolve, reject: answered.reject, timer, tries: 0 });
      const cancel = (): void => {
        if (!waiting.has(id)) return;
        settle(id);
        post({ t: 'cancel', id });
        answered.reject(fail('cancelled', 'Asking the catalog', 'it was cancelled', 'ask again'));
      };
      signal?.addEventListener('abort', cancel, { once: true });
      if (child === null) start();
      else post(message);
      try {
        return await answered.promise;
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    },
    status: (pool) => statuses.get(pool) ?? emptyStatus,
    close() {
      isClosed = true;
      if (restartTimer !== null) clearTimeout(restartTimer);
      const ending = child;
      child = null;
      ending?.kill();
      for (const [id, { reject }] of waiting) {
        settle(id);
        reject(fail('cancelled', 'Asking the catalog', 'CFS is closing', 'start it again'));
      }
    },
  };
}

import { Worker } from 'node:worker_threads';
import { fromWire } from '../../../shared/errors.ts';
import { threadProgram } from './thread-program.ts';
import type { FromWalker, ToWalker } from './walk-protocol.ts';

/** One volume of a walk, batch by batch. */
export interface BatchStream {
  /** The next batch; null after the last one. @throws AppError of the walk; Error when its thread ended or hangs */
  next(): Promise<ArrayBuffer | null>;
  close(): void;
}

/** Threads that read for walks; they end when nothing was read for a while, and never keep a process alive. */
export interface WalkThreads {
  open(volume: {
    readonly id: string;
    readonly root: string;
    readonly device: string;
    readonly below: string;
  }): BatchStream;
}

/** Threads that read: they wait for their disks, so there may be more of them than cores. */
const mostThreads = 8;
/** Batches that are read ahead. */
const ahead = 2;
/** Threads without work end after this time (ms). */
const idleMs = 30_000;
/** A batch that does not come for so long (ms) hangs. */
const hungMs = 30_000;

interface Waiting {
  readonly device: string;
  readonly batches: ArrayBuffer[];
  ended: boolean;
  error: Error | null;
  wake: (() => void) | null;
}

function openWalkThreads(): WalkThreads {
  const workers: (Worker | null)[] = Array.from({ length: mostThreads }, () => null);
  const threadOf = new Map<string, number>();
  const open = new Map<number, Waiting>();
  let nextKey = 1;
  let idle: NodeJS.Timeout | null = null;

  const stop = (): void => {
    for (const [index, worker] of workers.entries()) {
      workers[index] = null;
      void worker?.terminate();
    }
    threadOf.clear();
  };
  const arm = (): void => {
    if (idle !== null) clearTimeout(idle);
    idle = setTimeout(() => {
      if (open.size === 0) stop();
    }, idleMs).unref();
  };
  const finish = (key: number, error: Error | null): void => {
    const waiting = open.get(key);
    if (waiting === undefined || waiting.ended) return;
    waiting.ended = true;
    waiting.error = error;
    waiting.wake?.();
  };
  /** Devices take turns with the threads; a device stays with its thread while there is work. */
  const threadFor = (device: string): number => {
    if (open.size === 0) threadOf.clear();
    const known = threadOf.get(device);
    if (known !== undefined) return known;
    const thread = threadOf.size % mostThreads;
    threadOf.set(device, thread);
    return thread;
  };
  const start = (index: number): Worker => {
    const worker = new Worker(threadProgram('walk-thread'));
    const failAll = (error: Error): void => {
      if (workers[index] !== worker) return;
      workers[index] = null;
      for (const [key, { device }] of open) if (threadOf.get(device) === index) finish(key, error);
    };
    worker.on('message', (message: FromWalker) => {
      const waiting = open.get(message.key);
      if (waiting === undefined) return;
      if (message.t === 'end') finish(message.key, message.error === null ? null : fromWire(message.error));
      else {
        waiting.batches.push(message.batch);
        waiting.wake?.();
      }
    });
    worker.on('error', (error: Error) => failAll(error));
    worker.on('exit', () => failAll(new Error('its thread ended')));
    // Behind the listeners: one for messages makes it hold the process again.
    worker.unref();
    workers[index] = worker;
    return worker;
  };

  return {
    open({ device, ...volume }) {
      const key = nextKey;
      nextKey += 1;
      const thread = threadFor(device);
      const worker = workers[thread] ?? start(thread);
      const waiting: Waiting = { device, batches: [], ended: false, error: null, wake: null };
      open.set(key, waiting);
      const post = (message: ToWalker): void => worker.postMessage(message);
      post({ t: 'open', key, ...volume });
      for (let batch = 0; batch < ahead; batch += 1) post({ t: 'more', key });
      return {
        async next() {
          if (waiting.batches.length === 0 && !waiting.ended) {
            const { promise, resolve } = Promise.withResolvers<undefined>();
            waiting.wake = () => resolve(undefined);
            // Keeps the process alive while somebody waits.
            const timer = setTimeout(() => finish(key, new Error('it does not answer')), hungMs);
            await promise;
            clearTimeout(timer);
            waiting.wake = null;
          }
          const batch = waiting.batches.shift();
          if (batch !== undefined) {
            post({ t: 'more', key });
            return batch;
          }
          if (waiting.error !== null) throw waiting.error;
          return null;
        },
        close() {
          if (!open.delete(key)) return;
          post({ t: 'close', key });
          arm();
        },
      };
    },
  };
}

let shared: WalkThreads | null = null;

/** The threads of this process; they hold nothing but what runs. */
export function walkThreads(): WalkThreads {
  return (shared ??= openWalkThreads());
}

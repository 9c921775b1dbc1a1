import { Worker } from 'node:worker_threads';
import { fail } from '../../../shared/errors.ts';
import type { DeviceVolume, FromDevice, ToDevice } from './device-protocol.ts';
import type { ReadAnswer, ReadRequest } from './read-thread.ts';

/** Where a thread's program is: its source, or its bundle beside this one. */
function program(name: 'device-thread' | 'read-thread'): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? `./${name}.ts` : `./catalog-${name}.js`, import.meta.url);
}

/** The threads that read and watch, one per device. */
export interface DeviceThreads {
  open(device: string, volume: DeviceVolume): void;
  /** To the thread that has it open; nothing when none has. */
  post(key: number, message: Exclude<ToDevice, { readonly t: 'open' | 'close' | 'busy' }>): void;
  close(key: number): void;
  setBusy(busy: boolean): void;
}

export interface DeviceEvents {
  message(message: FromDevice): void;
  /** The thread of these volumes does not move any more, or moves again. */
  hung(keys: readonly number[], isHung: boolean): void;
  /** The thread of these volumes ended by a fault: they are not open any more. */
  ended(keys: readonly number[], error: Error): void;
}

/** A thread that makes no move for so long (ms) while it is at work waits for its disk. One big folder may take a while. */
const hungMs = 30_000;
const lookMs = 1_000;

interface Device {
  readonly worker: Worker;
  readonly beat: Int32Array;
  readonly keys: Set<number>;
  lastBeat: number;
  movedMs: number;
  deadlineMs: number;
  isHung: boolean;
}

export function openDeviceThreads(events: DeviceEvents): DeviceThreads {
  const devices = new Map<string, Device>();
  const deviceOf = new Map<number, Device>();
  let busy = false;

  const start = (name: string): Device => {
    const beat = new Int32Array(new SharedArrayBuffer(8));
    const worker = new Worker(program('device-thread'), { workerData: beat });
    const device: Device = {
      worker,
      beat,
      keys: new Set(),
      lastBeat: 0,
      movedMs: Date.now(),
      deadlineMs: hungMs,
      isHung: false,
    };
    worker.on('message', (message: FromDevice) => {
      // What was closed meanwhile says nothing any more.
      if (deviceOf.get(message.key) === device) events.message(message);
    });
    worker.on('error', (error: Error) => {
      if (devices.get(name) === device) devices.delete(name);
      const keys = [...device.keys];
      for (const key of keys) deviceOf.delete(key);
      events.ended(keys, error);
    });
    worker.unref();
    if (busy) worker.postMessage({ t: 'busy', busy } satisfies ToDevice);
    devices.set(name, device);
    return device;
  };

  setInterval(() => {
    for (const device of devices.values()) {
      const beat = Atomics.load(device.beat, 0);
      const moves = beat !== device.lastBeat || Atomics.load(device.beat, 1) === 0;
      device.lastBeat = beat;
      if (moves) device.movedMs = Date.now();
      const isHung = Date.now() - device.movedMs > device.deadlineMs;
      if (isHung === device.isHung) continue;
      device.isHung = isHung;
      events.hung([...device.keys], isHung);
    }
  }, lookMs).unref();

  return {
    open(name, volume) {
      const device = devices.get(name) ?? start(name);
      device.keys.add(volume.key);
      device.deadlineMs = Math.min(device.deadlineMs, volume.times.hungMs ?? hungMs);
      deviceOf.set(volume.key, device);
      device.worker.postMessage({ t: 'open', ...volume } satisfies ToDevice);
      if (device.isHung) events.hung([volume.key], true);
    },
    post(key, message) {
      deviceOf.get(key)?.worker.postMessage(message);
    },
    close(key) {
      const device = deviceOf.get(key);
      if (device === undefined) return;
      deviceOf.delete(key);
      device.keys.delete(key);
      device.worker.postMessage({ t: 'close', key } satisfies ToDevice);
    },
    setBusy(next) {
      busy = next;
      for (const { worker } of devices.values()) worker.postMessage({ t: 'busy', busy } satisfies ToDevice);
    },
  };
}

/** The threads that answer questions. */
export interface ReadThreads {
  ask(id: number, path: string, name: string, input: unknown, done: (answer: ReadAnswer) => void): void;
  cancel(id: number): void;
  /** The file is removed, or of no pool any more. */
  forget(path: string): void;
}

interface Asked {
  readonly done: (answer: ReadAnswer) => void;
  readonly cancelled: Int32Array;
  readonly thread: number;
}

/** Search has its own: it is asked with every key that is typed, and must not wait behind a list of everything. */
const threadOf = (name: string): number => (name.startsWith('search') ? 0 : 1);

export function openReadThreads(): ReadThreads {
  const asked = new Map<number, Asked>();
  const workers: (Worker | null)[] = [null, null];

  const start = (index: number): Worker => {
    const worker = new Worker(program('read-thread'));
    worker.on('message', (answer: ReadAnswer) => {
      const question = asked.get(answer.id);
      asked.delete(answer.id);
      question?.done(answer);
    });
    worker.on('error', (error: Error) => {
      if (workers[index] === worker) workers[index] = null;
      for (const [id, { done, thread }] of asked) {
        if (thread !== index) continue;
        asked.delete(id);
        const why = `the thread that looked for the answer ended (${error.message})`;
        const { code, message } = fail('internal', 'Asking the catalog', why, 'report it');
        done({ id, ok: false, error: { code, message } });
      }
    });
    worker.unref();
    workers[index] = worker;
    return worker;
  };
  // A person types the first letter, and does not wait for a thread to start.
  start(threadOf('search'));

  return {
    ask(id, path, name, input, done) {
      const thread = threadOf(name);
      const cancelled = new Int32Array(new SharedArrayBuffer(4));
      asked.set(id, { done, cancelled, thread });
      const worker = workers[thread] ?? start(thread);
      worker.postMessage({ t: 'read', id, path, name, input, cancelled } satisfies ReadRequest);
    },
    cancel(id) {
      const question = asked.get(id);
      if (question === undefined) return;
      asked.delete(id);
      Atomics.store(question.cancelled, 0, 1);
    },
    forget(path) {
      for (const worker of workers) worker?.postMessage({ t: 'forget', path } satisfies ReadRequest);
    },
  };
}

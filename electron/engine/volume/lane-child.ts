/**
 * Entry of a lane's child process (its own bundle): volumes of one device, their calls, one message each. Runs under
 * child_process.fork as well as Electron's utilityProcess.
 */
import { asAppError, fail, fromWire, toWire } from '../../../shared/errors.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { giveMemoryBackSoon, manyEntries } from '../spare-memory.ts';
import { openDiskVolume } from './disk.ts';
import { chunkBytes, creditChunks, ownBytes, packEntries, sendOutcome, sendResult } from './lane-protocol.ts';
import type {
  LaneAnswer,
  LaneRequest,
  PlainMethod,
  SentCopy,
  SentRead,
  SentWrite,
  PackedEntries,
} from './lane-protocol.ts';
import { createWheel } from './steering.ts';
import type { Steer } from './steering.ts';
import type {
  CopyRequest,
  CopyStep,
  ListOptions,
  ReadOptions,
  RestoreRequest,
  TrashRequest,
  Volume,
  VolumeEntry,
} from './volume.ts';

interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

/** A call under way. */
interface Running {
  readonly stop: AbortController;
  /** Of a copy. */
  steer: (steer: Steer) => void;
  /** Of a read: more credit. */
  credit: (chunks: number) => void;
  /** Of a write: what its source gives. */
  chunk: (bytes: Uint8Array) => void;
  end: (error: Error | null) => void;
}

/** Progress is told at most so often (ms) by each call. */
const progressMs = 50;
/** How long (ms) what runs may clean up when the parent is gone. */
const lastMs = 2_000;

const parentPort = (process as unknown as { readonly parentPort?: ParentPort }).parentPort;
const send = (answer: LaneAnswer): void => {
  if (parentPort !== undefined) parentPort.postMessage(answer);
  // An error means that the parent is gone: `disconnect` tells that.
  else if (process.connected) process.send?.(answer, undefined, undefined, () => undefined);
};

const volumes = new Map<number, Volume>();
const running = new Map<number, Running>();

/** Sums progress up, so that a copy of many small files is not as many messages. */
function coalesced(id: number): {
  readonly add: (bytes: number, files: number, reread?: number) => void;
  readonly flush: () => void;
} {
  let bytes = 0;
  let reread = 0;
  let files = 0;
  let toldMs = 0;
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (bytes === 0 && files === 0 && reread === 0) return;
    send({ t: 'progress', id, bytes, files, reread });
    [bytes, files, reread, toldMs] = [0, 0, 0, Date.now()];
  };
  return {
    flush,
    add(moreBytes, moreFiles, moreReread = 0) {
      bytes += moreBytes;
      files += moreFiles;
      reread += moreReread;
      if (Date.now() - toldMs >= progressMs) flush();
      else timer ??= setTimeout(flush, progressMs);
    },
  };
}

/** The latest step of a copy, told as often as progress is. */
function sampled(id: number): { readonly tell: (step: CopyStep) => void; readonly end: () => void } {
  let latest: CopyStep | null = null;
  let toldMs = 0;
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    timer = null;
    if (latest !== null) send({ t: 'step', id, step: latest });
    [latest, toldMs] = [null, Date.now()];
  };
  return {
    tell(step) {
      latest = step;
      if (timer !== null) return;
      if (Date.now() - toldMs >= progressMs) flush();
      else timer = setTimeout(flush, progressMs);
    },
    end() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}

/** The source of a write: asks for the next chunk only when those before are taken. */
function sourceOf(id: number, call: Running): AsyncIterable<Uint8Array> {
  const waiting: Uint8Array[] = [];
  let ended: { readonly error: Error | null } | null = null;
  let wake: () => void = () => undefined;
  call.chunk = (bytes) => {
    waiting.push(bytes);
    wake();
  };
  call.end = (error) => {
    ended ??= { error };
    wake();
  };
  call.stop.signal.addEventListener('abort', () => wake());
  return {
    async *[Symbol.asyncIterator]() {
      send({ t: 'credit', id, chunks: creditChunks });
      for (;;) {
        call.stop.signal.throwIfAborted();
        const bytes = waiting.shift();
        if (bytes !== undefined) {
          yield bytes;
          send({ t: 'credit', id, chunks: 1 });
        } else if (ended !== null) {
          if (ended.error !== null) throw ended.error;
          return;
        } else {
          await new Promise<void>((resolve) => (wake = resolve));
        }
      }
    },
  };
}

async function read(
  id: number,
  call: Running,
  open: (options: ReadOptions) => AsyncIterable<Uint8Array>,
  options: SentRead,
): Promise<void> {
  const { credit, ...range } = options;
  let left = credit;
  let wake: () => void = () => undefined;
  call.credit = (chunks) => {
    left += chunks;
    wake();
  };
  const { signal } = call.stop;
  signal.addEventListener('abort', () => wake());
  for await (const bytes of open({ ...range, signal })) {
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      while (left === 0) {
        signal.throwIfAborted();
        await new Promise<void>((resolve) => (wake = resolve));
      }
      left -= 1;
      send({ t: 'chunk', id, bytes: ownBytes(bytes.subarray(at, at + chunkBytes)) });
    }
  }
}

function listed(entries: readonly VolumeEntry[]): PackedEntries {
  if (entries.length >= manyEntries) giveMemoryBackSoon();
  return packEntries(entries);
}

/** Runs one call; what it answers can be cloned. */
async function run(request: Extract<LaneRequest, { t: 'call' }>, call: Running): Promise<unknown> {
  const { id, method, args } = request;
  const volume = volumes.get(request.volume);
  if (volume === undefined)
    throw fail('internal', `Calling ${method}`, 'its volume is not open', 'report it with the log');
  const { signal } = call.stop;
  switch (method) {
    case 'list':
      return listed(await volume.list(args[0] as PoolPath, args[1] as ListOptions));
    case 'read':
      return read(id, call, (options) => volume.read(args[0] as PoolPath, options), args[1] as SentRead);
    case 'readTrashed':
      return read(id, call, (options) => volume.readTrashed(args[0] as string, options), args[1] as SentRead);
    case 'write': {
      const progress = coalesced(id);
      const onBytes = (bytes: number): void => progress.add(bytes, 0);
      const onReread = (read: number): void => progress.add(0, 0, read);
      const options = { ...(args[1] as SentWrite), signal, onBytes, onReread };
      return volume.write(args[0] as PoolPath, sourceOf(id, call), options).finally(progress.flush);
    }
    case 'copyIn': {
      const progress = coalesced(id);
      const { steer, steps, ...sent } = args[1] as SentCopy;
      const step = sampled(id);
      const steering = createWheel(steer);
      call.steer = (next) => steering.steer(next);
      const onReread = (read: number): void => progress.add(0, 0, read);
      const options = {
        ...sent,
        steering,
        signal,
        onProgress: progress.add,
        onReread,
        ...(steps ? { onStep: step.tell } : {}),
      };
      const outcomes = await volume.copyIn(args[0] as readonly CopyRequest[], options).finally(() => {
        step.end();
        progress.flush();
      });
      return outcomes.map(sendOutcome);
    }
    case 'moveManyToTrash':
      return (await volume.moveManyToTrash(args[0] as readonly TrashRequest[])).map(sendResult);
    case 'restoreManyFromTrash':
      return (await volume.restoreManyFromTrash(args[0] as readonly RestoreRequest[])).map(sendResult);
    default: {
      const plain: PlainMethod = method;
      // The arguments were a call of this method at the other end.
      return (volume[plain] as (...all: readonly unknown[]) => Promise<unknown>)(...args);
    }
  }
}

async function answer(request: Extract<LaneRequest, { t: 'call' }>): Promise<void> {
  const { id } = request;
  const nothing = (): void => undefined;
  const call: Running = { stop: new AbortController(), steer: nothing, credit: nothing, chunk: nothing, end: nothing };
  running.set(id, call);
  try {
    send({ t: 'reply', id, output: await run(request, call) });
  } catch (thrown) {
    send({ t: 'failure', id, error: toWire(asAppError(thrown)) });
  } finally {
    running.delete(id);
  }
}

/**
 * What a dead parent asked for is not begun: requests may wait here while this process stands still, and whoever recovers
 * meanwhile takes things to be as they are. Its end (`disconnect`) is told only after them.
 */
const parent = process.ppid;
const isOrphan = (): boolean => process.ppid !== parent;

function receive(request: LaneRequest): void {
  if (isOrphan()) return;
  switch (request.t) {
    case 'open':
      void volumes.get(request.volume)?.close();
      volumes.set(request.volume, openDiskVolume(request.options));
      return;
    case 'close':
      void volumes.get(request.volume)?.close();
      volumes.delete(request.volume);
      return;
    case 'call':
      void answer(request);
      return;
    case 'ping':
      send({ t: 'pong' });
      return;
    case 'cancel':
      running.get(request.id)?.stop.abort(request.reason === null ? undefined : fromWire(request.reason));
      return;
    case 'steer':
      running.get(request.id)?.steer(request.steer);
      return;
    case 'credit':
      running.get(request.id)?.credit(request.chunks);
      return;
    case 'chunk':
      running.get(request.id)?.chunk(request.bytes);
      return;
    case 'end':
      running.get(request.id)?.end(request.error === null ? null : fromWire(request.error));
  }
}

/** Nobody wants the answers any more: part files are taken back, then the process ends whatever still hangs. */
function leave(): void {
  const deadline = Date.now() + lastMs;
  for (const { stop } of running.values()) stop.abort();
  const end = (): void => {
    if (running.size === 0 || Date.now() > deadline) process.kill(process.pid, 'SIGKILL');
  };
  end();
  setInterval(end, 20);
}

if (parentPort === undefined) {
  process.on('message', (message) => receive(message as LaneRequest));
  process.on('disconnect', leave);
} else {
  parentPort.on('message', ({ data }) => receive(data as LaneRequest));
}
send({ t: 'hello', pid: process.pid });

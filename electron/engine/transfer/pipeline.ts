import { asAppError, isAppError } from '../../../shared/errors.ts';
import type { AppError, ErrorCode } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { withReasons } from '../placement/tried.ts';
import type { ByteSource, CopyRequest, VolumeEntry } from '../volume/volume.ts';
import { createGate } from '../volume/steering.ts';
import type { Remarks } from './remarks.ts';
import type { Located, Source } from './source.ts';
import { quietly, sidePath } from './target.ts';
import type { Slot, Target } from './target.ts';
import type { CopyTurn, JobItem, JobRun } from './types.ts';

/** A batch ends at so many files or bytes, whichever comes first: its syncs are shared, and a pause waits for it. */
const batchFiles = 256;
const batchBytes = 64 << 20;

/** One regular file to be copied. */
export interface FileTask {
  readonly entry: VolumeEntry;
  readonly from: PoolPath;
  readonly path: PoolPath;
  /** Something is at the path, to be replaced. */
  readonly replaces: boolean;
  /** What that was when it was decided; null when this job put it there, or nothing is. */
  readonly seen: VolumeEntry | null;
  /** Told at its end: where it is, or null when it is nowhere. */
  readonly ended?: (slot: Slot | null) => void;
}

interface Ready {
  readonly task: FileTask;
  readonly slot: Slot;
  readonly located: Located;
  /** Where it is written first, when the old version is on the same volume. */
  readonly side: PoolPath | null;
  /** Volumes that refused it, with what they said. */
  readonly tried: ReadonlyMap<string, AppError>;
}

interface Queue {
  ready: Ready[];
  bytes: number;
  running: Promise<void>;
  isRunning: boolean;
}

export interface PipelineContext {
  readonly run: JobRun;
  readonly source: Source;
  readonly target: Target;
  readonly verify: boolean;
  readonly remarks: Remarks;
  readonly changed: (folder: PoolPath) => void;
  /** How a retry names an item. */
  readonly again: (task: { readonly from: PoolPath; readonly path: PoolPath }) => JobItem;
  /** What an item tells: path and volume as the caller knows them. */
  readonly told: (
    task: { readonly from: PoolPath; readonly path: PoolPath },
    shelf: string,
    origin: string,
  ) => {
    readonly path: string;
    readonly volume: string;
  };
}

export interface Pipeline {
  /** Takes a file over; waits while its volume is busy. Failures of the file are told to the job. */
  add(task: FileTask): Promise<void>;
  /** Resolves when all that was added is done. */
  drain(): Promise<void>;
  /** After a cancel: waits for what is under way and gives the promises of room back. */
  abandon(): Promise<void>;
}

/** Another volume may still take the file after these. */
const elsewhere: readonly ErrorCode[] = ['no-space', 'read-only', 'offline', 'timeout'];

/**
 * Files on their way: each goes to the volume that the target chooses, in batches per volume, one batch running and one
 * filling. A volume that refuses a file halfway is left out and another one is asked.
 */
export function createPipeline(context: PipelineContext): Pipeline {
  const { run, source, target, remarks } = context;
  const queues = new Map<string, Queue>();
  let again: { readonly item: Ready; readonly error: AppError }[] = [];

  const failed = (task: FileTask, error: AppError): void => {
    run.failed(context.told(task, '', '').path, error, context.again(task));
    task.ended?.(null);
  };

  const enqueue = async (task: FileTask, tried: ReadonlyMap<string, AppError>): Promise<void> => {
    let slot: Slot | null = null;
    try {
      slot = await chooseFor(task, new Set(tried.keys()));
      const located = await source.locate(task.from);
      const side = task.replaces && (await target.holds(slot, task.path)) ? sidePath(task.path) : null;
      const queue = queues.get(slot.name) ?? { ready: [], bytes: 0, running: Promise.resolve(), isRunning: false };
      queues.set(slot.name, queue);
      queue.ready.push({ task, slot, located, side, tried });
      queue.bytes += task.entry.size;
      if (queue.ready.length >= batchFiles || queue.bytes >= batchBytes) await flush(queue);
    } catch (thrown) {
      slot?.release();
      if (isAppError(thrown, 'cancelled')) throw thrown;
      failed(task, withReasons(asAppError(thrown), tried));
    }
  };

  /** What is promised to files under way may be on the disk already: before a refusal they are waited for. */
  const chooseFor = async ({ path, entry }: FileTask, exclude: ReadonlySet<string>): Promise<Slot> => {
    try {
      return await target.choose(path, entry.size, exclude);
    } catch (thrown) {
      const isIdle = [...queues.values()].every(({ ready, isRunning }) => ready.length === 0 && !isRunning);
      if (isIdle || !isAppError(thrown, 'no-space')) throw thrown;
      for (const queue of queues.values()) await flush(queue);
      await settle();
      return target.choose(path, entry.size, exclude);
    }
  };

  const flush = async (queue: Queue): Promise<void> => {
    await queue.running;
    await run.checkpoint();
    const { ready } = queue;
    queue.ready = [];
    queue.bytes = 0;
    if (ready.length === 0) return;
    queue.isRunning = true;
    queue.running = runBatch(ready).finally(() => (queue.isRunning = false));
  };

  /** Never rejects. */
  const runBatch = async (ready: readonly Ready[]): Promise<void> => {
    const [first] = ready;
    if (first === undefined) return;
    let localCopy: boolean;
    try {
      ({ localCopy } = await first.slot.volume.capabilities());
    } catch (thrown) {
      // Nothing was begun: another volume may take them.
      for (const item of ready) refuse(item, asAppError(thrown));
      return;
    }
    try {
      const real = new Map<Ready, string>();
      for (const item of ready) {
        const path = localCopy ? item.located.volume.physical(item.task.from) : null;
        if (path !== null) real.set(item, path);
      }
      const turn = await run.turn([first.slot.volume, ...ready.map(({ located }) => located.volume)]);
      try {
        await copyReal(first.slot, real, turn);
        for (const item of ready) if (!real.has(item)) await copyStream(item, turn);
      } finally {
        run.active(laneOf(first), null);
        turn.end();
      }
    } catch (thrown) {
      for (const { slot, task } of ready) {
        slot.release();
        failed(task, asAppError(thrown));
      }
    }
  };

  const laneOf = ({ located, slot }: Ready): string => `${located.name} ${slot.name}`;
  /** Shows what is copied together; what is told says how many bytes of it are written by now. */
  const underWay = (items: readonly Ready[]): ((bytesDone: number) => void) => {
    const [first] = items;
    if (first === undefined) return () => undefined;
    const bytes = items.reduce((sum, { task }) => sum + task.entry.size, 0);
    const { task, located, slot } = first;
    const what = { path: task.path, from: located.name, to: slot.name, files: items.length, bytes };
    const tell = (bytesDone: number): void => {
      const phase = context.verify && bytesDone >= bytes ? ('verifying' as const) : ('copying' as const);
      run.active(laneOf(first), { ...what, phase, bytesDone: Math.min(bytes, bytesDone) });
    };
    tell(0);
    return tell;
  };

  const copyReal = async ({ volume }: Slot, real: ReadonlyMap<Ready, string>, turn: CopyTurn): Promise<void> => {
    if (real.size === 0) return;
    const requests = [...real].map(([{ task, side }, path]): CopyRequest => ({
      source: path,
      path: side ?? task.path,
    }));
    let counted = 0;
    const tell = underWay([...real.keys()]);
    const outcomes = await volume.copyIn(requests, {
      signal: run.signal,
      verify: context.verify,
      steering: turn.steering,
      onProgress(bytes) {
        turn.moved();
        counted += bytes;
        tell(counted);
        run.addBytes(bytes);
      },
    });
    // Holes are not read, and what failed is not done: from here on whole files count.
    run.addBytes(-counted);
    const items = [...real.keys()];
    const replaced = await announce(items.filter((_item, index) => outcomes[index]?.ok === true));
    try {
      for (const [index, item] of items.entries()) {
        const outcome = outcomes[index];
        if (outcome === undefined) continue;
        if (outcome.ok) await finish(item, outcome.receipt);
        else refuse(item, outcome.error);
      }
    } finally {
      await replaced();
    }
  };

  /** Files of one shelf that are going to replace others. */
  const announce = async (items: readonly Ready[]): Promise<() => Promise<void>> => {
    const [first, second] = items.filter(({ side }) => side !== null);
    const files = items.flatMap(({ task, side }) => (side === null ? [] : [{ path: task.path, side }]));
    const nothing = (): Promise<void> => Promise.resolve();
    if (first === undefined || second === undefined) return nothing;
    // Where that fails each one says it for itself.
    return (await target.replacing?.(first.slot, files).catch(() => null)) ?? nothing;
  };

  const copyStream = async (item: Ready, turn: CopyTurn): Promise<void> => {
    const { task, slot, located, side } = item;
    let counted = 0;
    const tell = underWay([item]);
    try {
      await run.checkpoint();
      const metadata = await located.volume.readMetadata(task.from);
      const content = steered(run, turn, located.volume.read(task.from, { signal: run.signal }));
      const receipt = await slot.volume.write(side ?? task.path, content, {
        size: task.entry.size,
        metadata,
        verify: context.verify,
        signal: run.signal,
        onBytes(bytes) {
          counted += bytes;
          tell(counted);
          run.addBytes(bytes);
        },
      });
      run.addBytes(-counted);
      await finish(item, receipt);
    } catch (thrown) {
      run.addBytes(-counted);
      refuse(item, asAppError(thrown));
    }
  };

  const finish = async (
    { task, slot, located, side }: Ready,
    receipt: { readonly bytes: number; readonly lost: readonly string[]; readonly verified: string },
  ): Promise<void> => {
    try {
      if (task.replaces) await target.replace(slot, task.path, side, task.seen);
    } catch (thrown) {
      slot.release();
      failed(task, asAppError(thrown));
      return;
    }
    slot.release();
    slot.placed(task.path, { ...task.entry, size: receipt.bytes });
    for (const what of receipt.lost) remarks.lost(what, slot.name, task.path);
    run.addBytes(receipt.bytes);
    const told = context.told(task, slot.name, located.name);
    run.addPlaced(told.volume, receipt.bytes);
    run.verified(receipt.verified);
    run.item({ ...told, size: receipt.bytes, outcome: 'done' });
    context.changed(parentPath(task.path));
    task.ended?.(slot);
  };

  const refuse = (item: Ready, error: AppError): void => {
    item.slot.release();
    if (elsewhere.includes(error.code) && !run.signal.aborted && !item.tried.has(item.slot.name))
      again.push({ item, error });
    else failed(item.task, error);
  };

  const settle = async (): Promise<void> => {
    await Promise.all([...queues.values()].map((queue) => queue.running));
  };

  return {
    async add(task) {
      await run.checkpoint();
      run.current(task.from);
      await enqueue(task, new Map());
    },
    async drain() {
      for (;;) {
        for (const queue of queues.values()) await flush(queue);
        await settle();
        if (again.length === 0) return;
        const retried = again;
        again = [];
        for (const { item, error } of retried) {
          await enqueue(item.task, new Map([...item.tried, [item.slot.name, error]]));
        }
      }
    },
    async abandon() {
      await quietly(settle());
      for (const { ready } of queues.values()) for (const { slot } of ready) slot.release();
    },
  };
}

/** The same bytes, as fast as the job may go: none while it is paused. */
export async function* pausable(run: JobRun, source: ByteSource): AsyncIterable<Uint8Array> {
  const turn = await run.turn([]);
  try {
    yield* steered(run, turn, source);
  } finally {
    turn.end();
  }
}

async function* steered(run: JobRun, turn: CopyTurn, source: ByteSource): AsyncIterable<Uint8Array> {
  const gate = createGate(turn.steering);
  for await (const bytes of source) {
    turn.moved();
    const wait = gate.pass(bytes.length, run.signal);
    if (wait !== null) await wait;
    run.signal.throwIfAborted();
    yield bytes;
  }
}

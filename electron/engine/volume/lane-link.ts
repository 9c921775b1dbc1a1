import { asAppError, fail, fromWire } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { DiskOptions } from './disk.ts';
import type { LaneAnswer, LaneMethod, LaneProcess, LaneRequest } from './lane-protocol.ts';
import { deviceOf, deviceSigns, threadSigns } from './lane-signs.ts';
import type { CopyStep } from './volume.ts';

/** A volume of a lane, as its child processes know it. */
export interface LaneVolume {
  readonly id: number;
  readonly options: DiskOptions;
}

/** One call at the parent's end. */
export interface Call {
  /** What is attempted, for messages: "Listing /a on disk2". */
  readonly attempted: string;
  /**
   * `metadata`: any answer of the child shows that it does not hang. `content`: only progress of the call itself does.
   * `copy`: the same, in a process of its own.
   */
  readonly kind: 'metadata' | 'content' | 'copy';
  /** False while it is the caller who has to go on: such time does not count. Default: always true. */
  readonly isOwed?: () => boolean;
  readonly onReply: (output: unknown) => void;
  readonly onFailure: (error: AppError) => void;
  readonly onChunk?: (bytes: Uint8Array) => void;
  readonly onCredit?: (chunks: number) => void;
  readonly onProgress?: (bytes: number, files: number) => void;
  readonly onReread?: (bytes: number) => void;
  readonly onStep?: (step: CopyStep) => void;
}

export interface Deadlines {
  /** ms that a child may be silent while it owes an answer. */
  readonly metadataMs: number;
  /** ms that reading, writing or copying may go without progress. */
  readonly contentMs: number;
  /** ms that a child may take until it runs. */
  readonly startMs: number;
}

/** One child process of a lane. */
export interface Link {
  /** Number of calls under way, of one volume or of all. */
  pending(volume?: LaneVolume): number;
  readonly isAlive: () => boolean;
  /** Sends a call; opens its volume first where that was not done. Answers the id for `send` and `drop`. */
  call(volume: LaneVolume, method: LaneMethod, args: readonly unknown[], call: Call): number;
  /** More about a call, while it is under way. */
  send(request: Extract<LaneRequest, { readonly id: number }>): void;
  /** Nobody waits for this call any more; its answer is dropped. */
  forget(id: number): void;
  /** The volume starts anew with the next call. */
  reopen(volume: LaneVolume): void;
  close(volume: LaneVolume): void;
  /** Asks all that is under way to end. */
  cancelAll(): void;
  /** Kills the child, never waiting for it, and fails what is under way. */
  drop(why: (attempted: string) => AppError): void;
}

export interface LinkEvents {
  /** A call went past its deadline: nothing is done about it yet. */
  onHung(attempted: string): void;
  /** The child ended by itself; `hadStarted` false: it never ran. Calls are failed already. */
  onEnded(hadStarted: boolean): void;
  /** The killed child is gone at last. */
  onGone(): void;
}

interface Tracked {
  readonly call: Call;
  readonly volume: LaneVolume;
  /** When it was sent, or last went on. */
  since: number;
}

/** Deadlines are looked at so many times in their length. */
const looksPerDeadline = 8;

export function openLink(spawn: () => LaneProcess, deadlines: Deadlines, events: LinkEvents): Link {
  const child = spawn();
  const calls = new Map<number, Tracked>();
  const opened = new Set<number>();
  let nextId = 1;
  let isDropped = false;
  let hasEnded = false;
  /** Its process id once it runs. */
  let pid: number | null = null;
  let heardMs = performance.now();
  let timer: NodeJS.Timeout | null = null;
  /** What was last seen of late work, and when that last changed (ms). */
  const signs = new Map<string, { readonly thread: string; readonly device: string; readonly atMs: number }>();
  let isPinged = false;
  let pongMs = -Infinity;

  const post = (request: LaneRequest): void => child.send(request);

  const settle = (id: number): Tracked | undefined => {
    const tracked = calls.get(id);
    calls.delete(id);
    if (calls.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
    return tracked;
  };
  const failAll = (why: (attempted: string) => AppError): void => {
    for (const id of [...calls.keys()]) {
      const tracked = settle(id);
      tracked?.call.onFailure(why(tracked.call.attempted));
    }
  };

  const receive = (answer: LaneAnswer): void => {
    if (isDropped) return;
    heardMs = performance.now();
    if (answer.t === 'hello') {
      pid = answer.pid;
      for (const tracked of calls.values()) tracked.since = heardMs;
      return;
    }
    if (answer.t === 'pong') {
      isPinged = false;
      pongMs = heardMs;
      return;
    }
    const tracked = calls.get(answer.id);
    if (tracked === undefined) return;
    tracked.since = heardMs;
    const { call } = tracked;
    switch (answer.t) {
      case 'reply':
        settle(answer.id);
        call.onReply(answer.output);
        return;
      case 'failure':
        settle(answer.id);
        call.onFailure(fromWire(answer.error));
        return;
      case 'chunk':
        call.onChunk?.(answer.bytes);
        return;
      case 'credit':
        call.onCredit?.(answer.chunks);
        return;
      case 'progress':
        if (answer.bytes > 0 || answer.files > 0) call.onProgress?.(answer.bytes, answer.files);
        if (answer.reread > 0) call.onReread?.(answer.reread);
        return;
      case 'step':
        call.onStep?.(answer.step);
    }
  };

  /** Notes whether the work behind a late call was seen to go on since the last look. */
  const observe = ({ call, volume }: Tracked, now: number, limit: number): void => {
    // A thread that is held hangs in a source, maybe; one that is free waits for its disk to finish.
    const isFree = call.kind !== 'metadata' && now - pongMs < limit / 2;
    // A thread that serves other calls too says nothing about a read that waits for the disk beside it, nor does one that
    // only answers our pings while its copy waits.
    const thread = call.kind === 'content' || isFree || pid === null ? '' : threadSigns(pid);
    const device = isFree ? deviceSigns(deviceOf(volume.options.root)) : '';
    if (call.kind !== 'metadata' && !isPinged) {
      isPinged = true;
      post({ t: 'ping' });
    }
    const key = `${call.kind} ${volume.options.root}`;
    const former = signs.get(key);
    const isOther = (before: string, after: string): boolean => before !== '' && after !== '' && before !== after;
    const moved = former !== undefined && (isOther(former.thread, thread) || isOther(former.device, device));
    signs.set(key, { thread, device, atMs: moved ? now : (former?.atMs ?? -Infinity) });
  };

  const look = (): void => {
    const now = performance.now();
    if (pid === null) {
      if (now - heardMs > deadlines.startMs) tellHung([...calls.values()][0]);
      return;
    }
    let isLate = false;
    for (const tracked of calls.values()) {
      const { call, volume } = tracked;
      if (call.isOwed?.() === false) {
        tracked.since = now;
        continue;
      }
      const limit = call.kind === 'metadata' ? deadlines.metadataMs : deadlines.contentMs;
      const lastMs = call.kind === 'metadata' ? Math.max(tracked.since, heardMs) : tracked.since;
      if (now - lastMs <= limit / 2) continue;
      isLate = true;
      observe(tracked, now, limit);
      const signMs = signs.get(`${call.kind} ${volume.options.root}`)?.atMs ?? -Infinity;
      if (now - Math.max(lastMs, signMs) > limit) {
        tellHung(tracked);
        return;
      }
    }
    if (!isLate) signs.clear();
  };
  const tellHung = (tracked: Tracked | undefined): void => {
    if (tracked !== undefined) events.onHung(tracked.call.attempted);
  };
  /** After what came meanwhile was received: this process may have been busy or asleep itself. */
  const lookSoon = (): void => void setImmediate(() => setImmediate(look));

  child.onMessage((message) => receive(message as LaneAnswer));
  child.onExit(() => {
    if (hasEnded) return;
    hasEnded = true;
    if (isDropped) {
      events.onGone();
      return;
    }
    failAll((attempted) => {
      const why = 'the process that works on its disk ended';
      return fail('io', attempted, why, 'try again; it is started anew');
    });
    events.onEnded(pid !== null);
  });

  return {
    pending(volume) {
      if (volume === undefined) return calls.size;
      return [...calls.values()].filter((tracked) => tracked.volume.id === volume.id).length;
    },
    isAlive: () => !hasEnded && !isDropped,
    call(volume, method, args, call) {
      if (!opened.has(volume.id)) {
        opened.add(volume.id);
        post({ t: 'open', volume: volume.id, options: volume.options });
      }
      const id = nextId;
      nextId += 1;
      calls.set(id, { call, volume, since: performance.now() });
      const shortest = Math.min(deadlines.metadataMs, deadlines.contentMs);
      timer ??= setInterval(lookSoon, shortest / looksPerDeadline).unref();
      post({ t: 'call', id, volume: volume.id, method, args });
      return id;
    },
    send(request) {
      if (calls.has(request.id)) post(request);
    },
    forget: (id) => void settle(id),
    reopen: (volume) => void opened.delete(volume.id),
    close(volume) {
      if (opened.delete(volume.id)) post({ t: 'close', volume: volume.id });
    },
    cancelAll() {
      for (const id of calls.keys()) post({ t: 'cancel', id, reason: null });
    },
    drop(why) {
      if (isDropped || hasEnded) return;
      isDropped = true;
      child.kill();
      failAll((attempted) => asAppError(why(attempted)));
    },
  };
}

import { asAppError, fail } from '../../../shared/errors.ts';
import type { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { DiskOptions } from './disk.ts';
import { openLink } from './lane-link.ts';
import type { Deadlines, LaneVolume, Link } from './lane-link.ts';
import type { LaneProcess } from './lane-protocol.ts';
import { laneVolume } from './lane-volume.ts';
import type { LaneCalls } from './lane-volume.ts';
import type { Volume } from './volume.ts';

export type { LaneProcess } from './lane-protocol.ts';

export interface LaneOptions {
  /** Starts one child process with lane-child as its program. */
  readonly spawn: () => LaneProcess;
  /** ms that a child may owe an answer about names and metadata without a sign of life; default 10,000. */
  readonly deadlineMs?: number;
  /** ms that reading, writing or copying may go without any progress; default 30,000. */
  readonly contentDeadlineMs?: number;
  /** ms until the first new attempt after a hang, doubled with each one; default 1,000. */
  readonly retryMs?: number;
  /** ms after which processes without work end; default 10,000. */
  readonly idleMs?: number;
}

export interface LaneState {
  readonly kind: 'online' | 'failing';
  /** Empty when online. */
  readonly reason: string;
}

/**
 * The processes that do the file I/O of one device's volumes: one for all calls, and one for each copy, so that a source
 * that hangs stops only its copy. A process that owes an answer past its deadline is killed, never waited for: what is
 * under way fails with `timeout`, the lane is failing, and all calls fail at once until a new process answers.
 */
export interface Lane {
  /** A Volume of this device. Touches nothing: the child opens it with the first call, and again after a restart. */
  open(options: DiskOptions): Volume;
  state(): LaneState;
  /** Called with each change; answers how to stop listening. */
  onState(listener: (state: LaneState) => void): () => void;
  /** Cancels what runs and ends the processes. */
  close(): Promise<void>;
}

/** Copies of one lane that run in processes of their own; more share them. */
const mostCopies = 4;
const notStarted = 'the process that works on its disk cannot be started';
const longestRetryMs = 30_000;
/** Killed processes that a hung device still holds; while there are so many, no more are started. */
const mostStuck = 3;
/** A child that does not run after this time (ms) never will. */
const startMs = 15_000;
/** What runs may clean up for so long (ms) when the lane is closed. */
const closeMs = 1_000;

const isLimited = ({ options }: LaneVolume): boolean => typeof options.limit === 'number';

/** One lane, and the calls that its volumes make of it. */
export function openLane(options: LaneOptions): Lane {
  const { calls, ...lane } = openLaneCalls(options);
  let nextId = 1;
  return {
    ...lane,
    open(disk) {
      const volume = { id: nextId, options: disk };
      nextId += 1;
      return laneVolume(volume, () => calls);
    },
  };
}

/** For who chooses the lane of a volume anew with each call (lane-group.ts). */
export function openLaneCalls(options: LaneOptions): Omit<Lane, 'open'> & { readonly calls: LaneCalls } {
  const { spawn, retryMs = 1_000, idleMs = 10_000 } = options;
  const deadlines: Deadlines = {
    metadataMs: options.deadlineMs ?? 10_000,
    contentMs: options.contentDeadlineMs ?? 30_000,
    startMs: Math.max(startMs, options.deadlineMs ?? 0),
  };
  const volumes = new Map<number, LaneVolume>();
  const listeners = new Set<(state: LaneState) => void>();
  let state: LaneState = { kind: 'online', reason: '' };
  let failCode: ErrorCode = 'timeout';
  let main: Link | null = null;
  let copies: { readonly link: Link; idleSince: number | null }[] = [];
  let stuck = 0;
  let retries = 0;
  let retryTimer: NodeJS.Timeout | null = null;
  let sweeper: NodeJS.Timeout | null = null;
  let isClosed = false;

  const setState = (next: LaneState): void => {
    if (state.kind === next.kind && state.reason === next.reason) return;
    state = next;
    for (const listener of listeners) listener(next);
  };
  const hangs = (attempted: string): AppError =>
    fail('timeout', attempted, 'the volume does not answer', 'check its connection; CFS tries it again by itself');

  const drop = (link: Link, why: (attempted: string) => AppError): void => {
    if (!link.isAlive()) return;
    stuck += 1;
    link.drop(why);
  };
  const wasGone = (): void => void (stuck -= 1);

  /** @throws io when the system starts no process */
  const start = (onHung: (attempted: string) => void, onEnded: (hadStarted: boolean) => void): Link => {
    sweeper ??= setInterval(sweep, idleMs / 2).unref();
    try {
      return openLink(spawn, deadlines, { onHung, onEnded, onGone: wasGone });
    } catch (thrown) {
      const todo = 'close other programs and try again';
      throw fail('io', 'Starting the process that works on the disk', asAppError(thrown).message, todo, {
        cause: thrown,
      });
    }
  };
  const startMain = (): Link => {
    const link = start(
      () => {
        drop(link, hangs);
        failing('timeout', 'it does not answer');
      },
      (hadStarted) => {
        if (main === link) main = null;
        if (!hadStarted) failing('io', notStarted);
        // It ended while it was to show that the volumes answer again.
        else if (state.kind === 'failing') failing(failCode, state.reason);
      },
    );
    return link;
  };

  const failing = (code: ErrorCode, reason: string): void => {
    main = null;
    if (isClosed) return;
    failCode = code;
    setState({ kind: 'failing', reason });
    if (retryTimer !== null) return;
    const delay = Math.min(longestRetryMs, retryMs * 2 ** Math.min(retries, 16));
    retries += 1;
    retryTimer = setTimeout(retry, delay).unref();
  };

  /** Starts a process again and looks at the volumes: when they answer, with whatever, the lane is online. */
  const retry = (): void => {
    retryTimer = null;
    if (isClosed) return;
    if (stuck >= mostStuck) {
      failing(failCode, state.reason);
      return;
    }
    let link: Link;
    try {
      link = startMain();
    } catch {
      failing('io', notStarted);
      return;
    }
    main = link;
    const online = (): void => {
      if (main !== link) return;
      retries = 0;
      setState({ kind: 'online', reason: '' });
    };
    let left = volumes.size;
    if (left === 0) online();
    const answered = (): void => {
      left -= 1;
      if (left === 0 && link.isAlive()) online();
    };
    for (const volume of volumes.values()) {
      const attempted = `Looking at / on ${volume.options.name}`;
      link.call(volume, 'capabilities', [], { attempted, kind: 'metadata', onReply: answered, onFailure: answered });
    }
  };

  const refuse = (attempted: string): void => {
    if (isClosed) throw fail('cancelled', attempted, 'CFS is closing', 'start it again');
    if (state.kind === 'online') return;
    const todo = 'check its connection; CFS tries it again by itself';
    throw fail(failCode, attempted, `the volume is failing (${state.reason})`, todo);
  };

  const useMain = (volume: LaneVolume, attempted: string): Link => {
    refuse(attempted);
    volumes.set(volume.id, volume);
    main ??= startMain();
    return main;
  };

  /** A copy that hangs may hang in its source: its own process goes, and whether this device hangs is looked at. */
  const startCopy = (): Link => {
    const link = start(
      () => {
        drop(link, (attempted) => {
          const why = 'it made no progress; what it reads from or what it writes to does not answer';
          return fail('timeout', attempted, why, 'check the connections, then copy again');
        });
        copies = copies.filter((copy) => copy.link !== link);
        if (!isClosed && state.kind === 'online' && volumes.size > 0) lookAtAll();
      },
      () => (copies = copies.filter((copy) => copy.link !== link)),
    );
    copies.push({ link, idleSince: null });
    return link;
  };
  const lookAtAll = (): void => {
    // Without one, the next call that needs it finds out.
    if (main === null) return;
    const nothing = (): void => undefined;
    for (const volume of volumes.values()) {
      const attempted = `Looking at / on ${volume.options.name}`;
      main.call(volume, 'capabilities', [], { attempted, kind: 'metadata', onReply: nothing, onFailure: nothing });
    }
  };

  const freeCopy = (): Link => {
    const free = copies.find(({ link }) => link.pending() === 0)?.link;
    if (free !== undefined) return free;
    if (copies.length < mostCopies) return startCopy();
    return copies.reduce((least, copy) => (copy.link.pending() < least.link.pending() ? copy : least)).link;
  };

  /** Ends processes that had nothing to do for a while. */
  const sweep = (): void => {
    const now = performance.now();
    for (const copy of copies) {
      copy.idleSince = copy.link.pending() > 0 ? null : (copy.idleSince ?? now);
      if (copy.idleSince !== null && now - copy.idleSince >= idleMs) drop(copy.link, hangs);
    }
    copies = copies.filter(({ link }) => link.isAlive());
    if (main !== null && volumes.size === 0 && main.pending() === 0) {
      drop(main, hangs);
      main = null;
    }
    if (main === null && copies.length === 0 && sweeper !== null) {
      clearInterval(sweeper);
      sweeper = null;
    }
  };

  const calls: LaneCalls = {
    main: useMain,
    copy(volume, attempted) {
      refuse(attempted);
      volumes.set(volume.id, volume);
      // Copies into a limited volume go through one process, which knows what all of them need.
      const same = isLimited(volume) ? copies.find(({ link }) => link.pending(volume) > 0)?.link : undefined;
      if (same !== undefined) return same;
      const link = freeCopy();
      // Folders that it holds open may have been renamed, and counted bytes have changed, in the other process.
      link.reopen(volume);
      return link;
    },
    copied(volume) {
      // The process of the other calls counts the bytes below the root again.
      if (isLimited(volume)) main?.reopen(volume);
    },
    release(volume) {
      volumes.delete(volume.id);
      main?.close(volume);
      for (const { link } of copies) link.close(volume);
    },
  };

  return {
    calls,
    state: () => state,
    onState(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      if (retryTimer !== null) clearTimeout(retryTimer);
      if (sweeper !== null) clearInterval(sweeper);
      const links = [...(main === null ? [] : [main]), ...copies.map(({ link }) => link)];
      for (const link of links) link.cancelAll();
      const until = performance.now() + closeMs;
      while (links.some((link) => link.isAlive() && link.pending() > 0) && performance.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      for (const link of links)
        drop(link, (attempted) => fail('cancelled', attempted, 'CFS is closing', 'start it again'));
    },
  };
}

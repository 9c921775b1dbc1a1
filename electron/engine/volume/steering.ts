/**
 * How a copy under way is steered from outside: it stands still, or goes no faster than told, between two chunks and
 * never in the middle of one.
 */
export interface Steer {
  readonly paused: boolean;
  /** null: as fast as it goes. */
  readonly bytesPerSecond: number | null;
  /** The files under way are finished; no other one is begun. */
  readonly ending: boolean;
}

/** What a copy follows. */
export interface Steering {
  state(): Steer;
  /** Called after each change; answers how to stop listening. */
  onChange(listener: () => void): () => void;
}

/** What whoever steers holds. */
export interface Wheel extends Steering {
  steer(next: Partial<Steer>): void;
}

export function createWheel(initial: Partial<Steer> = {}): Wheel {
  let state: Steer = { paused: false, bytesPerSecond: null, ending: false, ...initial };
  const listeners = new Set<() => void>();
  return {
    state: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    steer(next) {
      const former = state;
      state = { ...state, ...next };
      const keys = ['paused', 'bytesPerSecond', 'ending'] as const;
      if (keys.every((key) => former[key] === state[key])) return;
      for (const listener of [...listeners]) listener();
    },
  };
}

/** The bytes of one copy, let through as its steering says. */
export interface Gate {
  /** Bytes that the next step should copy, at most `most`: with a low limit steps are small, so that it goes on evenly. */
  step(most: number): number;
  /** Counts bytes that are about to be copied; null when that may be done at once, else what is to be awaited before. */
  pass(bytes: number, signal?: AbortSignal): Promise<void> | null;
}

/** Nobody steers: a gate that is always open. */
export const openGate: Gate = { step: (most) => most, pass: () => null };

/** Steps per second that a limited copy takes, and the smallest one (bytes). */
const stepsPerSecond = 8;
const smallestStep = 4096;
/** Seconds of bytes that may be saved up while a limited copy waits for its disks. */
const burstSeconds = 0.25;

export function createGate(steering: Steering | undefined, clock: () => number = () => performance.now()): Gate {
  if (steering === undefined) return openGate;
  /** Bytes that may go at once; below zero what was copied ahead of time. */
  let credit = 0;
  let creditMs = clock();

  const refill = (rate: number): void => {
    const now = clock();
    credit = Math.min(rate * burstSeconds, credit + ((now - creditMs) / 1000) * rate);
    creditMs = now;
  };
  /** ms to wait; Infinity while paused, 0 to go on. */
  const waitMs = (): number => {
    const { paused, bytesPerSecond } = steering.state();
    if (paused) return Infinity;
    if (bytesPerSecond === null) {
      [credit, creditMs] = [0, clock()];
      return 0;
    }
    refill(bytesPerSecond);
    return credit >= 0 ? 0 : Math.ceil((-credit / bytesPerSecond) * 1000);
  };
  const wait = async (bytes: number, signal: AbortSignal | undefined): Promise<void> => {
    for (let ms = waitMs(); ms > 0; ms = waitMs()) {
      signal?.throwIfAborted();
      await changeOrTime(steering, ms, signal);
    }
    signal?.throwIfAborted();
    count(bytes);
  };
  const count = (bytes: number): void => {
    if (steering.state().bytesPerSecond !== null) credit -= bytes;
  };

  return {
    step(most) {
      const { bytesPerSecond } = steering.state();
      if (bytesPerSecond === null) return most;
      return Math.min(most, Math.max(smallestStep, Math.round(bytesPerSecond / stepsPerSecond)));
    },
    pass(bytes, signal) {
      if (waitMs() > 0) return wait(bytes, signal);
      count(bytes);
      return null;
    },
  };
}

/** Resolves when the steering changes, after the time, or when the signal is aborted. */
function changeOrTime(steering: Steering, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      if (timer !== null) clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = ms === Infinity ? null : setTimeout(end, ms);
    const stop = steering.onChange(end);
    signal?.addEventListener('abort', end, { once: true });
  });
}

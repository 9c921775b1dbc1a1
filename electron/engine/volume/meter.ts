import type { Steering } from './steering.ts';

/**
 * What is read from and written to volumes, counted where it happens: bytes now, and from them how fast a volume is.
 * Only real work is measured, never a test of our own; what other programs do on the same disks is not seen.
 */
export interface Meter {
  /** A call that reads or writes bytes begins. `telling`: it is not held up by a slow caller, so its speed says something. */
  begin(
    volume: string,
    direction: Direction,
    options?: { readonly telling?: boolean; readonly steering?: Steering },
  ): Flow;
  /** A small call (a look, a name) was answered after so many ms. */
  answered(volume: string, ms: number): void;
  of(volume: string): Metered;
  /** Called when reading or writing begins after all was idle. This and the next answer how to stop listening. */
  onStart(listener: () => void): () => void;
  /** Something is read or written. */
  isBusy(): boolean;
  /** Called with each speed that was measured. */
  onSpeed(listener: (volume: string, direction: Direction, speed: MeasuredSpeed) => void): () => void;
  /** Which volume a real path of this host lies on, of those that are in use; null: none. */
  volumeOf(path: string): string | null;
  /** A volume at this root is in use. */
  use(root: string, volume: string): void;
  release(root: string, volume: string): void;
}

export type Direction = 'read' | 'write';

/** One call under way. */
export interface Flow {
  add(bytes: number): void;
  /** Bytes that a write read back: they count as read, and not as written. */
  reread(bytes: number): void;
  /** Once; more often does nothing. */
  end(): void;
}

/** Figures of one volume since this process began. */
export interface Metered {
  readonly readBytes: number;
  readonly writtenBytes: number;
  /** Calls under way. */
  readonly reading: number;
  readonly writing: number;
  /** Running means in bytes per second; null: nothing telling was measured. */
  readonly readRate: number | null;
  readonly writeRate: number | null;
  /** Running mean of small calls in ms; null: there was none. */
  readonly latency: number | null;
}

/** Bytes that went at one speed, in bytes per second, over some seconds. */
export interface MeasuredSpeed {
  readonly rate: number;
  readonly bytes: number;
}

/** Shorter or smaller work than this says little about a disk: opening and syncing outweigh the bytes. */
const tellingBytes = 1 << 20;
const tellingMs = 5;
/** Work that goes on for long is told in pieces of so many ms. */
const pieceMs = 4_000;
/** Share of the newest measurement in the running means. */
const newest = 0.3;
const newestAnswer = 0.1;

interface Way {
  bytes: number;
  running: number;
  rate: number | null;
  /** Telling calls under way, and what they did since `sinceMs`. */
  telling: number;
  sinceMs: number;
  told: number;
  /** A limit or a pause held it up: its speed says nothing. */
  isHeldUp: boolean;
}

interface Counted {
  readonly read: Way;
  readonly write: Way;
  latency: number | null;
}

const newWay = (): Way => ({
  bytes: 0,
  running: 0,
  rate: null,
  telling: 0,
  sinceMs: 0,
  told: 0,
  isHeldUp: false,
});

const isHeld = (steering: Steering | undefined): boolean => {
  const state = steering?.state();
  return state !== undefined && (state.paused || state.bytesPerSecond !== null);
};

const mean = (former: number | null, now: number, share: number): number =>
  former === null ? now : former * (1 - share) + now * share;

/** @param now answers ms and never goes back */
export function createMeter(now: () => number = () => performance.now()): Meter {
  const volumes = new Map<string, Counted>();
  /** How often each is in use: a volume whose settings change is opened anew before the former one is closed. */
  const roots = new Map<string, { readonly volume: string; times: number }>();
  const starts = new Set<() => void>();
  const speeds = new Set<(volume: string, direction: Direction, speed: MeasuredSpeed) => void>();
  let running = 0;

  const countedOf = (volume: string): Counted => {
    const known = volumes.get(volume);
    if (known !== undefined) return known;
    const made: Counted = { read: newWay(), write: newWay(), latency: null };
    volumes.set(volume, made);
    return made;
  };

  /** Ends a piece of work that went on without a break, and begins the next one. */
  const tell = (volume: string, direction: Direction, way: Way): void => {
    const ms = now() - way.sinceMs;
    const { told, isHeldUp } = way;
    way.sinceMs += ms;
    way.told = 0;
    way.isHeldUp = false;
    if (isHeldUp || told < tellingBytes || ms < tellingMs) return;
    const rate = (told / ms) * 1000;
    way.rate = mean(way.rate, rate, newest);
    for (const listener of speeds) listener(volume, direction, { rate, bytes: told });
  };

  return {
    begin(volume, direction, { telling = false, steering } = {}) {
      const counted = countedOf(volume);
      const way = counted[direction];
      way.running += 1;
      running += 1;
      if (running === 1) for (const listener of starts) listener();
      if (telling) {
        if (way.telling === 0) [way.sinceMs, way.told, way.isHeldUp] = [now(), 0, false];
        way.telling += 1;
        way.isHeldUp ||= isHeld(steering);
      }
      const stop = telling ? steering?.onChange(() => (way.isHeldUp = true)) : undefined;
      let isOver = false;
      return {
        add(bytes) {
          way.bytes += bytes;
          if (!telling || isOver) return;
          way.told += bytes;
          if (now() - way.sinceMs < pieceMs) return;
          tell(volume, direction, way);
          way.isHeldUp = isHeld(steering);
        },
        reread(bytes) {
          counted.read.bytes += bytes;
        },
        end() {
          if (isOver) return;
          isOver = true;
          stop?.();
          way.running -= 1;
          running -= 1;
          if (!telling) return;
          way.isHeldUp ||= isHeld(steering);
          way.telling -= 1;
          if (way.telling === 0) tell(volume, direction, way);
        },
      };
    },

    answered(volume, ms) {
      const counted = countedOf(volume);
      counted.latency = mean(counted.latency, ms, newestAnswer);
    },

    of(volume) {
      const { read, write, latency } = countedOf(volume);
      return {
        readBytes: read.bytes,
        writtenBytes: write.bytes,
        reading: read.running,
        writing: write.running,
        readRate: read.rate,
        writeRate: write.rate,
        latency,
      };
    },

    isBusy: () => running > 0,
    onStart(listener) {
      starts.add(listener);
      return () => void starts.delete(listener);
    },
    onSpeed(listener) {
      speeds.add(listener);
      return () => void speeds.delete(listener);
    },

    volumeOf(path) {
      let found: { readonly root: string; readonly volume: string } | null = null;
      for (const [root, { volume }] of roots) {
        const isIn = path.startsWith(root) && (root.endsWith('/') || path.charAt(root.length) === '/');
        if (isIn && root.length > (found?.root.length ?? -1)) found = { root, volume };
      }
      return found?.volume ?? null;
    },
    use(root, volume) {
      const known = roots.get(root);
      if (known?.volume === volume) known.times += 1;
      else roots.set(root, { volume, times: 1 });
    },
    release(root, volume) {
      const known = roots.get(root);
      if (known?.volume !== volume) return;
      known.times -= 1;
      if (known.times === 0) roots.delete(root);
    },
  };
}

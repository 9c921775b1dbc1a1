/** What runs on each volume and how fast it went: policies weigh volumes by it. */
export interface Load {
  of(volume: string): VolumeLoad;
  /** A write begins on this volume; call the answer once, with the bytes written (0 when it failed). */
  begin(volume: string): (bytes: number) => void;
}

export interface VolumeLoad {
  /** Reads and writes of bytes under way. */
  readonly queue: number;
  /** Bytes per second of what was written lately; null: not measured. */
  readonly rate: number | null;
  /** ms that a small call took lately; null: not measured. */
  readonly latency: number | null;
}

/** Shorter or smaller work than this says little about a disk: opening and syncing outweigh the bytes. */
const tellingBytes = 1 << 20;
const tellingMs = 5;
/** Share of the newest measurement in the running mean. */
const newest = 0.3;

/** `now` answers ms and never goes back. */
export function createLoad(now: () => number = () => performance.now()): Load {
  const queues = new Map<string, number>();
  const rates = new Map<string, number>();
  return {
    of: (volume) => ({ queue: queues.get(volume) ?? 0, rate: rates.get(volume) ?? null, latency: null }),
    begin(volume) {
      const started = now();
      let isRunning = true;
      queues.set(volume, (queues.get(volume) ?? 0) + 1);
      return (bytes) => {
        if (!isRunning) return;
        isRunning = false;
        queues.set(volume, Math.max(0, (queues.get(volume) ?? 0) - 1));
        const ms = now() - started;
        if (bytes < tellingBytes || ms < tellingMs) return;
        const measured = (bytes / ms) * 1000;
        const former = rates.get(volume);
        rates.set(volume, former === undefined ? measured : former * (1 - newest) + measured * newest);
      };
    },
  };
}

/** What CFS itself reads and writes on volumes, as it does; what other programs do there is not seen. Times ms. */

/** One volume at one moment, over the last second. */
export interface VolumeIo {
  /** Name of the volume. */
  readonly volume: string;
  /** Bytes per second. */
  readonly read: number;
  readonly write: number;
  /** Reads and writes of bytes that are under way. */
  readonly queue: number;
}

export interface IoChange {
  readonly pool: string;
  readonly atMs: number;
  readonly volumes: readonly VolumeIo[];
}

/** Bytes per second of most of what was moved: a fifth went slower than `low`, a fifth faster than `high`. */
export interface SpeedRange {
  readonly low: number;
  readonly high: number;
}

/** What past jobs measured; null: too little was read or written for that. */
export interface VolumeSpeed {
  readonly read: SpeedRange | null;
  readonly write: SpeedRange | null;
}

export interface VolumeIoHistory extends VolumeIo {
  /** Bytes per second, one figure a second, oldest first. */
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  readonly speed: VolumeSpeed;
  /** ms that a small call took lately; null: there was none. */
  readonly latencyMs: number | null;
}

export interface IoHistory {
  /** When the last figure of each list was taken. */
  readonly atMs: number;
  readonly volumes: readonly VolumeIoHistory[];
}

/** Seconds that are remembered. */
export const ioSeconds = 600;

import type { IoHistory, SpeedRange, VolumeIo, VolumeIoHistory, VolumeSpeed } from '../../../shared/io.ts';
import { ioSeconds } from '../../../shared/io.ts';
import type { Load } from '../pool/load.ts';
import { speedAt, stepOf } from '../state/speeds.ts';
import type { KeptSpeeds, SpeedStore, Steps } from '../state/speeds.ts';
import type { Meter } from '../volume/meter.ts';

/** Speeds and running work of all volumes of one engine, as its meter counts them. Volumes are named by their id. */
export interface Io {
  readonly meter: Meter;
  /** How the volumes of a pool are loaded; `idOf` knows them by their name there. */
  load(idOf: (name: string) => string | null): Load;
  /** What real jobs measured in the last days, this one included. */
  speedOf(volume: string): VolumeSpeed;
  history(volumes: readonly Named[]): IoHistory;
  now(volumes: readonly Named[]): readonly VolumeIo[];
  /** Somebody wants to hear of it from now on. */
  follow(): void;
  /** Writes down what was measured. Never throws. */
  save(): void;
  close(): void;
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface IoOptions {
  readonly meter: Meter;
  readonly store: SpeedStore;
  /** Called once a second while anything is read or written, and once when that has ended. */
  readonly sampled: (atMs: number) => void;
  /** Somebody wants to hear of it: no second is counted for nobody. */
  readonly wanted: () => boolean;
}

const sampleMs = 1_000;
/** What was measured is written down so often (ms) while work goes on, and at the end. */
const saveMs = 60_000;
/** A fifth of the bytes went slower than the low speed, a fifth faster than the high one. */
const lowPart = 0.2;
const highPart = 0.8;

interface Line {
  /** One figure a second, bytes per second; the one of second `n` lies at `n % ioSeconds`. */
  readonly reads: Float64Array;
  readonly writes: Float64Array;
  /** The second of each figure; 0: none yet. */
  readonly seconds: Float64Array;
  lastRead: number;
  lastWritten: number;
}

export function openIo({ meter, store, sampled, wanted }: IoOptions): Io {
  const lines = new Map<string, Line>();
  /** Measured since it was last written down, by volume. */
  let fresh = new Map<string, { readonly read: Map<string, number>; readonly write: Map<string, number> }>();
  let timer: NodeJS.Timeout | null = null;
  let lastMs = 0;
  let savedMs = 0;
  let second = 0;

  const lineOf = (volume: string): Line => {
    const known = lines.get(volume);
    if (known !== undefined) return known;
    const { readBytes, writtenBytes } = meter.of(volume);
    const made: Line = {
      reads: new Float64Array(ioSeconds),
      writes: new Float64Array(ioSeconds),
      seconds: new Float64Array(ioSeconds),
      lastRead: readBytes,
      lastWritten: writtenBytes,
    };
    lines.set(volume, made);
    return made;
  };

  const save = (): void => {
    if (fresh.size === 0) return;
    const measured = fresh;
    fresh = new Map();
    const nowMs = Date.now();
    try {
      for (const [volume, { read, write }] of measured) {
        store.add(volume, { read: Object.fromEntries(read), write: Object.fromEntries(write) }, nowMs);
      }
    } catch {
      // The home is busy or full: the next jobs measure it again.
    }
    savedMs = nowMs;
  };

  /** One figure of each volume; answers whether anything is under way or was just done. */
  const sample = (): boolean => {
    const nowMs = Date.now();
    const elapsed = Math.max(1, nowMs - lastMs);
    lastMs = nowMs;
    second = Math.floor(nowMs / sampleMs);
    let isBusy = false;
    for (const [volume, line] of lines) {
      const { readBytes, writtenBytes, reading, writing } = meter.of(volume);
      const [read, written] = [readBytes - line.lastRead, writtenBytes - line.lastWritten];
      [line.lastRead, line.lastWritten] = [readBytes, writtenBytes];
      const at = second % ioSeconds;
      line.reads[at] = (read / elapsed) * 1000;
      line.writes[at] = (written / elapsed) * 1000;
      line.seconds[at] = second;
      isBusy ||= reading > 0 || writing > 0 || read > 0 || written > 0;
    }
    return isBusy;
  };

  const tick = (): void => {
    const isBusy = sample();
    sampled(lastMs);
    if (Date.now() - savedMs >= saveMs) save();
    if (isBusy) return;
    if (timer !== null) clearInterval(timer);
    timer = null;
    save();
  };

  const follow = (): void => {
    if (timer !== null || !meter.isBusy() || !wanted()) return;
    lastMs = Date.now();
    savedMs = lastMs;
    for (const [volume, line] of lines) {
      const { readBytes, writtenBytes } = meter.of(volume);
      [line.lastRead, line.lastWritten] = [readBytes, writtenBytes];
    }
    timer = setInterval(tick, sampleMs);
    timer.unref();
  };
  const stopStart = meter.onStart(follow);

  const stopSpeed = meter.onSpeed((volume, direction, { rate, bytes }) => {
    const kept = fresh.get(volume) ?? { read: new Map<string, number>(), write: new Map<string, number>() };
    fresh.set(volume, kept);
    const step = stepOf(rate);
    kept[direction].set(step, (kept[direction].get(step) ?? 0) + bytes);
  });

  const current = ({ id, name }: Named): VolumeIo => {
    const { reading, writing } = meter.of(id);
    const line = lineOf(id);
    const at = second % ioSeconds;
    // Nothing is counted while all is idle.
    const isNow = timer !== null && line.seconds[at] === second;
    const figure = (all: Float64Array): number => (isNow ? Math.round(all[at] ?? 0) : 0);
    return { volume: name, read: figure(line.reads), write: figure(line.writes), queue: reading + writing };
  };

  const speedOf = (volume: string): VolumeSpeed => {
    let kept: KeptSpeeds = { read: {}, write: {} };
    try {
      kept = store.find(volume);
    } catch {
      // The home is busy: what this process measured is told.
    }
    const now = fresh.get(volume);
    return { read: rangeOf(kept.read, now?.read), write: rangeOf(kept.write, now?.write) };
  };

  /** What other processes and earlier days measured, until this one has: read once. */
  const formerRates = new Map<string, number | null>();
  const formerRate = (volume: string): number | null => {
    const known = formerRates.get(volume);
    if (known !== undefined) return known;
    let rate: number | null = null;
    try {
      rate = speedAt(store.find(volume).write, 0.5);
    } catch {
      // The home is busy: a choice must not wait for it.
    }
    formerRates.set(volume, rate);
    return rate;
  };

  return {
    meter,
    load: (idOf) => ({
      of(name) {
        const id = idOf(name);
        if (id === null) return { queue: 0, rate: null, latency: null };
        const { reading, writing, writeRate, latency } = meter.of(id);
        return { queue: reading + writing, rate: writeRate ?? formerRate(id), latency };
      },
      // The volumes themselves tell the meter.
      begin: () => () => undefined,
    }),
    speedOf,
    now: (volumes) => volumes.map(current),
    history(volumes) {
      const atMs = timer === null ? Date.now() : lastMs;
      const end = Math.floor(atMs / sampleMs);
      return {
        atMs,
        volumes: volumes.map((volume): VolumeIoHistory => {
          const line = lineOf(volume.id);
          const figures = (all: Float64Array): readonly number[] =>
            Array.from({ length: ioSeconds }, (_one, index) => {
              const wantedSecond = end - ioSeconds + 1 + index;
              const at = wantedSecond % ioSeconds;
              return line.seconds[at] === wantedSecond ? Math.round(all[at] ?? 0) : 0;
            });
          return {
            ...current(volume),
            reads: figures(line.reads),
            writes: figures(line.writes),
            speed: speedOf(volume.id),
            latencyMs: meter.of(volume.id).latency,
          };
        }),
      };
    },
    follow,
    save,
    close() {
      stopStart();
      stopSpeed();
      if (timer !== null) clearInterval(timer);
      timer = null;
      save();
    },
  };
}

function rangeOf(kept: Steps, fresh: ReadonlyMap<string, number> | undefined): SpeedRange | null {
  const all: Record<string, number> = { ...kept };
  for (const [step, bytes] of fresh ?? []) all[step] = (all[step] ?? 0) + bytes;
  const [low, high] = [speedAt(all, lowPart), speedAt(all, highPart)];
  return low === null || high === null ? null : { low, high };
}

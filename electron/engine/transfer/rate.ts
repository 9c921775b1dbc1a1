import type { SpeedLine } from '../../../shared/activity.ts';

/** The last so many ms of active time are looked at for the speed that is shown. */
const windowMs = 4000;
/** For the time left: so many seconds of active time, in parts of so many. */
const longSeconds = 90;
const partSeconds = 5;
/** A range is never narrower than this to both sides: nobody knows better. */
const leastDoubt = 0.1;
/** Figures of a line; when there are more, each two become one. */
const lineMost = 120;
const lineStepMs = 250;

interface Sample {
  readonly activeMs: number;
  readonly bytes: number;
  readonly files: number;
}

export interface TimeLeft {
  readonly ms: number;
  /** How it varied lately says how sure that is. */
  readonly leastMs: number;
  readonly mostMs: number;
}

/** Speed over the time in which the work was active: a pause, or waiting for a turn, is no slow time. */
export function createRate(clock: () => number = () => performance.now()) {
  let samples: Sample[] = [{ activeMs: 0, bytes: 0, files: 0 }];
  /** One of each second, for the time left. */
  let seconds: Sample[] = [{ activeMs: 0, bytes: 0, files: 0 }];
  let line: number[] = [];
  let stepMs = lineStepMs;
  let activeMs = 0;
  let since: number | null = null;

  const active = (): number => activeMs + (since === null ? 0 : clock() - since);

  const draw = (at: number, bytes: number): void => {
    while (at >= stepMs * lineMost) {
      line = Array.from(
        { length: Math.ceil(line.length / 2) },
        (_one, i) => (line[i * 2] ?? 0) + (line[i * 2 + 1] ?? 0),
      );
      stepMs *= 2;
    }
    const last = Math.floor(at / stepMs);
    while (line.length <= last) line.push(0);
    line[last] = Math.max(0, (line[last] ?? 0) + bytes);
  };

  return {
    resume() {
      since ??= clock();
    },
    pause() {
      activeMs = active();
      since = null;
    },
    sample(bytes: number, files: number) {
      const at = active();
      const former = samples.at(-1);
      draw(at, bytes - (former?.bytes ?? 0));
      samples.push({ activeMs: at, bytes, files });
      // One sample older than the window stays: the window is measured from it.
      const first = samples.findIndex((sample) => sample.activeMs >= at - windowMs);
      if (first > 1) samples = samples.slice(first - 1);
      if (at - (seconds.at(-1)?.activeMs ?? 0) < 1000) return;
      seconds.push({ activeMs: at, bytes, files });
      const firstSecond = seconds.findIndex((sample) => sample.activeMs >= at - longSeconds * 1000);
      if (firstSecond > 1) seconds = seconds.slice(firstSecond - 1);
    },
    now(): { readonly bytesPerSecond: number; readonly filesPerSecond: number } {
      return speedOf(samples);
    },
    /** Over the last minute and a half of active time; null: nothing is known yet. */
    left(bytes: number, files: number): TimeLeft | null {
      const known = seconds.length > 1 ? seconds : samples;
      const key = bytes > 0 ? 'bytesPerSecond' : 'filesPerSecond';
      const [left, speed] = [bytes > 0 ? bytes : files, speedOf(known)[key]];
      if (speed <= 0) return null;
      const ms = (left / speed) * 1000;
      const parts: number[] = [];
      for (let at = 0; at + partSeconds < known.length; at += partSeconds) {
        parts.push(speedOf(known.slice(at, at + partSeconds + 1))[key]);
      }
      parts.sort((a, b) => a - b);
      const slow = parts[Math.floor((parts.length - 1) * 0.2)] ?? speed;
      const fast = parts[Math.ceil((parts.length - 1) * 0.8)] ?? speed;
      return {
        ms,
        leastMs: Math.min(ms * (1 - leastDoubt), (left / Math.max(fast, 1e-9)) * 1000),
        // A part in which nothing came says nothing of how long the rest takes.
        mostMs: Math.max(ms * (1 + leastDoubt), Math.min(ms * 3, (left / Math.max(slow, 1e-9)) * 1000)),
      };
    },
    line(): SpeedLine {
      return { stepMs, bytes: [...line], activeMs: Math.round(active()) };
    },
    activeMs: active,
    /** Bytes per second over all of the active time. */
    overall(bytes: number): number {
      return bytes / Math.max(active() / 1000, 0.001);
    },
  };
}

function speedOf(samples: readonly Sample[]): { readonly bytesPerSecond: number; readonly filesPerSecond: number } {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.activeMs - first.activeMs < 1) {
    return { bytesPerSecond: 0, filesPerSecond: 0 };
  }
  const seconds = (last.activeMs - first.activeMs) / 1000;
  return {
    bytesPerSecond: Math.max(0, last.bytes - first.bytes) / seconds,
    filesPerSecond: Math.max(0, last.files - first.files) / seconds,
  };
}

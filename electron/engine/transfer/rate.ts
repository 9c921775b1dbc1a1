/** The last so many ms of active time are looked at. */
const windowMs = 4000;

interface Sample {
  readonly activeMs: number;
  readonly bytes: number;
  readonly files: number;
}

/** Speed over the last seconds in which the work was active: a pause is no slow time. */
export function createRate(clock: () => number = () => performance.now()) {
  let samples: Sample[] = [{ activeMs: 0, bytes: 0, files: 0 }];
  let activeMs = 0;
  let since: number | null = null;

  const active = (): number => activeMs + (since === null ? 0 : clock() - since);
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
      samples.push({ activeMs: at, bytes, files });
      // One sample older than the window stays: the window is measured from it.
      const first = samples.findIndex((sample) => sample.activeMs >= at - windowMs);
      if (first > 1) samples = samples.slice(first - 1);
    },
    now(): { readonly bytesPerSecond: number; readonly filesPerSecond: number } {
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
    },
    /** Bytes per second over all of the active time. */
    overall(bytes: number): number {
      return bytes / Math.max(active() / 1000, 0.001);
    },
  };
}

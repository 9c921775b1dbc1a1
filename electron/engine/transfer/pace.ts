import { createWheel } from '../volume/steering.ts';
import type { Steering, Wheel } from '../volume/steering.ts';

/** How fast one job goes: all its copies stand still together, and share its limit evenly. */
export interface Pace {
  pause(): void;
  resume(): void;
  /** Bytes per second of all copies together; null: as fast as they go. */
  limit(bytesPerSecond: number | null): void;
  /** The files under way are finished, no other one is begun. */
  finish(): void;
  /** Steers one copy, until `end`. */
  open(): PacedCopy;
}

export interface PacedCopy {
  readonly steering: Steering;
  /** Lets this copy alone stand still, because others use its disks; its share of the limit goes to the rest. */
  yield(stands: boolean): void;
  end(): void;
}

export function createPace(initialLimit: number | null = null): Pace {
  let isPaused = false;
  let isEnding = false;
  let limit = initialLimit;
  const copies = new Map<Wheel, { yields: boolean }>();

  const steerAll = (): void => {
    const going = [...copies.values()].filter(({ yields }) => !yields).length;
    for (const [wheel, { yields }] of copies) {
      const bytesPerSecond = limit === null ? null : limit / Math.max(1, going);
      wheel.steer({ paused: isPaused || yields, bytesPerSecond, ending: isEnding });
    }
  };
  return {
    pause() {
      isPaused = true;
      steerAll();
    },
    resume() {
      isPaused = false;
      steerAll();
    },
    limit(bytesPerSecond) {
      limit = bytesPerSecond;
      steerAll();
    },
    finish() {
      isEnding = true;
      steerAll();
    },
    open() {
      const wheel = createWheel();
      const copy = { yields: false };
      copies.set(wheel, copy);
      steerAll();
      return {
        steering: wheel,
        yield(stands) {
          copy.yields = stands;
          steerAll();
        },
        end() {
          if (copies.delete(wheel)) steerAll();
        },
      };
    },
  };
}

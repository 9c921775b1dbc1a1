import type { Reservations } from './types.ts';

/** Promises of space within this process. A group without promises costs nothing. */
export function createReservations(): Reservations {
  const promised = new Map<string, number>();
  return {
    reserved: (spaceGroup) => promised.get(spaceGroup) ?? 0,
    reserve(spaceGroup, bytes) {
      promised.set(spaceGroup, (promised.get(spaceGroup) ?? 0) + bytes);
      let isHeld = true;
      return {
        release() {
          if (!isHeld) return;
          isHeld = false;
          const left = (promised.get(spaceGroup) ?? 0) - bytes;
          if (left > 0) promised.set(spaceGroup, left);
          else promised.delete(spaceGroup);
        },
      };
    },
  };
}

/**
 * Key of the space promised on one volume. A promise on a volume counts under this key and under that of its space
 * group: a volume below its limit heeds only its own promises, because the limit, not the file system, is what fills.
 */
export function volumeKey(pool: string, volume: string): string {
  return `volume:${pool}/${volume}`;
}

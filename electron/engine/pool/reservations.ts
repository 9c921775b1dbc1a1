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

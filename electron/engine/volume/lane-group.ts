import type { DiskOptions } from './disk.ts';
import { openLaneCalls } from './lane.ts';
import type { LaneOptions, LaneState } from './lane.ts';
import { deviceOf } from './lane-signs.ts';
import { laneVolume } from './lane-volume.ts';
import type { LaneCalls } from './lane-volume.ts';
import { listMounts } from './mounts.ts';
import type { Mount } from './mounts.ts';
import type { Volume } from './volume.ts';

/** All lanes of a host: one per device. */
export interface Lanes {
  /** A volume in the lane of the device that its root lies on when it is used. Touches nothing. */
  open(options: DiskOptions): Volume;
  /** Called when the lane of a device starts or ceases to fail. Answers how to stop listening. */
  onState(listener: (state: LaneState) => void): () => void;
  close(): Promise<void>;
}

/** The table of mounts is believed for so long (ms): a disk that is connected later gets its own lane by then. */
const mountsMs = 2_000;

export function openLanes(options: LaneOptions): Lanes {
  const lanes = new Map<string, ReturnType<typeof openLaneCalls>>();
  const listeners = new Set<(state: LaneState) => void>();
  let mounts: { readonly list: readonly Mount[]; readonly atMs: number } | null = null;
  let nextId = 1;

  const laneOf = (root: string): LaneCalls => {
    const now = performance.now();
    if (mounts === null || now - mounts.atMs > mountsMs) mounts = { list: listMounts(), atMs: now };
    const { key } = deviceOf(root, mounts.list);
    let lane = lanes.get(key);
    if (lane === undefined) {
      lane = openLaneCalls(options);
      lane.onState((state) => {
        for (const listener of listeners) listener(state);
      });
      lanes.set(key, lane);
    }
    return lane.calls;
  };

  return {
    open(disk) {
      const volume = { id: nextId, options: disk };
      nextId += 1;
      let last: LaneCalls | null = null;
      return laneVolume(volume, () => {
        const lane = laneOf(disk.root);
        if (last !== lane) last?.release(volume);
        last = lane;
        return lane;
      });
    },
    onState(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      await Promise.all([...lanes.values()].map((lane) => lane.close()));
    },
  };
}

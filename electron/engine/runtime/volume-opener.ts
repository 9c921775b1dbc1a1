import type { VolumeConfig } from '../state/config-shape.ts';
import { openDiskVolume } from '../volume/disk.ts';
import type { DiskOptions } from '../volume/disk.ts';
import { openLanes } from '../volume/lane-group.ts';
import type { LaneProcess } from '../volume/lane.ts';
import type { Meter } from '../volume/meter.ts';
import { metered } from '../volume/metered.ts';
import type { Volume } from '../volume/volume.ts';

/** Starts the process of one lane. */
export type SpawnLane = () => LaneProcess;

/** Opens volumes where their I/O is to run: in this process, or in child processes, one lane per device. */
export interface VolumeOpener {
  readonly open: (config: VolumeConfig) => Volume;
  /** A folder of this host that is no volume of a pool. */
  readonly openLocal: (root: string) => Volume;
  close(): Promise<void>;
}

/** `laneChanged`: a device ceased to answer, or answers again. `meter`: is told what is read and written. */
export function openVolumes(spawn: SpawnLane | null, laneChanged: () => void, meter: Meter): VolumeOpener {
  const lanes = spawn === null ? null : openLanes({ spawn });
  lanes?.onState(laneChanged);
  const open = (options: DiskOptions): Volume => (lanes === null ? openDiskVolume(options) : lanes.open(options));
  return {
    open({ id, name, root, limit }) {
      meter.use(root, id);
      return metered(open({ id, name, root, limit }), id, meter);
    },
    openLocal: (root) => metered(open({ name: root, root }), null, meter),
    async close() {
      await lanes?.close();
    },
  };
}

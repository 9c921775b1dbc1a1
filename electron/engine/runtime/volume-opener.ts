import type { VolumeConfig } from '../state/config-shape.ts';
import { openDiskVolume } from '../volume/disk.ts';
import type { Volume } from '../volume/volume.ts';
import type { WatchProcess } from '../watch/watch.ts';

/** Starts the process of one lane. */
export type SpawnLane = () => WatchProcess;

/** Opens volumes where their I/O is to run. The one place to change when a host gets its lanes (one process per device). */
export interface VolumeOpener {
  readonly open: (config: VolumeConfig) => Volume;
  /** A folder of this host that is no volume of a pool. */
  readonly openLocal: (root: string) => Volume;
  close(): Promise<void>;
}

export function openVolumes(): VolumeOpener {
  return {
    open: ({ id, name, root, limit }) => openDiskVolume({ id, name, root, limit }),
    openLocal: (root) => openDiskVolume({ name: root, root }),
    close: () => Promise.resolve(),
  };
}

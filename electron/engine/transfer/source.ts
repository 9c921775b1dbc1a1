import type { PoolPath } from '../../../shared/path.ts';
import type { PoolVolume } from '../pool/types.ts';
import type { Volume, VolumeEntry } from '../volume/volume.ts';

/** Where the content of one source entry is. */
export interface Located {
  readonly volume: Volume;
  /** Name of the member, for what the job tells; the local volume's for files of this host. */
  readonly name: string;
}

/** A tree that is copied from: a folder of this host, or a pool. */
export interface Source {
  list(path: PoolPath, signal: AbortSignal): Promise<readonly VolumeEntry[]>;
  stat(path: PoolPath): Promise<VolumeEntry>;
  /** The volume that gives content and metadata of this entry: its best copy. */
  locate(path: PoolPath): Promise<Located>;
  /** Names in this folder that CFS keeps for itself and `list` leaves out. */
  reservedNames(path: PoolPath): Promise<readonly string[]>;
}

export function poolSource(pool: PoolVolume): Source {
  return {
    list: (path, signal) => pool.list(path, { signal }),
    stat: (path) => pool.stat(path),
    async locate(path) {
      const [best] = await pool.copiesOf(path);
      // Gone since it was listed: the pool says so in its own words.
      if (best === undefined) return { volume: pool, name: pool.name };
      return { volume: best.member.volume, name: best.member.name };
    },
    reservedNames: () => Promise.resolve([]),
  };
}

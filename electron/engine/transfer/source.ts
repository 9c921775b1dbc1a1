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

/** Entries of listings that are kept for the second asker, in all. */
const keptMost = 200_000;

/** The same source; each folder is listed once for the two who ask for it: the one who counts and the one who copies. */
export function listedOnce(source: Source): Source {
  const kept = new Map<PoolPath, { readonly listing: Promise<readonly VolumeEntry[]>; entries: number }>();
  let held = 0;
  return {
    ...source,
    list(path, signal) {
      const known = kept.get(path);
      if (known !== undefined) {
        kept.delete(path);
        held -= known.entries;
        return known.listing;
      }
      const listing = source.list(path, signal);
      const keep = { listing, entries: 0 };
      if (held < keptMost) kept.set(path, keep);
      listing.then(
        ({ length }) => {
          if (kept.get(path) !== keep) return;
          keep.entries = length;
          held += length;
        },
        () => kept.delete(path),
      );
      return listing;
    },
  };
}

import { fail } from '../../../shared/errors.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { PoolVolume } from '../pool/types.ts';
import type { Volume, VolumeEntry } from '../volume/volume.ts';
import type { JobRun } from './types.ts';

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
  /** The volume that gives content and metadata of this entry: its best copy, or one that is the same and less busy. */
  locate(path: PoolPath): Promise<Located>;
  /** Names in this folder that CFS keeps for itself and `list` leaves out. */
  reservedNames(path: PoolPath): Promise<readonly string[]>;
}

/** Names of the members that are there now. */
export function connectedMembers({ members }: PoolVolume): ReadonlySet<string> {
  return new Set(members.filter((member) => member.state().online).map(({ name }) => name));
}

/**
 * A pool as the source of a job. A volume that was there when the job was asked for (`connected`) and is away when a
 * folder is listed fails the job, once: what only it holds is missing in the copy. (Those that are away from the start
 * are named by `noteAbsent`.)
 */
export function poolSource(
  pool: PoolVolume,
  run: Pick<JobRun, 'failed' | 'addTotals'>,
  connected = connectedMembers(pool),
): Source {
  const awaited = new Set(connected);
  return {
    async list(path, signal) {
      const entries = await pool.list(path, { signal });
      for (const { name, state } of pool.members) {
        if (state().online || !awaited.delete(name)) continue;
        run.addTotals(1, 0);
        const attempted = `Copying what ${name} holds of ${path}`;
        run.failed(path, fail('offline', attempted, state().reason, 'connect it and copy the folder again'));
      }
      return entries;
    },
    stat: (path) => pool.stat(path),
    async locate(path) {
      const copy = await pool.readFrom(path);
      // Gone since it was listed: the pool says so in its own words.
      if (copy === undefined) return { volume: pool, name: pool.name };
      return { volume: copy.member.volume, name: copy.member.name };
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

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, PlacementReason, PolicyName } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { openPoolVolume } from '../pool/pool-volume.ts';
import { createReservations } from '../pool/reservations.ts';
import type { Journal, Member } from '../pool/types.ts';
import { openDiskVolume } from '../volume/disk.ts';
import type { Volume } from '../volume/volume.ts';
import { createJobs } from './jobs.ts';
import type { Turns } from './turns.ts';
import type { TransferContext } from './types.ts';

/** A pool over real folders below `base`, for tests. */
export interface TestPool {
  readonly context: TransferContext;
  readonly members: readonly Member[];
  readonly events: Job[];
  readonly placed: Map<PoolPath, PlacementReason>;
  readonly changed: Set<PoolPath>;
  close(): Promise<void>;
}

export function openTestPool(
  base: string,
  options: {
    readonly limits?: readonly (number | null)[];
    readonly policy?: PolicyName;
    /** Puts something around a volume, to make it fail. */
    readonly around?: (volume: Volume) => Volume;
    readonly turns?: Turns;
    readonly journal?: Journal;
  } = {},
): TestPool {
  const members = (options.limits ?? [null, null, null]).map((limit, index): Member => {
    const name = `disk${String(index + 1)}`;
    const root = join(base, name);
    mkdirSync(root, { recursive: true });
    const disk = openDiskVolume({ root, name, limit });
    return {
      name,
      volume: options.around?.(disk) ?? disk,
      settings: { mode: 'read-write', reserve: 0, limit, draining: false, tags: [] },
      state: () => ({ online: true, reason: '' }),
    };
  });
  const events: Job[] = [];
  const placed = new Map<PoolPath, PlacementReason>();
  const changed = new Set<PoolPath>();
  const jobs = createJobs(
    { changed: (job) => void events.push(job), removed: () => undefined },
    options.turns === undefined ? {} : { turns: options.turns },
  );
  const volume = openPoolVolume({
    name: 'test',
    members: () => members,
    policy: () => options.policy ?? 'round-robin',
    reservations: createReservations(),
    ...(options.journal === undefined ? {} : { journal: options.journal }),
  });
  return {
    context: {
      poolId: 'test-id',
      poolName: 'test',
      volume,
      jobs,
      openLocal: (root) => openDiskVolume({ root, name: 'this computer' }),
      placed: (path, reason) => void placed.set(path, reason),
      changed: (folders) => folders.forEach((folder) => changed.add(folder)),
    },
    members,
    events,
    placed,
    changed,
    async close() {
      await jobs.close();
      for (const member of members) await member.volume.close();
    },
  };
}

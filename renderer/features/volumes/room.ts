import type { VolumeInfo } from '../../../shared/model.ts';

/** What the room of a volume is used for, bytes. */
export interface RoomParts {
  /** Allocated by files of the pool; all that is used, while those were not counted. */
  readonly pool: number;
  /** Other files of the disk, other volumes on it, and the trash; null: not known apart from the pool's. */
  readonly other: number | null;
  /** For new files: the reserve is not part of it. */
  readonly free: number;
  /** As much of it as is still free. */
  readonly reserve: number;
  readonly total: number;
}

/**
 * The parts of a volume's room. With a limit its total is the limit, and what is neither used nor free is taken by others
 * on the disk below it.
 * @param poolBytes null: not counted @returns null where the space was never seen
 */
export function roomParts({ space, reserve, limit }: VolumeInfo, poolBytes: number | null): RoomParts | null {
  if (space === null) return null;
  const { used, total } = space;
  const free = Math.min(space.free, total - used);
  const kept = Math.min(reserve, free);
  // Of a volume with a limit all that is used is the pool's.
  const pool = limit === null ? Math.min(used, poolBytes ?? used) : used;
  const other = limit !== null ? total - used - free : poolBytes === null ? null : used - pool;
  return { pool, other, free: free - kept, reserve: kept, total };
}

import type { PoolInfo, VolumeInfo } from '../../shared/model.ts';

/** Used over total, 0 to 1; 0 while unknown. */
export function fullness(volume: VolumeInfo): number {
  return volume.space === null || volume.space.total === 0 ? 0 : volume.space.used / volume.space.total;
}

/**
 * How even a pool is: 1 minus the distance of the fullest and the emptiest volume in % full, of those that are
 * connected and may be changed; null for fewer than two.
 */
export function evenness(pool: PoolInfo): number | null {
  const levels = pool.volumes
    .filter(({ state, mode, space }) => state !== 'offline' && mode !== 'read-only' && space !== null)
    .map((volume) => fullness(volume));
  return levels.length < 2 ? null : 1 - (Math.max(...levels) - Math.min(...levels));
}

import type { PoolInfo } from '../../../shared/model.ts';

export const emptyWords = {
  next: 'A new file would go to',
  none: 'A volume is a folder on a disk; what is in it shows here.',
  away: 'What they held here is not known, so it is not said to be empty. Connect one of them: it is found by itself.',
  drop: 'Drop files or folders here, or paste them.',
  addVolume: 'Add a volume',
  showVolumes: 'Show the volumes',
} as const;

/** "Empty on both volumes", "None of its 3 volumes is connected". */
export function where({ volumes }: Pick<PoolInfo, 'volumes'>): string {
  const all = volumes.length;
  const connected = volumes.filter((volume) => volume.state !== 'offline').length;
  if (all === 0) return 'This pool has no volumes yet';
  if (connected === 0) return all === 1 ? 'Its one volume is not connected' : `None of its ${all} volumes is connected`;
  if (connected === 1) return 'Empty on its one connected volume';
  if (connected < all) return `Empty on the ${connected} connected volumes`;
  return connected === 2 ? 'Empty on both volumes' : `Empty on all ${connected} volumes`;
}

import { formatSize } from '../../../shared/format.ts';
import type { FolderSize, VolumeInfo } from '../../../shared/model.ts';
import { listOf, named } from '../../text.ts';

/** What a folder takes on one of its volumes. */
export interface Share {
  readonly volume: VolumeInfo;
  /** Bytes. */
  readonly allocated: number;
}

/** How all that is in a folder lies on the volumes that hold something of it, in the order of their marks. */
export function sharesOf(size: FolderSize | undefined, volumes: readonly VolumeInfo[]): readonly Share[] {
  const parts = size?.parts ?? [];
  if (parts.length === 0) return [];
  return volumes.flatMap((volume) => {
    const allocated = parts.find((part) => part.volume === volume.name)?.allocated ?? 0;
    return allocated > 0 ? [{ volume, allocated }] : [];
  });
}

/** "3.00 MB on disk1 and 1.00 MB on disk2" */
export function shareWords(shares: readonly Share[]): string {
  return listOf(shares.map(({ volume, allocated }) => `${formatSize(allocated)} on ${named(volume.name)}`));
}

import type { VolumeIoHistory } from '../../shared/io.ts';
import type { Entry, PoolInfo, VolumeInfo } from '../../shared/model.ts';
import { isSlowFilesystem } from '../../shared/preview.ts';

/** From where an entry would be read to be shown. */
export type PreviewSource =
  /** Without a volume: from the copy that opens. */
  | { readonly kind: 'read'; readonly volume: string | undefined }
  /** Only by a volume that may take long: a person is asked first. */
  | { readonly kind: 'slow'; readonly volume: string }
  /** No connected volume holds it. */
  | { readonly kind: 'away' };

/** Bytes per second, and ms for a small call: what is slower is a slow volume. */
const slowBytes = 4e6;
const slowMs = 400;

/** Reading from it may take long, or wake somebody else's computer: by what it is, or by what was measured of it. */
export function isSlow(volume: VolumeInfo, io: Readonly<Record<string, VolumeIoHistory>>): boolean {
  return volume.state === 'failing' || isSlowFilesystem(volume.filesystem) || isMeasuredSlow(io[volume.name]);
}

function isMeasuredSlow(io: VolumeIoHistory | undefined): boolean {
  if (io === undefined) return false;
  return (io.speed.read !== null && io.speed.read.high < slowBytes) || (io.latencyMs !== null && io.latencyMs > slowMs);
}

/** The first connected volume that is quick. Copies that differ are not the same thing: then it is the one that opens. */
export function previewSource(
  pool: PoolInfo,
  entry: Entry,
  io: Readonly<Record<string, VolumeIoHistory>> = {},
): PreviewSource {
  if (entry.offline) return { kind: 'away' };
  const holders = pool.volumes.filter((volume) => entry.volumes.includes(volume.name) && volume.state !== 'offline');
  const [first] = holders;
  // A folder or a file that was just placed by somebody else may be on volumes that are not told of yet.
  if (first === undefined) return { kind: 'read', volume: undefined };
  const slow = holders.find((volume) => isSlow(volume, io));
  if (entry.conflict) {
    return slow === undefined ? { kind: 'read', volume: undefined } : { kind: 'slow', volume: slow.name };
  }
  const quick = holders.find((volume) => !isSlow(volume, io));
  return quick === undefined ? { kind: 'slow', volume: first.name } : { kind: 'read', volume: quick.name };
}

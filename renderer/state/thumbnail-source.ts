import type { VolumeIoHistory } from '../../shared/io.ts';
import { extensionOf } from '../../shared/kinds.ts';
import type { Entry, PoolInfo } from '../../shared/model.ts';
import { isSlow } from './preview-source.ts';

/** From where the picture of an entry would be read. Pure. */
export type ThumbnailSource =
  | { readonly kind: 'read'; readonly volume: string }
  /** Only volumes that are slow hold it: a person is asked first. */
  | { readonly kind: 'slow'; readonly volumes: readonly string[] }
  /** It is no picture by its name, or no connected volume holds it. */
  | { readonly kind: 'none' };

/** What windows draw, and raw photos, which have a picture in them. Names only say what is worth a look. */
const endings = new Set(
  (
    'jpg jpeg jpe jfif png gif webp avif bmp ico ' + 'nef nrw cr2 arw srf sr2 dng orf rw2 pef srw 3fr iiq raw tif tiff'
  ).split(' '),
);

/** By its name it is worth a look. */
export function mayHavePicture({ type, name }: Pick<Entry, 'type' | 'name'>): boolean {
  return type === 'file' && endings.has(extensionOf(name));
}

/**
 * The volume to read from: a quick one first, in pool order. Of copies that differ only the one that the list shows.
 * `asked`: volumes that a person wants pictures from although they are slow.
 */
export function thumbnailSource(
  entry: Entry,
  volumes: PoolInfo['volumes'],
  io: Readonly<Record<string, VolumeIoHistory>>,
  asked: ReadonlySet<string>,
): ThumbnailSource {
  const isPicture = entry.size > 0 && mayHavePicture(entry);
  // Which of several that differ is shown is not known here.
  if (!isPicture || entry.offline || entry.foreign === true || entry.conflict) return { kind: 'none' };
  const holders = volumes.filter(({ name, state }) => entry.volumes.includes(name) && state !== 'offline');
  const first = holders.find((volume) => !isSlow(volume, io)) ?? holders.find(({ name }) => asked.has(name));
  if (first !== undefined) return { kind: 'read', volume: first.name };
  return holders.length === 0 ? { kind: 'none' } : { kind: 'slow', volumes: holders.map(({ name }) => name) };
}

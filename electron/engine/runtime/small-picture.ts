import type { PoolPath } from '../../../shared/path.ts';
import { pictureTypes } from '../../../shared/preview.ts';
import { smallInsideMost, smallPixelsMost, smallWholeMost } from '../../../shared/small-picture.ts';
import type { KeptPicture, SmallPicture } from '../../../shared/small-picture.ts';
import type { SeenFile } from '../../../shared/preview.ts';
import { exifAt, insideTiff, isDrawnJpeg, isTiff } from '../preview/inside.ts';
import type { Inside, ReadPart } from '../preview/inside.ts';
import { pictureHead } from '../preview/picture.ts';
import type { VolumeEntry } from '../volume/volume.ts';
import type { PoolContext } from './context.ts';

/** The head of a photo has its Exif data, with a thumbnail. */
const headBytes = 64 << 10;
/** Larger photos are drawn from the thumbnail in them, for tiles of so many points at most. */
const largeBytes = 1 << 20;
const thumbnailEdge = 256;
/** For pictures in the place of icons nothing large is read. */
const iconEdge = 64;
/** Of several pictures in a raw file the smallest is taken that is more than an icon. */
const iconBytes = 12 << 10;
/** What is so small is sent at once. */
const atOnceBytes = 64 << 10;

const none = (reason: Extract<SmallPicture, { kind: 'none' }>['reason']): SmallPicture => ({ kind: 'none', reason });

export interface SmallPictureOptions {
  readonly volume: string;
  /** Points across that it will be drawn with. */
  readonly edge: number;
  readonly signal?: AbortSignal;
  /** A picture that was kept of what was seen on this volume, by its id. */
  readonly kept?: (volumeId: string, seen: SeenFile) => Promise<KeptPicture | null>;
}

/**
 * What to read of a file to draw it small: the picture that lies in it where it is large or raw, else the file. Nothing is
 * decoded here. Only its bytes count, not its name. Of the copy on one volume.
 * @throws not-found, offline, cancelled
 */
export async function smallPictureOf(
  context: PoolContext,
  path: PoolPath,
  { volume, edge, signal, kept }: SmallPictureOptions,
): Promise<SmallPicture | KeptPicture> {
  await context.ready();
  const { id, volume: files } = context.member(volume);
  const entry = await files.stat(path);
  if (entry.type !== 'file' || entry.size === 0) return none('format');
  const { size, mtimeMs, inode } = entry;
  const known = await kept?.(id, { size, mtimeMs, inode });
  if (known !== undefined && known !== null) return known;
  const read: ReadPart = async (start, end) => {
    signal?.throwIfAborted();
    const parts: Uint8Array[] = [];
    const range = { start, end: Math.min(end, entry.size) };
    if (range.end <= range.start) return Buffer.alloc(0);
    for await (const part of files.read(path, { ...range, ...(signal !== undefined && { signal }) })) parts.push(part);
    return Buffer.concat(parts);
  };
  const head = await read(0, headBytes);
  const within: ReadPart = (start, end) => Promise.resolve(head.subarray(start, Math.min(end, head.length)));
  const make = picture(files.name, entry);

  if (isTiff(head)) {
    const inside = await insideTiff(read, 0, entry.size);
    const found = inside === null ? null : await drawn(inside, read);
    return found === null || inside === null
      ? none('format')
      : make({ ...found, mime: pictureTypes.jpeg, turn: inside.turn, aspect: null }, read);
  }
  const what = pictureHead(head);
  if (what?.isDrawn !== true) return none('format');
  const { format, width, height } = what;
  const aspect = width === null || height === null || height === 0 ? null : width / height;
  if (format === 'jpeg' && entry.size > largeBytes && edge <= thumbnailEdge) {
    const exif = exifAt(head);
    const inside = exif === null ? null : await insideTiff(within, exif, head.length);
    const [small] = inside?.pictures ?? [];
    if (small !== undefined && inside !== null && isDrawnJpeg(head.subarray(small.start))) {
      const { start, length } = small;
      return make({ start, end: start + length, mime: pictureTypes.jpeg, turn: inside.turn, aspect }, within);
    }
  }
  if (width !== null && height !== null && width * height > smallPixelsMost) return none('pixels');
  if (entry.size > (edge <= iconEdge ? largeBytes : smallWholeMost)) return none('bytes');
  return make({ start: 0, end: entry.size, mime: pictureTypes[format], turn: 1, aspect }, read);
}

/** The picture in a raw file that is taken. */
async function drawn(inside: Inside, read: ReadPart): Promise<{ start: number; end: number } | null> {
  const bySize = [
    ...inside.pictures.filter(({ length }) => length >= iconBytes),
    // Better an icon than nothing, the largest first.
    ...inside.pictures.filter(({ length }) => length < iconBytes).reverse(),
  ];
  for (const { start, length } of bySize) {
    if (length <= smallInsideMost && isDrawnJpeg(await read(start, start + 4_096)))
      return { start, end: start + length };
  }
  return null;
}

type Found = Pick<Extract<SmallPicture, { kind: 'picture' }>, 'start' | 'end' | 'mime' | 'turn' | 'aspect'>;

function picture(volume: string, { size, mtimeMs, inode }: VolumeEntry) {
  return async (found: Found, read: ReadPart): Promise<SmallPicture> => {
    const atOnce = found.end - found.start <= atOnceBytes;
    const base64 = atOnce ? (await read(found.start, found.end)).toString('base64') : null;
    return { kind: 'picture', volume, seen: { size, mtimeMs, inode }, ...found, base64 };
  };
}

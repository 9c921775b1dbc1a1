import { useEffect, useMemo, useState } from 'react';
import { isAppError } from '../../shared/errors.ts';
import type { Entry, PoolInfo } from '../../shared/model.ts';
import { smallKeptEdges, smallKeptMost } from '../../shared/small-picture.ts';
import type { SmallPicture } from '../../shared/small-picture.ts';
import { host } from '../api/host.ts';
import { fromBase64, readBytes, toBase64 } from './file-bytes.ts';
import { useIo } from './io.ts';
import { useJobs } from './jobs.ts';
import { useSettings } from './settings.ts';
import { drawSmall, encoded, shrunk } from './thumbnail-draw.ts';
import { Recent, ThumbnailQueue } from './thumbnail-queue.ts';
import { thumbnailSource } from './thumbnail-source.ts';
import { noteSlow, useView } from './view.ts';

/**
 * Small pictures of files, for what is in sight: looked for after it rested there, few at once, given up when it goes, kept
 * in memory up to a limit, and by the host on its disk. A picture belongs to a path, a size, a time and a volume, and is
 * never of another file.
 */

/** ms that a file is in sight before anything of it is read: a quick scroll reads nothing. */
const restMs = 120;
/** At once, and while jobs work: they come first. */
const atOnce = 4;
const besideJobs = 1;
/** Four bytes a point. */
const keptBytes = 64 << 20;

const kept = new Recent<ImageBitmap>(keptBytes, (picture) => picture.close());
/** Files that have none. */
const without = new Recent<true>(20_000, () => undefined);

const isWorking = (): boolean => useJobs.getState().jobs.some(({ state }) => state === 'running');
const queue = new ThumbnailQueue<ImageBitmap>(() => (isWorking() ? besideJobs : atOnce));
useJobs.subscribe(() => {
  if (queue.size > 0) queue.next();
});

type Found = Extract<SmallPicture, { kind: 'picture' }>;

async function bytesOf(pool: string, path: string, found: Found, signal: AbortSignal): Promise<Blob> {
  const { volume, seen, start, end, mime, base64 } = found;
  const parts =
    base64 === null ? await readBytes({ pool, path, volume, seen, start, end }, signal) : [fromBase64(base64)];
  return new Blob(parts, { type: mime });
}

interface Wanted {
  readonly pool: string;
  readonly path: string;
  readonly volume: string;
  /** The field that it is drawn in, points of the screen. */
  readonly width: number;
  readonly height: number;
}

/** Failures that say nothing of the file. */
const passing: ReadonlySet<string> = new Set(['cancelled', 'disconnected', 'timeout', 'busy', 'offline']);

/** What takes fewer bytes is read again as quickly as a kept picture, bytes. */
const worthKeeping = 16 << 10;

/** Has the host keep a picture that was drawn. When that fails it is drawn anew another time. */
async function keep({ pool, path, volume }: Wanted, edge: number, found: Found, copy: ImageBitmap): Promise<void> {
  try {
    const bytes = await encoded(copy);
    if (bytes.length > smallKeptMost) return;
    const of = { pool, path, volume, edge, seen: found.seen };
    await host().call('entry.keepPicture', { ...of, base64: toBase64(bytes) });
  } catch {
    // The settings tell why the host cannot keep any.
  } finally {
    copy.close();
  }
}

/** Null where there is no picture to draw. @throws what may go otherwise another time */
async function look(wanted: Wanted, signal: AbortSignal): Promise<ImageBitmap | null> {
  const { pool, path, volume, width, height } = wanted;
  try {
    const longest = Math.max(width, height);
    const keptEdge = smallKeptEdges.find((one) => one >= longest);
    const edge = keptEdge ?? Math.min(2_048, longest);
    const found = await host().call('entry.smallPicture', { pool, path, volume, edge }, { signal });
    if (found.kind === 'none') return null;
    const field = { width, height };
    if (found.kind === 'kept') {
      const bytes = new Blob([fromBase64(found.base64)]);
      return await drawSmall(bytes, { ...field, turn: 1, aspect: null });
    }
    const bytes = await bytesOf(pool, path, found, signal);
    signal.throwIfAborted();
    const { turn, aspect } = found;
    const isKept = useSettings.getState().keepPictures && found.end - found.start > worthKeeping;
    if (keptEdge === undefined || !isKept) return await drawSmall(bytes, { ...field, turn, aspect });
    const picture = await drawSmall(bytes, { width: edge, height: edge, turn, aspect });
    void keep(wanted, edge, found, await createImageBitmap(picture));
    return shrunk(picture, field);
  } catch (thrown) {
    if (signal.aborted || (isAppError(thrown) && passing.has(thrown.code))) throw thrown;
    // Broken, or gone: the listing tells of a new one.
    return null;
  }
}

/**
 * The small picture of an entry, when there is one; null until then. Called for what is in the page. `width` and
 * `height`: of the field that it lies in, px.
 */
export function useThumbnail(entry: Entry, pool: PoolInfo, width: number, height: number): ImageBitmap | null {
  const asked = useView((state) => state.askedVolumes);
  const { path, size, mtimeMs } = entry;
  // What a volume does from second to second changes nothing for a picture that is looked for already.
  const source = useMemo(
    () => thumbnailSource(entry, pool.volumes, useIo.getState().volumes, asked),
    [entry, pool.volumes, asked],
  );
  const volume = source.kind === 'read' ? source.volume : null;
  const slow = source.kind === 'slow' ? source.volumes.join('\n') : '';
  const scale = window.devicePixelRatio;
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  const key = volume === null ? '' : JSON.stringify([pool.id, volume, path, size, mtimeMs, w, h]);
  const [found, setFound] = useState<{ readonly key: string; readonly picture: ImageBitmap } | null>(null);

  useEffect(() => {
    if (slow !== '') noteSlow(slow.split('\n'));
  }, [slow]);

  useEffect(() => {
    if (volume === null || kept.get(key) !== undefined || without.get(key) === true) return;
    let giveUp: (() => void) | null = null;
    const timer = setTimeout(() => {
      const wanted = { pool: pool.id, path, volume, width: w, height: h };
      giveUp = queue.want(
        key,
        (signal) => look(wanted, signal),
        (picture) => {
          if (picture === null) without.add(key, true, 1);
          else {
            kept.add(key, picture, picture.width * picture.height * 4);
            setFound({ key, picture });
          }
        },
      );
    }, restMs);
    return () => {
      clearTimeout(timer);
      giveUp?.();
    };
  }, [key, volume, pool.id, path, w, h]);

  if (volume === null) return null;
  return kept.get(key) ?? (found?.key === key ? found.picture : null);
}

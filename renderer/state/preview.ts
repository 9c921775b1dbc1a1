import { useEffect, useMemo, useState } from 'react';
import { asAppError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import type { PoolPath } from '../../shared/path.ts';
import { pictureBytesMost, pictureMostPixels, pictureTypes, previewBytes } from '../../shared/preview.ts';
import type { FilePreview } from '../../shared/preview.ts';
import { host, useHost } from '../api/host.ts';
import { svgRefusal } from '../ui/preview/svg.ts';
import { readBytes } from './file-bytes.ts';

/** Which beginning of which file. */
export interface Asked {
  readonly pool: string;
  readonly path: PoolPath;
  /** Left out: of the copy that opens. */
  readonly volume: string | undefined;
  /** Of the entry as it is listed: another file at the same path is asked for anew. */
  readonly version: string;
  /** Bytes to read; default the first preview's. */
  readonly bytes?: number;
}

export type PreviewState =
  | { readonly at: 'waiting' }
  | { readonly at: 'failed'; readonly error: AppError; readonly again: () => void }
  | { readonly at: 'ready'; readonly preview: FilePreview };

/** What was shown last: going back and forth reads nothing twice. Newest last. */
const kept = new Map<string, FilePreview>();
const keptMost = 12;

function keep<T>(memory: Map<string, T>, key: string, value: T, most: number): void {
  memory.delete(key);
  memory.set(key, value);
  for (const oldest of memory.keys()) {
    if (memory.size <= most) break;
    memory.delete(oldest);
  }
}

const keyOf = ({ pool, path, volume, version, bytes = previewBytes }: Asked): string =>
  JSON.stringify([pool, path, volume ?? null, version, bytes]);

/** What came for a question. */
interface Answered<T> {
  readonly of: string;
  readonly value: T | null;
  readonly error: AppError | null;
}

/** The beginning of a file, read when one has rested on it (`restMs`); what is asked no more is cancelled. */
export function usePreview(asked: Asked | null, restMs = 0): PreviewState {
  const connection = useHost((status) => status.connection);
  const [times, setTimes] = useState(0);
  const [state, setState] = useState<Answered<FilePreview>>({ of: '', value: null, error: null });
  const key = asked === null ? '' : keyOf(asked);
  const of = `${key} ${String(connection)} ${String(times)}`;
  // What one looks at stays, whatever else was looked at since.
  const known = kept.get(key) ?? (state.of === of ? (state.value ?? undefined) : undefined);
  useEffect(() => {
    if (asked === null || kept.has(key)) return;
    const abort = new AbortController();
    const { pool, path, volume, bytes = previewBytes } = asked;
    const timer = setTimeout(() => {
      const where = volume === undefined ? {} : { volume };
      host()
        .call('entry.preview', { pool, path, bytes, ...where }, { signal: abort.signal })
        .then((preview) => {
          keep(kept, key, preview, keptMost);
          if (!abort.signal.aborted) setState({ of, value: preview, error: null });
        })
        .catch((thrown: unknown) => {
          if (!abort.signal.aborted) setState({ of, value: null, error: asAppError(thrown) });
        });
    }, restMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
    // `of` names all that is asked.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [of, restMs]);
  if (known !== undefined) return { at: 'ready', preview: known };
  if (state.of === of && state.error !== null) {
    return { at: 'failed', error: state.error, again: () => setTimes(times + 1) };
  }
  return { at: 'waiting' };
}

export type PictureRefusal = 'bytes' | 'part' | 'pixels' | 'size' | 'entities' | 'involved';

export type PictureState =
  /** Bytes that have come. */
  | { readonly at: 'waiting'; readonly done: number }
  | { readonly at: 'refused'; readonly why: PictureRefusal }
  | { readonly at: 'failed'; readonly error: AppError }
  | { readonly at: 'ready'; readonly picture: Blob };

/** Why a picture is not drawn, told by its first bytes; null: it may be. */
export function pictureRefusal({ content, size }: FilePreview, bytesMost = pictureBytesMost): PictureRefusal | null {
  if (content.kind === 'text' && content.svg) return content.bytes < size ? 'part' : svgRefusal(content.text);
  if (content.kind !== 'picture') return null;
  if (size > bytesMost) return 'bytes';
  if (content.width === null || content.height === null) return 'size';
  return content.width * content.height > pictureMostPixels ? 'pixels' : null;
}

const pictures = new Map<string, Blob>();
const picturesMost = 4;

/** All bytes of a picture, part by part, of the file that was seen and no other one. @throws changed, cancelled, ... */
async function fetchPicture(
  pool: string,
  path: PoolPath,
  preview: FilePreview,
  signal: AbortSignal,
  told: (done: number) => void,
): Promise<Blob> {
  const { content, volume, size, mtimeMs, inode } = preview;
  if (content.kind === 'text') return new Blob([content.text], { type: 'image/svg+xml' });
  const seen = { size, mtimeMs, inode };
  const parts = await readBytes({ pool, path, volume, seen, start: 0, end: size }, signal, told);
  return new Blob(parts, { type: content.kind === 'picture' ? pictureTypes[content.format] : '' });
}

/** The picture that a preview tells of; null asks for nothing. */
export function usePicture(
  pool: string,
  path: PoolPath,
  preview: FilePreview | null,
  bytesMost = pictureBytesMost,
): PictureState {
  const [state, setState] = useState<Answered<Blob> & { readonly done: number }>({
    of: '',
    done: 0,
    value: null,
    error: null,
  });
  const of =
    preview === null ? '' : JSON.stringify([pool, path, preview.volume, preview.size, preview.mtimeMs, preview.inode]);
  const why = useMemo(() => (preview === null ? null : pictureRefusal(preview, bytesMost)), [preview, bytesMost]);
  const isPicture =
    preview !== null &&
    (preview.content.kind === 'picture' || (preview.content.kind === 'text' && preview.content.svg));
  const isWanted = isPicture && why === null;
  useEffect(() => {
    if (!isWanted || pictures.has(of)) return;
    const abort = new AbortController();
    const tell = (done: number, value: Blob | null = null, error: AppError | null = null): void => {
      if (!abort.signal.aborted) setState({ of, done, value, error });
    };
    fetchPicture(pool, path, preview, abort.signal, tell)
      .then((picture) => {
        keep(pictures, of, picture, picturesMost);
        tell(preview.size, picture);
      })
      .catch((thrown: unknown) => tell(0, null, asAppError(thrown)));
    return () => abort.abort();
    // `of` names all that is asked.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [of, isWanted]);
  if (why !== null) return { at: 'refused', why };
  const current = state.of === of;
  const known = pictures.get(of) ?? (current ? state.value : null);
  if (known !== null) return { at: 'ready', picture: known };
  if (current && state.error !== null) return { at: 'failed', error: state.error };
  return { at: 'waiting', done: current ? state.done : 0 };
}

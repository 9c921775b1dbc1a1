import { useCallback } from 'react';
import type { ReactNode } from 'react';
import type { Entry, PoolInfo } from '../../../shared/model.ts';
import { useThumbnail } from '../../state/thumbnails.ts';
import css from './grid.module.css';

export interface ThumbnailProps {
  readonly entry: Entry;
  readonly pool: PoolInfo;
  /** The field that the picture lies in, px. */
  readonly width: number;
  readonly height: number;
  /** What is shown where there is no picture, or while there is none yet. */
  readonly children: ReactNode;
}

/** The picture of a file, else its icon. It says nothing to screen readers: the name beside it does. */
export function Thumbnail({ entry, pool, width, height, children }: ThumbnailProps) {
  const picture = useThumbnail(entry, pool, width, height);
  const draw = useCallback(
    (canvas: HTMLCanvasElement | null) => {
      if (canvas === null || picture === null) return;
      canvas.width = picture.width;
      canvas.height = picture.height;
      canvas.style.width = `${String(picture.width / window.devicePixelRatio)}px`;
      canvas.style.height = `${String(picture.height / window.devicePixelRatio)}px`;
      canvas.getContext('2d')?.drawImage(picture, 0, 0);
    },
    [picture],
  );
  return picture === null ? children : <canvas ref={draw} className={css['picture']} aria-hidden />;
}

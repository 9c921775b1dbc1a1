import type { ReactNode } from 'react';
import type { Entry, PoolInfo } from '../../../shared/model.ts';

export interface ThumbnailProps {
  readonly entry: Entry;
  readonly pool: PoolInfo;
  /** The field that the picture lies in, px. */
  readonly width: number;
  readonly height: number;
  /** What is shown where there is no picture, or while there is none yet. */
  readonly children: ReactNode;
}

export function Thumbnail({ children }: ThumbnailProps) {
  return children;
}

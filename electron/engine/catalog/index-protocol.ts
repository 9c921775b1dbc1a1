import type { WalkOptions, Walked } from './walk-volume.ts';

/** A volume as it is read once from beginning to end. */
export interface IndexVolume {
  readonly key: number;
  /** Of its marker. */
  readonly id: string;
  readonly root: string;
  /** `KnownFolders.pack()` */
  readonly known: ArrayBuffer;
  readonly what: WalkOptions['what'];
}

/** What a thread is started with. */
export interface IndexWork {
  readonly volumes: readonly IndexVolume[];
  /** [batches that were taken over, 1: give up, folders looked at so far]: shared, because the thread reads without a pause. */
  readonly shared: Int32Array;
}

export type FromIndex =
  | { readonly t: 'batch'; readonly key: number; readonly batch: ArrayBuffer; readonly walked: Walked }
  /** All of it was sent; `error`: of the walk, which ended early. */
  | {
      readonly t: 'ended';
      readonly key: number;
      readonly walked: Walked;
      readonly error: { readonly code: string; readonly message: string } | null;
    };

/** Batches that a thread sends ahead. */
export const batchesAhead = 4;

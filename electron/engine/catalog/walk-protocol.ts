import type { WireError } from '../../../shared/errors.ts';

/** Messages between a merged walk and the threads that read for it. */
export type ToWalker =
  /** Begins to walk a volume below a folder; `key` is never given twice. */
  | { readonly t: 'open'; readonly key: number; readonly id: string; readonly root: string; readonly below: string }
  /** Wants one batch more. */
  | { readonly t: 'more'; readonly key: number }
  | { readonly t: 'close'; readonly key: number };

export type FromWalker =
  | { readonly t: 'batch'; readonly key: number; readonly batch: ArrayBuffer }
  | {
      readonly t: 'end';
      readonly key: number;
      readonly error: WireError | null;
    };

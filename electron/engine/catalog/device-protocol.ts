import type { RawPath } from './raw-path.ts';
import type { PassKind } from './reconcile.ts';

/** Messages between the catalog's process and the thread that reads and watches the volumes of one device. */
export type ToDevice =
  /** Begins to keep a volume up to date. */
  | ({ readonly t: 'open' } & DeviceVolume)
  | { readonly t: 'close'; readonly key: number }
  /** CFS itself changed these folders: read soon where no watch tells so. */
  | { readonly t: 'touched'; readonly key: number; readonly folders: readonly RawPath[] }
  /** Reads these folders at once. */
  | { readonly t: 'look'; readonly key: number; readonly folders: readonly RawPath[] }
  | { readonly t: 'pass'; readonly key: number; readonly kind: PassKind }
  /** The catalog is empty: everything is read again. */
  | { readonly t: 'forget'; readonly key: number }
  /** A batch was taken over. */
  | { readonly t: 'taken'; readonly key: number }
  /** The host works: passes leave it most of the time. */
  | { readonly t: 'busy'; readonly busy: boolean };

export interface DeviceVolume {
  /** Of the caller, never given twice. */
  readonly key: number;
  /** Of its marker. */
  readonly id: string;
  readonly root: string;
  /** The catalog, which tells what is known of the volume. */
  readonly path: string;
  /** False: changes there are not told by the system. */
  readonly watching: boolean;
  /** Tests choose shorter times. */
  readonly times: PassTimes;
}

/** In ms. */
export interface PassTimes {
  /** Between two passes over what is watched, and over what is not. */
  readonly liveMs: number;
  readonly polledMs: number;
  /** Until everything is read once more, watched or not: files that were changed in place unseen. */
  readonly allMs: number;
  /** After the start until everything is read once. */
  readonly firstAllMs: number;
  /** A thread that makes no move for so long while it is at work waits for its disk; left out: 30 s. */
  readonly hungMs?: number;
  /** Folders that are watched in one thread, at most; left out: 200,000, or three quarters of what the system allows. */
  readonly mostFolders?: number;
  /** Events of one turn that count as more than the system keeps; left out: what this system keeps. */
  readonly mostEvents?: number;
}

export type FromDevice =
  | { readonly t: 'batch'; readonly key: number; readonly batch: ArrayBuffer }
  /** A pass ended, and all that it read was sent. `startedMs`: Date.now() then. */
  | { readonly t: 'passed'; readonly key: number; readonly kind: PassKind; readonly startedMs: number }
  | ({ readonly t: 'state'; readonly key: number } & DeviceState);

export interface DeviceState {
  /** It is there, with its marker. */
  readonly present: boolean;
  /** Every folder is watched. */
  readonly live: boolean;
  /** Why it is not present, or not live. */
  readonly problem: string | null;
  /** A pass was made since it came, and nothing was lost since: the catalog has what it holds. */
  readonly current: boolean;
  /** Of a pass that runs; null when none does. */
  readonly progress: { readonly folders: number; readonly entries: number } | null;
  /** Nothing waits to be read. */
  readonly idle: boolean;
}

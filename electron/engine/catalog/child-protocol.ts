import type { WireError } from '../../../shared/errors.ts';
import type { CatalogStatus } from '../../../shared/model.ts';
import type { PassTimes } from './device-protocol.ts';

/**
 * Messages between a host and the child process that keeps its catalogs (decision 0015): one per host. Everything is a
 * structured clone.
 */

/** A volume as the host sees it now. */
export interface ChildVolume {
  /** Of its marker. */
  readonly id: string;
  readonly name: string;
  readonly root: string;
  readonly online: boolean;
  /** Why it is not online. */
  readonly reason: string;
  /** Volumes of one device share a thread: one that hangs stops those of its device only. */
  readonly device: string;
  /** Changes by others are not seen there as events. */
  readonly network: boolean;
}

export interface ChildPool {
  readonly id: string;
  /** The catalog's file. */
  readonly path: string;
  readonly volumes: readonly ChildVolume[];
  /** Times between passes; left out: the usual ones. */
  readonly times?: Partial<PassTimes>;
}

export type ToChild =
  /** All pools that are wanted, as they are now; replaces what was sent before. */
  | { readonly t: 'pools'; readonly pools: readonly ChildPool[] }
  /** CFS itself changed these folders: they are looked at again, and what is gone there is really gone. */
  | { readonly t: 'touched'; readonly pool: string; readonly folders: readonly string[] }
  /** CFS itself moves or deletes in this pool until then (ms): what vanishes meanwhile is meant to. */
  | { readonly t: 'acting'; readonly pool: string; readonly untilMs: number }
  /** The host works: what only corrects the catalog leaves it most of the time. */
  | { readonly t: 'busy'; readonly busy: boolean }
  | CatalogCall
  | { readonly t: 'cancel'; readonly id: number };

/** Calls with one answer each. */
export type CatalogCall =
  | { readonly t: 'read'; readonly id: number; readonly path: string; readonly name: string; readonly input: unknown }
  | { readonly t: 'status'; readonly id: number; readonly pool: string }
  | { readonly t: 'look'; readonly id: number; readonly pool: string }
  | { readonly t: 'rebuild'; readonly id: number; readonly pool: string }
  | { readonly t: 'confirm'; readonly id: number; readonly pool: string; readonly volume: string };

export type FromChild =
  | { readonly t: 'reply'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly t: 'reply'; readonly id: number; readonly ok: false; readonly error: WireError }
  | { readonly t: 'changed'; readonly pool: string; readonly status: CatalogStatus };

/** A child process, as it is started by a root. */
export interface CatalogProcess {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  kill(): void;
}

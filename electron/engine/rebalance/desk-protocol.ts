import type { WireError } from '../../../shared/errors.ts';
import type { SizeUnits } from '../../../shared/format.ts';
import type { PlanPageOptions } from '../../../shared/planning.ts';
import type { DeskInput, DeskRest } from './desk.ts';
import type { ScannedItem } from './scan.ts';

/** What a host and the thread of a desk say to each other: structured clones, in order. */
export type ToDesk =
  | { readonly t: 'add'; readonly items: readonly ScannedItem[] }
  | { readonly t: 'ready'; readonly rest: DeskRest }
  | {
      readonly t: 'solve';
      readonly id: number;
      readonly draft: string;
      readonly input: DeskInput;
      /** In which its sentences write sizes. */
      readonly units: SizeUnits;
      /** Set to 1 when nobody waits for the answer any more. */
      readonly cancelled: Int32Array;
    }
  | { readonly t: 'page'; readonly id: number; readonly draft: string; readonly options: PlanPageOptions }
  | { readonly t: 'moves'; readonly id: number; readonly draft: string }
  | { readonly t: 'wanted'; readonly id: number; readonly draft: string; readonly most: number };

export type DeskCall = Exclude<ToDesk, { readonly t: 'add' | 'ready' }>;

export type FromDesk =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: WireError };

/** The thread of a desk, as composition roots start it (worker_threads). */
export interface DeskThread {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: FromDesk) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
  unref(): void;
  terminate(): Promise<unknown>;
}

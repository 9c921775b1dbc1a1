import type { PolicyName, Space } from './model.ts';

/**
 * What would happen if these writes came and new files were placed by these policies: asked, and answered. Nothing of it
 * touches a volume. Bytes are bytes, times ms, shares 0 to 1.
 */

export const mixNames = ['media', 'backups', 'small-files', 'big-images'] as const;
export type MixName = (typeof mixNames)[number];

/** What each invented mix is made of, for people. */
export const mixWords: Readonly<Record<MixName, { readonly name: string; readonly about: string }>> = {
  media: { name: 'Photos and films', about: 'folders of photos of 2 to 9 MB, now and then a film of 2 to 14 GB' },
  backups: { name: 'Backups', about: 'four computers, a full archive each week and a small one each day' },
  'small-files': { name: 'Small files', about: 'folders of 20 to 80 files, most of them a few KB' },
  'big-images': { name: 'A few big images', about: 'disk images of 30 to 140 GB' },
};

/** Where the writes come from. Paths are real ones of the host. */
export type SimulationSource =
  /** The files that are in the pool now, in the order in which they came; those of a time only. */
  | { readonly kind: 'history'; readonly sinceMs?: number | undefined; readonly untilMs?: number | undefined }
  /** Invented; the same seed gives the same files. Without `bytes`: four fifths of the room that there is. */
  | {
      readonly kind: 'synthetic';
      readonly mix: MixName;
      readonly seed?: number | undefined;
      readonly bytes?: number | undefined;
    }
  /** The files below a folder that is not in the pool, in the order of their times. */
  | { readonly kind: 'tree'; readonly path: string }
  /** Lines of time, path and size. */
  | { readonly kind: 'file'; readonly path: string };

/** `at`: after which share of the bytes it happens. */
export type WhatIf =
  | { readonly kind: 'add'; readonly bytes: number; readonly at: number }
  | { readonly kind: 'lose'; readonly volume: string; readonly at: number }
  /** Another reserve on every volume, all the time: bytes, or a share of its size. */
  | { readonly kind: 'reserve'; readonly bytes: number }
  | { readonly kind: 'reserve'; readonly share: number };

export interface SimulationRequest {
  readonly source: SimulationSource;
  readonly policies: readonly PolicyName[];
  readonly whatIfs?: readonly WhatIf[];
}

/** A write that no volume takes. */
export interface RefusedWrite {
  readonly path: string;
  readonly size: number;
  readonly atMs: number;
  readonly reasons: readonly { readonly volume: string; readonly reason: string }[];
}

export interface SimulatedVolume {
  readonly volume: string;
  /** Used share of it at each point; null before it was added and after it was lost. */
  readonly fill: readonly (number | null)[];
  /** At the end, or when it was lost. */
  readonly used: number;
  readonly total: number;
  /** What this replay put there. */
  readonly placedBytes: number;
  readonly placedFiles: number;
}

export interface PolicyOutcome {
  readonly policy: PolicyName;
  readonly volumes: readonly SimulatedVolume[];
  /** Points of percent from the fullest to the emptiest of the volumes that take new files at the end. */
  readonly spread: number;
  readonly refused: number;
  readonly refusedBytes: number;
  /** The first of them (`mostRefusals`). */
  readonly refusals: readonly RefusedWrite[];
  /** Folders whose files lie on more than one volume. */
  readonly foldersSplit: number;
  /** The volume that got most of the bytes, and which share of them; null when nothing was placed. */
  readonly busiest: { readonly volume: string; readonly share: number } | null;
  /** On volumes that were lost, when they were. */
  readonly lostBytes: number;
}

/** Refused writes that are told one by one. */
export const mostRefusals = 1_000;

export interface SimulationVolume {
  readonly name: string;
  readonly total: number;
  readonly reserve: number;
  /** It is not there but for the what-if. */
  readonly added: boolean;
}

export interface SimulationEvent {
  readonly kind: 'add' | 'lose';
  readonly volume: string;
  /** Share of the bytes after which it happens. */
  readonly at: number;
  /** Time of the write before which it happens. */
  readonly atMs: number;
}

export interface Simulation {
  /** What was replayed, as a sentence. */
  readonly about: string;
  /** What a person should know of it, as sentences. */
  readonly notes: readonly string[];
  readonly writes: number;
  readonly bytes: number;
  readonly folders: number;
  /** Time of the write at each point of the fill lines; points are equal shares of the bytes. */
  readonly points: readonly number[];
  readonly events: readonly SimulationEvent[];
  readonly volumes: readonly SimulationVolume[];
  readonly outcomes: readonly PolicyOutcome[];
}

export interface SimulationProgress {
  readonly phase: 'reading' | 'replaying';
  /** Files read, or writes replayed (of all policies together). */
  readonly done: number;
  /** Null while they are read. */
  readonly total: number | null;
}

/** How far a simulation is that was asked for under this id. */
export interface SimulationChange extends SimulationProgress {
  readonly pool: string;
  readonly id: string;
}

/** A volume as the replay begins: with its settings of now. */
export interface StartVolume {
  /** Of its marker. */
  readonly id: string;
  readonly name: string;
  readonly takes: 'yes' | 'read-only' | 'no-create' | 'draining';
  readonly space: Space;
  readonly reserve: number;
  readonly limit: number | null;
  readonly spaceGroup: string;
  readonly tags: readonly string[];
  /** Bytes per second measured from real jobs; null while unknown. */
  readonly rate: number | null;
}

import type { LeftItem, SpeedLine } from '../../../shared/activity.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { ActiveItem, JobKind, OnConflict, PlacementReason } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { RunWindow } from '../../../shared/runs.ts';
import type { ItemResult, JobHandle, Jobs } from '../api.ts';
import type { History } from '../history/history.ts';
import type { PoolVolume } from '../pool/types.ts';
import type { Steering } from '../volume/steering.ts';
import type { Volume } from '../volume/volume.ts';
import type { KeptRetry } from './kept-retries.ts';
import type { Questions } from './questions.ts';

/** What transfers need of an open pool. */
export interface TransferContext {
  /** `Job.pool` of the jobs that are started. */
  readonly poolId: string;
  readonly poolName: string;
  readonly volume: PoolVolume;
  readonly jobs: JobList;
  /** A folder of this host, outside the pool, as a Volume without a marker. The job closes it. */
  readonly openLocal: (root: string) => Volume;
  /** Told for each file that was placed, when it is there; the engine records why. */
  readonly placed: (path: PoolPath, reason: PlacementReason) => void;
  /** Folders of the pool whose entries changed. Told in lots while work goes on. */
  readonly changed: (folders: readonly PoolPath[]) => void;
  /** Where acts are recorded, so that they can be undone. Without it they are not. */
  readonly history?: History;
}

/** One thing that a job was asked to do: a path of this host or of the pool, and where it goes ('' where nowhere). */
export interface JobItem {
  readonly from: string;
  readonly to: string;
}

/**
 * How a job is begun again: by `retry` with its failed items, by `restart` with all of them after its process died.
 * Plain data, because it outlives the process.
 */
export interface Restart {
  readonly kind: 'put' | 'get' | 'copy' | 'move' | 'trash' | 'remove' | 'plan';
  readonly items: readonly JobItem[];
  readonly options: RestartOptions;
}

export interface RestartOptions {
  /** Where it goes, as titles name it: a folder of the pool, or of this host. */
  readonly dest: string;
  readonly onConflict?: OnConflict;
  readonly verify?: boolean;
  readonly strict?: boolean;
  readonly recursive?: boolean;
  /** Of `put`: the volume that takes all of it. */
  readonly volume?: string;
  /** Of `plan`. */
  readonly planId?: string;
  /** After an interruption: what is whole at its target is not done again. */
  readonly resumed?: ResumedFrom;
}

export interface ResumedFrom {
  /** Folders at the target that the interrupted job made: they get their modes and times at the end. */
  readonly madeFolders: readonly string[];
  /** Times that folders had before anything in them moved, by path: mtime and atime in ns. */
  readonly folderTimes: Readonly<Record<string, readonly [mtimeNs: string, atimeNs: string]>>;
}

/** What a job is, told at its start. */
export interface JobSpec {
  /** Id of the pool. */
  readonly pool: string;
  readonly kind: JobKind;
  /** In words, without figures that change. */
  readonly title: string;
  readonly planId?: string;
  /** Cancels the job when it is aborted. */
  readonly signal?: AbortSignal;
  /** Starts at once, whatever else runs: somebody sends to it already. Default false. */
  readonly immediately?: boolean;
  /** Most bytes per second of all its copies together. */
  readonly limit?: number;
  /** It gives way to all others on its disks. */
  readonly background?: boolean;
  /** It works only then, and stands still for the rest of the day. */
  readonly window?: RunWindow;
  /** How to begin it again; without it, its failed items cannot be retried. */
  readonly restart?: Restart;
  /** How often it began to work and its process died, one time after the other, until now. */
  readonly starts?: number;
  /** It takes long: it is remembered while it lasts, and offered as interrupted when its process dies. */
  readonly kept?: boolean;
}

/**
 * The work of a job. Resolves when all was tried: what was told to `failed` makes the job `failed`. Throwing ends the
 * job as `failed` (or `cancelled`, when it was cancelled); what is thrown becomes its last error.
 */
export type JobWork = (run: JobRun) => Promise<void>;

/** What the work of a job tells of itself. All calls are cheap: events are sampled. */
export interface JobRun {
  readonly id: string;
  /** Aborted when the job is cancelled at once. */
  readonly signal: AbortSignal;
  /**
   * To be awaited between items: waits while the job is paused. @throws AppError `cancelled` (also when it is to end
   * after the files under way)
   */
  checkpoint(): Promise<void>;
  /**
   * To be awaited before bytes are copied: waits for a turn on the devices of these volumes. The copy then follows
   * `steering`, tells each progress, and ends the turn. @throws AppError `cancelled`
   */
  turn(volumes: readonly Volume[]): Promise<CopyTurn>;
  /** Adds to the totals (may be negative, when something turns out to be less). */
  addTotals(files: number, bytes: number): void;
  /** While true, totals will grow and no time left is told. */
  counting(still: boolean): void;
  current(path: string): void;
  /** What is under way in one of its lanes now; null: nothing. */
  active(lane: string, item: ActiveItem | null): void;
  /** It was cancelled, or ends after the files under way. */
  stopping(): boolean;
  /** Adds bytes done; may be negative, when a file has to be done again. */
  addBytes(bytes: number): void;
  /** Adds bytes that stay on a volume; the sum per volume is shown. */
  addPlaced(volume: string, bytes: number): void;
  /** One file is finished, or was left alone on purpose (`skipped`). */
  item(item: ItemResult): void;
  /** A file that was copied was read again: from the device, or maybe from memory (`none`: it was not). */
  verified(how: string): void;
  /** One item failed; the work goes on with the others. `again`: how a retry would name it; left out where it cannot. */
  failed(path: string, error: AppError, again?: JobItem): void;
  /** A folder that was named to the job was made at its target: after an interruption it is still the job's. */
  madeFolder(path: string): void;
  /** The times of a folder that are to be set back at the end, in ns: after an interruption, too. */
  noteTimes(folder: string, mtimeNs: bigint, atimeNs: bigint): void;
  /** A remark that a person should read; the same one is kept once. */
  note(text: string): void;
  /** Names that are taken, for a person to decide. */
  readonly questions: Questions;
}

/** What a job that has ended tells besides its own figures, for its receipt. */
export interface JobTelling {
  readonly speeds: SpeedLine;
  /** What was left alone on purpose; the first ones. */
  readonly left: readonly LeftItem[];
  readonly verified: { readonly device: number; readonly cached: number };
  /** How what failed can be tried again; null: nothing did, or nobody can. */
  readonly again: KeptRetry | null;
}

export interface CopyTurn {
  readonly steering: Steering;
  /** The copy made progress. */
  moved(): void;
  /** More than one call does no harm. */
  end(): void;
}

/** All jobs of this process. */
export interface JobList extends Jobs {
  /** Queues a job; its work starts after the caller's next await at the earliest. @throws refused (closed) */
  start(spec: JobSpec, work: JobWork): JobHandle;
  /** Looks for jobs that other processes left behind, and for those that others took over. */
  lookForInterrupted(): void;
  /** Cancels every job and resolves when all have ended. `keep`: they are offered as interrupted at the next start. */
  close(options?: { readonly keep?: boolean }): Promise<void>;
}

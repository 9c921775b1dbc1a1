import type { AppError } from '../../../shared/errors.ts';
import type { JobKind } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { ItemResult, JobHandle, Jobs } from '../api.ts';
import type { PlacementReason } from '../../../shared/model.ts';
import type { PoolVolume } from '../pool/types.ts';
import type { Volume } from '../volume/volume.ts';

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
}

/**
 * The work of a job. Resolves when all was tried: what was told to `failed` makes the job `failed`. Throwing ends the
 * job as `failed` (or `cancelled`, when it was cancelled); what is thrown becomes its last error.
 */
export type JobWork = (run: JobRun) => Promise<void>;

/** What the work of a job tells of itself. All calls are cheap: events are sampled. */
export interface JobRun {
  readonly id: string;
  /** Aborted when the job is cancelled. */
  readonly signal: AbortSignal;
  /**
   * To be awaited between items: waits while the job is paused. @throws AppError `cancelled`
   */
  checkpoint(): Promise<void>;
  /** Adds to the totals (may be negative, when something turns out to be less). */
  addTotals(files: number, bytes: number): void;
  /** While true, totals will grow and no time left is told. */
  counting(still: boolean): void;
  current(path: string): void;
  /** Adds bytes done; may be negative, when a file has to be done again. */
  addBytes(bytes: number): void;
  /** Adds bytes that stay on a volume; the sum per volume is shown. */
  addPlaced(volume: string, bytes: number): void;
  /** One file is finished, or was left alone on purpose (`skipped`). */
  item(item: ItemResult): void;
  /** One item failed; the work goes on with the others. */
  failed(path: string, error: AppError): void;
  /** A remark that a person should read; the same one is kept once. */
  note(text: string): void;
}

/** All jobs of this process. */
export interface JobList extends Jobs {
  /** Queues a job; its work starts after the caller's next await at the earliest. @throws refused (closed) */
  start(spec: JobSpec, work: JobWork): JobHandle;
  /** Cancels every job and resolves when all have ended. */
  close(): Promise<void>;
}

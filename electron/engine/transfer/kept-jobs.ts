import type { Job } from '../../../shared/model.ts';
import type { JobSpec } from './types.ts';

/** An interrupted job, as it is offered. */
export interface KeptJob {
  /** In the state `interrupted`. */
  readonly job: Job;
  readonly spec: JobSpec;
}

/** What outlives a process of its long jobs. Best effort: a job never fails because it cannot be remembered. */
export interface KeptJobs {
  begun(job: Job, spec: JobSpec): void;
  /** Figures, for what is told of it later; written now and then. */
  update(id: string, job: Job, madeFolders: readonly string[]): void;
  /** It needs no restart; or, with its last figures, it is offered as interrupted at the next start. */
  ended(id: string, interrupted: Job | null): void;
  /** Jobs whose process is gone; null when nothing changed since the last look, or nobody can tell now. */
  interrupted(): readonly KeptJob[] | null;
  /** Takes an interrupted job for this process: only one process gets it. */
  claim(id: string): boolean;
  /** It is interrupted again. */
  release(id: string): void;
  dismiss(id: string): void;
}

export const noKeptJobs: KeptJobs = {
  begun: () => undefined,
  update: () => undefined,
  ended: () => undefined,
  interrupted: () => null,
  claim: () => false,
  release: () => undefined,
  dismiss: () => undefined,
};

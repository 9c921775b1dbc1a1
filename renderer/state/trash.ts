import type { ConflictPolicy, Job, TrashEntry } from '../../shared/model.ts';
import { host } from '../api/host.ts';
import { jobEnd } from './jobs.ts';

export function listTrash(pool: string): Promise<readonly TrashEntry[]> {
  return host().call('trash.list', { pool });
}

/** Puts trashed things back where they were, and answers with the ended job: its errors say what was not. */
export async function restore(pool: string, ids: readonly string[], onConflict: ConflictPolicy = 'fail'): Promise<Job> {
  const { jobId } = await host().call('trash.restore', { pool, ids: [...ids], onConflict });
  return jobEnd(jobId);
}

/** Deletes trashed things for ever. */
export async function emptyTrash(pool: string, ids: readonly string[]): Promise<Job | null> {
  const started = await host().call('trash.empty', { pool, ids: [...ids] });
  return started === null ? null : jobEnd(started.jobId);
}

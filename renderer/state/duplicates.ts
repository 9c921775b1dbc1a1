import { useEffect, useState } from 'react';
import { asAppError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import type { DuplicateChoice, DuplicateGroup, DuplicateReport } from '../../shared/duplicates.ts';
import type { Job } from '../../shared/model.ts';
import type { PoolPath } from '../../shared/path.ts';
import { host, useHost } from '../api/host.ts';
import { isEnded, jobEnd, useJobs } from './jobs.ts';
import { notifyError } from './notices.ts';

/** Groups that are held here at most: a choice by a rule is for these. */
const heldMost = 10_000;
const pageRows = 1_000;

export interface Duplicates {
  /** What was found, with all of its groups that are held; null: nothing was looked for, or it is not known yet. */
  readonly report: DuplicateReport | null;
  readonly loaded: boolean;
  readonly error: AppError | null;
  /** The search that is on its way. */
  readonly job: Job | undefined;
  readonly again: () => void;
}

/** The last search for duplicates in a pool: while it runs its job, then what it found. */
export function useDuplicates(pool: string): Duplicates {
  const connection = useHost((status) => status.connection);
  const jobs = useJobs((state) => state.jobs);
  const mine = jobs.filter((job) => job.pool === pool && job.kind === 'duplicates');
  const job = mine.findLast((one) => !isEnded(one));
  const ended = mine.filter(isEnded).length;
  const [times, setTimes] = useState(0);
  const [state, setState] = useState<Pick<Duplicates, 'report' | 'loaded' | 'error'>>({
    report: null,
    loaded: false,
    error: null,
  });
  useEffect(() => {
    let current = true;
    fetchReport(pool)
      .then((report) => ({ report, loaded: true, error: null }))
      .catch((thrown: unknown) => ({ report: null, loaded: true, error: asAppError(thrown) }))
      .then((fetched) => current && setState(fetched))
      .catch(notifyError);
    return () => {
      current = false;
    };
  }, [pool, connection, ended, times]);
  return { ...state, job, again: () => setTimes(times + 1) };
}

async function fetchReport(pool: string): Promise<DuplicateReport | null> {
  const groups: DuplicateGroup[] = [];
  for (;;) {
    const report = await host().call('duplicates.report', { pool, offset: groups.length, limit: pageRows });
    if (report === null) return null;
    groups.push(...report.page);
    if (report.page.length < pageRows || groups.length >= heldMost) return { ...report, page: groups };
  }
}

/** Starts a search. @throws AppError */
export async function findDuplicates(pool: string, path: PoolPath, larger: number): Promise<void> {
  await host().call('duplicates.find', { pool, path, larger });
}

/** One of each stays, the others go to the trash. Answers the ended job: its errors say what stayed, and why. */
export async function trashDuplicates(pool: string, choices: readonly DuplicateChoice[]): Promise<Job> {
  const { jobId } = await host().call('duplicates.trash', {
    pool,
    choices: choices.map(({ keep, go }) => ({ keep, go: [...go] })),
  });
  return jobEnd(jobId);
}

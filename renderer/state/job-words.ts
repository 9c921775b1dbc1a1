import { reasonIn } from '../../shared/errors.ts';
import { formatCount, formatDuration, formatSize } from '../../shared/format.ts';
import type { Job } from '../../shared/model.ts';
import { failedOf } from '../../shared/progress.ts';
import { count, joined } from '../text.ts';

/** How a job ended, as a sentence part. */
export function endWords(job: Job): string {
  const failed = failedOf(job) > 0 ? count(failedOf(job), 'error') : '';
  const skipped = job.filesSkipped > 0 ? `${formatCount(job.filesSkipped)} left out` : '';
  const done = job.filesDone > 0 ? `${count(job.filesDone, 'file')}, ${formatSize(job.bytesDone)}` : '';
  const rest = joined(done, skipped, failed);
  switch (job.state) {
    case 'done': {
      const said = rest === '' ? 'Done' : `Done: ${rest}`;
      return job.endedMs === null ? said : `${said} in ${formatDuration(job.endedMs - job.startedMs)}`;
    }
    case 'cancelled':
      return rest === '' ? 'Cancelled. Nothing was changed' : `Cancelled after ${rest}. Every file is whole`;
    case 'failed':
      if (done === '' && skipped === '' && failedOf(job) === 1) return `Did not work: ${onlyReason(job) ?? failed}`;
      return rest === '' ? 'Did not work' : `Did not work: ${rest}`;
    case 'interrupted':
      return rest === '' ? 'Interrupted' : `Interrupted after ${rest}. Every file is whole`;
    case 'queued':
    case 'running':
    case 'paused':
      return '';
  }
}

/** Why the only thing of a job failed, where its message tells a reason. */
function onlyReason({ errors: [first] }: Job): string | undefined {
  const reason = first === undefined ? undefined : reasonIn(first.error);
  return reason === first?.error.message ? undefined : reason;
}

/** Time left as a range in minutes, because nobody knows it to the second. */
export function etaWords(etaMs: number | null): string {
  if (etaMs === null) return '';
  if (etaMs < 60_000) return `${formatDuration(Math.max(1000, etaMs)).replace(/\.\d/, '')} left`;
  const low = Math.max(1, Math.round((etaMs * 0.85) / 60_000));
  const high = Math.max(low + 1, Math.round((etaMs * 1.2) / 60_000));
  return high < 90 ? `${low} to ${high} min left` : `about ${formatDuration(etaMs)} left`;
}

/** The same for a job, by how its speed varied; "" while nobody knows. */
export function leftWords(job: Pick<Job, 'etaMs' | 'etaRange'>): string {
  const { etaMs, etaRange } = job;
  if (etaMs === null || etaRange === null || etaRange === undefined || etaMs < 60_000) return etaWords(etaMs);
  const low = Math.max(1, Math.round(etaRange.leastMs / 60_000));
  const high = Math.max(low + 1, Math.round(etaRange.mostMs / 60_000));
  if (high < 90) return `${low} to ${high} min left`;
  const hours = (minutes: number): string => (minutes / 60).toFixed(minutes < 570 ? 1 : 0);
  return `${hours(low)} to ${hours(high)} h left`;
}

/** "214 MB of 369 GB, 1,203 of 2,000 files". */
export function amountWords(job: Job): string {
  const bytes =
    job.bytesTotal > 0
      ? `${formatSize(job.bytesDone)} of ${formatSize(job.bytesTotal)}`
      : job.bytesDone > 0
        ? formatSize(job.bytesDone)
        : '';
  const files =
    job.filesTotal > 0
      ? `${formatCount(job.filesDone + job.filesSkipped)} of ${count(job.filesTotal, 'file')}`
      : job.filesDone > 0
        ? count(job.filesDone, 'file')
        : '';
  const counting = job.counting ? 'still counting' : '';
  return joined(bytes, files, counting);
}

export { fraction } from '../../shared/progress.ts';

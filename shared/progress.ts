import { formatCount } from './format.ts';
import type { Job } from './model.ts';

/**
 * How far all work together is: one figure for the panel, the title of the page and the task bar, so that they never
 * disagree.
 */
export interface Overall {
  /** 0 to 1; null: totals are still being counted. */
  readonly share: number | null;
  /** `waits`: all that is left waits for a person's decisions. */
  readonly mode: 'none' | 'works' | 'paused' | 'waits' | 'queued';
  readonly running: number;
  readonly paused: number;
  readonly waiting: number;
  /** Names that are taken. */
  readonly questions: number;
  /** Bytes move now: the computer should not fall asleep. */
  readonly moves: boolean;
}

const ended = (job: Pick<Job, 'state'>): boolean =>
  job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';

/** How far one job is, by bytes where there are any, else by files; null while unknown. */
export function fraction(
  job: Pick<Job, 'bytesTotal' | 'bytesDone' | 'filesTotal' | 'filesDone' | 'filesSkipped'>,
): number | null {
  if (job.bytesTotal > 0) return Math.min(1, job.bytesDone / job.bytesTotal);
  if (job.filesTotal > 0) return Math.min(1, (job.filesDone + job.filesSkipped) / job.filesTotal);
  return null;
}

/** How many of its items failed; `errors` names only the first ones. */
export const failedOf = (job: Pick<Job, 'errors' | 'filesFailed'>): number => job.filesFailed ?? job.errors.length;

/**
 * The figure of these jobs. Those that ended after the oldest open one began count as done: the figure does not fall
 * because one of several has ended. Interrupted ones do not count: nothing happens with them.
 */
export function overall(jobs: readonly Job[]): Overall {
  const open = jobs.filter((job) => !ended(job) && job.state !== 'interrupted');
  const paused = open.filter(({ state }) => state === 'paused').length;
  const waiting = open.filter(({ state }) => state === 'queued').length;
  const asking = open.filter((job) => job.asking).length;
  const running = open.length - paused - waiting - asking;
  const questions = open.reduce((sum, job) => sum + job.questions, 0);
  const moves = open.some((job) => job.state === 'running' && !job.asking && (job.heldUntilMs ?? null) === null);
  const mode =
    open.length === 0 ? 'none' : running > 0 ? 'works' : paused > 0 ? 'paused' : asking > 0 ? 'waits' : 'queued';
  return { share: shareOf(jobs, open), mode, running, paused, waiting, questions, moves };
}

function shareOf(jobs: readonly Job[], open: readonly Job[]): number | null {
  if (open.length === 0 || open.some((job) => job.counting)) return null;
  const since = Math.min(...open.map((job) => job.startedMs));
  const counted = jobs.filter((job) => open.includes(job) || (ended(job) && (job.endedMs ?? 0) >= since));
  const withBytes = counted.filter((job) => job.bytesTotal > 0);
  if (withBytes.length > 0) {
    const total = withBytes.reduce((sum, job) => sum + job.bytesTotal, 0);
    const done = withBytes.reduce((sum, job) => sum + (ended(job) ? job.bytesTotal : job.bytesDone), 0);
    return Math.min(1, done / total);
  }
  const total = counted.reduce((sum, job) => sum + job.filesTotal, 0);
  if (total === 0) return null;
  const done = counted.reduce((sum, job) => sum + (ended(job) ? job.filesTotal : job.filesDone + job.filesSkipped), 0);
  return Math.min(1, done / total);
}

/** "42 %", from a figure that is never told as more than it is: 100 % is when it has ended. */
export function shareWords(share: number): string {
  return `${Math.min(99, Math.floor(share * 100))} %`;
}

const count = (number: number, one: string): string => `${formatCount(number)} ${number === 1 ? one : `${one}s`}`;

/** What a person who looks elsewhere is told of. */
export interface Notice {
  readonly title: string;
  readonly body: string;
  /** Where it is shown. */
  readonly screen: 'activity' | 'decisions';
}

/** Work that is over before this needs no notice, ms. */
const quickMs = 3_000;

/** What is worth a notice of this change; `before`: as it was known, if it was. */
export function noticeOf(before: Job | undefined, job: Job): Notice | null {
  if (job.questions > 0 && (before?.questions ?? 0) === 0) {
    const body = `${count(job.questions, 'decision')} for you. The rest goes on meanwhile.`;
    return { title: job.title, body, screen: 'decisions' };
  }
  if (before === undefined || ended(before) || !ended(job) || job.state === 'cancelled') return null;
  const failed = failedOf(job);
  if (failed === 0 && job.state === 'done' && (job.endedMs ?? 0) - job.startedMs < quickMs) return null;
  const parts = [
    `${count(job.filesDone, 'file')} done`,
    job.filesSkipped > 0 ? `${formatCount(job.filesSkipped)} left out` : '',
    failed > 0 ? `${formatCount(failed)} failed` : '',
  ];
  return { title: job.title, body: parts.filter((part) => part !== '').join(', '), screen: 'activity' };
}

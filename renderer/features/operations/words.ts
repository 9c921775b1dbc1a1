import type { ActivityKind, ActivityRow, Actor } from '../../../shared/activity.ts';
import { formatCount, formatDay, formatDuration, formatSize } from '../../../shared/format.ts';
import type { ActiveItem, Job } from '../../../shared/model.ts';
import { endWords } from '../../state/job-words.ts';
import { count, joined, listOf, named, plural, told } from '../../text.ts';

/** Words of the operations panel and of the activity screen. */
export const words = {
  operations: 'Operations',
  activity: 'Activity',
  pauseAll: 'Pause all',
  resumeAll: 'Continue all',
  cancelAll: 'Cancel all…',
  clearEnded: 'Clear ended',
  notify: 'Tell me when it ends',
  find: 'Find a job or a file that failed',
  nothingYet: 'Nothing was done in this pool yet',
  nothingSince: (days: number): string =>
    days === 1
      ? 'Nothing was done in this pool today'
      : `Nothing was done in this pool in the last ${count(days, 'day')}`,
  nothingFound: 'Nothing of the kind was done in this time',
  noReceipt: 'It was done before receipts were kept, or in another way: only its name and time are known.',
  waitForVolumes: (jobs: number): string => `${formatCount(jobs)} waiting for volumes`,
  addVolume: 'Add a volume…',
} as const;

/** What a volume can still take, in the warning that there is not room for all. */
export const roomWords = {
  away: (volume: string, state: string): string => `${named(volume)} is ${state}`,
  takesNone: (volume: string): string => `${named(volume)} takes no new files`,
  has: (volume: string, bytes: number): string => `${named(volume)} has ${formatSize(bytes)}`,
} as const;

/** First words of titles, as they are when it is over. */
const past: Readonly<Record<string, string>> = {
  Copying: 'Copied',
  Copy: 'Copied',
  Moving: 'Moved',
  Move: 'Moved',
  Uploading: 'Uploaded',
  Upload: 'Uploaded',
  Deleting: 'Deleted',
  Restoring: 'Restored',
  Rename: 'Renamed',
  Remove: 'Removed',
  Write: 'Wrote',
  New: 'Made',
  Keep: 'Kept',
  'Undo:': 'Undid:',
  'Redo:': 'Did again:',
};

/** "Copied 3 items to /photos": what a job or an act calls itself, when it is over and something of it was done. */
export function pastTitle({ title, state, files }: Pick<ActivityRow, 'title' | 'state' | 'files'>): string {
  const [first = '', ...rest] = title.split(' ');
  if (state !== 'done' && (state !== 'failed' || files === 0)) return told(title);
  return told([past[first] ?? first, ...rest].join(' '));
}

const by: Readonly<Record<Actor, string>> = {
  window: '',
  server: '',
  command: 'by a command in a terminal',
  program: 'by another program',
};

/** "1,199 of 1,203 files, 3 left out, by a command in a terminal". */
export function rowWords(row: ActivityRow): string {
  const total = row.files + row.failed + row.skipped;
  const files =
    total === 0
      ? row.state === 'cancelled' && row.act === null
        ? 'nothing was changed'
        : ''
      : row.files < total
        ? `${formatCount(row.files)} of ${count(total, 'file')}`
        : count(row.files, row.bytes > 0 ? 'file' : 'item');
  const parts = [
    files,
    row.skipped > 0 ? `${formatCount(row.skipped)} left out` : '',
    row.by === null ? '' : by[row.by],
    row.act?.state === 'undone' ? 'taken back' : '',
  ];
  return joined(...parts);
}

export type ResultTone = 'verified' | 'plain' | 'stopped' | 'danger';

/** What came of it, in two or three words. */
export function resultOf(row: ActivityRow): { readonly tone: ResultTone; readonly words: string } {
  if (row.failed > 0) return { tone: 'danger', words: `${formatCount(row.failed)} failed` };
  if (row.state === 'failed') return { tone: 'danger', words: 'did not work' };
  if (row.state === 'cancelled') return { tone: 'stopped', words: 'stopped by you' };
  if (row.state === 'interrupted') return { tone: 'stopped', words: 'interrupted' };
  const { device, cached } = row.verified;
  if (device + cached > 0 && device + cached >= row.files) {
    return { tone: 'verified', words: cached > 0 ? 'verified (cached)' : row.files > 1 ? 'all verified' : 'verified' };
  }
  return { tone: 'plain', words: row.bytes > 0 ? 'done' : 'no bytes moved' };
}

/** Kinds that nothing takes back. */
const final: ReadonlySet<ActivityKind> = new Set(['remove', 'empty']);

/** Why there is no button that takes it back; '' where nothing is to be said. */
export function noUndoWords(row: ActivityRow): string {
  return row.act === null && final.has(row.kind) ? 'no undo' : '';
}

/** How one that was interrupted stands: what it waits for, why it stays, or how far it came. */
export function interruptedWords(job: Job): string {
  const since =
    job.waitingSinceMs === undefined ? '' : `, since ${formatDay(job.waitingSinceMs).replace(/^Today, /, '')}`;
  if (job.waitingFor !== '') return `Waits for ${named(job.waitingFor)}${since}. It goes on by itself.`;
  if (job.stays !== undefined) return told(job.stays);
  return job.canRestart ? endWords(job) : `${endWords(job)}. It cannot go on`;
}

/** They go on by themselves when their volumes are there: nobody has to say what to do with them. */
export const goesOnAlone = ({ state, waitingFor }: Job): boolean => state === 'interrupted' && waitingFor !== '';

/** What a person stopped: the rest can be done. */
export const canFinish = ({ retry, state }: Pick<ActivityRow, 'retry' | 'state'>): boolean =>
  retry === 'offered' && state === 'cancelled';

/** What failed in it can be tried again. */
export const canRetry = ({ retry, state, failed }: Pick<ActivityRow, 'retry' | 'state' | 'failed'>): boolean =>
  retry === 'offered' && state !== 'cancelled' && failed > 0;

/** Why what failed in it cannot be tried again from here, and what to do; '' where it can, or nothing failed. */
export function noRetryWords({ retry, failed, kind }: Pick<ActivityRow, 'retry' | 'failed' | 'kind'>): string {
  if (failed === 0 || retry === 'offered') return '';
  if (retry === 'taken') return 'They were tried again: see what came of it further up.';
  if (kind === 'upload') return 'CFS keeps no bytes of an upload that failed. Upload these files again.';
  return kind === 'undo' || kind === 'redo' ? '' : 'CFS does not know how to try them again. Do it anew.';
}

/** "6 operations today. 4 files failed in one of them." */
export function leadWords(
  rows: readonly ActivityRow[],
  nowMs: number,
): { readonly lead: string; readonly say: string } {
  const midnight = new Date(nowMs).setHours(0, 0, 0, 0);
  const today = rows.filter(({ endedMs }) => endedMs >= midnight);
  if (today.length === 0) return { lead: 'Nothing was done today.', say: '' };
  const failing = today.filter(({ failed }) => failed > 0);
  const failed = failing.reduce((sum, row) => sum + row.failed, 0);
  const inThem = failing.length === 1 ? 'one of them' : `${formatCount(failing.length)} of them`;
  const lead = `${count(today.length, 'operation')} today.${failed > 0 ? ` ${count(failed, 'file')} failed in ${inThem}.` : ''}`;
  const copied = today.filter(({ bytes }) => bytes > 0);
  const bytes = copied.reduce((sum, row) => sum + row.bytes, 0);
  if (bytes === 0) return { lead, say: '' };
  const files = copied.reduce((sum, row) => sum + row.files, 0);
  const verified = copied.reduce((sum, { verified: { device, cached } }) => sum + device + cached, 0);
  const how =
    verified >= files ? 'every file read again' : `${formatCount(verified)} of ${count(files, 'file')} read again`;
  return { lead, say: `${formatSize(bytes)} copied or moved since midnight, ${how}.` };
}

const phases: Readonly<Record<ActiveItem['phase'], string>> = {
  copying: 'Copying',
  verifying: 'Reading again',
  committing: 'Making durable',
  removing: 'Removing the source',
};

/** "Copying 64 files", "Reading again". */
export function phaseWords({ phase, files }: ActiveItem): string {
  return files > 1 ? `${phases[phase]}, ${count(files, 'file')} together` : phases[phase];
}

/** What holds a job up, in a sentence; '' when nothing is known to. */
export function limitWords(job: Job): string {
  if (job.state === 'queued') return job.waitingFor === '' ? '' : `Waits for ${named(job.waitingFor)}`;
  if (job.state !== 'running') return '';
  if ((job.heldUntilMs ?? null) !== null) return 'Stands still until its hours begin';
  if (job.waitingFor !== '') return `Waits for ${named(job.waitingFor)}: this time is not counted`;
  if (job.limit !== null) return `Limited to ${formatSize(job.limit)}/s, as you asked`;
  if (job.background === true) return 'Gives way to other jobs on its disks';
  if (job.counting) return 'Counts what there is to do while it copies';
  const lanes = job.lanes ?? [];
  return lanes.length === 0 ? '' : `As fast as ${listOf(lanes.map(named))} ${plural(lanes.length, 'goes', 'go')}`;
}

/** "3 min of work, 12 min in all". */
export function durationWords(activeMs: number, inAllMs: number): string {
  const work = `${formatDuration(activeMs)} of work`;
  return inAllMs > activeMs * 1.2 + 1000 ? `${work}, ${formatDuration(inAllMs)} in all` : work;
}

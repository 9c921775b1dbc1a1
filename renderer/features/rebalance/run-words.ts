import { formatClock, formatCount, formatDay, formatDuration, formatSize } from '../../../shared/format.ts';
import type { ActiveItem, Job, Plan } from '../../../shared/model.ts';
import type { RunReceipt, RunWindow } from '../../../shared/runs.ts';
import { count, listOf, named } from '../../text.ts';
import type { Limit, RowState, TimeLeft } from './run-figures.ts';
import { runText } from './run-screen-words.ts';
import type { RunHow } from './store.ts';

/** The sentences of a run, from real figures. */

/** "128 of 312 GB", "640 MB of 1.20 GB". */
export function ofSize(done: number, all: number): string {
  const [part, whole] = [formatSize(done), formatSize(all)];
  if (done === 0) return `0 of ${whole}`;
  const unit = whole.slice(whole.indexOf(' '));
  return part.endsWith(unit) ? `${part.slice(0, -unit.length)} of ${whole}` : `${part} of ${whole}`;
}

const minutes = / min$/;

/** "30 to 38 min", "about 4 min", "a few seconds". */
export function rangeWords({ lowMs, highMs }: TimeLeft): string {
  if (highMs < 20_000) return 'a few seconds';
  if (highMs < 75_000) return 'about a minute';
  const [low, high] = [formatDuration(Math.max(60_000, lowMs)), formatDuration(highMs)];
  if (low === high) return `about ${low}`;
  const plain = (text: string): boolean => minutes.test(text) && !text.includes('h');
  return plain(low) && plain(high) ? `${low.replace(minutes, '')} to ${high}` : `${low} to ${high}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** "22:00" of a minute of the day, as it is typed. */
export const hourWords = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

/** "22:00 to 06:00". */
export const windowWords = ({ from, to }: RunWindow): string => `${hourWords(from)} to ${hourWords(to)}`;

/** "Full speed", "Background", "20 MB/s", "22:00 to 06:00". */
export function howWords({ background, limit, window }: RunHow): string {
  const parts: string[] = [];
  if (background) parts.push(runText.background);
  if (limit !== null) parts.push(runText.rate(limit));
  if (window !== null) parts.push(windowWords(window));
  return parts.length === 0 ? runText.fullSpeed : listOf(parts, 'plain');
}

/** What keeps a run from working now; empty when nothing does. */
export function heldWords(job: Job, nowMs: number = Date.now()): string {
  if (job.state === 'paused') return 'paused';
  if (job.state === 'interrupted') {
    return job.waitingFor === '' ? 'stopped when CFS ended' : `waits for ${named(job.waitingFor)}`;
  }
  if (job.heldUntilMs !== undefined && job.heldUntilMs !== null && job.heldUntilMs > nowMs) {
    return `waits until ${formatClock(job.heldUntilMs)}`;
  }
  if (job.state === 'queued') return job.waitingFor === '' ? 'waits for its turn' : `waits for ${job.waitingFor}`;
  if (job.stopping === 'file') return 'stops after the files under way';
  if (job.stopping === 'now') return 'is being stopped';
  return '';
}

/** "128 of 312 GB moved, 30 to 38 min left." `moved`: "moved", or "has left disk3". */
export function runHeadline(job: Job, moved: string, left: TimeLeft | null): string {
  const held = heldWords(job);
  const rest = held !== '' ? held : left === null ? '' : `${rangeWords(left)} left`;
  return `${ofSize(job.bytesDone, job.bytesTotal)} ${moved}${rest === '' ? '' : `, ${rest}`}.`;
}

/** "Done by about 13:55", with a day when that is another one; null while nobody knows. */
export function doneBy(left: TimeLeft | null, nowMs: number = Date.now()): string | null {
  if (left === null) return null;
  const atMs = nowMs + left.highMs;
  const day = formatDay(atMs, nowMs);
  if (day.startsWith('Today')) return `Done by about ${formatClock(atMs)}`;
  const tomorrow = formatDay(atMs - 86_400_000, nowMs).startsWith('Today');
  return tomorrow ? `Done by about ${formatClock(atMs)} tomorrow` : `Done by about ${day}`;
}

/** "Limited by disk2, which reads at 118 MB/s". */
export function limitWords(limit: Limit, job: Pick<Job, 'background' | 'state'>): string {
  if (job.state !== 'running') return '';
  switch (limit.kind) {
    case 'asked':
      return `Limited to ${formatSize(limit.bytesPerSecond)}/s, as you asked`;
    case 'volume':
      return `Limited by ${named(limit.volume)}, which ${limit.does} at ${formatSize(limit.rate)}/s`;
    case 'none':
      return job.background === true ? 'Gives way to other jobs' : '';
  }
}

const phases: Readonly<Record<ActiveItem['phase'], string>> = {
  copying: 'Copying',
  verifying: 'Verifying',
  committing: 'Committing',
  removing: 'Removing from',
};

/** "Copying 1,310 of 2,114", "Verifying", "Removing from disk2". */
export function phaseWords(item: ActiveItem, filesDone: number, files: number): string {
  if (item.phase === 'removing') return `${phases.removing} ${named(item.from)}`;
  if (item.phase === 'copying' && files > 1) {
    return `${phases.copying} ${formatCount(Math.min(files, filesDone + 1))} of ${formatCount(files)}`;
  }
  return phases[item.phase];
}

/** What a row that does nothing now says. `drained`: done means gone from that volume. */
export function stillWords(state: Exclude<RowState, { kind: 'active' | 'failed' }>, drained: string | null): string {
  switch (state.kind) {
    case 'done':
      return drained === null ? 'Done and verified' : `Done, verified, gone from ${named(drained)}`;
    case 'left':
      return 'Not moved, it is where it was';
    case 'waits':
      return state.volume === null ? 'Waits for its turn' : `Waits for ${named(state.volume)}`;
  }
}

/** "CFS writes 96 MB/s", "reads 118 MB/s"; empty while nothing goes on. */
export function rateWords(io: { readonly read: number; readonly write: number } | undefined): string {
  if (io === undefined || io.read + io.write === 0) return '';
  return io.write >= io.read ? `writes ${formatSize(io.write)}/s` : `reads ${formatSize(io.read)}/s`;
}

/** "3 now, 24 wait, 19 done". */
export function countWords(counts: Readonly<Record<RowState['kind'], number>>): string {
  const parts: string[] = [];
  const add = (count: number, word: string): void => {
    if (count > 0) parts.push(`${formatCount(count)} ${word}`);
  };
  add(counts.active, 'now');
  add(counts.failed, 'failed');
  add(counts.waits, counts.waits === 1 ? 'waits' : 'wait');
  add(counts.left, 'not moved');
  add(counts.done, 'done');
  return listOf(parts, 'plain');
}

/** "1,418 verified: read again from the disk", or how many of them maybe came from memory. */
export function verifiedWords({ device, cached }: RunReceipt['verified']): string {
  const all = formatCount(device + cached);
  if (cached === 0) return `${all} of ${all}, read back from the disk`;
  if (device === 0) return `${all} of ${all}, read back, maybe from memory`;
  return `${all} of ${all}, ${formatCount(cached)} of them maybe from memory`;
}

/** "24 min of work at 138 MB/s". */
export function workWords(receipt: RunReceipt): string {
  const ms = (receipt.endedMs ?? Date.now()) - receipt.startedMs;
  const time = formatDuration(ms);
  return ms < 1_000 || receipt.moved.bytes === 0
    ? time
    : `${time} at ${formatSize((receipt.moved.bytes / ms) * 1000)}/s`;
}

/** "Will copy 40.0 GB back in 1,203 moves, in 25 to 35 min." */
export function undoWords(back: Plan): string {
  if (back.moves.length === 0) return 'Nothing of it can go back: all of it was changed, moved or deleted since.';
  const time = back.estimate === undefined || back.estimate === null ? '' : `, in ${rangeWords(back.estimate)}`;
  return `Will copy ${formatSize(back.bytes)} back in ${count(back.moves.length, 'move')}${time}. Every file is read back and compared before its copy here goes.`;
}

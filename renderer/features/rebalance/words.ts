import { formatCount, formatDuration, formatPercent, formatSize, visibleName } from '../../../shared/format.ts';
import type { Job, Plan } from '../../../shared/model.ts';
import { filesOf } from './figures.ts';

/** The sentences of the screen, from real figures. */

/** "3 files", "1 file". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${formatCount(number)} ${number === 1 ? one : many}`;
}

/** A reason as a sentence; a name at its start stays as it is. */
export function sentence(reason: string, names: readonly string[]): string {
  if (names.some((name) => reason.startsWith(visibleName(name)))) return reason;
  return reason.charAt(0).toUpperCase() + reason.slice(1);
}

export interface Lead {
  readonly lead: string;
  /** What it means, with the figures that matter in bold: odd parts are bold. */
  readonly say: readonly string[];
}

/** "70 and 74": whole points, or one place when they would be the same. */
export function range(low: number, high: number): string {
  const places = formatPercent(low) === formatPercent(high) ? 1 : 0;
  const digits = (fraction: number): string => (fraction * 100).toFixed(places);
  return digits(low) === digits(high) ? `${digits(low)} %` : `between ${digits(low)} and ${digits(high)} %`;
}

export function planFiles(plan: Plan): number {
  return plan.moves.reduce((files, move) => files + filesOf(move), 0);
}

/** "30 to 38 min left", from a guess that is never exact. */
export function timeLeft(etaMs: number | null): string {
  if (etaMs === null) return '';
  if (etaMs < 20_000) return 'a few seconds left';
  if (etaMs < 90_000) return 'about a minute left';
  const low = formatDuration(etaMs * 0.9);
  const high = formatDuration(etaMs * 1.2);
  if (low === high) return `about ${high} left`;
  const minutes = / min$/;
  return minutes.test(low) && minutes.test(high) && !low.includes('h') && !high.includes('h')
    ? `${low.replace(minutes, '')} to ${high} left`
    : `${low} to ${high} left`;
}

export function runLead(job: Job, drained: string | null): Lead {
  if (job.state === 'queued') {
    return { lead: 'Waits until the job before it is done.', say: ['It starts by itself. Nothing has moved yet.'] };
  }
  const done = formatSize(job.bytesDone);
  const all = formatSize(job.bytesTotal);
  const moved = drained === null ? `${done} of ${all} moved` : `${done} of ${all} has left ${visibleName(drained)}`;
  const time = job.state === 'paused' ? 'paused' : timeLeft(job.etaMs);
  return {
    lead: `${moved}${time === '' ? '' : `, ${time}`}.`,
    say: ['Each file is whole on at least one disk at every moment. Stop when you like; what is done stays done.'],
  };
}

export function endLead(job: Job, plan: Plan, even: number | null, drained: string | null): Lead {
  const took = job.endedMs === null ? '' : ` in ${formatDuration(job.endedMs - job.startedMs)}`;
  const figures = `${count(job.filesDone, 'file')}, ${formatSize(job.bytesDone)}, moved${took}.`;
  const checked = ' Each was read back and compared before its old copy was removed.';
  const say = [job.filesDone > 0 ? `${figures}${checked}` : 'Nothing has moved.'];
  if (job.state === 'cancelled') {
    return {
      lead: `Stopped. ${formatSize(job.bytesDone)} of ${formatSize(job.bytesTotal)} moved.`,
      say,
    };
  }
  if (job.state === 'failed' || job.errors.length > 0) {
    const failed = job.errors.length;
    if (failed === 0) return { lead: 'It could not go on.', say };
    const why = `${count(failed, 'file')} could not be moved`;
    return { lead: `${why}; ${failed === 1 ? 'it is where it was' : 'they are where they were'}.`, say };
  }
  if (drained !== null) {
    const left = plan.blocked.length;
    const lead =
      left === 0
        ? `Everything has left ${visibleName(drained)}.`
        : `${visibleName(drained)} still holds ${count(left, 'thing')}.`;
    return { lead, say };
  }
  return { lead: even === null ? 'Done.' : `${formatPercent(even)} even now.`, say };
}

/** "Moves 312 GB, the least possible is 309 GB", and how near that is. */
export function certificate(plan: Pick<Plan, 'bytes' | 'lowerBoundBytes'>): {
  readonly what: string;
  readonly near: string;
} {
  if (plan.bytes < plan.lowerBoundBytes) {
    const what = `Moves ${formatSize(plan.bytes)} of ${formatSize(plan.lowerBoundBytes)} that would have to move`;
    return { what, near: 'the rest is under “Not moved”, with the reason' };
  }
  const what = `Moves ${formatSize(plan.bytes)}, the least possible is ${formatSize(plan.lowerBoundBytes)}`;
  if (plan.bytes <= plan.lowerBoundBytes) return { what, near: 'no plan can move less' };
  if (plan.lowerBoundBytes <= 0) return { what, near: 'whole files are moved, never parts' };
  const over = plan.bytes / plan.lowerBoundBytes - 1;
  const percent = over < 0.01 ? '1' : String(Math.ceil(over * 100));
  return { what, near: `within ${percent} % of the best any plan can do` };
}

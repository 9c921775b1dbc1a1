import { Option } from 'commander';
import type { Command } from 'commander';
import { fail, fromWire, isAppError } from '../../shared/errors.ts';
import { conflictPolicies, type Job } from '../../shared/model.ts';
import type { ItemResult, JobHandle } from '../engine/api.ts';
import type { RunWindow } from '../../shared/runs.ts';
import { choiceOption, rateValue, windowValue } from './args.ts';
import { isOnlyEnded } from '../host/end-signals.ts';
import { interrupted, type Context } from './context.ts';
import { ProgressLine } from './progress.ts';
import { formatCount, formatDuration, formatSize } from './words.ts';

const tickMs = 100;
/** ms after which `cfs job` of another terminal sees a job: shorter ones are over before anybody could steer them. */
const shareMs = 1_000;

/** What put, get, cp and mv do when something is already there. */
export function conflictOption(): Option {
  const text = 'what to do when something is already there; what is replaced goes to the trash';
  return choiceOption('--on-conflict <policy>', text, conflictPolicies).default('fail');
}

/** Bytes per second of a job; can be changed while it runs (`cfs job limit`). */
export function limitOption(): Option {
  return new Option('--limit <rate>', 'the most bytes per second, such as 50M/s').argParser(rateValue);
}

/** How fast and when the run of a plan works. */
export interface PaceOptions {
  readonly limit?: number;
  readonly background?: true;
  readonly between?: RunWindow;
}

/** Options of what runs a plan; each can be changed while it runs (`cfs job`). */
export function withPace(command: Command): Command {
  return command
    .addOption(limitOption())
    .option('--background', 'give way to all other jobs on the same disks')
    .option('--between <hours>', 'work only in these hours of the day, such as 22:00-06:00', windowValue);
}

/** The same as the engine takes it. */
export function paceOf({ limit, background, between }: PaceOptions) {
  return { limit, background, window: between };
}

export interface WorkWords {
  /** "Put", "Moved": begins the summary. */
  readonly done: string;
  /** Whether figures of bytes belong in the summary; not for what only changes names. */
  readonly bytes: boolean;
  /** Says nothing when all went well, as mv and rm do everywhere; -v says it. */
  readonly silent?: boolean;
  /** Whether `--json` prints a line per file before the summary. Default true. */
  readonly items?: boolean;
  /** Whether figures of the job are told at its end. Default true; not for what is only the way to an answer. */
  readonly summary?: boolean;
}

/**
 * Follows a job to its end: progress on the terminal, a line per file, errors one by one, a summary. An interrupt
 * cancels the job and waits until it has cleaned up; when the terminal is closed, or the system ends the command, the job
 * is kept to be gone on with.
 * @throws AppError `cancelled` after the summary, when it was cancelled
 */
export async function followJob(context: Context, handle: JobHandle, words: WorkWords): Promise<Job> {
  const engine = await context.engine();
  handle.onItem((item) => printItem(context, item, words.items !== false));
  const cancel = (): void => {
    try {
      if (isOnlyEnded(context.signal)) void engine.jobs.windDown('now');
      else engine.jobs.cancel(handle.id);
    } catch (error) {
      // It ended in the same moment.
      if (!isAppError(error)) throw error;
    }
  };
  if (context.signal.aborted) cancel();
  else context.signal.addEventListener('abort', cancel, { once: true });

  const sharing = setTimeout(() => context.share(), shareMs);
  const line = context.drawsProgress ? new ProgressLine(context.around.stderr) : null;
  const timer = line === null ? null : setInterval(() => line.draw(handle.snapshot()), tickMs);
  const job = await handle.ended.finally(() => {
    clearTimeout(sharing);
    if (timer !== null) clearInterval(timer);
    line?.clear();
    context.signal.removeEventListener('abort', cancel);
  });
  conclude(context, job, words);
  return job;
}

function printItem(context: Context, item: ItemResult, inJson: boolean): void {
  if (context.globals.json) {
    if (!inJson) return;
    context.out.object({ path: item.path, volume: item.volume, size: item.size, outcome: item.outcome });
  } else if (context.globals.verbose) {
    const remark = item.outcome === 'skipped' ? ' (skipped)' : item.volume === '' ? '' : ` (${item.volume})`;
    context.out.line(context.out.shown(item.path) + remark);
  }
}

function conclude(context: Context, job: Job, words: WorkWords): void {
  for (const note of job.notes) context.note(note);
  for (const { path, error } of job.errors) {
    if (error.code === 'cancelled' && job.state === 'cancelled') continue;
    context.report(fromWire({ ...error, data: { path, ...error.data } }), { isPart: job.filesDone > 0 });
  }
  if (job.state === 'failed' && job.errors.length === 0) {
    context.report(fail('internal', job.title, 'the job failed without saying why', 'report it'));
  }
  if (words.summary === false && job.state === 'done') return;
  if (context.globals.json) context.out.object({ summary: summaryObject(job) });
  else if (words.silent !== true || context.globals.verbose || job.state !== 'done')
    context.say(summaryText(job, words));
  if (job.state === 'cancelled') throw interrupted();
}

/** The figures of an ended job. */
export function summaryObject(job: Job): object {
  return {
    kind: job.kind,
    state: job.state,
    files: job.filesDone,
    skipped: job.filesSkipped,
    failed: job.errors.length,
    bytes: job.bytesDone,
    ms: (job.endedMs ?? job.startedMs) - job.startedMs,
    perVolume: job.perVolume,
    notes: job.notes,
  };
}

/** "Put 12 files, 3.4 MB in 0.2 s: disk1 2.0 MB, disk2 1.4 MB". */
export function summaryText(job: Job, words: WorkWords): string {
  const duration = formatDuration((job.endedMs ?? job.startedMs) - job.startedMs);
  const volumes = Object.entries(job.perVolume).map(([volume, bytes]) => `${volume} ${formatSize(bytes)}`);
  const counts = [
    `${words.done} ${formatCount(job.filesDone)} ${job.filesDone === 1 ? 'file' : 'files'}`,
    ...(words.bytes ? [formatSize(job.bytesDone)] : []),
    ...(job.filesSkipped > 0 ? [`${formatCount(job.filesSkipped)} skipped`] : []),
    ...(job.errors.length > 0 ? [`${formatCount(job.errors.length)} failed`] : []),
    ...(job.state === 'cancelled' ? ['then stopped'] : []),
  ];
  const where = words.bytes && volumes.length > 0 ? `: ${volumes.join(', ')}` : '';
  return `${counts.join(', ')} in ${duration}${where}`;
}

import { AppError, toWire } from '../../../shared/errors.ts';
import type { CancelWhen, Job, JobError, JobState } from '../../../shared/model.ts';
import type { ItemResult } from '../api.ts';
import type { Volume } from '../volume/volume.ts';
import { devicesOf } from './devices.ts';
import type { Pace } from './pace.ts';
import type { QuestionBook } from './questions.ts';
import type { createRate } from './rate.ts';
import type { Turns } from './turns.ts';
import type { CopyTurn, JobItem, JobRun, JobSpec, JobWork } from './types.ts';

/** Errors and notes that one job carries; a note counts the rest, because every event carries them all. */
const remarksMost = 1000;
/** Failed items that a retry remembers. */
const againMost = 100_000;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** One job of this process. */
export interface Live {
  readonly spec: JobSpec;
  /** Null for an interrupted one, which has none. */
  readonly work: JobWork | null;
  readonly abort: AbortController;
  /** Aborted when no new copy is to begin. */
  readonly windDown: AbortController;
  readonly pace: Pace;
  readonly rate: ReturnType<typeof createRate>;
  readonly errors: JobError[];
  readonly again: JobItem[];
  /** What outlives its process, for who goes on with it. */
  readonly facts: { readonly madeFolders: string[]; readonly folderTimes: Record<string, readonly [string, string]> };
  readonly notes: Set<string>;
  readonly perVolume: Map<string, number>;
  readonly listeners: ((item: ItemResult) => void)[];
  readonly ended: PromiseWithResolvers<Job>;
  /** Its names that are taken, which wait for a person's answer. */
  readonly questions: QuestionBook;
  readonly job: Mutable<Omit<Job, 'errors' | 'notes' | 'perVolume' | 'questions' | 'questionsRevision' | 'asking'>>;
  /** What each copy of it waits for. */
  readonly waits: Map<object, string>;
  /** Keeps its facts, now or soon. */
  readonly remember: () => void;
  /** Set while paused: what a checkpoint waits for. */
  gate: PromiseWithResolvers<undefined> | null;
  moreErrors: number;
  moreNotes: number;
  /** The work was stopped in the middle by a cancel. */
  stopped: boolean;
  /** An item failed because something is at its name. */
  hasMetOthers: boolean;
  /** Somebody cancelled it: it does not end because CFS does. */
  isCancelled: boolean;
  sentRevision: number;
  /** Shared by snapshots until something changes. */
  shown: Job | null;
}

export const endStates: readonly JobState[] = ['done', 'failed', 'cancelled'];
export const isEnded = ({ job }: Live): boolean => endStates.includes(job.state);

export function touch(live: Live): void {
  live.job.revision += 1;
  live.shown = null;
}

export function snapshot(live: Live): Job {
  live.shown ??= {
    ...live.job,
    questions: isEnded(live) ? 0 : live.questions.open(),
    questionsRevision: live.questions.revision(),
    asking: !isEnded(live) && live.questions.asking(),
    perVolume: Object.fromEntries(live.perVolume),
    errors: [...live.errors],
    notes: [
      ...live.notes,
      ...(live.moreNotes > 0 ? [`${String(live.moreNotes)} more remarks of this kind are not listed.`] : []),
      ...(live.moreErrors > 0 ? [`${String(live.moreErrors)} more items failed and are not listed.`] : []),
    ],
  };
  return live.shown;
}

export function isStopping({ job, abort }: Live, when: CancelWhen): boolean {
  return abort.signal.aborted || job.stopping === when;
}

export function addError(live: Live, error: JobError, again?: JobItem): void {
  if (live.errors.length < remarksMost) live.errors.push(error);
  else live.moreErrors += 1;
  if (again !== undefined && live.again.length < againMost) live.again.push(again);
  if (error.error.code === 'exists') live.hasMetOthers = true;
  touch(live);
}

/** Takes a sample of the rate; the figures of a job that stands still change too. */
export function measure(live: Live): void {
  const { job } = live;
  if (job.state !== 'running') return;
  if (live.questions.asking()) {
    if (job.rate === 0 && job.etaMs === null) return;
    job.rate = 0;
    job.etaMs = null;
    touch(live);
    return;
  }
  live.rate.sample(job.bytesDone, job.filesDone + job.filesSkipped);
  const { bytesPerSecond, filesPerSecond } = live.rate.now();
  const rate = Math.round(bytesPerSecond);
  const bytesLeft = Math.max(0, job.bytesTotal - job.bytesDone);
  const filesLeft = Math.max(0, job.filesTotal - job.filesDone - job.filesSkipped - live.errors.length);
  const [left, speed] = job.bytesTotal > 0 ? [bytesLeft, bytesPerSecond] : [filesLeft, filesPerSecond];
  const etaMs = job.counting || speed <= 0 ? null : Math.round((left / speed) * 1000);
  if (rate === job.rate && etaMs === job.etaMs) return;
  job.rate = rate;
  job.etaMs = etaMs;
  touch(live);
}

export function cancelled({ title }: Pick<Job, 'title'>): AppError {
  return new AppError('cancelled', `${title}: it was cancelled: start it again when you want it.`);
}

/** Waits while the job is paused. @throws AppError `cancelled` */
export async function checkpoint(live: Live): Promise<void> {
  while (live.gate !== null && !isStopping(live, 'file')) await live.gate.promise;
  if (!isStopping(live, 'file')) return;
  live.stopped = true;
  throw cancelled(live.job);
}

/** What the work of this job tells of itself and asks for. */
export function createRun(live: Live, turns: Turns): JobRun {
  const { job } = live;
  return {
    id: job.id,
    signal: live.abort.signal,
    questions: live.questions,
    checkpoint: () => checkpoint(live),
    turn: (volumes) => takeTurn(live, turns, volumes),
    addTotals(files, bytes) {
      job.filesTotal += files;
      job.bytesTotal += bytes;
      touch(live);
    },
    counting(still) {
      job.counting = still;
      touch(live);
    },
    current(path) {
      job.current = path;
      touch(live);
    },
    addBytes(bytes) {
      job.bytesDone += bytes;
      touch(live);
    },
    addPlaced(volume, bytes) {
      live.perVolume.set(volume, (live.perVolume.get(volume) ?? 0) + bytes);
      touch(live);
    },
    item(item) {
      if (item.outcome === 'done') job.filesDone += 1;
      else job.filesSkipped += 1;
      touch(live);
      for (const listener of live.listeners) listener(item);
    },
    failed(path, error, again) {
      // What was under way at a cancel was not tried to its end: that is no failure of the item.
      if (isStopping(live, 'file') && error.code === 'cancelled') live.stopped = true;
      else addError(live, { path, error: toWire(error) }, again);
    },
    madeFolder(path) {
      live.facts.madeFolders.push(path);
      live.remember();
    },
    noteTimes(folder, mtimeNs, atimeNs) {
      live.facts.folderTimes[folder] = [String(mtimeNs), String(atimeNs)];
      live.remember();
    },
    note(text) {
      if (live.notes.has(text)) return;
      if (live.notes.size < remarksMost) live.notes.add(text);
      else live.moreNotes += 1;
      touch(live);
    },
  };
}

async function takeTurn(live: Live, turns: Turns, volumes: readonly Volume[]): Promise<CopyTurn> {
  const copy = live.pace.open();
  const waits = (words: string): void => {
    if (words === '') live.waits.delete(copy);
    else live.waits.set(copy, words);
    const waitingFor = [...new Set(live.waits.values())].join(', ');
    if (waitingFor === live.job.waitingFor) return;
    live.job.waitingFor = waitingFor;
    touch(live);
  };
  // Nothing is shared out to a copy that still waits.
  copy.yield(true);
  const request = {
    job: live.job.id,
    devices: devicesOf(volumes),
    yields: (stands: boolean) => copy.yield(stands),
    waits,
  };
  try {
    const turn = await turns.take(request, AbortSignal.any([live.abort.signal, live.windDown.signal]));
    copy.yield(false);
    return {
      steering: copy.steering,
      moved: () => turn.moved(),
      end() {
        copy.end();
        waits('');
        turn.end();
      },
    };
  } catch {
    copy.end();
    live.stopped = true;
    throw cancelled(live.job);
  }
}

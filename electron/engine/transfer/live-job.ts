import { randomUUID } from 'node:crypto';
import type { LeftItem } from '../../../shared/activity.ts';
import { fail } from '../../../shared/errors.ts';
import type { ActiveItem, CancelWhen, Job, JobError, JobState } from '../../../shared/model.ts';
import type { ItemResult } from '../api.ts';
import type { KeptRetry } from './kept-retries.ts';
import { createPace } from './pace.ts';
import type { Pace } from './pace.ts';
import { createQuestions } from './questions.ts';
import type { QuestionBook } from './questions.ts';
import { createRate } from './rate.ts';
import type { JobItem, JobSpec, JobWork, Restart, ResumedFrom } from './types.ts';

/** What a list of jobs knows of each one; how it shows itself, and what can be told from it alone. */

/** Bytes per second: a slower job would never end. */
const smallestLimit = 1024;

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
  readonly facts: {
    readonly madeFolders: string[];
    readonly folderTimes: Record<string, readonly [string, string]>;
    /** How often it began to work and its process died, one time after the other; the present start among them. */
    starts: number;
    /** A person paused it. */
    paused: boolean;
  };
  readonly notes: Set<string>;
  readonly perVolume: Map<string, number>;
  readonly listeners: ((item: ItemResult) => void)[];
  readonly ended: PromiseWithResolvers<Job>;
  /** Its names that are taken, which wait for a person's answer. */
  readonly questions: QuestionBook;
  readonly job: Mutable<Omit<Job, 'errors' | 'notes' | 'perVolume' | 'questions' | 'questionsRevision' | 'asking'>>;
  /** Its copies, at work or waiting for their turn. */
  readonly copies: Set<object>;
  /** Names of the devices that it used. */
  readonly lanes: Set<string>;
  /** What was left alone on purpose; the first ones. */
  readonly left: LeftItem[];
  /** Files by how they were seen to be whole. */
  readonly verified: { device: number; cached: number };
  /** What each copy of it waits for. */
  readonly waits: Map<object, string>;
  /** What is under way in each of its lanes. */
  readonly active: Map<string, ActiveItem>;
  /** Outside of its window: it stands still. */
  held: boolean;
  /** Its present start is counted. */
  counted: boolean;
  /** Keeps its facts, now or soon. */
  readonly remember: () => void;
  /** Set while it stands still: what a checkpoint waits for. */
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
    ...(live.active.size > 0 ? { active: [...live.active.values()] } : {}),
    ...(live.lanes.size > 0 ? { lanes: [...live.lanes] } : {}),
    errors: [...live.errors],
    ...(live.moreErrors > 0 ? { filesFailed: live.errors.length + live.moreErrors } : {}),
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

/** Keeps what one thing of the job waits for (empty: nothing), and tells all of them. */
export function waitsFor(live: Live, what: object, words: string): void {
  if (words === '') live.waits.delete(what);
  else live.waits.set(what, words);
  const waitingFor = [...new Set(live.waits.values())].join(', ');
  if (waitingFor === live.job.waitingFor) return;
  live.job.waitingFor = waitingFor;
  touch(live);
}

export function addNote(live: Live, text: string): void {
  if (live.notes.has(text)) return;
  if (live.notes.size < remarksMost) live.notes.add(text);
  else live.moreNotes += 1;
  touch(live);
}

/** All of its copies wait for their turn on a device. */
function waitsWholly({ copies, waits }: Live): boolean {
  return copies.size > 0 && [...copies].every((copy) => waits.has(copy));
}

/** Keeps what was left alone on purpose, for the receipt. */
export function addLeft({ left }: Live, { path, why = '' }: ItemResult): void {
  if (left.length < remarksMost) left.push({ path, why });
}

/** Takes a sample of the rate; the figures of a job that stands still change too. */
export function measure(live: Live): void {
  const { job } = live;
  if (job.state !== 'running' || live.held) return;
  if (live.questions.asking()) {
    live.rate.pause();
    if (job.rate === 0 && job.etaMs === null) return;
    job.rate = 0;
    job.etaMs = null;
    job.etaRange = null;
    touch(live);
    return;
  }
  if (waitsWholly(live)) {
    live.rate.pause();
    // What is left to do stays what it was: waiting makes it neither more nor less.
    if (job.rate === 0) return;
    job.rate = 0;
    touch(live);
    return;
  }
  live.rate.resume();
  live.rate.sample(job.bytesDone, job.filesDone + job.filesSkipped);
  const rate = Math.round(live.rate.now().bytesPerSecond);
  const bytesLeft = Math.max(0, job.bytesTotal - job.bytesDone);
  const filesLeft = Math.max(0, job.filesTotal - job.filesDone - job.filesSkipped - live.errors.length);
  const left = job.counting ? null : live.rate.left(job.bytesTotal > 0 ? bytesLeft : 0, filesLeft);
  const etaMs = left === null ? null : Math.round(left.ms);
  if (rate === job.rate && etaMs === job.etaMs) return;
  job.rate = rate;
  job.etaMs = etaMs;
  job.etaRange = left === null ? null : { leastMs: Math.round(left.leastMs), mostMs: Math.round(left.mostMs) };
  job.activeMs = Math.round(live.rate.activeMs());
  touch(live);
}

/** It works, and does not only wait for a person's answers or for its hours. */
export function isBusy({ job, questions, held }: Live): boolean {
  return job.state === 'running' && !held && !questions.asking();
}

/** A limit that a job may have. @throws invalid */
export function limitOf(bytesPerSecond: number | null, attempted: string): number | null {
  if (bytesPerSecond === null || bytesPerSecond >= smallestLimit) return bytesPerSecond;
  const why = `${String(bytesPerSecond)} bytes per second are too few to ever end`;
  throw fail('invalid', attempted, why, `give ${String(smallestLimit)} bytes per second or more`);
}

/** A job that is queued. */
export function newJob(spec: JobSpec, order: number, limit: number | null): Job {
  return {
    id: randomUUID(),
    pool: spec.pool,
    kind: spec.kind,
    state: 'queued',
    title: spec.title,
    filesTotal: 0,
    filesDone: 0,
    filesSkipped: 0,
    bytesTotal: 0,
    bytesDone: 0,
    counting: false,
    rate: 0,
    etaMs: null,
    current: '',
    perVolume: {},
    errors: [],
    notes: [],
    startedMs: Date.now(),
    endedMs: null,
    planId: spec.planId ?? null,
    questions: 0,
    questionsRevision: 0,
    asking: false,
    limit,
    ...(spec.background === true ? { background: true } : {}),
    ...(spec.window === undefined ? {} : { window: spec.window }),
    waitingFor: '',
    order,
    stopping: null,
    canRetry: false,
    canRestart: false,
    revision: 1,
  };
}

/** What the list does for one of its jobs. */
interface LiveHooks {
  readonly checkpoint: () => Promise<void>;
  readonly remember: () => void;
  /** It waits only for a person's answers from now on. */
  readonly asks: () => void;
}

/** `work`: null for an interrupted one. */
export function newLive(job: Job, spec: JobSpec, work: JobWork | null, hooks: LiveHooks): Live {
  const { errors, notes, perVolume } = job;
  const abort = new AbortController();
  const live: Live = {
    spec,
    work,
    job: { ...job },
    questions: createQuestions({
      title: job.title,
      signal: abort.signal,
      checkpoint: hooks.checkpoint,
      changed() {
        touch(live);
        if (live.questions.asking()) hooks.asks();
      },
    }),
    abort,
    windDown: new AbortController(),
    pace: createPace(job.limit),
    rate: createRate(),
    errors: [...errors],
    again: [],
    facts: { madeFolders: [], folderTimes: {}, starts: spec.starts ?? 0, paused: false },
    remember: hooks.remember,
    notes: new Set(notes),
    perVolume: new Map(Object.entries(perVolume)),
    listeners: [],
    ended: Promise.withResolvers<Job>(),
    copies: new Set(),
    lanes: new Set(),
    left: [],
    verified: { device: 0, cached: 0 },
    waits: new Map(),
    active: new Map(),
    held: false,
    counted: false,
    gate: null,
    moreErrors: 0,
    moreNotes: 0,
    stopped: false,
    isCancelled: false,
    hasMetOthers: false,
    sentRevision: 0,
    shown: null,
  };
  return live;
}

/** Gives `live` the place before `other` (null: the last) among these; their orders stay as a whole. */
export function putBefore(queued: readonly Live[], live: Live, other: Live | null): void {
  if (other === live) return;
  const orders = queued.map(({ job }) => job.order);
  const rest = queued.filter((one) => one !== live);
  rest.splice(other === null ? rest.length : rest.indexOf(other), 0, live);
  for (const [index, one] of rest.entries()) {
    const order = orders[index] ?? one.job.order;
    if (one.job.order === order) continue;
    one.job.order = order;
    touch(one);
  }
}

/** What begins it again as it was paced; null where nobody knows how. */
export function pacedRestart({ job }: Live, restart: Restart | undefined): KeptRetry | null {
  const { limit, background, window } = job;
  return restart === undefined ? null : { restart, pacing: { limit, background, window } };
}

/** What an ended job leaves for another one: the rest, when it was cancelled, else what failed; null: nothing. */
export function leftIn(live: Live): KeptRetry | null {
  const { restart } = live.spec;
  if (restart === undefined) return null;
  if (live.job.state === 'cancelled' && live.spec.kept === true) {
    return pacedRestart(live, { ...restart, options: { ...restart.options, resumed: resumedBy(live) } });
  }
  return live.again.length === 0 ? null : retryIn(live, restart);
}

/**
 * The failed items. Of what failed in the middle (a volume that hung) some may be whole: it is not copied again, unless
 * the name of something else was taken.
 */
function retryIn(live: Live, restart: Restart): KeptRetry | null {
  const options = live.hasMetOthers ? restart.options : { ...restart.options, resumed: resumedBy(live) };
  return pacedRestart(live, { ...restart, items: live.again, options });
}

/** What who goes on with it has to know, of this job and of those that it went on with. */
function resumedBy({ facts, spec }: Live): ResumedFrom {
  const former = spec.restart?.options.resumed;
  return {
    madeFolders: [...(former?.madeFolders ?? []), ...facts.madeFolders],
    folderTimes: { ...facts.folderTimes, ...former?.folderTimes },
  };
}

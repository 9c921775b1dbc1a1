import { asAppError, fail, toWire } from '../../../shared/errors.ts';
import type { CancelWhen, Job, JobState } from '../../../shared/model.ts';
import type { JobHandle } from '../api.ts';
import { createBeginAgain } from './begin-again.ts';
import type { BeginAgainParts } from './begin-again.ts';
import { checkpoint, createRun } from './job-run.ts';
import { noKeptJobs } from './kept-jobs.ts';
import type { KeptJob } from './kept-jobs.ts';
import { noKeptRetries } from './kept-retries.ts';
import {
  addError,
  isBusy,
  isEnded,
  limitOf,
  measure,
  newJob,
  newLive,
  putBefore,
  leftIn,
  snapshot,
  touch,
} from './live-job.ts';
import type { Live } from './live-job.ts';
import { windowOf } from './schedule.ts';
import { createStanding } from './standing.ts';
import { createStarts } from './starts.ts';
import { createTurns } from './turns.ts';
import type { Turns } from './turns.ts';
import type { JobList, JobSpec, JobTelling, JobWork } from './types.ts';

/** Ms between two looks at what changed: events come at most this often. */
const sampleMs = 100;
/** Jobs that run at the same time; the others wait in their order. */
const runningMost = 4;
/** Ended jobs that are kept until they are dismissed; the oldest go first. */
const endedMost = 200;
/** What other processes left behind is looked for at most this often (ms). */
const lookMs = 500;

export interface JobEvents {
  /** A job is new, or something of it changed; at 10 Hz at most per job, and always once after its end. */
  readonly changed: (job: Job) => void;
  readonly removed: (id: string) => void;
  /** A job has ended, or an interrupted one was dismissed: what its receipt says besides its own figures. */
  readonly ended?: (job: Job, telling: JobTelling) => void;
}

export interface JobsOptions extends Partial<
  Pick<BeginAgainParts, 'beginAgain' | 'ready' | 'kept' | 'retries' | 'missing'>
> {
  readonly turns?: Turns;
  /** The clock on the wall, for windows of hours. */
  readonly now?: () => Date;
}

/** The list of jobs of one process. Nothing runs while there is no job: the sampling timer stops. */
export function createJobs(events: JobEvents, options: JobsOptions = {}): JobList {
  const { kept = noKeptJobs, retries = noKeptRetries, turns = createTurns(), now = () => new Date() } = options;
  const jobs = new Map<string, Live>();
  let timer: NodeJS.Timeout | null = null;
  let nextOrder = 1;
  let lookedMs = 0;
  let closing: 'no' | 'cancel' | 'keep' = 'no';

  const send = (live: Live): void => {
    if (live.sentRevision === live.job.revision) return;
    live.sentRevision = live.job.revision;
    events.changed(snapshot(live));
  };

  const tick = (): void => {
    let open = 0;
    for (const live of jobs.values()) {
      if (!isEnded(live) && live.work !== null) open += 1;
      followHours(live);
      measure(live);
      if (live.sentRevision !== live.job.revision && live.spec.kept === true && !isEnded(live)) keep(live);
      send(live);
    }
    if (open === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };
  const standing = createStanding(turns, now, () => startNext());
  const starts = createStarts(kept);
  const followHours = (live: Live): void => {
    standing.followWindow(live);
    starts.follow(live);
  };
  const wake = (): void => {
    timer ??= setInterval(tick, sampleMs).unref();
  };
  const keep = (live: Live): void => kept.update(snapshot(live), live.facts);

  const setState = (live: Live, state: JobState): void => {
    live.job.state = state;
    if (state === 'running') live.rate.resume();
    else live.rate.pause();
    if (state !== 'running') {
      live.job.etaMs = null;
      live.job.etaRange = null;
    }
    if (state === 'paused') live.job.rate = 0;
    touch(live);
  };

  const forget = (live: Live): void => {
    jobs.delete(live.job.id);
    events.removed(live.job.id);
  };

  const tellEnd = (live: Live): void => {
    const { left, verified, rate } = live;
    // It is offered again at the next start, and has not ended for a person.
    if (closing === 'keep' && live.spec.kept === true && live.job.state === 'cancelled' && !live.isCancelled) return;
    const again = live.job.canRetry ? leftIn(live) : null;
    events.ended?.(snapshot(live), { left: [...left], verified: { ...verified }, speeds: rate.line(), again });
  };

  const end = (live: Live, state: JobState): void => {
    const { job } = live;
    measure(live);
    job.endedMs = Date.now();
    job.counting = false;
    job.current = '';
    job.waitingFor = '';
    if (job.heldUntilMs !== undefined) job.heldUntilMs = null;
    live.active.clear();
    job.stopping = null;
    // Over the whole of its active time: the last seconds of a job that has ended tell nothing.
    job.rate = Math.round(live.rate.overall(job.bytesDone));
    setState(live, state);
    job.canRetry = options.beginAgain !== undefined && leftIn(live) !== null;
    tellEnd(live);
    if (live.spec.kept === true) {
      // Closing ended it before it was done, and nobody cancelled it.
      const isInterrupted = closing === 'keep' && state === 'cancelled' && !live.isCancelled;
      kept.ended(snapshot(live), live.facts, isInterrupted);
    }
    turns.resume(job.id);
    turns.background(job.id, false);
    send(live);
    live.ended.resolve(snapshot(live));
    for (const oldest of [...jobs.values()].filter(isEnded).slice(0, -endedMost)) forget(oldest);
    startNext();
  };

  const run = async (live: Live, work: JobWork): Promise<void> => {
    try {
      await work(createRun(live, turns));
      end(live, live.stopped ? 'cancelled' : live.errors.length > 0 ? 'failed' : 'done');
    } catch (thrown) {
      const error = asAppError(thrown);
      if (live.abort.signal.aborted || (live.stopped && error.code === 'cancelled')) {
        end(live, 'cancelled');
        return;
      }
      addError(live, { path: live.job.current, error: toWire(error) });
      end(live, 'failed');
    }
  };

  const begin = (live: Live): void => {
    setState(live, 'running');
    live.job.waitingFor = '';
    const { work } = live;
    turns.background(live.job.id, live.job.background === true);
    followHours(live);
    // A macrotask later, so that the caller's `onItem` is in place.
    if (work !== null) setImmediate(() => void run(live, work));
  };

  const inOrder = (): Live[] => [...jobs.values()].sort((a, b) => a.job.order - b.job.order);

  const startNext = (): void => {
    const busy = [...jobs.values()].filter(isBusy);
    let running = busy.length;
    // What gives way takes no place from others.
    let placed = busy.filter(({ job }) => job.background !== true).length;
    for (const live of inOrder()) {
      if (live.job.state !== 'queued') continue;
      const isBackground = live.job.background === true;
      if ((isBackground ? running : placed) >= runningMost && live.spec.immediately !== true) continue;
      running += 1;
      placed += isBackground ? 0 : 1;
      begin(live);
    }
  };

  const find = (id: string, attempted: string): Live => {
    const live = jobs.get(id);
    if (live === undefined) throw fail('not-found', attempted, `there is no job ${id}`, 'list the jobs');
    return live;
  };

  const cancel = (live: Live, after: CancelWhen): void => {
    if (isEnded(live) || live.abort.signal.aborted) return;
    if (live.job.state === 'interrupted') {
      dismiss(live);
      return;
    }
    live.job.stopping = after;
    live.isCancelled ||= closing === 'no';
    touch(live);
    if (live.job.state === 'queued') {
      live.abort.abort();
      end(live, 'cancelled');
      return;
    }
    // Nothing is under way while only answers are waited for.
    if (after === 'now' || live.questions.asking()) live.abort.abort();
    // The files under way have to go on, to come to their end.
    else {
      live.windDown.abort();
      live.pace.finish();
    }
    standing.followWindow(live);
    if (live.job.state === 'paused') goOn(live);
  };

  const goOn = (live: Live): void => {
    setState(live, 'running');
    if (live.held) live.rate.pause();
    starts.follow(live);
    standing.follow(live);
  };

  const dismiss = (live: Live): void => {
    if (live.job.state === 'interrupted') {
      kept.dismiss(live.job.id);
      tellEnd(live);
    }
    forget(live);
  };

  const add = (job: Job, spec: JobSpec, work: JobWork | null): Live => {
    const live = newLive(job, spec, work, {
      checkpoint: () => checkpoint(live),
      remember: () => (spec.kept === true ? keep(live) : undefined),
      // One that waits only for answers leaves its place to another.
      asks: startNext,
    });
    jobs.set(job.id, live);
    return live;
  };

  const offer = ({ job, spec }: KeptJob): void => {
    nextOrder += 1;
    send(add({ ...job, order: nextOrder, revision: job.revision + 1 }, spec, null));
  };

  const lookForInterrupted = (): void => {
    if (Date.now() - lookedMs < lookMs || closing !== 'no') return;
    lookedMs = Date.now();
    const found = kept.interrupted();
    if (found === null) return;
    for (const live of [...jobs.values()]) {
      if (live.job.state === 'interrupted' && !found.includes(live.job.id)) forget(live);
    }
    for (const id of found) {
      const one = jobs.has(id) ? null : kept.read(id);
      if (one !== null) offer(one);
    }
  };

  const anew = createBeginAgain({ jobs, find, send, forget, kept, retries, ...options });

  return {
    list() {
      lookForInterrupted();
      return inOrder().map(snapshot);
    },
    get: (id) => snapshot(find(id, 'Looking for a job')),
    speeds: (id) => find(id, 'Looking at the speed of a job').rate.line(),
    lookForInterrupted,

    start(spec, work) {
      if (closing !== 'no') throw fail('refused', spec.title, 'CFS is closing', 'start it again');
      nextOrder += 1;
      windowOf(spec.window ?? null, spec.title);
      const job = newJob(spec, nextOrder, limitOf(spec.limit ?? null, spec.title));
      const live = add(job, spec, work);
      if (spec.kept === true) kept.begun(snapshot(live), spec);
      const cancelled = (): void => cancel(live, 'now');
      spec.signal?.addEventListener('abort', cancelled, { once: true });
      void live.ended.promise.then(() => spec.signal?.removeEventListener('abort', cancelled));
      startNext();
      if (live.job.state === 'queued') live.job.waitingFor = 'other jobs';
      if (spec.signal?.aborted === true) cancel(live, 'now');
      send(live);
      wake();
      return {
        id: job.id,
        snapshot: () => snapshot(live),
        onItem: (listener) => void live.listeners.push(listener),
        ended: live.ended.promise,
      } satisfies JobHandle;
    },

    cancel: (id, { after = 'now' } = {}) => cancel(find(id, 'Cancelling a job'), after),

    pause(id) {
      const live = find(id, 'Pausing a job');
      if (live.job.state === 'paused') return;
      if (live.job.state !== 'running') {
        throw fail('refused', `Pausing "${live.job.title}"`, `it is ${live.job.state}`, 'only running jobs can pause');
      }
      measure(live);
      setState(live, 'paused');
      standing.follow(live);
      starts.paused(live, true);
      // Another one may use its place meanwhile.
      startNext();
    },

    resume(id) {
      const live = find(id, 'Resuming a job');
      if (live.job.state === 'running') return;
      if (live.job.state === 'queued') begin(live);
      else if (live.job.state === 'paused') {
        starts.paused(live, false);
        goOn(live);
      } else {
        const todo = live.job.state === 'interrupted' ? 'restart it' : 'only paused and waiting jobs can resume';
        throw fail('refused', `Resuming "${live.job.title}"`, `it is ${live.job.state}`, todo);
      }
    },

    limit(id, bytesPerSecond) {
      const live = find(id, 'Limiting a job');
      live.job.limit = limitOf(bytesPerSecond, `Limiting "${live.job.title}"`);
      live.pace.limit(live.job.limit);
      touch(live);
      wake();
    },

    window(id, window) {
      const live = find(id, 'Setting the hours of a job');
      live.job.window = windowOf(window, `Setting the hours of "${live.job.title}"`);
      touch(live);
      followHours(live);
      wake();
    },

    background(id, isBackground) {
      const live = find(id, 'Setting the speed of a job');
      live.job.background = isBackground;
      touch(live);
      if (live.job.state === 'running' || live.job.state === 'paused') turns.background(id, isBackground);
      startNext();
      wake();
    },

    move(id, before) {
      const attempted = 'Moving a job in the list';
      const live = find(id, attempted);
      const other = before === null ? null : find(before, attempted);
      for (const one of [live, ...(other === null ? [] : [other])]) {
        if (one.job.state === 'queued') continue;
        throw fail(
          'refused',
          `Moving "${one.job.title}" in the list`,
          `it is ${one.job.state}`,
          'only waiting jobs move',
        );
      }
      putBefore(
        inOrder().filter(({ job }) => job.state === 'queued'),
        live,
        other,
      );
    },

    questions: (id, after) => find(id, 'Looking at the questions of a job').questions.list(after),
    answer(id, answers, all) {
      const live = find(id, 'Answering for a job');
      if (isEnded(live)) {
        throw fail('refused', `Answering for "${live.job.title}"`, `it is ${live.job.state}`, 'start it again');
      }
      return live.questions.answer(answers, all);
    },

    retry: (id) => anew.retry(id),
    restart: (id, options) => anew.restart(id, options),

    dismiss(id) {
      const live = find(id, 'Dismissing a job');
      if (!isEnded(live) && live.job.state !== 'interrupted') {
        throw fail('refused', `Dismissing "${live.job.title}"`, 'it has not ended', 'cancel it first');
      }
      dismiss(live);
    },

    async windDown(after = 'file') {
      closing = 'keep';
      const open = [...jobs.values()].filter(({ work }) => work !== null);
      for (const live of open) cancel(live, after);
      await Promise.all(open.map((live) => live.ended.promise));
    },

    async close({ keep: keeps = false } = {}) {
      closing = keeps ? 'keep' : 'cancel';
      const open = [...jobs.values()].filter(({ work }) => work !== null);
      for (const live of open) cancel(live, 'now');
      await Promise.all(open.map((live) => live.ended.promise));
      if (timer !== null) clearInterval(timer);
      timer = null;
    },
  };
}

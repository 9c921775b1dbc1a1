import { randomUUID } from 'node:crypto';
import { AppError, asAppError, fail, toWire } from '../../../shared/errors.ts';
import type { Job, JobError, JobState } from '../../../shared/model.ts';
import type { ItemResult, JobHandle } from '../api.ts';
import type { JobList, JobRun, JobSpec, JobWork } from './types.ts';
import { createRate } from './rate.ts';

/** Ms between two looks at what changed: events come at most this often. */
const sampleMs = 100;
/** Jobs that run at the same time; the others wait in the order in which they came. */
const runningMost = 4;
/** Ended jobs that are kept until they are dismissed; the oldest go first. */
const endedMost = 200;
/** Errors and notes that one job carries; a note counts the rest, because every event carries them all. */
const remarksMost = 1000;

export interface JobEvents {
  /** A job is new, or something of it changed; at 10 Hz at most per job, and always once after its end. */
  readonly changed: (job: Job) => void;
  readonly removed: (id: string) => void;
}

interface Live {
  readonly spec: JobSpec;
  readonly work: JobWork;
  readonly abort: AbortController;
  readonly rate: ReturnType<typeof createRate>;
  readonly errors: JobError[];
  readonly notes: Set<string>;
  readonly perVolume: Map<string, number>;
  readonly listeners: ((item: ItemResult) => void)[];
  readonly ended: PromiseWithResolvers<Job>;
  readonly job: Mutable<Omit<Job, 'errors' | 'notes' | 'perVolume'>>;
  /** Set while paused: what a checkpoint waits for. */
  gate: PromiseWithResolvers<undefined> | null;
  moreErrors: number;
  moreNotes: number;
  /** The work was stopped in the middle by a cancel. */
  stopped: boolean;
  sentRevision: number;
  /** Shared by snapshots until something changes. */
  shown: Job | null;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

const endStates: readonly JobState[] = ['done', 'failed', 'cancelled'];
const isEnded = (live: Live): boolean => endStates.includes(live.job.state);

/** The list of jobs of one process. Nothing runs while there is no job: the sampling timer stops. */
export function createJobs(events: JobEvents): JobList {
  const jobs = new Map<string, Live>();
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  const touch = (live: Live): void => {
    live.job.revision += 1;
    live.shown = null;
  };

  const snapshot = (live: Live): Job => {
    live.shown ??= {
      ...live.job,
      perVolume: Object.fromEntries(live.perVolume),
      errors: [...live.errors],
      notes: [
        ...live.notes,
        ...(live.moreNotes > 0 ? [`${String(live.moreNotes)} more remarks of this kind are not listed.`] : []),
        ...(live.moreErrors > 0 ? [`${String(live.moreErrors)} more items failed and are not listed.`] : []),
      ],
    };
    return live.shown;
  };

  const send = (live: Live): void => {
    if (live.sentRevision === live.job.revision) return;
    live.sentRevision = live.job.revision;
    events.changed(snapshot(live));
  };

  /** Takes a sample of the rate; the figures of a job that stands still change too. */
  const measure = (live: Live): void => {
    const { job } = live;
    if (job.state !== 'running') return;
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
  };

  const tick = (): void => {
    let open = 0;
    for (const live of jobs.values()) {
      if (!isEnded(live)) open += 1;
      measure(live);
      send(live);
    }
    if (open === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };
  const wake = (): void => {
    timer ??= setInterval(tick, sampleMs).unref();
  };

  const setState = (live: Live, state: JobState): void => {
    live.job.state = state;
    if (state === 'running') live.rate.resume();
    else live.rate.pause();
    if (state !== 'running') live.job.etaMs = null;
    if (state === 'paused') live.job.rate = 0;
    touch(live);
  };

  const forgetOldest = (): void => {
    const ended = [...jobs.values()].filter(isEnded);
    for (const live of ended.slice(0, Math.max(0, ended.length - endedMost))) {
      jobs.delete(live.job.id);
      events.removed(live.job.id);
    }
  };

  const end = (live: Live, state: JobState): void => {
    measure(live);
    live.job.endedMs = Date.now();
    live.job.counting = false;
    live.job.current = '';
    // Over the whole of its active time: the last seconds of a job that has ended tell nothing.
    live.job.rate = Math.round(live.rate.overall(live.job.bytesDone));
    setState(live, state);
    send(live);
    live.ended.resolve(snapshot(live));
    forgetOldest();
    startNext();
  };

  const run = async (live: Live): Promise<void> => {
    try {
      await live.work(runOf(live));
      end(live, live.stopped ? 'cancelled' : live.errors.length > 0 ? 'failed' : 'done');
    } catch (thrown) {
      const error = asAppError(thrown);
      if (live.abort.signal.aborted) {
        end(live, 'cancelled');
        return;
      }
      addError(live, { path: live.job.current, error: toWire(error) });
      end(live, 'failed');
    }
  };

  const addError = (live: Live, error: JobError): void => {
    if (live.errors.length < remarksMost) live.errors.push(error);
    else live.moreErrors += 1;
    touch(live);
  };

  const startNext = (): void => {
    let running = [...jobs.values()].filter(({ job }) => job.state === 'running').length;
    for (const live of jobs.values()) {
      if (live.job.state !== 'queued') continue;
      if (running >= runningMost && live.spec.immediately !== true) continue;
      running += 1;
      setState(live, 'running');
      // A macrotask later, so that the caller's `onItem` is in place.
      setImmediate(() => void run(live));
    }
  };

  const runOf = (live: Live): JobRun => {
    const { job } = live;
    return {
      id: job.id,
      signal: live.abort.signal,
      async checkpoint() {
        if (live.gate !== null && !live.abort.signal.aborted) await live.gate.promise;
        if (live.abort.signal.aborted) {
          live.stopped = true;
          throw new AppError('cancelled', `${job.title}: it was cancelled: start it again when you want it.`);
        }
      },
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
      failed(path, error) {
        // What was under way at a cancel was not tried to its end: that is no failure of the item.
        if (live.abort.signal.aborted && error.code === 'cancelled') live.stopped = true;
        else addError(live, { path, error: toWire(error) });
      },
      note(text) {
        if (live.notes.has(text)) return;
        if (live.notes.size < remarksMost) live.notes.add(text);
        else live.moreNotes += 1;
        touch(live);
      },
    };
  };

  const find = (id: string, attempted: string): Live => {
    const live = jobs.get(id);
    if (live === undefined) throw fail('not-found', attempted, `there is no job ${id}`, 'list the jobs');
    return live;
  };

  const cancel = (live: Live): void => {
    if (isEnded(live) || live.abort.signal.aborted) return;
    live.abort.abort();
    live.gate?.resolve(undefined);
    if (live.job.state === 'queued') end(live, 'cancelled');
  };

  return {
    list: () => [...jobs.values()].map(snapshot),
    get: (id) => snapshot(find(id, 'Looking for a job')),

    start(spec, work) {
      if (closed) throw fail('refused', spec.title, 'CFS is closing', 'start it again');
      const job: Live['job'] = {
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
        startedMs: Date.now(),
        endedMs: null,
        planId: spec.planId ?? null,
        revision: 1,
      };
      const live: Live = {
        spec,
        work,
        job,
        abort: new AbortController(),
        rate: createRate(),
        errors: [],
        notes: new Set(),
        perVolume: new Map(),
        listeners: [],
        ended: Promise.withResolvers<Job>(),
        gate: null,
        moreErrors: 0,
        moreNotes: 0,
        stopped: false,
        sentRevision: 0,
        shown: null,
      };
      jobs.set(job.id, live);
      const cancelled = (): void => cancel(live);
      spec.signal?.addEventListener('abort', cancelled, { once: true });
      void live.ended.promise.then(() => spec.signal?.removeEventListener('abort', cancelled));
      startNext();
      if (spec.signal?.aborted === true) cancel(live);
      send(live);
      wake();
      return {
        id: job.id,
        snapshot: () => snapshot(live),
        onItem: (listener) => void live.listeners.push(listener),
        ended: live.ended.promise,
      } satisfies JobHandle;
    },

    cancel: (id) => cancel(find(id, 'Cancelling a job')),

    pause(id) {
      const live = find(id, 'Pausing a job');
      if (live.job.state === 'paused') return;
      if (live.job.state !== 'running') {
        throw fail('refused', `Pausing "${live.job.title}"`, `it is ${live.job.state}`, 'only running jobs can pause');
      }
      live.gate = Promise.withResolvers<undefined>();
      measure(live);
      setState(live, 'paused');
      // Another one may use its place meanwhile.
      startNext();
    },

    resume(id) {
      const live = find(id, 'Resuming a job');
      if (live.job.state === 'running') return;
      if (live.job.state !== 'paused') {
        throw fail('refused', `Resuming "${live.job.title}"`, `it is ${live.job.state}`, 'only paused jobs can resume');
      }
      setState(live, 'running');
      live.gate?.resolve(undefined);
      live.gate = null;
    },

    dismiss(id) {
      const live = find(id, 'Dismissing a job');
      if (!isEnded(live)) {
        throw fail('refused', `Dismissing "${live.job.title}"`, 'it has not ended', 'cancel it first');
      }
      jobs.delete(id);
      events.removed(id);
    },

    async close() {
      closed = true;
      for (const live of jobs.values()) cancel(live);
      await Promise.all([...jobs.values()].map((live) => live.ended.promise));
      if (timer !== null) clearInterval(timer);
      timer = null;
    },
  };
}

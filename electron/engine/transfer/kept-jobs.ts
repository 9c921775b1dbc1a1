import { z } from 'zod';
import type { Job } from '../../../shared/model.ts';
import type { JobStore, LeftJob } from '../state/jobs.ts';
import { factsShape, parsedJson, restartIn, restartShape, windowShape } from './restart-shape.ts';
import type { JobSpec, ResumedFrom } from './types.ts';

/** An interrupted job, as it is offered. */
export interface KeptJob {
  /** In the state `interrupted`. */
  readonly job: Job;
  readonly spec: JobSpec;
}

/** What who goes on with a job has to know, besides what is at its target. */
export interface JobFacts extends ResumedFrom {
  /** How often it began to work and its process died, one time after the other; the present start among them. */
  readonly starts: number;
  /** A person paused it. */
  readonly paused: boolean;
}

/** So often may a process die at a job with hours before it is left alone. */
export const startsMost = 2;

/** What outlives a process of its long jobs. Best effort: a job never fails because it cannot be remembered. */
export interface KeptJobs {
  begun(job: Job, spec: JobSpec): void;
  /** How often it was begun, and whether a person paused it: written at once, and durable. */
  standing(id: string, starts: number, paused: boolean): void;
  /** Figures, for what is told of it later; written now and then, and with each new fact. */
  update(job: Job, facts: JobFacts): void;
  /** It needs no restart; or (`interrupted`) it is offered at the next start. */
  ended(job: Job, facts: JobFacts, interrupted: boolean): void;
  /** Ids of the jobs whose process is gone; null when nobody can tell now. */
  interrupted(): readonly string[] | null;
  /** Null when it cannot be read: of a later version, or damaged. */
  read(id: string): KeptJob | null;
  /** Takes an interrupted job for this process: only one process gets it. */
  claim(id: string): boolean;
  /** It is interrupted again. */
  release(id: string): void;
  dismiss(id: string): void;
}

export const noKeptJobs: KeptJobs = {
  begun: () => undefined,
  standing: () => undefined,
  update: () => undefined,
  ended: () => undefined,
  interrupted: () => null,
  read: () => null,
  claim: () => false,
  release: () => undefined,
  dismiss: () => undefined,
};

/** Figures are written at most this often (ms). */
const figuresMs = 2_000;
/** So many facts are written one by one, at once; more of them in lots, at most this often (ms). */
const factsAtOnce = 100;
const factsMs = 100;

const kinds = ['put', 'get', 'upload', 'copy', 'move', 'trash', 'remove', 'rebalance', 'drain'] as const;
const bodyShape = z.object({
  kind: z.enum(kinds),
  title: z.string(),
  startedMs: z.number(),
  planId: z.string().nullable(),
  restart: restartShape.nullable(),
});
const figuresShape = z.object({
  filesTotal: z.number().default(0),
  filesDone: z.number().default(0),
  filesSkipped: z.number().default(0),
  bytesTotal: z.number().default(0),
  bytesDone: z.number().default(0),
  perVolume: z.record(z.string(), z.number()).default({}),
  limit: z.number().nullable().default(null),
  background: z.boolean().default(false),
  window: windowShape.nullable().default(null),
  starts: z.number().default(0),
  paused: z.boolean().default(false),
  facts: factsShape.default({ madeFolders: [], folderTimes: {} }),
});

/** Jobs kept in the state of a home. */
export function keepJobs(store: JobStore, clock: () => number = () => performance.now()): KeptJobs {
  const written = new Map<string, { readonly atMs: number; readonly facts: number }>();
  /** What is remembered is a help; a state that cannot be written stops no copy. */
  const tryTo = <T>(work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch {
      return otherwise;
    }
  };
  const countOf = (facts: ResumedFrom): number => facts.madeFolders.length + Object.keys(facts.folderTimes).length;
  const write = (job: Job, { starts, paused, ...facts }: JobFacts): void => {
    const { filesTotal, filesDone, filesSkipped, bytesTotal, bytesDone, perVolume, limit, background, window } = job;
    const counts = { filesTotal, filesDone, filesSkipped, bytesTotal, bytesDone, perVolume, limit, background, window };
    written.set(job.id, { atMs: clock(), facts: countOf(facts) });
    store.setFigures(job.id, JSON.stringify({ ...counts, starts, paused, facts }));
  };
  return {
    begun(job, { restart = null, starts = 0 }) {
      const { id, pool, kind, title, startedMs, planId } = job;
      tryTo(() => {
        store.add(id, pool, JSON.stringify({ kind, title, startedMs, planId, restart }));
        const isPaced = job.limit !== null || job.background === true || (job.window ?? null) !== null;
        if (isPaced) write(job, { madeFolders: [], folderTimes: {}, starts, paused: false });
      }, undefined);
    },
    standing: (id, starts, paused) => tryTo(() => store.setStanding(id, starts, paused), undefined),
    update(job, facts) {
      const last = written.get(job.id);
      const [age, count] = [clock() - (last?.atMs ?? -Infinity), countOf(facts)];
      const isNews = count !== (last?.facts ?? 0) && (count <= factsAtOnce || age >= factsMs);
      if (isNews || age >= figuresMs) tryTo(() => write(job, facts), undefined);
    },
    ended(job, facts, interrupted) {
      tryTo(() => {
        if (!interrupted) store.remove(job.id);
        else {
          // It ended because CFS did, and CFS did not because of it.
          write(job, { ...facts, starts: 0 });
          store.leave(job.id);
        }
      }, undefined);
      written.delete(job.id);
    },
    interrupted: () => tryTo(() => store.left(), null),
    read: (id) =>
      tryTo(() => {
        const found = store.read(id);
        return found === null ? null : offered(found);
      }, null),
    claim: (id) => tryTo(() => store.claim(id), false),
    release: (id) => tryTo(() => store.leave(id), undefined),
    dismiss: (id) => tryTo(() => store.remove(id), undefined),
  };
}

function offered({ id, pool, body, figures }: LeftJob): KeptJob | null {
  const what = bodyShape.safeParse(parsedJson(body));
  const known = figuresShape.safeParse(parsedJson(figures));
  if (!what.success || !known.success) return null;
  const { kind, title, startedMs, planId, restart } = what.data;
  const { facts, starts, paused, ...counts } = known.data;
  const stays = counts.window === null ? '' : staysWords(starts, paused);
  const job: Job = {
    ...counts,
    id,
    pool,
    kind,
    state: 'interrupted',
    title,
    counting: false,
    rate: 0,
    etaMs: null,
    current: '',
    errors: [],
    notes: [
      restart === null
        ? 'CFS ended while it ran. An upload cannot go on: send its files again; those that came whole are there.'
        : 'CFS ended while it ran. Nothing is half done; what is whole already is not done again.',
      ...(stays === '' ? [] : [stays]),
    ],
    ...(stays === '' ? {} : { stays }),
    startedMs,
    endedMs: null,
    planId,
    questions: 0,
    questionsRevision: 0,
    asking: false,
    waitingFor: '',
    order: 0,
    stopping: null,
    canRetry: false,
    canRestart: restart !== null,
    revision: 1,
  };
  const former = restart?.options.resumed;
  const resumed: ResumedFrom = {
    madeFolders: [...(former?.madeFolders ?? []), ...facts.madeFolders],
    folderTimes: { ...facts.folderTimes, ...former?.folderTimes },
  };
  const spec: JobSpec = {
    pool,
    kind,
    title,
    ...(planId === null ? {} : { planId }),
    ...(starts > 0 ? { starts } : {}),
    ...(restart === null ? {} : { restart: restartIn({ ...restart, options: { ...restart.options, resumed } }) }),
  };
  return { job, spec };
}

/** Why one with hours does not go on by itself; '' when it does. */
function staysWords(starts: number, paused: boolean): string {
  if (paused) return 'You had paused it, so it does not go on by itself. Resume it when you want it.';
  if (starts < startsMost) return '';
  const times = starts === 2 ? 'twice' : `${String(starts)} times`;
  return `CFS stopped ${times} in a row while it was at work, so it does not go on by itself. Resume it to try once more.`;
}

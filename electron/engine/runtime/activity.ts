import { fail } from '../../../shared/errors.ts';
import type {
  ActivityAct,
  ActivityGroup,
  ActivityKind,
  ActivityPage,
  ActivityReceipt,
  ActivityRow,
  Actor,
  RetryOffer,
  SpeedLine,
} from '../../../shared/activity.ts';
import type { Job } from '../../../shared/model.ts';
import { failedOf } from '../../../shared/progress.ts';

import type { ActivityQuery, ActivityStore, KeptActivity, KeptRow } from '../state/activity.ts';
import type { Act, ActKind } from '../state/history.ts';
import { parseRetry, retryText } from '../transfer/kept-retries.ts';
import type { KeptRetries } from '../transfer/kept-retries.ts';
import type { JobTelling } from '../transfer/types.ts';

/** Keeps what was done, and lists it with what can be undone of it. */
export interface Activity {
  jobEnded(job: Job, telling: JobTelling): void;
  /** Something was recorded that can be undone; `job`: the one that did it, if any. */
  acted(act: Act, job: string | undefined): void;
  /** The run of a plan was recorded as this act. */
  planActed(plan: string, act: string): void;
  list(pool: string, options?: ActivityOptions): ActivityPage;
  /** @throws not-found */
  receipt(pool: string, id: string): ActivityReceipt;
  /** What of it failed and can be tried again, whichever process it failed in. */
  readonly retries: KeptRetries;
}

export interface ActivityOptions {
  readonly group?: ActivityGroup;
  readonly text?: string;
  readonly sinceMs?: number;
  readonly cursor?: string;
  readonly limit?: number;
}

const copies: readonly ActivityKind[] = ['put', 'get', 'upload', 'copy', 'write'];
const moves: readonly ActivityKind[] = ['move', 'rename', 'rebalance', 'drain'];
const groups: Readonly<Partial<Record<ActivityGroup, readonly ActivityKind[]>>> = { copies, moves };

const kindOf = (kind: ActKind): ActivityKind => (kind === 'plan' ? 'rebalance' : kind);
const noSpeeds: SpeedLine = { stepMs: 250, bytes: [], activeMs: 0 };

interface Parts {
  readonly store: ActivityStore;
  /** Acts of a pool, oldest first. */
  readonly acts: (pool: string) => readonly Act[];
  readonly by: Actor;
  readonly changed: (pool: string) => void;
}

export function keepActivity({ store, acts, by, changed }: Parts): Activity {
  /** Acts of jobs that have not ended yet. */
  const actOf = new Map<string, string>();

  const keep = (pool: string, one: KeptActivity, again: string | null = null): void => {
    try {
      store.add(pool, one, again);
    } catch {
      // The home is full or away: what was done is done, and only nobody is told of it later.
      return;
    }
    changed(pool);
  };

  return {
    jobEnded(job, { speeds, left, verified, again }) {
      const act = actOf.get(job.id) ?? null;
      actOf.delete(job.id);
      const { id, pool, kind, title, state, startedMs, planId, perVolume, errors, notes, filesTotal } = job;
      if (state === 'queued' || state === 'running' || state === 'paused') return;
      const kept: KeptActivity = {
        ...{ id, kind, title, state, by, startedMs, endedMs: job.endedMs ?? Date.now(), planId, perVolume, actId: act },
        ...{ files: job.filesDone, bytes: job.bytesDone, skipped: job.filesSkipped, failed: failedOf(job), verified },
        ...{ filesTotal, speeds, left, errors, notes },
      };
      keep(pool, kept, again === null ? null : retryText(again));
    },

    acted(act, job) {
      if (job !== undefined) {
        actOf.set(job, act.id);
        return;
      }
      keep(act.pool, fromAct(act, by));
    },

    planActed(plan, act) {
      try {
        store.link(plan, act);
      } catch {
        // As above.
      }
    },

    retries: {
      offeredIn: (id) => bestEffort(() => store.offeredIn(id)),
      take(id) {
        const taken = bestEffort(() => store.takeAgain(id));
        if (taken === null) return null;
        const { pool, title, again } = taken;
        if (again === '') return 'taken';
        changed(pool);
        const retry = parseRetry(again);
        return retry === null ? null : { ...retry, pool, title };
      },
      giveBack(id, retry) {
        bestEffort(() => store.giveAgain(id, retryText(retry)));
        changed(retry.pool);
      },
    },

    list(pool, { group = 'all', text = '', sinceMs = 0, cursor, limit = 200 } = {}) {
      const before = cursor === undefined ? undefined : parseCursor(cursor);
      const kinds = groups[group];
      const query: ActivityQuery = {
        ...{ text, sinceMs, limit: limit + 1, problems: group === 'problems' },
        ...(kinds === undefined ? {} : { kinds }),
        ...(before === undefined ? {} : { before }),
      };
      const all = acts(pool);
      const kept = store.acts(pool);
      const way = wayBack(all);
      const told = store.list(pool, query).map((row) => rowOf(row, way));
      const untold = all
        .filter(({ id }) => !kept.has(id))
        .map((act) => ({ ...rowOf(fromAct(act, null), way), receipt: false }))
        .filter((row) => row.endedMs >= sinceMs && group !== 'problems' && (kinds?.includes(row.kind) ?? true))
        .filter(({ title }) => title.toLowerCase().includes(text.toLowerCase()))
        .filter((row) => before === undefined || newestFirst(before, row) < 0);
      const rows = [...told, ...untold].sort(newestFirst);
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        rows: page,
        cursor: rows.length > limit && last !== undefined ? `${String(last.endedMs)} ${last.id}` : null,
        problems: store.countProblems(pool, sinceMs),
      };
    },

    receipt(pool, id) {
      const all = acts(pool);
      const kept = store.get(pool, id);
      if (kept !== null) {
        const { filesTotal, speeds, left, errors, notes } = kept;
        return { ...rowOf(kept, wayBack(all)), filesTotal, speeds, left, errors, notes };
      }
      const act = all.find((one) => one.id === id);
      if (act === undefined) {
        throw fail('not-found', 'Looking for a receipt', 'nothing was kept of it', 'look at the list again');
      }
      const { filesTotal, speeds, left, errors, notes } = fromAct(act, null);
      return { ...rowOf(fromAct(act, null), wayBack(all)), receipt: false, filesTotal, speeds, left, errors, notes };
    },
  };
}

/** What an act says of itself; nothing of it copied bytes but the run of a plan. */
function fromAct({ id, kind, title, atMs, items, bytes }: Act, by: Actor | null): KeptActivity {
  return {
    ...{ id, kind: kindOf(kind), title, state: 'done', by, startedMs: atMs, endedMs: atMs, planId: null, actId: id },
    ...{ files: items, bytes, skipped: 0, failed: 0, verified: { device: 0, cached: 0 }, perVolume: {} },
    ...{ filesTotal: items, speeds: noSpeeds, left: [], errors: [], notes: [] },
  };
}

type Way = ReadonlyMap<string, ActivityAct>;

/** What can be done about each act: the last one done is undone first, the last one undone done again first. */
function wayBack(acts: readonly Act[]): Way {
  const begun = acts.find(({ state }) => state === 'undoing' || state === 'redoing');
  const undo = begun ?? acts.findLast(({ state }) => state === 'done');
  const redo = begun ?? acts.find(({ state }) => state === 'undone');
  return new Map(
    acts.map(({ id, state, bytes }) => {
      const isDone = state === 'done' || state === 'undoing';
      return [id, { id, state: isDone ? 'done' : 'undone', next: id === (isDone ? undo : redo)?.id, bytes }];
    }),
  );
}

/** What is kept is a help: a home that is full or away stops nothing. */
function bestEffort<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

function rowOf(kept: KeptRow & { readonly retry?: RetryOffer | null }, way: Way): ActivityRow {
  const { id, kind, title, state, by, startedMs, endedMs, files, bytes, skipped, failed, verified } = kept;
  const { perVolume, planId, actId, retry = null } = kept;
  const act = actId === null ? null : (way.get(actId) ?? null);
  return {
    ...{ id, kind, title, state, by, startedMs, endedMs, files, bytes, skipped, failed, verified },
    ...{ perVolume, planId, receipt: true, retry, act },
  };
}

function newestFirst(
  a: { readonly endedMs: number; readonly id: string },
  b: { readonly endedMs: number; readonly id: string },
): number {
  return b.endedMs - a.endedMs || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

function parseCursor(text: string): { readonly endedMs: number; readonly id: string } {
  const [at = '', id = ''] = text.split(' ');
  const endedMs = Number(at);
  if (!Number.isSafeInteger(endedMs) || id === '') {
    throw fail('invalid', 'Listing the activity', 'the place to go on from makes no sense', 'list it from the start');
  }
  return { endedMs, id };
}

import { randomBytes } from 'node:crypto';
import { fail } from '../../../shared/errors.ts';
import type { Plan, PlanDraft } from '../../../shared/model.ts';
import { rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { PlanPage, PlanPageOptions, PlanRequest } from '../../../shared/planning.ts';
import type { DraftOptions } from '../plans-api.ts';
import type { DeskDraft } from '../rebalance/desk.ts';
import type { DeskLink } from '../rebalance/desk-link.ts';
import { scanMembers } from '../rebalance/scan.ts';
import type { ScannedItem, ScanSource } from '../rebalance/scan.ts';
import type { Held } from '../rebalance/scoped.ts';
import { placementOf } from '../state/config-shape.ts';
import type { PoolContext } from './context.ts';
import { isWorthAsking, knownSource } from './known-contents.ts';
import { planFigures } from './plan-figures.ts';
import type { PlanFigures } from './plan-figures.ts';
import { lookAtWanted } from './plan-looks.ts';
import { pathOf, readRequest } from './plan-request.ts';

/** Drafts of all pools of one engine. What a pool holds is looked at once, and lies on a desk while somebody plans. */
export interface Planning {
  /** @throws as plans-api.ts says */
  draft(context: PoolContext, request: PlanRequest, options?: DraftOptions): Promise<PlanDraft>;
  moves(draft: string, options?: PlanPageOptions): Promise<PlanPage>;
  keep(draft: string): Promise<Plan>;
  /** Something changed in this pool: the next draft without edits looks anew. */
  touched(pool: string): void;
  /** Lets go of what is known of a pool. */
  forget(pool: string): void;
  close(): void;
}

/** What was seen is let go when nobody asked for so long (ms). */
const idleMs = 10 * 60_000;
/** A draft without edits looks anew at what was seen longer ago (ms). */
const scanMaxAgeMs = 5 * 60_000;
/** How full volumes are is read anew for a draft without edits after so long (ms). */
const figuresMaxAgeMs = 2_000;
/** So many of the largest files of a draft are looked at, whether they are being written, so often. */
const wantedMost = 2_000;
const looksMost = 3;
/** Drafts whose pool is remembered. */
const draftsKept = 200;

const fromCatalog = 'Made from the catalog, which is up to date; each file is looked at before it moves.';

interface ScannedPool {
  /** Below this folder. */
  readonly path: PoolPath;
  /** The volumes and their settings, as they were. */
  readonly key: string;
  readonly desk: DeskLink;
  readonly from: 'catalog' | 'volumes';
  readonly scannedMs: number;
  figures: PlanFigures;
  figuresMs: number;
  held: readonly Held[];
  /** Files of which somebody looked whether they are being written. */
  readonly looked: Set<string>;
}

interface PoolDesk {
  scan: ScannedPool | null;
  /** The look that is under way; further questions wait for it. */
  looking: { readonly of: string; readonly scan: Promise<ScannedPool> } | null;
  isDirty: boolean;
  idle: NodeJS.Timeout | null;
}

interface Remembered {
  readonly context: PoolContext;
  readonly desk: DeskLink;
  readonly draft: PlanDraft;
}

export function openPlanning(openDesk: () => DeskLink): Planning {
  const pools = new Map<string, PoolDesk>();
  const drafts = new Map<string, Remembered>();
  const owners = new Map<string, AbortController>();

  const poolOf = (id: string): PoolDesk => {
    const known = pools.get(id);
    if (known !== undefined) return known;
    const made: PoolDesk = { scan: null, looking: null, isDirty: false, idle: null };
    pools.set(id, made);
    return made;
  };

  const drop = (pool: PoolDesk): void => {
    const { scan } = pool;
    pool.scan = null;
    if (scan === null) return;
    scan.desk.close();
    for (const [id, { desk }] of drafts) if (desk === scan.desk) drafts.delete(id);
  };

  const used = (pool: PoolDesk): void => {
    if (pool.idle !== null) clearTimeout(pool.idle);
    pool.idle = setTimeout(() => drop(pool), idleMs).unref();
  };

  const look = async (context: PoolContext, pool: PoolDesk, path: PoolPath): Promise<ScannedPool> => {
    const key = settingsKey(context);
    const of = JSON.stringify([path, key]);
    if (pool.looking?.of === of) return pool.looking.scan;
    const begin = async (): Promise<ScannedPool> => {
      // What changes from now on may have been missed.
      pool.isDirty = false;
      const figures = await planFigures(context);
      const scannedMs = Date.now();
      const { desk, from } = await scanPool(context, path, openDesk);
      drop(pool);
      const scan = {
        path,
        key,
        desk,
        from,
        scannedMs,
        figures,
        figuresMs: scannedMs,
        held: [],
        looked: new Set<string>(),
      };
      pool.scan = scan;
      return scan;
    };
    const looking = { of, scan: begin() };
    pool.looking = looking;
    try {
      return await looking.scan;
    } finally {
      if (pool.looking === looking) pool.looking = null;
    }
  };

  /** What is known already where that will do, else a new look. */
  const scanFor = async (context: PoolContext, request: PlanRequest, fresh: boolean): Promise<ScannedPool> => {
    const pool = poolOf(context.id);
    used(pool);
    const isEdit = Object.keys(request.edits ?? {}).length > 0;
    // What stays on a volume that is emptied in part is told, too.
    const isAll = request.goal.kind === 'drain';
    const path = (isAll ? rootPath : (request.scope?.path ?? pathOf(request.goal) ?? rootPath)) as PoolPath;
    if (!isEdit || pool.scan === null) await context.info();
    const { scan } = pool;
    const isKnown =
      scan !== null &&
      !fresh &&
      scan.desk.isOpen() &&
      scan.key === settingsKey(context) &&
      (scan.path === path || scan.path === rootPath) &&
      (isEdit || (!pool.isDirty && Date.now() - scan.scannedMs < scanMaxAgeMs));
    if (!isKnown) return look(context, pool, path);
    if (!isEdit && Date.now() - scan.figuresMs > figuresMaxAgeMs) {
      scan.figures = await planFigures(context);
      scan.figuresMs = Date.now();
    }
    return scan;
  };

  const remember = (context: PoolContext, desk: DeskLink, draft: PlanDraft): void => {
    drafts.set(draft.id, { context, desk, draft });
    for (const oldest of drafts.keys()) {
      if (drafts.size <= draftsKept) break;
      drafts.delete(oldest);
    }
  };

  const find = (id: string): Remembered => {
    const found = drafts.get(id);
    if (found !== undefined) return found;
    throw fail('not-found', `Looking for the draft ${id}`, 'it was let go', 'make the plan again');
  };

  return {
    async draft(context, asked, { fresh = false, owner, signal } = {}) {
      const own = new AbortController();
      if (owner !== undefined) {
        owners.get(owner)?.abort(fail('cancelled', 'Planning', 'something else was asked for', 'ask again'));
        owners.set(owner, own);
      }
      const ended = signal === undefined ? own.signal : AbortSignal.any([own.signal, signal]);
      try {
        const request = await unless(ended, readRequest(context, asked));
        const scan = await unless(ended, scanFor(context, request, fresh));
        const { volumes, timed, keeps } = scan.figures;
        const placing = {
          settings: placementOf(context.config()),
          volumes: context.members.list().map(({ name, settings }) => ({ name, tags: settings.tags })),
        };
        const id = randomBytes(6).toString('hex');
        const solveNow = (): Promise<DeskDraft> => {
          const input = { volumes, timed, keeps, placing, request, held: scan.held, nowMs: Date.now() };
          return scan.desk.solve(id, input, ended);
        };
        let solved = await solveNow();
        // An edit is answered at once; the run looks again at whatever it moves.
        const looks = Object.keys(request.edits ?? {}).length > 0 ? 0 : looksMost;
        for (let look = 0; look < looks; look += 1) {
          const found = await unless(ended, lookAtWanted(context, await scan.desk.wanted(id, wantedMost), scan.looked));
          if (found.length === 0) break;
          scan.held = [...scan.held, ...found];
          solved = await solveNow();
        }
        const { from, scannedMs } = scan;
        const note = noteOf(context, solved.note, from);
        const draft: PlanDraft = { ...solved, note, pool: context.id, from, scannedMs };
        remember(context, scan.desk, draft);
        return draft;
      } finally {
        if (owner !== undefined && owners.get(owner) === own) owners.delete(owner);
      }
    },

    async moves(id, options = {}) {
      const { context, desk } = find(id);
      used(poolOf(context.id));
      return desk.page(id, options);
    },

    async keep(id) {
      const { context, desk, draft } = find(id);
      const { moves, blocked } = await desk.moves(id);
      const { goal, request, bytes, lowerBoundBytes, before, after, reached, note, band, from } = draft;
      const { estimate, extraBytes, proven } = draft;
      const ids = new Map(context.members.list().map((member) => [member.name, member.id]));
      return context.engine.home.plans.add(context.id, {
        goal,
        bytes,
        lowerBoundBytes,
        moves,
        blocked,
        before,
        after,
        reached,
        note,
        band,
        from,
        request,
        estimate,
        extraBytes,
        proven,
        volumeIds: before.map(({ volume }) => ids.get(volume) ?? ''),
      });
    },

    touched(id) {
      const pool = pools.get(id);
      if (pool !== undefined) pool.isDirty = true;
    },

    forget(id) {
      const pool = pools.get(id);
      if (pool === undefined) return;
      if (pool.idle !== null) clearTimeout(pool.idle);
      drop(pool);
      pools.delete(id);
    },

    close() {
      for (const pool of pools.values()) {
        if (pool.idle !== null) clearTimeout(pool.idle);
        drop(pool);
      }
      for (const owner of owners.values()) {
        owner.abort(fail('cancelled', 'Planning', 'CFS is closing', 'start it again'));
      }
    },
  };
}

/** The answer, unless the signal comes first; what is looked at goes on for others then. */
async function unless<T>(signal: AbortSignal, answer: Promise<T>): Promise<T> {
  // Nobody may wait for it any more.
  answer.catch(() => undefined);
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const end = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([answer, promise]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** All of a pool's settings and volumes that plans depend on. */
function settingsKey(context: PoolContext): string {
  return JSON.stringify([
    placementOf(context.config()),
    context.members.list().map(({ id, name, settings, state }) => {
      const { mode, reserve, limit, draining, tags } = settings;
      return [id, name, mode, reserve, limit, draining, tags, state().online];
    }),
  ]);
}

function noteOf(context: PoolContext, note: string, from: 'catalog' | 'volumes'): string {
  const offline = context.members.list().filter((member) => !member.state().online);
  return [
    note,
    from === 'catalog' ? fromCatalog : '',
    ...offline.map(({ name, state }) => `${name} takes no part: ${state().reason}.`),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** What lies on the connected volumes: from the catalog while it is up to date and worth it, else from the volumes. */
async function scanPool(
  context: PoolContext,
  scope: PoolPath,
  openDesk: () => DeskLink,
): Promise<{ readonly desk: DeskLink; readonly from: 'catalog' | 'volumes' }> {
  const online = context.members.list().filter((member) => member.state().online);
  /** Items go to the desk as they are found: a million of them are never in this thread. */
  const scan = async (source: ScanSource | null): Promise<DeskLink> => {
    const desk = openDesk();
    try {
      const take = (items: readonly ScannedItem[]): void => desk.add(items);
      const { blocked, emptyFolders } = await scanMembers(online, {
        scope,
        take,
        ...(source === null ? {} : { source }),
      });
      desk.ready({ blocked, emptyFolders });
      return desk;
    } catch (thrown) {
      desk.close();
      throw thrown;
    }
  };
  try {
    if (isWorthAsking(await context.catalog.status())) {
      return { desk: await scan(knownSource(context.catalog, online)), from: 'catalog' };
    }
  } catch {
    // A catalog that cannot be read is no answer; the volumes are.
  }
  return { desk: await scan(null), from: 'volumes' };
}

import { randomUUID } from 'node:crypto';
import { resolve as absolute } from 'node:path';
import { asAppError, fail } from '../../shared/errors.ts';
import type { Actor } from '../../shared/activity.ts';
import type { JobKind, PoolInfo } from '../../shared/model.ts';
import { parentPath } from '../../shared/path.ts';
import type { PlanPageOptions, PlanRequest } from '../../shared/planning.ts';
import type { Engine, Pool } from './api.ts';
import type { DraftOptions } from './plans-api.ts';
import type { CatalogProcess } from './catalog/child-protocol.ts';
import { defaultHome } from './default-home.ts';
import { createReservations } from './pool/reservations.ts';
import { actLists } from './history/history.ts';
import { openLocalDesk } from './rebalance/desk-link.ts';
import type { DeskThread } from './rebalance/desk-protocol.ts';
import { openThreadDesk } from './rebalance/thread-desk.ts';
import { addRest } from './runtime/plan-rest.ts';
import { keepCatalogs, readCatalogs } from './runtime/catalog-host.ts';
import type { Catalogs } from './runtime/catalog-host.ts';
import { heldBackOf } from './runtime/catalog.ts';
import { keepActivity } from './runtime/activity.ts';
import { findPool, openPoolContext } from './runtime/context.ts';
import type { EngineContext, PoolContext } from './runtime/context.ts';
import { eject } from './runtime/ejecting.ts';
import { createEmitter } from './runtime/emitter.ts';
import { checkName } from './runtime/identity.ts';
import { importVolumes } from './runtime/importing.ts';
import { openIo } from './runtime/io.ts';
import { missingVolumes } from './runtime/missing-volumes.ts';
import { endKeptPromises } from './runtime/kept-promises.ts';
import { openPlanRuns } from './runtime/plan-runs.ts';
import type { RunOptions } from './runtime/plan-runs.ts';
import { checkPlan } from './runtime/plan-check.ts';
import { planPage } from './runtime/plan-page.ts';
import { openPlanning } from './runtime/planning.ts';
import { planUndo } from './runtime/plan-undo.ts';
import { poolApi } from './runtime/pool.ts';
import { probeRoot, publicProbe, suggestRoots } from './runtime/probe.ts';
import { createSample, removeSample } from './runtime/sample-pool.ts';
import { settleHistory } from './runtime/settling.ts';
import { emptyOldTrash } from './runtime/trash.ts';
import { usageSampling } from './runtime/usage-sampling.ts';
import { openVolumes } from './runtime/volume-opener.ts';
import { remark } from './runtime/volumes.ts';
import type { SpawnLane } from './runtime/volume-opener.ts';
import { openWatching } from './runtime/watching.ts';
import type { PoolConfig } from './state/config-shape.ts';
import { openHome } from './state/home.ts';
import { beginAgain } from './transfer/again.ts';
import { createJobs } from './transfer/jobs.ts';
import { keepJobs } from './transfer/kept-jobs.ts';
import { createMeter } from './volume/meter.ts';
import type { Volume } from './volume/volume.ts';
import type { WatchProcess } from './watch/watch.ts';

export interface EngineOptions {
  /** Folder of configuration and state; default: CFS_HOME, else the platform's usual place. Made when missing. */
  readonly home?: string;
  /**
   * Starts a child process for a disk; null or left out: volumes are used in this process, which is right for a command
   * or a program of yours, and wrong for a window or server (a disk that hangs would stop it).
   */
  readonly spawnLane?: SpawnLane | null;
  /** Starts the child process that watches open folders; null or left out: nothing is watched. */
  readonly spawnWatch?: (() => WatchProcess) | null;
  /** Starts the child process that keeps catalogs up to date; null or left out: they are only read, in this process. */
  readonly spawnCatalog?: (() => CatalogProcess) | null;
  /** Starts the thread that plans; null or left out: plans are made in this process, which stands still meanwhile. */
  readonly spawnDesk?: (() => DeskThread) | null;
  /** Keys of the disks behind a volume: moves between disjoint ones go on at the same time. Default: as the system tells. */
  readonly devicesOf?: (volume: Volume) => readonly string[];
  /** What kind of process this is, for the list of what was done. Default: a program of yours. */
  readonly as?: Actor;
}

/** Work that takes files away from where they were. */
const removingJobs: ReadonlySet<JobKind> = new Set(['move', 'trash', 'remove', 'rebalance', 'drain', 'undo', 'redo']);
/** Hosts look this often (ms) for what other processes changed and for volumes that came or went. */
const lookMs = 2_000;
/** A pool whose figures changed is told of at most this often (ms). */
const tellMs = 500;

/**
 * Opens the engine over one home. Several may be open at once, in this and other processes.
 * @throws AppError denied (the home cannot be used), refused (its configuration is damaged)
 */
export function openEngine(options: EngineOptions = {}): Promise<Engine> {
  return new Promise((resolve) => resolve(assemble(options)));
}

function assemble(options: EngineOptions): Engine {
  const home = openHome(absolute(options.home ?? defaultHome()));
  home.config.read();
  const emitter = createEmitter();
  const spawnCatalog = options.spawnCatalog ?? null;
  const keepsCatalogs = spawnCatalog !== null;
  const catalogs: Catalogs =
    spawnCatalog === null
      ? readCatalogs(home.path)
      : keepCatalogs(home.path, spawnCatalog, (pool, status) => {
          if (closed) return;
          emitter.emit('catalogChanged', { pool, status });
          const seen = status.perVolume.map(({ id, state }) => `${id} ${state}`).join();
          if (seen !== lastSeen.get(pool)) poolTouched(pool);
          lastSeen.set(pool, seen);
          // What vanished at once appears in every open folder as such, and leaves it when it is confirmed or back.
          const held = heldBackOf(status).join();
          if (held === (lastHeld.get(pool) ?? '')) return;
          lastHeld.set(pool, held);
          const open = opened.get(pool);
          if (open !== undefined) watching.reportAll(open.context);
        });
  const activity = keepActivity({
    store: home.activity,
    acts: (pool) => home.history.list(pool),
    by: options.as ?? 'program',
    changed: (pool) => {
      if (!closed) emitter.emit('activityChanged', { pool });
    },
  });
  const jobs = createJobs(
    {
      changed: (job) => {
        emitter.emit('jobChanged', job);
        if (removingJobs.has(job.kind)) catalogs.acting(null);
      },
      removed: (id) => emitter.emit('jobRemoved', id),
      ended: (job, telling) => activity.jobEnded(job, telling),
    },
    {
      kept: keepJobs(home.jobs),
      retries: activity.retries,
      missing: (job) => missingVolumes(openPool(job.pool).context, job),
      ready: readyAgain,
      async beginAgain(pool, restart, begin) {
        const { context } = openPool(pool);
        await readyAgain(pool);
        if (restart.kind !== 'plan') return beginAgain(context.transfer, restart, begin);
        const { resumed } = restart.options;
        return plans.run(await addRest(context, restart), { ...begin, ...(resumed === undefined ? {} : { resumed }) });
      },
    },
  );
  /** What a dead process left half done comes first: it is whole or gone then. */
  async function readyAgain(pool: string): Promise<void> {
    const { context } = openPool(pool);
    await context.ready();
    await context.recovering.now().catch(() => undefined);
  }
  const io = openIo({
    meter: createMeter(),
    store: home.speeds,
    wanted: () => emitter.heard('ioChanged'),
    sampled: (atMs) => tellIo(atMs),
  });
  const volumes = openVolumes(
    options.spawnLane ?? null,
    () => {
      for (const id of opened.keys()) poolTouched(id);
    },
    io.meter,
  );
  const opened = new Map<string, { readonly context: PoolContext; readonly api: Pool }>();
  const touched = new Set<string>();
  const lastTold = new Map<string, { readonly text: string; readonly states: string }>();
  const lastHeld = new Map<string, string>();
  /** States of the volumes of each pool, as the catalog told them last. */
  const lastSeen = new Map<string, string>();
  let knownPools = poolsKey(home.config.read().pools);
  let tellTimer: NodeJS.Timeout | null = null;
  let closed = false;

  const tellTouched = async (): Promise<void> => {
    tellTimer = null;
    const ids = [...touched];
    touched.clear();
    if (!emitter.heard('poolChanged')) return;
    for (const id of ids) {
      const pool = opened.get(id);
      if (pool === undefined || closed) continue;
      try {
        tell(await pool.context.info());
      } catch {
        // Forgotten in between: `poolsChanged` tells that.
      }
    }
  };
  const tell = (info: PoolInfo): void => {
    const text = JSON.stringify(info);
    if (closed || lastTold.get(info.id)?.text === text) return;
    // What a volume that came or went holds appears or vanishes in every open folder.
    const states = JSON.stringify(info.volumes.map(({ id, name, state }) => [id, name, state]));
    const former = lastTold.get(info.id)?.states ?? states;
    lastTold.set(info.id, { text, states });
    emitter.emit('poolChanged', info);
    const pool = opened.get(info.id);
    if (former !== states && pool !== undefined) {
      watching.refresh();
      catalogs.follow();
      watching.reportAll(pool.context);
      pool.context.recovering.again(true);
    }
  };
  const poolTouched = (id: string): void => {
    touched.add(id);
    tellTimer ??= setTimeout(() => void tellTouched(), tellMs).unref();
  };

  const watching = openWatching(options.spawnWatch ?? null, (context, folders) => {
    emitter.emit('foldersChanged', { pool: context.id, paths: folders });
    poolTouched(context.id);
  });

  /** The pool is not in the configuration any more: what the home kept of it goes, too. */
  const forgotten = (id: string): void => {
    home.reasons.forgetPool(id);
    home.jobs.forgetPool(id);
    for (const store of [home.history, home.activity, home.usage]) {
      try {
        store.forgetPool(id);
      } catch {
        // Nothing asks for what is of no pool any more, and it goes as new ones come.
      }
    }
    followSettings();
    catalogs.forgetPool(id);
  };

  /** Undo and redo are about something else now; told also when another process did it. */
  const tellHistory = (id: string): void => {
    if (closed || !emitter.heard('historyChanged')) return;
    const lists = actLists(home.history.list(id));
    emitter.emit('historyChanged', { pool: id, undo: lists.undo[0] ?? null, redo: lists.redo[0] ?? null });
  };
  const lastIo = new Map<string, string>();
  /** What goes on in each pool, when it is something else than a second ago. */
  const tellIo = (atMs: number): void => {
    for (const [pool, { context }] of opened) {
      const figures = io.now(context.members.list());
      const text = JSON.stringify(figures);
      if (closed || text === (lastIo.get(pool) ?? '')) continue;
      lastIo.set(pool, text);
      emitter.emit('ioChanged', { pool, atMs, volumes: figures });
    }
  };
  const activityIsNew = changesOf(home.activity);
  /** Another process of this home did something. */
  const followActivity = (): void => {
    if (!emitter.heard('activityChanged') || !activityIsNew()) return;
    for (const pool of opened.keys()) emitter.emit('activityChanged', { pool });
  };
  const historyIsNew = changesOf(home.history);
  const followHistory = (): void => {
    if ((!emitter.heard('historyChanged') && !keepsCatalogs) || !historyIsNew()) return;
    for (const id of opened.keys()) tellHistory(id);
    // Another process of this home moved or deleted something: what vanishes is meant to.
    catalogs.acting(null);
  };

  const followActs = (): void => {
    for (const follow of [followHistory, followActivity]) {
      try {
        follow();
      } catch {
        // Its file is of somebody else, or of a later version: whoever asks for what is in it is told so.
      }
    }
  };

  /** Takes over what this or another process decided. */
  const followSettings = (): void => {
    const { pools } = home.config.read();
    for (const [id, { context }] of opened) {
      if (pools.some((pool) => pool.id === id)) context.config();
      else {
        opened.delete(id);
        planning.forget(id);
        watching.forgetPool(context);
        void context.close();
      }
    }
    const key = poolsKey(pools);
    if (key === knownPools) return;
    knownPools = key;
    watching.refresh();
    catalogs.follow();
    emitter.emit('poolsChanged', {});
    for (const id of opened.keys()) poolTouched(id);
  };

  const { spawnDesk } = options;
  const planning = openPlanning(
    spawnDesk === undefined || spawnDesk === null ? openLocalDesk : () => openThreadDesk(spawnDesk),
  );

  const engine: EngineContext = {
    home,
    jobs,
    activity,
    reservations: home.promises.shared(createReservations()),
    io,
    openVolume: volumes.open,
    openLocal: volumes.openLocal,
    settingsChanged: followSettings,
    historyChanged: tellHistory,
    openCatalog: (pool) => catalogs.open(pool),
    runPlan: (id, runOptions) => plans.run(id, runOptions),
    eject: (pool, volume) =>
      eject(
        {
          pools: () => [...opened.values()].map(({ context }) => context),
          jobs: () => jobs.list(),
          home: home.path,
          moved() {
            watching.refresh();
            catalogs.follow();
            for (const id of opened.keys()) poolTouched(id);
          },
        },
        pool,
        volume,
      ),
    planning,
    simulating: (change) => emitter.emit('simulating', change),
    recovered(pool, { items }) {
      planning.touched(pool.id);
      emitter.emit('recovered', { pool: pool.id, items });
      const folders = [...new Set(items.map(({ path }) => parentPath(path)))];
      watching.report(pool, folders);
      poolTouched(pool.id);
    },
    foldersChanged(pool, folders) {
      planning.touched(pool.id);
      watching.report(pool, folders);
      catalogs.touched(pool, folders);
      poolTouched(pool.id);
    },
  };

  const openPool = (id: string): { readonly context: PoolContext; readonly api: Pool } => {
    const already = opened.get(id);
    if (already !== undefined) return already;
    const context = openPoolContext(engine, id);
    const api = poolApi(context, (owner, paths) => watching.set(owner, context, paths));
    opened.set(id, { context, api });
    return { context, api };
  };

  const find = (name: string | undefined): PoolConfig => {
    const { pools } = home.config.read();
    if (name !== undefined) {
      const found = findPool(home, name);
      if (found !== undefined) return found;
      const attempted = `Looking for the pool ${JSON.stringify(name)}`;
      throw fail('not-found', attempted, 'there is no such pool', 'see "cfs pool list"');
    }
    const [only, second] = pools;
    if (only === undefined) {
      throw fail('not-found', 'Looking for the pool', 'there is none yet', 'make one with "cfs pool create NAME"');
    }
    if (second !== undefined) {
      const names = pools.map((pool) => pool.name).join(', ');
      throw fail('invalid', 'Looking for the pool', `there are several (${names})`, 'name one with --pool or CFS_POOL');
    }
    return only;
  };

  const runs = openPlanRuns(home, (id) => openPool(id).context, options.devicesOf);
  const plans = {
    get: (id: string) => Promise.resolve().then(() => home.plans.get(id)),
    list: (pool?: string) =>
      Promise.resolve().then(() => home.plans.list(pool === undefined ? undefined : find(pool).id)),
    summaries: (pool?: string) =>
      Promise.resolve().then(() => home.plans.summaries(pool === undefined ? undefined : find(pool).id)),
    draft: async (pool: string, request: PlanRequest, draftOptions?: DraftOptions) =>
      planning.draft(openPool(find(pool).id).context, request, draftOptions),
    draftMoves: (draft: string, page?: PlanPageOptions) => planning.moves(draft, page),
    keep: (draft: string) => planning.keep(draft),
    moves: (id: string, page: PlanPageOptions = {}) => Promise.resolve().then(() => planPage(home.plans.get(id), page)),
    async check(id: string) {
      const plan = home.plans.get(id);
      const { context } = openPool(plan.pool);
      await context.info();
      return checkPlan(context, plan);
    },
    async undo(id: string) {
      const { context } = openPool(home.plans.get(id).pool);
      await context.info();
      return planUndo(context, id);
    },
    run: (id: string, runOptions?: RunOptions) => runs.run(id, runOptions),
    receipt: (id: string) => Promise.resolve().then(() => runs.receipt(id)),
  };

  const sampling = usageSampling();
  let looks = 0;
  const look = setInterval(() => {
    try {
      followSettings();
      // A host that keeps catalogs does it while no window is open, too.
      if (keepsCatalogs) for (const { id } of home.config.read().pools) openPool(id);
    } catch {
      // A damaged configuration: the next call of a person says it; what is open goes on with what it knew.
      return;
    }
    if (emitter.heard('jobChanged')) jobs.lookForInterrupted();
    looks += 1;
    // Where threads of the catalog look at the volumes, too, they tell what comes and goes.
    if (emitter.heard('poolChanged') && (!keepsCatalogs || looks % 2 === 0)) {
      for (const id of opened.keys()) poolTouched(id);
    }
    followActs();
    catalogs.follow();
    catalogs.busy(jobs.list().some(({ state }) => state === 'running'));
    // Commands end before it would pay.
    if (keepsCatalogs) sampling.look([...opened.values()].map(({ context }) => context));
    // Another process of this home may have been killed.
    for (const { context } of opened.values()) context.recovering.again(false);
    // A database that is busy now is asked again at the next look.
    for (const { context } of opened.values()) endKeptPromises(context).catch(() => undefined);
  }, lookMs);
  look.unref();

  return {
    home: home.path,
    async pools() {
      followSettings();
      return Promise.all(home.config.read().pools.map(({ id }) => openPool(id).context.info()));
    },
    async pool(name) {
      followSettings();
      const { api, context } = openPool(find(name).id);
      await context.recovering.first();
      await settleHistory(context);
      // What cannot be deleted now is tried again in an hour.
      await emptyOldTrash(context).catch(() => undefined);
      return api;
    },

    async createPool({ name, policy = 'balanced', volumes: specs = [], reserve }) {
      checkName('pool', name);
      const id = randomUUID();
      home.config.change((config) => {
        if (config.pools.some((pool) => pool.name === name)) {
          const attempted = `Creating the pool ${JSON.stringify(name)}`;
          throw fail('exists', attempted, 'there is a pool of that name', 'choose another name');
        }
        const pool: PoolConfig = { id, name, policy, reserve: reserve ?? null, sample: false, volumes: [] };
        return { config: { ...config, pools: [...config.pools, pool] }, result: null };
      });
      const { api } = openPool(id);
      const added: string[] = [];
      try {
        for (const spec of specs) added.push((await api.addVolume(spec)).name);
      } catch (thrown) {
        // All or nothing: a pool with half of its volumes is not what was asked for.
        for (const volume of added) await api.removeVolume(volume, { leaveFiles: true }).catch(() => undefined);
        await forget(id);
        throw asAppError(thrown);
      }
      followSettings();
      return api;
    },

    async importPool(roots, importOptions = {}) {
      const imported = await importVolumes(home, roots, importOptions);
      const { context, api } = openPool(imported.pool.id);
      await context.info();
      remark(context);
      // What was interrupted when the home was lost: the records on the volumes tell. Without it the pool is usable.
      await context.recovering.now().catch(() => undefined);
      followSettings();
      return { pool: api, missing: imported.missing };
    },

    async forgetPool(name) {
      await forget(find(name).id);
    },

    async createSamplePool() {
      const { id } = await createSample(home);
      const { api } = openPool(id);
      followSettings();
      return api;
    },
    async removeSamplePool({ all = false } = {}) {
      const { id } = removeSample(home, all);
      forgotten(id);
      return Promise.resolve();
    },

    async probeVolume(root) {
      return publicProbe(await probeRoot(root, home.path, home.config.read()));
    },
    suggestVolumes: () => suggestRoots(home.path, home.config.read()),

    jobs,
    plans,
    on(event, listener) {
      const end = emitter.on(event, listener);
      // What is so by now needs no telling.
      if (event === 'historyChanged' || event === 'activityChanged') followActs();
      if (event === 'ioChanged') io.follow();
      return end;
    },

    async close({ keepJobs: keep = false } = {}) {
      if (closed) return;
      closed = true;
      clearInterval(look);
      if (tellTimer !== null) clearTimeout(tellTimer);
      planning.close();
      await watching.close();
      catalogs.close();
      await jobs.close({ keep });
      await Promise.all([...opened.values()].map(({ context }) => context.close()));
      await volumes.close();
      io.close();
      home.close();
    },
  };

  async function forget(id: string): Promise<void> {
    home.config.change((config) => {
      return { config: { ...config, pools: config.pools.filter((pool) => pool.id !== id) }, result: null };
    });
    forgotten(id);
    return Promise.resolve();
  }
}

/** Tells whether another process wrote since it was asked last; the first time only looks. */
function changesOf(store: { version(): number }): () => boolean {
  let known: number | null = null;
  return () => {
    const before = known;
    known = store.version();
    return before !== null && before !== known;
  };
}

/** Tells settings apart that others must hear of. */
function poolsKey(pools: readonly PoolConfig[]): string {
  return JSON.stringify(pools);
}

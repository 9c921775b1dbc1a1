import { fail } from '../../../shared/errors.ts';
import type { PlacementReason, PlanMove, PoolInfo } from '../../../shared/model.ts';
import type { SimulationChange } from '../../../shared/simulation.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { JobHandle } from '../api.ts';
import { openJournal } from '../journal/journal.ts';
import type { Recovery } from '../journal/recover.ts';
import { openPoolHistory } from '../history/history.ts';
import type { History } from '../history/history.ts';
import { openPoolVolume } from '../pool/pool-volume.ts';
import type { PoolVolume, Reservations } from '../pool/types.ts';
import { placementOf } from '../state/config-shape.ts';
import type { PoolConfig, VolumeConfig } from '../state/config-shape.ts';
import type { Home } from '../state/home.ts';
import type { JobList, TransferContext } from '../transfer/types.ts';
import type { Volume } from '../volume/volume.ts';
import { poolInfo } from './info.ts';
import { openMembers } from './members.ts';
import type { Members, OpenMember } from './members.ts';
import { countedBytes } from './known-contents.ts';
import { openOfflineEntries } from './offline-entries.ts';
import { openRecovering } from './recovering.ts';
import type { Recovering } from './recovering.ts';
import type { Io } from './io.ts';
import type { Activity } from './activity.ts';
import type { Planning } from './planning.ts';
import { poolUsage } from './usage.ts';
import type { OpenUsage } from './usage.ts';
import type { OpenCatalog } from './catalog.ts';

/** What all pools of one engine share. */
export interface EngineContext {
  readonly home: Home;
  readonly jobs: JobList;
  readonly reservations: Reservations;
  /** Receipts of what was done. */
  readonly activity: Activity;
  /** What is read and written, and how fast volumes are. */
  readonly io: Io;
  readonly openVolume: (config: VolumeConfig) => Volume;
  readonly openLocal: (root: string) => Volume;
  /** Settings were changed by this process: everybody hears of it at once. */
  readonly settingsChanged: () => void;
  /** Something was done, undone or done again in this pool: what can be undone is another thing now. */
  readonly historyChanged: (pool: string) => void;
  /** Opens the index of a pool: kept up to date in a host, only read elsewhere. */
  readonly openCatalog: (pool: PoolContext) => OpenCatalog;
  /** Runs a stored plan; `moved`: told of each file, of a plan that takes back another one. */
  readonly runPlan: (
    id: string,
    options: { readonly signal?: AbortSignal; readonly moved: (move: PlanMove) => void },
  ) => Promise<JobHandle>;
  /** Unmounts the disk of a volume; see Pool.ejectVolume. */
  readonly eject: (pool: PoolContext, volume: string) => Promise<readonly string[]>;
  /** Drafts of plans, and what they were made from. */
  readonly planning: Planning;
  /** How far a simulation is. */
  readonly simulating: (change: SimulationChange) => void;
  /** What dead processes left unfinished in a pool was settled. */
  readonly recovered: (pool: PoolContext, recovery: Recovery) => void;
  /** Something changed in these folders, and so may have the pool's space: told soon. */
  readonly foldersChanged: (pool: PoolContext, folders: readonly PoolPath[]) => void;
}

/** One pool that is in use: its volumes opened, its settings followed. */
export interface PoolContext {
  readonly engine: EngineContext;
  readonly id: string;
  readonly volume: PoolVolume;
  readonly transfer: TransferContext;
  readonly members: Members;
  readonly recovering: Recovering;
  readonly history: History;
  readonly catalog: OpenCatalog;
  readonly usage: OpenUsage;
  /** Present settings. @throws not-found (forgotten meanwhile) */
  config(): PoolConfig;
  /** Follows the configuration and looks at volumes that were not looked at for a while. To be awaited before work. */
  ready(): Promise<void>;
  /** Looks at every volume now, with its space. */
  info(): Promise<PoolInfo>;
  /** @throws not-found */
  member(name: string): OpenMember;
  close(): Promise<void>;
}

/** States of volumes are believed for this long (ms); each call of a volume sees by itself that the volume is there. */
const stateMaxAgeMs = 2_000;

export function findPool(home: Home, nameOrId: string): PoolConfig | undefined {
  const { pools } = home.config.read();
  return pools.find(({ name }) => name === nameOrId) ?? pools.find(({ id }) => id === nameOrId);
}

export function openPoolContext(engine: EngineContext, id: string): PoolContext {
  const counted = (volume: string): Promise<number | null> => countedBytes(context.catalog, volume);
  const members = openMembers(engine.openVolume, engine.home.figures, counted);
  let followed: PoolConfig | null = null;

  const config = (): PoolConfig => {
    const found = engine.home.config.read().pools.find((pool) => pool.id === id);
    if (found === undefined) throw fail('not-found', 'Using the pool', 'it was forgotten', 'list the pools');
    if (followed !== found) {
      followed = found;
      members.follow(found.volumes);
    }
    return found;
  };
  const { name } = config();

  const placed = (path: PoolPath, reason: PlacementReason): void => engine.home.reasons.record(id, path, reason);
  const journal = openJournal(engine.home.journal, id);
  const renamed = (from: PoolPath, to: PoolPath): void => {
    try {
      engine.home.reasons.rename(id, from, to);
    } catch {
      // The home is busy or damaged: the entry has its new name, and only why it is where it is will not be known.
    }
  };
  const volume = openPoolVolume({
    name,
    journal,
    members: () => (config(), members.list()),
    policy: () => config().policy,
    placement: () => placementOf(config()),
    reservations: engine.reservations,
    load: engine.io.load((wanted) => members.list().find((one) => one.name === wanted)?.id ?? null),
    away: openOfflineEntries(members, () => context.catalog),
    placed,
    renamed,
  });

  const member = (wanted: string): OpenMember => {
    const { name: poolName } = config();
    const found =
      members.list().find((candidate) => candidate.name === wanted) ??
      members.list().find((candidate) => candidate.id === wanted);
    if (found === undefined) {
      const attempted = `Looking for the volume ${JSON.stringify(wanted)}`;
      throw fail('not-found', attempted, `the pool ${poolName} has no such volume`, 'see "cfs volume list"');
    }
    return found;
  };

  const history = openPoolHistory({
    store: engine.home.history,
    poolId: id,
    pool: volume,
    listed: () => engine.historyChanged(id),
    acted: (act, job) => engine.activity.acted(act, job),
  });

  const recovering = openRecovering(
    { store: engine.home.journal, pool: id, volume },
    () => members.check({ space: false, maxAgeMs: stateMaxAgeMs }),
    (recovery) => engine.recovered(context, recovery),
  );

  let catalog: OpenCatalog | null = null;
  let usage: OpenUsage | null = null;
  const context: PoolContext = {
    get catalog() {
      return (catalog ??= engine.openCatalog(context));
    },
    get usage() {
      return (usage ??= poolUsage(context));
    },
    engine,
    id,
    volume,
    members,
    history,
    transfer: {
      poolId: id,
      get poolName() {
        return config().name;
      },
      volume,
      jobs: engine.jobs,
      openLocal: engine.openLocal,
      placed,
      changed: (folders) => engine.foldersChanged(context, folders),
      history,
    },
    config,
    recovering,
    async ready() {
      config();
      await recovering.first();
      await members.check({ space: false, maxAgeMs: stateMaxAgeMs });
    },
    async info() {
      const present = config();
      await members.check({ space: true, maxAgeMs: 0 });
      return poolInfo(present, members.list(), engine.home.path, (volume) => context.catalog.watching(volume));
    },
    member,
    async close() {
      usage?.close();
      catalog?.close();
      await journal.close();
      await volume.close();
      await members.close();
    },
  };
  return context;
}

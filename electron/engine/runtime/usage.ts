import { fail } from '../../../shared/errors.ts';
import { isWithin } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { UsageChange, UsageGrowth, UsageHistory, UsageMeasure, UsageNode } from '../../../shared/usage.ts';
import type { PoolUsage } from '../api.ts';
import { emptyStatus } from '../catalog/status.ts';
import type { FolderDay, SampledFolder } from '../state/usage-history.ts';
import type { PoolContext } from './context.ts';
import { usagePasses } from './usage-pass.ts';
import { worthKnowing } from './known-contents.ts';
import { summedTree, walkedSums } from './usage-tree.ts';
import { walkPool } from './walking.ts';
import { folderSeries, poolSeries, volumeSeries } from './usage-series.ts';

const dayMs = 86_400_000;
/** Growth is told over so many days, where samples go back so far. */
const growthDays = 30;
/** A growth over less than this says nothing. */
const leastGrowthMs = dayMs / 2;
/** Folders that are sampled in a day. */
const mostFolders = 2_000;
const mostGrowing = 50;

/** Its part of an open pool: what is under way ends with the pool. */
export interface OpenUsage extends PoolUsage {
  close(): void;
}

interface Earlier {
  readonly day: FolderDay;
  readonly folders: readonly SampledFolder[];
}

/** Who uses what in a pool, from its catalog and from the samples of earlier days. */
export function poolUsage(context: PoolContext, now: () => number = Date.now): OpenUsage {
  const { id } = context;
  const store = context.engine.home.usage;
  const passes = usagePasses(() => context.catalog, now);

  /** The sample nearest to 30 days ago; null while there is none from before today, or they cannot be read. */
  const earlier = (): Earlier | null => {
    try {
      const wanted = now() - growthDays * dayMs;
      const days = store.folderDays(id, now()).filter(({ atMs }) => now() - atMs >= leastGrowthMs);
      const [first] = days.toSorted((a, b) => Math.abs(a.atMs - wanted) - Math.abs(b.atMs - wanted));
      return first === undefined ? null : { day: first, folders: store.foldersOn(id, first) };
    } catch {
      // What there is now can be told without the past.
      return null;
    }
  };

  const changeOf = (root: UsageNode, measure: UsageMeasure): UsageChange | null => {
    const before = earlier();
    if (before === null) return null;
    const sizes = new Map(before.folders.map((folder) => [folder.path, sizeOf(folder, measure)]));
    const was = (path: string): number | null => sizes.get(path) ?? (wasAbsent(path, before.day) ? 0 : null);
    const children: Record<string, number> = Object.create(null) as Record<string, number>;
    for (const child of root.children ?? []) {
      const size = child.type === 'folder' ? was(child.path) : null;
      if (size !== null) children[child.name] = child.size - size;
    }
    const self = was(root.path);
    return { sinceMs: before.day.atMs, self: self === null ? null : root.size - self, children: { ...children } };
  };

  const growth = async (path: PoolPath): Promise<readonly UsageGrowth[]> => {
    const before = earlier();
    if (before === null) return [];
    const { folders } = await context.catalog.read('usageSample', { limit: mostFolders });
    const sizes = new Map(before.folders.map((folder) => [folder.path, folder.allocated]));
    return folders
      .filter((folder) => isWithin(folder.path as PoolPath, path))
      .flatMap((folder): readonly UsageGrowth[] => {
        const was = sizes.get(folder.path) ?? (wasAbsent(folder.path, before.day) ? 0 : null);
        if (was === null || was === folder.allocated) return [];
        const { allocated } = folder;
        return [{ path: folder.path, allocated, change: allocated - was, sinceMs: before.day.atMs }];
      })
      .sort((a, b) => b.change - a.change)
      .slice(0, mostGrowing);
  };

  const volumesNow = () => context.config().volumes;

  const poolHistory = (): UsageHistory => {
    const sampled = store.volumes(id, now());
    const settings = volumesNow();
    const present = new Map(settings.map((volume) => [volume.id, volume.reserve]));
    const volumes = sampled.flatMap((volume) => {
      const found = settings.find((candidate) => candidate.id === volume.id);
      return found === undefined ? [] : [[found.name, volumeSeries(volume, found.reserve)] as const];
    });
    return { ...poolSeries(sampled, present), volumes: Object.fromEntries(volumes) };
  };

  return {
    async folder(path, { depth = 3, top = 2_000, measure = 'allocated', kinds = true } = {}) {
      const found = await context.catalog.read('usageFolder', { path, depth, top, measure, kinds });
      if (found === null) throw unknownFolder(path);
      // A volume that the catalog has not met yet holds more.
      const isKnown = volumesNow().every(({ name }) => found.volumes.includes(name));
      return { ...found, partial: found.partial || !isKnown, change: changeOf(found.root, measure) };
    },

    async lists(path, { limit = 100, patienceMs = Infinity } = {}) {
      const lists = await passes.lists(path, patienceMs);
      if (lists === null) throw unknownFolder(path);
      const { biggest, oldest } = lists;
      return {
        ...lists,
        biggest: { allocated: biggest.allocated.slice(0, limit), logical: biggest.logical.slice(0, limit) },
        oldest: oldest.slice(0, limit),
        // With the last answer: the others are asked for several times a second.
        growth: lists.complete ? await growth(path) : [],
      };
    },

    history({ path, volume } = {}) {
      return Promise.resolve().then((): UsageHistory => {
        if (volume !== undefined) {
          const { id: volumeId } = context.member(volume);
          const sampled = store.volumes(id, now()).find((candidate) => candidate.id === volumeId);
          const reserve = volumesNow().find((candidate) => candidate.id === volumeId)?.reserve ?? 0;
          const series = volumeSeries(sampled ?? { id: volumeId, name: volume, samples: [] }, reserve);
          return { ...series, steps: [], volumes: {} };
        }
        if (path === undefined) return poolHistory();
        const samples = store.folder(id, path, now());
        const series = folderSeries(samples.map(({ atMs, allocated }) => ({ atMs, used: allocated })));
        return { ...series, steps: [], volumes: {} };
      });
    },

    async sums(path, { least = worthKnowing, known = true, signal } = {}) {
      // A catalog that cannot be used is no reason not to look.
      const { state, entries, perVolume } = await context.catalog.status().catch(() => emptyStatus);
      const isSmall = state !== 'none' && state !== 'off' && state !== 'scanning' && entries < least;
      if (isSmall) return null;
      const isFollowed = perVolume.every((volume) => volume.state === 'live' || volume.state === 'polled');
      if (known && state === 'fresh' && isFollowed) {
        const volumes = volumesNow().map((volume) => volume.id);
        const folders = await context.catalog.read('usageSums', { path, volumes }).catch(() => null);
        if (folders !== null) return { folders: summedTree(path, folders), from: 'catalog' };
      }
      const folders = await walkedSums(walkPool(context, path, signal));
      return folders === null ? null : { folders: summedTree(path, folders), from: 'walk' };
    },

    sizes: (path) => context.catalog.read('folderSizes', { path }),

    hardLinks: (path, { limit = 20 } = {}) => context.catalog.read('hardLinks', { path, limit }),

    async selection(paths) {
      const found = await context.catalog.read('usageSelection', { paths });
      const isKnown = volumesNow().every(({ name }) => found.volumes.some(({ volume }) => volume === name));
      return { ...found, partial: found.partial || !isKnown };
    },

    async sample() {
      const atMs = now();
      await context.info();
      for (const member of context.members.list()) {
        const figures = member.figures();
        if (figures === null || member.condition().kind !== 'online') continue;
        const { used, total } = figures.space;
        const limited = member.settings.limit !== null;
        store.addSpace(id, member, { atMs, used, total, spaceGroup: figures.spaceGroup, limited });
      }
      const { state, perVolume } = await context.catalog.status();
      // Of a pool that was not counted wholly every later sample would look like growth.
      const isCounted = perVolume.every((volume) => volume.state === 'offline' || volume.scannedMs !== null);
      if (state === 'off' || state === 'none' || !isCounted) return { folders: false };
      const { folders, least } = await context.catalog.read('usageSample', { limit: mostFolders });
      if (folders.length === 0) return { folders: false };
      store.addFolders(id, { atMs, least }, folders);
      return { folders: true };
    },

    close: () => passes.close(),
  };
}

const sizeOf = (folder: SampledFolder, measure: UsageMeasure): number =>
  measure === 'allocated' ? folder.allocated : folder.bytes;

/** Folders of the first two levels are all sampled, unless there are too many: one that is missing was not there. */
function wasAbsent(path: string, day: FolderDay): boolean {
  return day.least === 0 && path.split('/').length <= 3;
}

function unknownFolder(path: PoolPath): Error {
  const attempted = `Adding up ${JSON.stringify(path)}`;
  return fail('not-found', attempted, 'the catalog knows no such folder', 'list it, or wait until it was counted');
}

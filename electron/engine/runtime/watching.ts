import { rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { watchInProcess } from '../watch/watch.ts';
import type { WatchProcess } from '../watch/watch.ts';
import type { PoolContext } from './context.ts';
import { beingEjected } from './members.ts';

/**
 * Watching of the folders that are open somewhere: each is watched on every volume of its pool, and so is the root of
 * each volume of these pools. What is seen is told as folders of the pool.
 */
export interface Watching {
  /** Replaces the folders of one owner (a window, a client). */
  set(owner: string, pool: PoolContext, folders: readonly PoolPath[]): void;
  /** Volumes came, went or moved: watch what is there now. */
  refresh(): void;
  /** Something changed in these folders: told soon, together with what is seen. */
  report(pool: PoolContext, folders: Iterable<PoolPath>): void;
  /** Every folder that somebody has open: all that a volume which comes or goes may change. */
  reportAll(pool: PoolContext): void;
  forgetPool(pool: PoolContext): void;
  close(): Promise<void>;
}

/** Changes are told in lots, at most this often (ms). */
const lotMs = 100;

export function openWatching(
  spawn: (() => WatchProcess) | null,
  onChanged: (pool: PoolContext, folders: readonly PoolPath[]) => void,
): Watching {
  const wanted = new Map<string, { readonly pool: PoolContext; readonly folders: readonly PoolPath[] }>();
  const waiting = new Map<PoolContext, Set<PoolPath>>();
  let timer: NodeJS.Timeout | null = null;
  /** Pool folders by the real folder that stands for them. */
  let meaning = new Map<string, { readonly pool: PoolContext; readonly folder: PoolPath }[]>();
  let sent = '';

  const tell = (): void => {
    timer = null;
    const lots = [...waiting];
    waiting.clear();
    for (const [pool, folders] of lots) onChanged(pool, [...folders]);
  };
  const report = (pool: PoolContext, folders: Iterable<PoolPath>): void => {
    const lot = waiting.get(pool) ?? new Set<PoolPath>();
    for (const folder of folders) lot.add(folder);
    waiting.set(pool, lot);
    timer ??= setTimeout(tell, lotMs).unref();
  };
  const watcher =
    spawn === null
      ? null
      : watchInProcess(spawn, (changed) => {
          for (const real of changed) {
            for (const { pool, folder } of meaning.get(real) ?? []) report(pool, [folder]);
          }
        });

  const refresh = (): void => {
    if (watcher === null) return;
    meaning = new Map();
    for (const { pool, folders } of wanted.values()) {
      for (const folder of new Set([rootPath, ...folders])) {
        for (const { volume, condition } of pool.members.list()) {
          if (condition().reason === beingEjected) continue;
          const real = volume.physical(folder);
          if (real === null) continue;
          const meant = meaning.get(real) ?? [];
          if (!meant.some((other) => other.pool === pool && other.folder === folder)) meant.push({ pool, folder });
          meaning.set(real, meant);
        }
      }
    }
    const folders = [...meaning.keys()].sort();
    const next = folders.join('\0');
    if (next === sent) return;
    sent = next;
    watcher.setFolders(folders);
  };

  return {
    set(owner, pool, folders) {
      const key = `${pool.id} ${owner}`;
      if (folders.length === 0) wanted.delete(key);
      else wanted.set(key, { pool, folders });
      refresh();
    },
    refresh,
    report,
    reportAll(pool) {
      const open = [...wanted.values()].filter((wish) => wish.pool === pool);
      report(pool, [rootPath, ...open.flatMap(({ folders }) => folders)]);
    },
    forgetPool(pool) {
      for (const [key, { pool: other }] of wanted) if (other === pool) wanted.delete(key);
      waiting.delete(pool);
      refresh();
    },
    async close() {
      if (timer !== null) clearTimeout(timer);
      await watcher?.close();
    },
  };
}

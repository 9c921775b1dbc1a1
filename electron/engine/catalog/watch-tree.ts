import { readFileSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { formatCount } from '../../../shared/format.ts';
import { isReservedName } from '../../../shared/path.ts';
import { errnoOf } from '../volume/errno.ts';
import type { FsPath } from '../volume/rooted.ts';
import type { Stamp } from './listing.ts';
import { rawJoin, rawName, rawParent } from './raw-path.ts';
import type { RawPath } from './raw-path.ts';

/**
 * The folders of a volume as they were read last, and one watch per folder, none of them recursive: what is below a
 * renamed folder, or in a folder that was just made, is not missed, because whoever lists a folder watches it before.
 */
export interface WatchTree {
  has(path: RawPath): boolean;
  stampOf(path: RawPath): Stamp | null;
  /** Names of the folders in this one that are known. */
  children(path: RawPath): ReadonlySet<string>;
  /** The folder was read, or is in the catalog. */
  put(path: RawPath, stamp: Stamp): void;
  /** It is not there any more, or another one is: forgets it with all below it, and ends their watches. */
  drop(path: RawPath): void;
  /**
   * Watches a folder, once; does nothing when the system watches no more (`problem` says why).
   * @param real leads to it now @throws errno errors of the folder itself
   */
  watch(path: RawPath, real: FsPath): void;
  isWatched(path: RawPath): boolean;
  /** Why the system watches no more; null while it does. */
  readonly problem: string | null;
  readonly size: number;
  /** Ends all watches; folders stay known. */
  unwatch(): void;
  /** Forgets everything. */
  clear(): void;
  close(): void;
}

export interface WatchEvents {
  /**
   * Something in this folder changed. `renamed`: this name came, went or is something else now; empty: none did, only
   * contents or times; null: unknown.
   */
  changed(folder: RawPath, renamed: string | null): void;
  /** More happened at once than the system keeps: what was not told is not known. */
  overflow(): void;
}

interface Node {
  stamp: Stamp;
  watcher: FSWatcher | null;
  children: Set<string> | null;
}

/** Events of one turn that count as more than the system keeps. */
const mostEvents = 8_192;

/** Folders of one thread that are watched, at most: each takes about 1.5 KiB of memory. */
const mostWatched = 200_000;
/** Other programs of this person watch folders, too: so much of what the system allows is left to them. */
const leftToOthers = 0.25;
let watched = 0;

/** A limit of the system for watches; null where there is none that it tells. */
function systemLimit(name: 'max_queued_events' | 'max_user_watches'): number | null {
  try {
    return Number(readFileSync(`/proc/sys/fs/inotify/${name}`, 'utf8'));
  } catch {
    return null;
  }
}

/** A queue of the system that is shorter than usual overflows earlier. */
const overflowAt = (): number =>
  Math.min(mostEvents, Math.max(1, Math.floor((systemLimit('max_queued_events') ?? Infinity) / 2)));

const usualFolders = Math.min(
  mostWatched,
  Math.floor((systemLimit('max_user_watches') ?? Infinity) * (1 - leftToOthers)),
);

/** The watches of one thread share one queue of the system: what overflows it may have been of any of them. */
const trees = new Set<WatchEvents>();
let turnEvents = 0;
let turnEnd: NodeJS.Immediate | null = null;
const usualEvents = overflowAt();

/** Counts an event; false when it is one too many: what it tells is read anyway. */
function isCounted(limit: number): boolean {
  turnEvents += 1;
  turnEnd ??= setImmediate(() => {
    turnEnd = null;
    turnEvents = 0;
  });
  if (turnEvents === limit) for (const events of [...trees]) events.overflow();
  return turnEvents < limit;
}

const none: ReadonlySet<string> = new Set();

/** What the system says when it watches no more, in words; null for other errors. */
function limitOf(thrown: unknown): string | null {
  switch (errnoOf(thrown)) {
    case 'ENOSPC':
      return 'the system watches no more folders (fs.inotify.max_user_watches)';
    case 'EMFILE':
      return 'the system watches for no more programs (fs.inotify.max_user_instances)';
    case 'ENOSYS':
    case 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM':
      return 'this system cannot watch folders';
    default:
      return null;
  }
}

export interface WatchLimits {
  /** Events of one turn that count as more than the system keeps. */
  readonly mostEvents?: number | undefined;
  readonly mostFolders?: number | undefined;
}

export function openWatchTree(events: WatchEvents, limits: WatchLimits = {}): WatchTree {
  const { mostEvents: limit = usualEvents, mostFolders = usualFolders } = limits;
  const nodes = new Map<RawPath, Node>();
  let problem: string | null = null;
  trees.add(events);

  const endWatch = (node: Node): void => {
    if (node.watcher === null) return;
    node.watcher.close();
    node.watcher = null;
    watched -= 1;
  };
  const end = (path: RawPath): void => {
    const node = nodes.get(path);
    if (node === undefined) return;
    nodes.delete(path);
    endWatch(node);
    for (const name of node.children ?? none) end(rawJoin(path, name));
  };

  const start = (path: RawPath, real: FsPath): FSWatcher => {
    const watcher = watch(real, { encoding: 'latin1', persistent: false });
    watcher.on('change', (type, name: string | null) => {
      if (!isCounted(limit)) return;
      // What CFS writes for itself is nothing that the catalog knows.
      if (name !== null && isReservedName(name)) return;
      // It was dropped: the event was on its way.
      if (nodes.get(path)?.watcher !== watcher) return;
      events.changed(path, type === 'rename' ? name : '');
    });
    // The folder is gone, or the system gave its watch up: whoever reads it finds out.
    watcher.on('error', () => {
      const node = nodes.get(path);
      if (node?.watcher !== watcher) return;
      endWatch(node);
      events.changed(path, null);
    });
    return watcher;
  };

  const unwatch = (): void => {
    for (const node of nodes.values()) endWatch(node);
    problem = null;
  };
  const clear = (): void => {
    unwatch();
    nodes.clear();
  };

  return {
    has: (path) => nodes.has(path),
    stampOf: (path) => nodes.get(path)?.stamp ?? null,
    children: (path) => nodes.get(path)?.children ?? none,
    put(path, stamp) {
      const known = nodes.get(path);
      if (known !== undefined) {
        known.stamp = stamp;
        return;
      }
      nodes.set(path, { stamp, watcher: null, children: null });
      const parent = path === '/' ? undefined : nodes.get(rawParent(path));
      if (parent !== undefined) (parent.children ??= new Set()).add(rawName(path));
    },
    drop(path) {
      if (path !== '/') nodes.get(rawParent(path))?.children?.delete(rawName(path));
      end(path);
    },
    watch(path, real) {
      const node = nodes.get(path);
      if (node === undefined || node.watcher !== null || problem !== null) return;
      if (watched >= mostFolders) {
        problem = `CFS watches no more than ${formatCount(mostFolders)} folders of a disk`;
        return;
      }
      try {
        node.watcher = start(path, real);
        watched += 1;
      } catch (thrown) {
        problem = limitOf(thrown);
        if (problem === null) throw thrown;
      }
    },
    isWatched: (path) => nodes.get(path)?.watcher !== null && nodes.has(path),
    get problem() {
      return problem;
    },
    get size() {
      return nodes.size;
    },
    unwatch,
    clear,
    close() {
      trees.delete(events);
      clear();
    },
  };
}

import { create } from 'zustand';
import { asAppError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import type { PoolPath } from '../../shared/path.ts';
import { rootPath } from '../../shared/path.ts';
import type { UsageFolder, UsageHistory, UsageLists, UsageMeasure } from '../../shared/usage.ts';
import { host, useHost } from '../api/host.ts';
import { reveal } from './view-memory.ts';

/** What is asked about. */
export interface UsageSubject {
  /** Id of the pool. */
  readonly pool: string;
  readonly path: PoolPath;
  readonly measure: UsageMeasure;
}

interface Usage {
  /** What is shown: of the folder that was open before, until the one that is open has come. */
  readonly folder: UsageFolder | null;
  readonly error: AppError | null;
  readonly lists: UsageLists | null;
  readonly listsError: AppError | null;
  /** Of the pool, for the forecast and the small pictures beside the volumes. */
  readonly history: UsageHistory | null;
  /** Of the folder that is open, when it is not the whole pool. */
  readonly folderHistory: UsageHistory | null;
  readonly historyError: AppError | null;
}

const nothing: Usage = {
  folder: null,
  error: null,
  lists: null,
  listsError: null,
  history: null,
  folderHistory: null,
  historyError: null,
};

export const useUsage = create<Usage>()(() => nothing);

/** As many as the map draws. */
const mostThings = 2000;
/** While the catalog grows, what is shown is asked again at most this often, and in a fifth of the time. ms. */
const refreshMs = 700;
/** The lists look at every file below a folder: not as often. ms. */
const listsMs = 1_500;
/** History changes once a day; the first figure comes soon after the first start. ms. */
const historyMs = 60_000;
const firstHistoryMs = 4_000;
/** A pass over the files that is not over yet is asked again after this time. ms. */
const passMs = 250;

/** Folders that were shown, so that going back shows them at once; oldest first. */
const kept = new Map<string, UsageFolder>();
const mostKept = 30;

const keyOf = ({ pool, path, measure }: UsageSubject): string => JSON.stringify([pool, path, measure]);

/**
 * Asks now, and again when the catalog of the pool or the connection changed, `restMs` after the last answer at the
 * earliest. `ask` answers the ms after which it wants to be asked again by itself, or null. Ends with the returned function.
 */
function follow(pool: string, restMs: number, ask: (signal: AbortSignal) => Promise<number | null>): () => void {
  const ended = new AbortController();
  let busy = false;
  let wanted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = (): void => {
    timer = undefined;
    if (ended.signal.aborted) return;
    busy = true;
    wanted = false;
    const started = performance.now();
    void ask(ended.signal).then((again) => {
      busy = false;
      const rest = Math.max(restMs, (performance.now() - started) * 4);
      if (again !== null) timer = setTimeout(run, again);
      else if (wanted) timer = setTimeout(run, rest);
    });
  };
  const changed = (): void => {
    wanted = true;
    if (!busy) timer ??= setTimeout(run, restMs);
  };
  const off = host().on('catalog.changed', (event) => {
    if (event.pool === pool) changed();
  });
  const offHost = useHost.subscribe((now, before) => {
    if (now.connection !== before.connection) changed();
  });
  run();
  return () => {
    ended.abort();
    clearTimeout(timer);
    off();
    offHost();
  };
}

/** Calls; what fails is kept, unless it was left or the host is gone, which the banner says. */
async function attempt(
  signal: AbortSignal,
  work: () => Promise<Partial<Usage>>,
  failed: (error: AppError) => Partial<Usage>,
): Promise<void> {
  try {
    const change = await work();
    if (!signal.aborted) useUsage.setState(change);
  } catch (thrown) {
    const error = asAppError(thrown);
    if (!signal.aborted && error.code !== 'cancelled' && error.code !== 'disconnected')
      useUsage.setState(failed(error));
  }
}

/** Shows the map of a folder and keeps it up to date until the returned function is called. */
export function showUsage(subject: UsageSubject): () => void {
  const key = keyOf(subject);
  const known = kept.get(key);
  useUsage.setState({ error: null, ...(known === undefined ? {} : { folder: known }) });
  return follow(subject.pool, refreshMs, async (signal) => {
    await attempt(
      signal,
      async () => {
        const folder = await host().call('usage.folder', { ...subject, top: mostThings }, { signal });
        kept.delete(key);
        kept.set(key, folder);
        const [oldest] = kept.keys();
        if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
        return { folder, error: null };
      },
      (error) => ({ folder: null, error }),
    );
    return null;
  });
}

/** Fetches the lists of a folder, as far as its files were looked at, until the returned function is called. */
export function showUsageLists(pool: string, path: PoolPath): () => void {
  useUsage.setState({ lists: null, listsError: null });
  return follow(pool, listsMs, async (signal) => {
    let again: number | null = null;
    await attempt(
      signal,
      async () => {
        const lists = await host().call('usage.lists', { pool, path }, { signal });
        if (!lists.complete) again = passMs;
        return { lists, listsError: null };
      },
      (listsError) => ({ lists: null, listsError }),
    );
    return again;
  });
}

/** Follows the history of the pool until the returned function is called. */
export function followUsageHistory(pool: string): () => void {
  useUsage.setState(nothing);
  return follow(pool, historyMs, async (signal) => {
    await attempt(
      signal,
      async () => ({ history: await host().call('usage.history', { pool }, { signal }), historyError: null }),
      (historyError) => ({ historyError }),
    );
    return (useUsage.getState().history?.points.length ?? 0) === 0 ? firstHistoryMs : null;
  });
}

/** Follows the history of a folder until the returned function is called; nothing for the whole pool. */
export function showUsageHistory(pool: string, path: PoolPath): (() => void) | undefined {
  useUsage.setState({ folderHistory: null });
  if (path === rootPath) return undefined;
  return follow(pool, historyMs, async (signal) => {
    await attempt(
      signal,
      async () => ({ folderHistory: await host().call('usage.history', { pool, path }, { signal }) }),
      (historyError) => ({ historyError }),
    );
    return null;
  });
}

/** Shows a file or a folder where it is, selected. */
export function showInFiles(path: PoolPath): void {
  reveal(path);
}

import { create } from 'zustand';
import type { CatalogStatus } from '../../shared/model.ts';
import { host } from '../api/host.ts';
import { notifyError } from './notices.ts';
import { currentPool, usePools } from './pool.ts';
import { useRoute } from './route.ts';

interface Catalog {
  /** Id of the pool that it is about. */
  readonly pool: string | null;
  /** null until the host has said it. */
  readonly status: CatalogStatus | null;
}

/** How fresh the index of the pool that is shown is. */
export const useCatalog = create<Catalog>()(() => ({ pool: null, status: null }));

let loading: string | null = null;

/** Fetches the status of the pool that is shown. While the host is gone the last one stays. */
export async function loadCatalog(): Promise<void> {
  const pool = currentPool()?.id ?? null;
  if (pool === null) {
    useCatalog.setState({ pool: null, status: null });
    return;
  }
  if (useCatalog.getState().pool !== pool) useCatalog.setState({ pool, status: null });
  if (loading === pool) return;
  loading = pool;
  try {
    const status = await host().call('catalog.status', { pool });
    if (currentPool()?.id === pool) useCatalog.setState({ pool, status });
  } catch {
    // The banner says that the host is gone; the next connection asks again.
  } finally {
    loading = null;
  }
}

/** Follows the host and the pool that is shown; called once by the composition root. */
export function followCatalog(): void {
  host().on('catalog.changed', ({ pool, status }) => {
    if (pool === currentPool()?.id) useCatalog.setState({ pool, status });
  });
  const follow = (): void => {
    if ((currentPool()?.id ?? null) !== useCatalog.getState().pool) void loadCatalog();
  };
  usePools.subscribe(follow);
  useRoute.subscribe(follow);
}

/** Reads all connected volumes again. @throws AppError */
export async function lookAgain(pool: string): Promise<void> {
  await host().call('catalog.look', { pool });
}

/** Much vanished from a volume at once, and it is really gone. @throws AppError not-found, refused */
export async function confirmGone(pool: string, volume: string): Promise<void> {
  await host().call('catalog.confirm', { pool, volume });
  await loadCatalog();
}

/** Deletes the catalog and scans anew; nothing of the files is touched. */
export async function rebuildCatalog(): Promise<void> {
  const pool = currentPool();
  if (pool === null) return;
  try {
    await host().call('catalog.rebuild', { pool: pool.id });
  } catch (thrown) {
    notifyError(thrown);
  }
}

import { create } from 'zustand';
import type { Input, Output } from '../../shared/contract.ts';
import { asAppError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import type { PoolInfo, VolumeInfo } from '../../shared/model.ts';
import { recoveredInWords } from '../../shared/recovered.ts';
import { host } from '../api/host.ts';
import { notifyNote, notifyProblem } from './notices.ts';
import { problems } from './problems.ts';
import { go, useRoute } from './route.ts';
import { words } from './words.ts';

interface PoolState {
  /** null until the first answer. */
  readonly pools: readonly PoolInfo[] | null;
  readonly error: AppError | null;
}

export const usePools = create<PoolState>()(() => ({ pools: null, error: null }));

function pick(pools: readonly PoolInfo[] | null, wanted: string | null): PoolInfo | null {
  if (pools === null) return null;
  return pools.find((pool) => pool.id === wanted) ?? pools[0] ?? null;
}

/** The pool that the window shows: the one of the route, else the first; null when there is none (yet). */
export function currentPool(): PoolInfo | null {
  return pick(usePools.getState().pools, useRoute.getState().route.pool);
}

/** Id of the pool that the window shows. @throws AppError not-found when there is none */
export function poolId(): string {
  const pool = currentPool();
  if (pool === null) throw problems.noPool();
  return pool.id;
}

/** The pool that the window shows; null when there is none (yet). */
export function usePool(): PoolInfo | null {
  const wanted = useRoute((state) => state.route.pool);
  return usePools((state) => pick(state.pools, wanted));
}

export function volumeOf(pool: PoolInfo | null, name: string): VolumeInfo | undefined {
  return pool?.volumes.find((volume) => volume.name === name);
}

/** Fetches the list of pools. Errors are kept in the store, not thrown. */
export async function loadPools(): Promise<void> {
  try {
    usePools.setState({ pools: await host().call('pool.list', {}), error: null });
  } catch (thrown) {
    usePools.setState({ error: asAppError(thrown) });
  }
}

function keep(changed: PoolInfo): void {
  usePools.setState(({ pools }) => {
    const known = pools ?? [];
    const there = known.some((pool) => pool.id === changed.id);
    return { pools: there ? known.map((pool) => (pool.id === changed.id ? changed : pool)) : [...known, changed] };
  });
}

/** Follows the host's events; called once by the composition root. */
export function followPools(): void {
  host().on('pools.changed', () => void loadPools());
  host().on('pool.changed', ({ pool }) => keep(pool));
  host().on('pool.recovered', ({ items, total }) => {
    const { title, text } = recoveredInWords(items, total);
    if (items.some(({ outcome }) => outcome === 'left')) notifyProblem(title, text);
    else notifyNote(title);
  });
}

/** Makes a pool and shows it. @throws AppError exists, invalid, refused */
export async function createPool(input: Input<'pool.create'>): Promise<PoolInfo> {
  return show(await host().call('pool.create', input));
}

/** Rebuilds a pool from disks that carry its markers, and shows it. @throws AppError exists, refused */
export async function importPool(roots: readonly string[]): Promise<PoolInfo> {
  const { pool, missing } = await host().call('pool.import', { roots: [...roots] });
  if (missing.length > 0) {
    notifyProblem(words.volumesMissing(missing.length), words.volumesMissingSay(missing));
  }
  return show(pool);
}

/** Makes the sample pool (three small volumes with real files) and shows it. */
export async function createSamplePool(): Promise<PoolInfo> {
  return show(await host().call('pool.createSample', {}));
}

function show(pool: PoolInfo): PoolInfo {
  keep(pool);
  go({ screen: 'files', pool: pool.id, path: '/' });
  return pool;
}

export async function setPool(input: Input<'pool.set'>): Promise<PoolInfo> {
  const pool = await host().call('pool.set', input);
  keep(pool);
  return pool;
}

/** Forgets the configuration of a pool; its files stay. */
export async function forgetPool(pool: PoolInfo): Promise<void> {
  await host().call('pool.forget', { pool: pool.id });
  await leave(pool);
}

/** Deletes the sample pool with its files. @throws refused, unless `all`, while it holds files of the person's own */
export async function removeSamplePool(pool: PoolInfo, all: boolean): Promise<void> {
  await host().call('pool.removeSample', { all });
  await leave(pool);
}

async function leave(gone: PoolInfo): Promise<void> {
  usePools.setState(({ pools }) => ({ pools: pools?.filter((pool) => pool.id !== gone.id) ?? null }));
  await loadPools();
  go({ screen: 'files', pool: null, path: '/' });
}

async function refresh(pool: string): Promise<void> {
  keep(await host().call('pool.get', { pool }));
}

/** @throws AppError refused, denied, read-only, invalid */
export async function addVolume(input: Input<'volume.add'>): Promise<VolumeInfo> {
  const volume = await host().call('volume.add', input);
  await refresh(input.pool);
  return volume;
}

export async function setVolume(input: Input<'volume.set'>): Promise<VolumeInfo> {
  const volume = await host().call('volume.set', input);
  await refresh(input.pool);
  return volume;
}

/** @throws AppError refused when it holds the only copy of something and `leaveFiles` is not set */
export async function removeVolume(input: Input<'volume.remove'>): Promise<void> {
  await host().call('volume.remove', input);
  await refresh(input.pool);
}

/** Mounted file systems that could become volumes. */
export function suggestVolumes(): Promise<Output<'volume.suggest'>> {
  return host().call('volume.suggest', {});
}

/** What a folder would be as a volume; nothing is written. */
export function probeVolume(root: string, signal?: AbortSignal): Promise<Output<'volume.probe'>> {
  return host().call('volume.probe', { root }, signal === undefined ? undefined : { signal });
}

/** Folders of the host, for choosing one where there is no native picker. Empty path: home. */
export function hostFolders(path: string, hidden = false): Promise<Output<'host.folders'>> {
  return host().call('host.folders', { path, hidden });
}

/** The native folder picker; only with the capability `pickFolder`. null: the person chose nothing. */
export async function pickFolder(title: string): Promise<string | null> {
  return (await host().call('host.pickFolder', { title })).path;
}

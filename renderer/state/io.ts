import { create } from 'zustand';
import { ioSeconds } from '../../shared/io.ts';
import type { IoChange, VolumeIoHistory } from '../../shared/io.ts';
import { host } from '../api/host.ts';
import { currentPool, usePools } from './pool.ts';
import { useRoute } from './route.ts';

/** What the host reads and writes on the volumes of the pool that is shown. */
interface Io {
  /** Id of the pool that it is about. */
  readonly pool: string | null;
  /** Of the newest figure, ms. */
  readonly atMs: number;
  /** By the name of the volume. */
  readonly volumes: Readonly<Record<string, VolumeIoHistory>>;
}

const nothing: Io = { pool: null, atMs: 0, volumes: {} };

export const useIo = create<Io>()(() => nothing);

export function useVolumeIo(volume: string): VolumeIoHistory | undefined {
  return useIo(({ volumes }) => volumes[volume]);
}

let loading: string | null = null;

/** Fetches the last minutes of the pool that is shown; called after each connection. */
export async function loadIo(): Promise<void> {
  const pool = currentPool()?.id ?? null;
  if (pool === null) {
    useIo.setState(nothing);
    return;
  }
  if (useIo.getState().pool !== pool) useIo.setState({ ...nothing, pool });
  if (loading === pool) return;
  loading = pool;
  try {
    const { atMs, volumes } = await host().call('volume.io', { pool });
    if (currentPool()?.id !== pool) return;
    useIo.setState({ pool, atMs, volumes: Object.fromEntries(volumes.map((one) => [one.volume, one])) });
  } catch {
    // The banner says that the host is gone; the next connection asks again.
  } finally {
    loading = null;
  }
}

/**
 * The line of a second ago with a newer figure. Nothing is told while nothing changes: the seconds between were as the
 * last one.
 */
export function goneOn(line: readonly number[], seconds: number, figure: number): readonly number[] {
  const between = Math.min(ioSeconds, Math.max(0, seconds - 1));
  const former = line.at(-1) ?? 0;
  const full = line.length >= ioSeconds ? line : [...Array<number>(ioSeconds - line.length).fill(0), ...line];
  return [...full.slice(between + 1), ...Array<number>(between).fill(former), figure].slice(-ioSeconds);
}

function take({ pool, atMs, volumes }: IoChange): void {
  useIo.setState((io) => {
    if (io.pool !== pool) return io;
    const seconds = Math.max(1, Math.round((atMs - io.atMs) / 1000));
    const next = volumes.map((now): [string, VolumeIoHistory] => {
      const former = io.volumes[now.volume];
      return [
        now.volume,
        {
          speed: { read: null, write: null },
          latencyMs: null,
          ...former,
          ...now,
          reads: goneOn(former?.reads ?? [], seconds, now.read),
          writes: goneOn(former?.writes ?? [], seconds, now.write),
        },
      ];
    });
    return { pool, atMs, volumes: Object.fromEntries(next) };
  });
}

/** Follows the host and the pool that is shown; called once by the composition root. */
export function followIo(): void {
  host().on('io.changed', take);
  const follow = (): void => {
    if ((currentPool()?.id ?? null) !== useIo.getState().pool) void loadIo();
  };
  usePools.subscribe(follow);
  useRoute.subscribe(follow);
}

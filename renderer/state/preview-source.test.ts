import { expect, it } from 'vitest';
import type { Entry, PoolInfo, VolumeInfo } from '../../shared/model.ts';
import { previewSource } from './preview-source.ts';

const volume = (name: string, change: Partial<VolumeInfo> = {}): VolumeInfo =>
  ({ name, state: 'online', filesystem: 'ext4', ...change }) as VolumeInfo;
const pool = {
  volumes: [
    volume('nas', { filesystem: 'nfs4' }),
    volume('disk1'),
    volume('away', { state: 'offline' }),
    volume('ill', { state: 'failing' }),
    volume('leaving', { state: 'draining' }),
  ],
} as unknown as PoolInfo;
const from = (volumes: readonly string[], change: Partial<Entry> = {}) =>
  previewSource(pool, { volumes, conflict: false, offline: false, ...change } as Entry);

it('[B304] a quick volume is read before a slow one, and a slow one only when a person says so', () => {
  expect(from(['nas', 'disk1'])).toEqual({ kind: 'read', volume: 'disk1' });
  expect(from(['leaving'])).toEqual({ kind: 'read', volume: 'leaving' });
  expect(from(['nas'])).toEqual({ kind: 'slow', volume: 'nas' });
  expect(from(['ill', 'away'])).toEqual({ kind: 'slow', volume: 'ill' });
  expect(from(['away'], { offline: true })).toEqual({ kind: 'away' });
});

it('[B304] a volume that was measured to be slow is one', () => {
  const io = (high: number) => ({ disk1: { speed: { read: { low: 1, high }, write: null }, latencyMs: 1 } }) as never;
  const entry = { volumes: ['disk1'], conflict: false, offline: false } as unknown as Entry;
  expect(previewSource(pool, entry, io(1e6))).toEqual({ kind: 'slow', volume: 'disk1' });
  expect(previewSource(pool, entry, io(1e8))).toEqual({ kind: 'read', volume: 'disk1' });
});

it('[B304] of copies that differ the one that opens is read, and not unasked where one of them is slow', () => {
  expect(from(['disk1', 'leaving'], { conflict: true })).toEqual({ kind: 'read', volume: undefined });
  expect(from(['disk1', 'nas'], { conflict: true })).toEqual({ kind: 'slow', volume: 'nas' });
});

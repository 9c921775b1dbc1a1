import { expect, test } from 'vitest';
import type { VolumeIoHistory } from '../../shared/io.ts';
import type { Entry } from '../../shared/model.ts';
import { fitted, middlePart } from './thumbnail-draw.ts';
import { Recent, ThumbnailQueue } from './thumbnail-queue.ts';
import { thumbnailSource } from './thumbnail-source.ts';
import { volumeInfo } from './volume-fixture.ts';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

test('[B285] few pictures are looked for at once, and what nobody wants any more is given up', async () => {
  let most = 2;
  const queue = new ThumbnailQueue<string>(() => most);
  const began: string[] = [];
  const given: string[] = [];
  const ends = new Map<string, (found: string | null) => void>();
  const told: string[] = [];
  const want = (key: string): (() => void) =>
    queue.want(
      key,
      (signal) => {
        began.push(key);
        signal.addEventListener('abort', () => given.push(key));
        return new Promise((resolve, reject) => {
          ends.set(key, resolve);
          signal.addEventListener('abort', () => reject(new Error('given up')));
        });
      },
      (found) => told.push(`${key} ${String(found)}`),
    );
  const giveUp = new Map(['a', 'b', 'c', 'd'].map((key) => [key, want(key)]));
  expect(began).toEqual(['a', 'b']);
  // One that waits is dropped, one that is read is aborted; the next ones follow.
  giveUp.get('c')?.();
  giveUp.get('b')?.();
  await settled();
  expect(given).toEqual(['b']);
  expect(began).toEqual(['a', 'b', 'd']);
  // Wanted twice: read once, told both, aborted only when both gave up.
  const again = want('a');
  again();
  expect(given).toEqual(['b']);
  want('a');
  ends.get('a')?.('picture');
  ends.get('d')?.(null);
  await settled();
  expect(told).toEqual(['a picture', 'a picture', 'd null']);
  expect(queue.size).toBe(0);
  // Jobs work: one at a time; more when they are done.
  most = 1;
  for (const key of ['e', 'f', 'g']) want(key);
  expect(began.slice(3)).toEqual(['e']);
  most = 3;
  queue.next();
  expect(began.slice(3)).toEqual(['e', 'f', 'g']);
});

test('[B285] what was used last is kept, up to a limit, and what goes is freed', () => {
  const gone: string[] = [];
  const recent = new Recent<string>(10, (value) => gone.push(value));
  recent.add('a', 'A', 4);
  recent.add('b', 'B', 4);
  expect(recent.get('a')).toBe('A');
  recent.add('c', 'C', 4);
  expect(gone).toEqual(['B']);
  expect([recent.get('a'), recent.get('b'), recent.get('c')]).toEqual(['A', undefined, 'C']);
  recent.add('a', 'A2', 4);
  recent.add('huge', 'H', 99);
  expect(gone).toEqual(['B', 'A', 'C', 'A2', 'H']);
});

test('[B285] pictures are read from a quick volume, and from a slow one only when it was asked for', () => {
  const entry = (change: Partial<Entry> = {}): Entry => ({
    path: '/a.jpg',
    name: 'a.jpg',
    type: 'file',
    size: 9,
    mtimeMs: 0,
    mode: 0,
    volumes: ['disk1'],
    conflict: false,
    offline: false,
    ...change,
  });
  const volumes = [
    volumeInfo('nas', { filesystem: 'nfs4' }),
    volumeInfo('disk1'),
    volumeInfo('gone', { state: 'offline' }),
  ];
  const source = (change: Partial<Entry>, io = {}, asked: readonly string[] = []) =>
    thumbnailSource(entry(change), volumes, io, new Set(asked));
  expect(source({})).toEqual({ kind: 'read', volume: 'disk1' });
  expect(source({ volumes: ['nas', 'disk1'] })).toEqual({ kind: 'read', volume: 'disk1' });
  expect(source({ volumes: ['nas'] })).toEqual({ kind: 'slow', volumes: ['nas'] });
  expect(source({ volumes: ['nas'] }, {}, ['nas'])).toEqual({ kind: 'read', volume: 'nas' });
  expect(source({ volumes: ['nas', 'disk1'] }, {}, ['nas'])).toEqual({ kind: 'read', volume: 'disk1' });
  // Measured by past jobs, whatever its file system.
  const io = (change: Partial<VolumeIoHistory>): Record<string, VolumeIoHistory> => ({
    disk1: {
      volume: 'disk1',
      read: 0,
      write: 0,
      queue: 0,
      reads: [],
      writes: [],
      speed: { read: null, write: null },
      latencyMs: null,
      ...change,
    },
  });
  const crawling = io({ speed: { read: { low: 1e5, high: 1e6 }, write: null } });
  expect(source({}, crawling)).toEqual({ kind: 'slow', volumes: ['disk1'] });
  expect(source({}, io({ latencyMs: 900 }))).toEqual({ kind: 'slow', volumes: ['disk1'] });
  expect(source({}, io({ latencyMs: 9, speed: { read: { low: 1e7, high: 1e8 }, write: null } })).kind).toBe('read');
  // Nothing is read of what is no picture, not there, or not one thing.
  for (const change of [
    { name: 'a.svg' },
    { name: 'a.txt' },
    { size: 0 },
    { type: 'directory' as const },
    { offline: true },
    { foreign: true },
    { conflict: true },
    { volumes: ['gone'] },
  ]) {
    expect(source(change)).toEqual({ kind: 'none' });
  }
});

test('[B285] a picture lies whole in its tile, never larger than it is, without the bars of a thumbnail', () => {
  expect(fitted(4000, 3000, { width: 148, height: 99 })).toEqual({ width: 132, height: 99 });
  expect(fitted(100, 4000, { width: 148, height: 99 })).toEqual({ width: 2, height: 99 });
  expect(fitted(16, 16, { width: 148, height: 99 })).toEqual({ width: 16, height: 16 });
  // A thumbnail of 160 x 120 of a photo of 3:2 has bars above and below.
  const part = middlePart(160, 120, 1.5);
  expect([part.x, part.width]).toEqual([0, 160]);
  expect(part.height).toBeCloseTo(106.67, 1);
  expect(part.y).toBeCloseTo(6.67, 1);
  expect(middlePart(160, 106, 1.5)).toEqual({ x: 0, y: 0, width: 160, height: 106 });
  expect(middlePart(160, 120, null)).toEqual({ x: 0, y: 0, width: 160, height: 120 });
});

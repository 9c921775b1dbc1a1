import { describe, expect, test } from 'vitest';
import type { UsageFolder, UsageNode } from '../../../shared/usage.ts';
import { ageOf, markedParts, volumeFor } from './paint.ts';
import { findThing, rowOf, shownThing, sortThings, thingsOf } from './thing.ts';
import type { Thing } from './thing.ts';
import type { CatalogStatus } from '../../../shared/model.ts';
import { blockWords, changeWords, notCounted, shortAge, sizeWhereWords, sumWords, unreadMessage } from './words.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 29);

function node(path: string, split: readonly number[], more: Partial<UsageNode> = {}): UsageNode {
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    type: 'folder',
    size: split.reduce((sum, bytes) => sum + bytes, 0),
    split,
    files: 3,
    kind: 'image',
    newestMs: now - 3 * day,
    ...more,
  };
}

const folder: UsageFolder = {
  measure: 'allocated',
  volumes: ['disk1', 'disk2', 'disk4'],
  partial: false,
  countedMs: now,
  change: { sinceMs: now - 30 * day, self: 500, children: { Photos: 400, Films: -100 } },
  root: node('/', [900, 0, 6000], {
    name: '',
    children: [
      node('/Films', [0, 0, 4000]),
      node('/Photos', [900, 0, 2000], {
        children: [
          node('/Photos/2025', [0, 0, 1500]),
          node('/Photos', [0, 0, 500], { name: '', type: 'rest', items: 1204 }),
        ],
      }),
      node('/Photos 2', [1, 0, 0]),
      node('/a.iso', [0, 7, 0], { type: 'file', files: 1, kind: 'archive' }),
      node('/', [0, 0, 2], { name: '', type: 'rest', items: 12, files: 40 }),
    ],
  }),
};

describe('things of the map and the list', () => {
  const things = thingsOf(folder);

  test('[B142] a thing is found at any depth by what is selected, and so is its row in the list', () => {
    expect(findThing(things, '/Photos/2025')?.bytes).toBe(1500);
    expect(findThing(things, '/Photos/')?.name).toBe('1,204 more');
    expect(findThing(things, '//')?.name).toBe('12 more');
    expect(findThing(things, '/gone')).toBeNull();
    expect(rowOf(things, '/Photos/2025')?.path).toBe('/Photos');
    expect(rowOf(things, '/Photos/deeper/than/shown')?.path).toBe('/Photos');
    expect(rowOf(things, '/Photos 2')?.path).toBe('/Photos 2');
    expect(rowOf(things, '/gone')).toBeNull();
    const keys = things.flatMap((thing) => [thing, ...thing.children]).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('[B142] bytes per volume come largest first, without volumes that hold nothing of it', () => {
    expect(findThing(things, '/Photos')?.parts).toEqual([
      { volume: 'disk4', bytes: 2000 },
      { volume: 'disk1', bytes: 900 },
    ]);
    expect(shownThing(folder).parts.map(({ volume }) => volume)).toEqual(['disk4', 'disk1']);
    const [most] = things;
    expect(most && sizeWhereWords({ ...most, bytes: 7 })).toBe('7 bytes on disk4');
    const photos = findThing(things, '/Photos');
    expect(photos && sizeWhereWords({ ...photos, bytes: 7 })).toBe('7 bytes: 2.00 KB on disk4, 900 bytes on disk1');
  });

  test('[B150] what grew comes first, then what shrank, then what is not known; the rest of a folder is last', () => {
    expect(sortThings(things, 'change').map(({ name }) => name)).toEqual([
      'Photos',
      'Films',
      'a.iso',
      'Photos 2',
      '12 more',
    ]);
    expect(sortThings(things, 'size').map(({ name }) => name)).toEqual([
      'Films',
      'Photos',
      'a.iso',
      'Photos 2',
      '12 more',
    ]);
    expect(sortThings(things, 'name').map(({ name }) => name)).toEqual([
      'a.iso',
      'Films',
      'Photos',
      'Photos 2',
      '12 more',
    ]);
    expect([400, -100, 0, null].map(changeWords)).toEqual(['+400 bytes', '−100 bytes', '0', '–']);
  });

  test('[B143] the colour is that of the volume with most of it; others with a twentieth have their mark too', () => {
    const volumes = [{ name: 'disk4', colour: 4 }] as unknown as Parameters<typeof volumeFor>[1];
    const [films] = things as readonly [Thing, ...Thing[]];
    expect(volumeFor(films, volumes)?.colour).toBe(4);
    const part = (volume: string, bytes: number) => ({ volume, bytes });
    expect(markedParts({ parts: [part('a', 960), part('b', 40)] })).toEqual([part('a', 960)]);
    expect(markedParts({ parts: [part('a', 900), part('b', 100)] })).toHaveLength(2);
    expect(markedParts({ parts: ['a', 'b', 'c', 'd'].map((name) => part(name, 100)) })).toHaveLength(3);
    expect(markedParts({ parts: [] })).toEqual([]);
  });

  test('[B143] ages: by the newest thing, a time in the future is new, an unknown one is none', () => {
    expect([0, 6, 8, 40, 400, 3000].map((days) => ageOf(now - days * day, now))).toEqual([
      'week',
      'week',
      'month',
      'year',
      'years',
      'older',
    ]);
    expect(ageOf(now + 1e13, now)).toBe('week');
    expect(ageOf(null, now)).toBeNull();
    expect(ageOf(NaN, now)).toBeNull();
    expect([0, 5, 40, 800].map((days) => shortAge(now - days * day, now))).toEqual(['today', '5 d', '1 mo', '2 y']);
    expect(shortAge(null, now)).toBe('');
  });

  test('[B143] a block says what its colour tells', () => {
    const photos = findThing(things, '/Photos');
    if (photos === null) throw new Error('not found');
    const says = (by: Parameters<typeof blockWords>[2]): string => blockWords(photos, 29_000, by);
    expect(says('volume')).toBe('Photos, 2.90 KB, 10 %, 3 files, 2.00 KB on disk4, 900 bytes on disk1');
    expect(says('kind')).toBe('Photos, 2.90 KB, 10 %, 3 files, mostly images');
    expect(says('age')).toMatch(/^Photos, 2\.90 KB, 10 %, 3 files, changed /);
  });

  test('[B145] figures that may grow say so; else they say how old they are', () => {
    const sum = { bytes: 16.3e12, files: 412_806 };
    const whole = { partial: false, countedMs: now - 120_000 };
    expect(sumWords(sum, { partial: true, countedMs: null }, 'scanning', now)).toBe(
      '16.3 TB in 412,806 files, counted so far',
    );
    expect(sumWords(sum, { partial: true, countedMs: now }, 'fresh', now)).toContain('counted so far');
    expect(sumWords(sum, whole, 'fresh', now)).toBe('16.3 TB in 412,806 files, as it is now');
    expect(sumWords(sum, whole, 'stale', now)).toBe('16.3 TB in 412,806 files, counted 2 min ago');
    expect(sumWords(sum, { partial: false, countedMs: null }, undefined, now)).toBe('16.3 TB in 412,806 files');
  });

  test('[B147] where nothing is counted the words do not say that it goes on, and offer only what helps', () => {
    const status = (state: CatalogStatus['state'], ...states: readonly string[]): CatalogStatus =>
      ({ state, perVolume: states.map((one) => ({ state: one })) }) as unknown as CatalogStatus;
    const none = { bytes: 0, files: 0 };
    const partial = { partial: true, countedMs: null };
    expect(sumWords(none, partial, 'off', now)).toBe('Not counted');
    expect(sumWords(none, partial, 'none', now)).toBe('Not counted');
    expect(sumWords(none, partial, 'scanning', now)).toBe('0 bytes in 0 files, counted so far');
    expect(notCounted(status('off'))).toEqual({
      text: 'The catalog, which the figures come from, cannot be used.',
      canCount: false,
    });
    expect(notCounted(status('none', 'offline', 'offline')).canCount).toBe(false);
    expect(notCounted(status('none', 'offline', 'polled')).canCount).toBe(true);
    expect(notCounted(status('scanning', 'scanning')).text).toContain('the map grows');
    expect(notCounted(null).canCount).toBe(false);
  });

  test('[B146] folders that could not be read are counted and named', () => {
    const unread = { folders: 1, before: 0, volumes: ['disk1'], path: '/a', why: 'the system denies access' };
    expect(unreadMessage(undefined)).toBeNull();
    expect(unreadMessage(unread)).toEqual({
      title: '1 folder could not be read on disk1: the system denies access',
      text: '/a. What is in it is not counted.',
    });
    expect(unreadMessage({ ...unread, folders: 4, before: 1, path: '/b\n' })).toEqual({
      title: '4 folders could not be read on disk1: the system denies access',
      text: '/b\\n and 3 others. What was in them before is counted.',
    });
    expect(sumWords({ bytes: 10, files: 2, unread }, { partial: false, countedMs: null }, 'fresh', now)).toBe(
      'at least 10 bytes in 2 files, as it is now',
    );
  });
});

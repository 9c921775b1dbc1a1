import { expect, test } from 'vitest';
import type { PoolInfo, VolumeInfo } from '../../shared/model.ts';
import type { FoundPlace } from '../../shared/places.ts';
import { missingWords, notInPoolsWords, volumeWords } from './place-words.ts';

const volume = (name: string, state: VolumeInfo['state'] = 'online') => ({ name, root: `/mnt/${name}`, state });
const pool = (...volumes: readonly ReturnType<typeof volume>[]) =>
  ({ id: 'p1', name: 'Home', volumes }) as unknown as PoolInfo;
const found = (path: string, more: Partial<FoundPlace> = {}): FoundPlace => ({
  ...{ pool: 'p1', path, type: null, volumes: [], nearest: '/', volume: null },
  ...more,
});

test('[B324] what is missing is named, and never what a volume that is not connected may hold', () => {
  const two = pool(volume('disk1'), volume('disk2'));
  expect(missingWords(found('/a/b/c', { nearest: '/a' }), two)).toBe('There is no “b” in /a.');
  expect(missingWords(found('/x/y'), two)).toBe(
    'There is no “x” in Home. Real paths begin with /mnt/disk1 or /mnt/disk2.',
  );
  expect(missingWords(found('/a\u202eb', { volume: 'disk2' }), two)).toBe(
    'The path lies on disk2. There is no “a\\u202eb” in Home.',
  );
  const away = pool(volume('disk1'), volume('disk2', 'offline'), volume('disk3', 'failing'));
  expect(missingWords(found('/a/b', { nearest: '/a', volume: 'disk2' }), away)).toBe(
    '“b” is on no connected volume in /a; not connected: disk2, disk3.',
  );
  expect(notInPoolsWords('~/x', pool())).toBe('~/x is on no volume of a pool.');
});

test('[B323] a real path tells its volume, also when the entry is on others', () => {
  const home = pool(volume('disk1'), volume('disk2'));
  const say = (volumes: readonly string[], path = '/films/a.mkv') =>
    volumeWords(found(path, { volumes, type: 'file' }), 'disk2', home);
  expect(say(['disk2'])).toBe('a.mkv is on disk2');
  expect(say(['disk1', 'disk2'])).toBe('a.mkv is on disk2 and one other volume');
  expect(say(['disk1', 'disk2', 'disk3'])).toBe('a.mkv is on disk2 and 2 other volumes');
  expect(say(['disk1'])).toBe('a.mkv is not on disk2 but on disk1');
  expect(say(['disk1', 'disk2'], '/')).toBe('disk2 is a volume of Home');
});

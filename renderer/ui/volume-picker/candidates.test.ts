import { expect, test } from 'vitest';
import type { VolumeProbe } from '../../../shared/model.ts';
import {
  addedCandidate,
  defaultReserve,
  foundCandidate,
  limitOf,
  signsFor,
  specsOf,
  sumOf,
  withAdded,
} from './candidates.ts';

const probe = (root: string, more: Partial<VolumeProbe> = {}): VolumeProbe => ({
  root,
  exists: true,
  isDirectory: true,
  writable: true,
  filesystem: 'ext4',
  space: { total: 1000, used: 400, free: 600 },
  warnings: [],
  refusal: null,
  suggestedName: root.slice(root.lastIndexOf('/') + 1),
  ...more,
});

test('found file systems are chosen unless something speaks against them', () => {
  expect(foundCandidate(probe('/mnt/a'), true).chosen).toBe(true);
  expect(foundCandidate(probe('/mnt/a'), false).chosen).toBe(false);
  expect(foundCandidate(probe('/', { warnings: ['Not suggested: the system needs this room.'] }), true).chosen).toBe(
    false,
  );
  expect(foundCandidate(probe('/mnt/b', { refusal: 'It is read-only.' }), true).chosen).toBe(false);
});

test('what the person adds is chosen, also when it was found before', () => {
  const home = foundCandidate(probe('/', { warnings: ['Not suggested'] }), true);
  expect(withAdded([home], probe('/')).map((one) => one.chosen)).toEqual([true]);
  expect(withAdded([home], probe('/data')).map((one) => one.probe.root)).toEqual(['/', '/data']);
});

test('names are unique and limits are bytes', () => {
  const one = { ...addedCandidate(probe('/x/data')), limit: '10M' };
  const two = addedCandidate(probe('/y/data'));
  expect(specsOf([one, two], ['disk1'])).toEqual([
    { root: '/x/data', name: 'data', limit: 10_000_000 },
    { root: '/y/data', name: 'data-2' },
  ]);
  expect(limitOf({ ...two, limit: 'much' }).error).not.toBe('');
});

test('marks are the last digit or the first letter of the name, the next free one when taken; colours go on', () => {
  expect(signsFor(['disk3', 'two', 'three'])).toEqual([
    { mark: '3', colour: 1 },
    { mark: 'T', colour: 2 },
    { mark: 'H', colour: 3 },
  ]);
  expect(signsFor(['disk3'], [{ mark: '3', colour: 1 }])).toEqual([{ mark: 'D', colour: 2 }]);
});

test('folders of one file system that was not suggested count its space once', () => {
  const folders = [addedCandidate(probe('/home/x')), addedCandidate(probe('/home/y'))];
  expect(sumOf(folders)).toMatchObject({ total: 1000, free: 600 - defaultReserve(1000) });
  const other = addedCandidate(probe('/media/z', { space: { total: 1000, used: 900, free: 100 } }));
  expect(sumOf([...folders, other])).toMatchObject({ total: 2000 });
});

test('folders below one mounted file system count its space once, limits cut it', () => {
  const mount = { ...foundCandidate(probe('/mnt/a'), true), chosen: false };
  const folders = [addedCandidate(probe('/mnt/a/x')), addedCandidate(probe('/mnt/a/y'))];
  expect(sumOf([mount, ...folders])).toMatchObject({ total: 1000, free: 600 - defaultReserve(1000) });
  const limited = folders.map((one) => ({ ...one, limit: '100' }));
  expect(sumOf([mount, ...limited])).toMatchObject({ total: 200, free: 196 });
});

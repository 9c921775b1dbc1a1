import { expect, test } from 'vitest';
import type { PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import { volumeInfo } from '../../state/volume-fixture.ts';
import { draftOf, readDraft } from './draft.ts';

const volume = (name: string): VolumeInfo =>
  volumeInfo(name, {
    space: { total: 1e12, used: 4e11, free: 6e11 },
    reserve: 4_294_967_296,
    tags: ['usb'],
  });
const disk1 = volume('disk1');
const pool: PoolInfo = {
  id: 'p',
  name: 'Home',
  policy: 'balanced',
  sample: false,
  trashDays: null,
  reserve: null,
  keepTogether: null,
  rules: [],
  pins: [],
  volumes: [disk1, volume('disk2')],
  space: { total: 0, used: 0, free: 0 },
};

test('fields that were not touched change nothing, rounded sizes too', () => {
  expect(readDraft(pool, disk1, draftOf(disk1))).toEqual({ settings: {}, errors: {} });
});

test('only what differs is set', () => {
  const draft = { ...draftOf(disk1), reserve: '10 GB', limit: '500 GB', tags: 'usb, media, usb,' };
  expect(readDraft(pool, disk1, draft).settings).toEqual({ reserve: 1e10, limit: 5e11, tags: ['usb', 'media'] });
});

test('an emptied limit is no limit', () => {
  const limited = { ...disk1, limit: 5e11 };
  expect(readDraft(pool, limited, { ...draftOf(limited), limit: ' ' }).settings).toEqual({ limit: null });
});

test('what cannot be read has its reason at its field', () => {
  const { errors } = readDraft(pool, disk1, { ...draftOf(disk1), name: 'disk2', reserve: 'much' });
  expect(Object.keys(errors)).toEqual(['name', 'reserve']);
});

import { expect, it } from 'vitest';
import type { VolumeConfig } from '../state/config-shape.ts';
import { checkMark } from './identity.ts';

const volume = (name: string, mark: string): VolumeConfig => ({
  id: name,
  name,
  root: `/mnt/${name}`,
  mode: 'read-write',
  reserve: 0,
  reserveChosen: false,
  limit: null,
  tags: [],
  draining: false,
  colour: 1,
  mark,
});

it('[B405] a mark is one letter or digit of any script, and of one volume only', () => {
  const disk1 = volume('disk1', '1');
  const all = [disk1, volume('disk2', '2')];
  for (const mark of ['1', 'F', '7', 'ß', '日']) expect(() => checkMark(mark, disk1, all)).not.toThrow();
  for (const mark of ['', 'AB', ' ', '!', '\u202e', '\n', '1 '])
    expect(() => checkMark(mark, disk1, all)).toThrow(/a mark is one letter or digit/);
  expect(() => checkMark('2', disk1, all)).toThrow(/^Marking the volume disk1 with "2": disk2 has this mark: choose/);
});

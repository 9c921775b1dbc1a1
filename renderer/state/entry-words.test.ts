import { expect, test } from 'vitest';
import type { Entry } from '../../shared/model.ts';
import { modeText, typeWords } from './entry-words.ts';

test('[B282] types and permissions are told in the words of people and of ls', () => {
  const of = (name: string, type: Entry['type'] = 'file'): string => typeWords({ name, type });
  expect(['Beach.JPG', 'README', '.profile', 'odd.zzz', 'a.tar.gz', 'a.x\u202ey'].map((name) => of(name))).toEqual([
    'JPG image',
    'File',
    'File',
    'ZZZ file',
    'GZ archive',
    'X\\u202eY file',
  ]);
  expect([of('in', 'directory'), of('l', 'symlink'), of('fifo', 'other')]).toEqual([
    'Folder',
    'Link',
    'Device, socket or pipe',
  ]);
  const modes = [0o755, 0o640, 0o4755, 0o2640, 0o1777, 0o1776, 0];
  expect(modes.map(modeText)).toEqual([
    'rwxr-xr-x',
    'rw-r-----',
    'rwsr-xr-x',
    'rw-r-S---',
    'rwxrwxrwt',
    'rwxrwxrwT',
    '---------',
  ]);
});

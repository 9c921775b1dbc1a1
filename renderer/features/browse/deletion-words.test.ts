import { expect, it } from 'vitest';
import type { Entry } from '../../../shared/model.ts';
import { deletionWords } from './deletion-words.ts';

const entry = (name: string, more: Partial<Entry> = {}): Entry => ({
  ...{ path: `/${name}`, name, type: 'file', size: 1_500_000, mtimeMs: 0, mode: 0o644 },
  ...{ volumes: ['disk1'], conflict: false, offline: false },
  ...more,
});
const folder = (name: string, files: number, bytes: number, partial = false): Entry =>
  entry(name, { type: 'directory', size: 0, folder: { files, bytes, allocated: bytes, atMs: 1, partial } });

it('[B344] deleting for ever says what, how much and where, and what is not known', () => {
  expect(deletionWords([entry('a.mov')])).toEqual({
    title: 'Delete a.mov for ever?',
    figures: '1 file, 1.50 MB, on disk1.',
    unread: '',
    copies: '',
  });
  expect(deletionWords([entry('a', { volumes: ['disk1', 'disk2'] }), folder('Films', 3, 8_500_000)])).toEqual({
    title: 'Delete 2 items for ever?',
    figures: '4 files in and beside 1 folder, 10.0 MB, on disk1 and disk2.',
    unread: '',
    copies: 'Both copies of a are deleted.',
  });
  expect(deletionWords([folder('New', 3, 100, true)]).figures).toBe(
    'All that is in 1 folder, which is not counted yet, on disk1.',
  );
  expect(deletionWords([folder('Films', 3, 8_500_000)]).figures).toBe('3 files in 1 folder, 8.50 MB, on disk1.');
  const both = deletionWords([entry('a'), entry('x\u202etxt.exe'), folder('New', 0, 0, true)]);
  expect(both.figures).toBe(
    '2 files in and beside 1 folder, 3.00 MB, and all that is in 1 folder, which is not counted yet, on disk1.',
  );
  expect(deletionWords([entry('x\u202etxt.exe')]).title).toBe('Delete x\\u202etxt.exe for ever?');
});

it('[B420] deleting for ever never says 0 of what could not be read', () => {
  const unread = {
    folders: 2,
    before: 0,
    volumes: ['disk1', 'disk2'],
    path: '/Films/x',
    why: 'the system denies access',
  };
  const closed = (files: number, bytes: number, before = 0): Entry =>
    entry('Films', { type: 'directory', folder: { ...size(files, bytes), unread: { ...unread, before } } });
  const size = (files: number, bytes: number) => ({ files, bytes, allocated: bytes, atMs: 1, partial: false });
  const why = '2 folders could not be read on disk1, disk2: the system denies access.';
  expect(deletionWords([closed(0, 0)])).toMatchObject({
    figures: 'All that is in 1 folder, which could not be read, on disk1.',
    unread: why,
  });
  expect(deletionWords([closed(3, 8_500_000)])).toMatchObject({
    figures: 'At least 3 files in 1 folder, 8.50 MB, on disk1.',
    unread: why,
  });
  expect(deletionWords([closed(3, 8_500_000, 1)]).figures).toBe('About 3 files in 1 folder, 8.50 MB, on disk1.');
  expect(deletionWords([entry('a'), closed(0, 0)]).figures).toBe(
    '1 file in and beside 1 folder, 1.50 MB, and all that is in 1 folder, which could not be read, on disk1.',
  );
});

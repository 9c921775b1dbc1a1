import { expect, test } from 'vitest';
import type { Entry } from '../../shared/model.ts';
import { withFolderSizes } from './folder-sizes.ts';

const entry = (name: string, more: Partial<Entry> = {}): Entry => ({
  ...{ path: `/${name}`, name, type: 'directory', size: 0, mtimeMs: 0, mode: 0o755, volumes: ['disk1'] },
  ...{ conflict: false, offline: false },
  ...more,
});
const size = { bytes: 5, allocated: 4096, files: 2, atMs: 7, partial: false };
const listing = {
  entries: [entry('a'), entry('unknown'), entry('lost+found', { foreign: true }), entry('file', { type: 'file' })],
  missing: [],
};
const named = ['a', 'lost+found', 'file'].map((name) => ({ name, ...size }));

test('[Q75] folders of the pool get their size, other things none', async () => {
  const { entries } = await withFolderSizes(Promise.resolve(listing), Promise.resolve(named));
  expect(entries.map(({ folder }) => folder)).toEqual([size, undefined, undefined, undefined]);
  expect(entries[0]).toEqual({ ...listing.entries[0], folder: size });
});

test('[Q75] sizes that do not come, or fail, keep no listing back', async () => {
  const never = Promise.withResolvers<typeof named>().promise;
  expect(await withFolderSizes(Promise.resolve(listing), never)).toBe(listing);
  expect(await withFolderSizes(Promise.resolve(listing), Promise.reject(new Error('damaged')))).toBe(listing);
  const files = { entries: [entry('file', { type: 'file' })], missing: [] };
  expect(await withFolderSizes(Promise.resolve(files), never)).toBe(files);
  await expect(withFolderSizes(Promise.reject(new Error('gone')), Promise.reject(new Error('too')))).rejects.toThrow(
    'gone',
  );
});

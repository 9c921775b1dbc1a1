import { expect, it } from 'vitest';
import type { EntryType, TrashEntry } from '../../../shared/model.ts';
import { words } from './words.ts';

it('[B420] the trash does not count folders as 0 bytes', () => {
  const thing = (type: EntryType, size: number): TrashEntry => ({
    ...{ id: type, path: `/${type}`, volume: 'disk1', type, size, deletedMs: 0 },
  });
  const [file, folder] = [thing('file', 1_500_000), thing('directory', 0)];
  expect(words.amount([file, file])).toBe('2 items, 3.00 MB');
  expect(words.amount([file, folder, folder])).toBe('3 items, 1.50 MB and what is in 2 folders');
  expect(words.deleteSay([folder])).toBe('1 item, what is in 1 folder. This cannot be undone.');
});

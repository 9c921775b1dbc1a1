import { expect, test } from 'vitest';
import { fromInput } from './walk-drop.ts';

/** What a file input gives; only names and relative paths matter here. */
function chosen(name: string, webkitRelativePath = ''): File {
  return Object.defineProperty(new File(['x'], name), 'webkitRelativePath', { value: webkitRelativePath });
}

test('[B16] single files go into the destination itself', () => {
  const tree = fromInput([chosen('a.txt'), chosen('b.txt')]);
  expect(tree.files.map(({ path }) => path)).toEqual(['a.txt', 'b.txt']);
  expect(tree.folders).toEqual([]);
});

test('[B16] files of a chosen folder keep their folders, parents before children, each once', () => {
  const tree = fromInput([
    chosen('a.txt', 'Trip/day 1/a.txt'),
    chosen('b.txt', 'Trip/day 1/b.txt'),
    chosen('c', 'Trip/c'),
  ]);
  expect(tree.files.map(({ path }) => path)).toEqual(['Trip/day 1/a.txt', 'Trip/day 1/b.txt', 'Trip/c']);
  expect(tree.folders).toEqual(['Trip', 'Trip/day 1']);
});

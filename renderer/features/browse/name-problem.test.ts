import { expect, it } from 'vitest';
import { nameProblem } from './name-problem.ts';

const problem = (name: string, from = 'a.txt'): string =>
  nameProblem(from, name, (one) => one === 'b.txt')?.message ?? '';

it('[B345] a name that cannot be is refused while it is typed, with the reason', () => {
  expect(problem('c.txt')).toBe('');
  expect(problem('')).toBe('');
  expect(problem('a.txt')).toBe('');
  expect(problem('b.txt')).toBe('Renaming a.txt: "b.txt" is there already: choose another name');
  expect(problem('a/b')).toMatch(/cannot contain a slash/);
  for (const name of ['.', '..']) expect(problem(name)).toMatch(/is not a name/);
  expect(problem('.cfs-part-1')).toMatch(/CFS keeps this name for itself/);
  expect(problem('a'.repeat(255))).toBe('');
  expect(problem('a'.repeat(256))).toMatch(/has 256 bytes, and 255 is the most/);
  // Two bytes each, as disks count.
  expect(problem('ü'.repeat(128))).toMatch(/has 256 bytes/);
  expect(problem('b.txt', 'x\u202ey')).toMatch(/^Renaming x\\u202ey/);
});

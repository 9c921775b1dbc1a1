import { expect, it } from 'vitest';
import { nameProblem } from './name-problem.ts';

const problem = (name: string): string => nameProblem('a.txt', name, (one) => one === 'b\u202e.txt')?.why ?? '';

it('[B345] a name that cannot be is refused while it is typed, with the reason', () => {
  expect(problem('c.txt')).toBe('');
  expect(problem('')).toBe('');
  expect(problem('a.txt')).toBe('');
  expect(problem('b\u202e.txt')).toBe('"b\\u202e.txt" is there already');
  expect(problem('a/b')).toBe('A name cannot contain a slash');
  for (const name of ['.', '..']) expect(problem(name)).toBe(`"${name}" is not a name`);
  expect(problem('.cfs-part-1')).toBe('CFS keeps this name for itself');
  expect(problem('a'.repeat(255))).toBe('');
  expect(problem('a'.repeat(256))).toBe('This name has 256 bytes, and 255 is the most');
  // Two bytes each, as disks count.
  expect(problem('ü'.repeat(128))).toBe('This name has 256 bytes, and 255 is the most');
});

import { expect, it } from 'vitest';
import { readPattern } from './pattern.ts';

function matching(pattern: string, names: readonly string[]): readonly string[] {
  const reading = readPattern(pattern);
  if ('problem' in reading) throw new Error(reading.problem);
  return names.filter((name) => reading.matches(name));
}

it('[B351] a pattern of names is a part of them, or has stars', () => {
  const names = ['IMG_1.JPG', 'img_2.jpg', 'notes.txt', 'Über.jpg', 'a.jpg.bak'];
  expect(matching('*.jpg', names)).toEqual(['IMG_1.JPG', 'img_2.jpg', 'Über.jpg']);
  expect(matching('img', names)).toEqual(['IMG_1.JPG', 'img_2.jpg']);
  expect(matching('img_?.*', names)).toEqual(['IMG_1.JPG', 'img_2.jpg']);
  expect(matching('ÜBER', names)).toEqual(['Über.jpg']);
  expect(matching(' .txt ', names)).toEqual(['notes.txt']);
  expect(readPattern('[')).toHaveProperty('problem');
});

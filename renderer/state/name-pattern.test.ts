import { expect, it } from 'vitest';
import type { Entry } from '../../shared/model.ts';
import { pathsMatching, readPattern } from './name-pattern.ts';

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
  expect(matching('uber', names)).toEqual(['Über.jpg']);
  expect(matching('a.jpg.b', ['A.JPG.BAK', 'axjpg.bak', 'strasse', 'Straße'])).toEqual(['A.JPG.BAK']);
  expect(matching('(1+1)$', ['a (1+1)$.txt', 'a 11.txt'])).toEqual(['a (1+1)$.txt']);
  expect(matching('STRASSE', ['strasse', 'Straße', 'strase'])).toEqual(['strasse', 'Straße']);
  expect(matching(' .txt ', names)).toEqual(['notes.txt']);
  expect(readPattern('[')).toHaveProperty('problem');
});

it('[B351] it selects what it matches of the whole list, and passes over lines that are no entry', () => {
  const lines = ['a.jpg', null, 'b.txt', 'inside/c.jpg'].map((path) =>
    path === null ? undefined : ({ path: `/${path}`, name: path.split('/').at(-1) } as Entry),
  );
  const rows = { length: lines.length, entryAt: (at: number) => lines[at] };
  expect(pathsMatching(rows, (name) => name.endsWith('.jpg'))).toEqual(['/a.jpg', '/inside/c.jpg']);
});

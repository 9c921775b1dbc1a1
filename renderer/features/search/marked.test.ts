import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Marked, MarkedFolder } from './marked.tsx';

const text = (html: string): string =>
  html
    .replaceAll(/<mark[^>]*>/g, '[')
    .replaceAll('</mark>', ']')
    .replaceAll(/<\/?span[^>]*>/g, '');

test('[B123] places are of the name as it is, whatever is shown for its characters', () => {
  const shown = (name: string, marks: readonly (readonly [number, number])[]): string =>
    text(renderToStaticMarkup(createElement(Marked, { text: name, marks })));
  expect(shown('Boat to svalbard.mov', [[8, 16]])).toBe('Boat to [svalbard].mov');
  expect(shown('a\u202eb\ncat', [[3, 4]])).toBe('a\\u202eb[\\n]cat');
  expect(shown('caf\udce9 one', [[5, 8]])).toBe('caf\\xe9 [one]');
  expect(
    shown('aXbXc', [
      [1, 2],
      [3, 4],
    ]),
  ).toBe('a[X]b[X]c');
  expect(shown('plain', [])).toBe('plain');
});

test('[B123] in a folder each name is marked by itself, over a slash too', () => {
  const shown = (path: string, marks: readonly (readonly [number, number])[]): string =>
    text(renderToStaticMarkup(createElement(MarkedFolder, { path, marks, top: 'Home pool' })));
  expect(shown('/', [])).toBe('Home pool');
  expect(shown('/Photos/2026/11 Svalbard', [[16, 24]])).toBe('Photos / 2026 / 11 [Svalbard]');
  expect(shown('/Photos/2026', [[5, 10]])).toBe('Phot[os] / [20]26');
});

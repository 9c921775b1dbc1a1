import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { PathText } from './path-line.tsx';

test('[B485] a path is one text of two parts: what leads there, and its last name, which stays in sight', () => {
  const parts = (path: string): readonly string[] =>
    renderToStaticMarkup(createElement(PathText, { path }))
      .split(/<[^>]*>/)
      .filter((part) => part !== '');
  expect(parts('/a/b c/d')).toEqual(['/a/b c', '/d']);
  expect(parts('/d')).toEqual(['/d']);
  expect(parts('/')).toEqual(['/']);
  expect(parts('/a/\u202eb')).toEqual(['/a', '/\\u202eb']);
  expect(renderToStaticMarkup(createElement(PathText, { path: '/a/b' }))).toContain('title="/a/b"');
});

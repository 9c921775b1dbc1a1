import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { parsePath } from '../../shared/path.ts';
import { PathText, TrailText } from './path-line.tsx';

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

test('[B485] so is one that is written as a trail of names', () => {
  const parts = (path: string): readonly string[] =>
    renderToStaticMarkup(createElement(TrailText, { path: parsePath(path), top: 'Home pool' }))
      .split(/<[^>]*>/)
      .filter((part) => part !== '');
  expect(parts('/')).toEqual(['Home pool']);
  expect(parts('/a')).toEqual(['a']);
  expect(parts('/a/b/c')).toEqual(['a / b / ', 'c']);
});

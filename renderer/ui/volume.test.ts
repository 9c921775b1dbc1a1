import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { VolumeBar } from './volume.tsx';

const total = 1e12;
const bar = (used: number): string =>
  renderToStaticMarkup(createElement(VolumeBar, { colour: 1, used, total, label: 'disk1' }));

test('a few bytes more or less on a volume draw no bar anew', () => {
  expect(bar(0.5 * total)).toContain('width:50%');
  expect(bar(0.5 * total + 1e6)).toBe(bar(0.5 * total));
  expect(bar(0.502 * total)).toContain('width:50.2%');
  expect(bar(2 * total)).toContain('width:100%');
});

import { expect, it } from 'vitest';
import { shownFor, shownMost, shownToasts, withToast } from './toasts.ts';
import type { NoticeTone, Toast } from './toasts.ts';

let id = 0;
const one = (tone: NoticeTone, title: string, more: Partial<Toast> = {}): Toast => ({
  id: (id += 1),
  tone,
  title,
  ...more,
});
const all = (...toasts: readonly Toast[]): readonly Toast[] => toasts.reduce<readonly Toast[]>(withToast, []);
const titles = (toasts: readonly Toast[]): readonly string[] => toasts.map(({ title }) => title);

it('[B471] problems stay until they are closed, all else for as long as it takes to read it and press its button', () => {
  expect(shownFor(one('problem', 'Moving did not work'))).toBeNull();
  expect(shownFor(one('done', 'Moved'))).toBe(8_000);
  expect(shownFor(one('note', 'x'.repeat(200), { text: 'y'.repeat(100) }))).toBe(21_000);
  const undo = { label: 'Undo', run: () => undefined };
  expect(shownFor(one('done', 'Moved', { action: undo }))).toBe(12_000);
});

it('[B471] no problem is lost to what comes after it: it stands, or waits behind newer ones', () => {
  const many = Array.from({ length: 9 }, (_, at) => one('done', `done ${String(at)}`));
  const list = all(one('problem', 'first'), ...many);
  expect(titles(shownToasts(list).shown)).toEqual(['done 6', 'done 7', 'done 8', 'first']);
  const problems = Array.from({ length: 6 }, (_, at) => one('problem', `p${String(at)}`));
  const full = shownToasts(all(...many, ...problems));
  expect(titles(full.shown)).toEqual(['p2', 'p3', 'p4', 'p5']);
  expect([full.shown.length, full.waiting]).toEqual([shownMost, 2]);
});

it('[B471] the same problem again is one, and what is about the same thing takes its place', () => {
  const list = all(
    one('problem', 'Reading did not work', { text: 'why' }),
    one('note', 'Moving 3 items', { about: 'history' }),
    one('problem', 'Reading did not work', { text: 'another why' }),
    one('problem', 'Reading did not work', { text: 'why' }),
    one('done', '3 items moved', { about: 'history' }),
  );
  expect(list.map(({ tone, title, text }) => [tone, title, text])).toEqual([
    ['problem', 'Reading did not work', 'another why'],
    ['problem', 'Reading did not work', 'why'],
    ['done', '3 items moved', undefined],
  ]);
});

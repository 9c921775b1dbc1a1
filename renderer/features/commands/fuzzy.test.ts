import { describe, expect, it } from 'vitest';
import { fuzzyScore } from './fuzzy.ts';

describe('[B343] the palette finds a command by a few letters', () => {
  const best = (typed: string, titles: readonly string[]): string | undefined =>
    titles
      .map((title) => ({ title, score: fuzzyScore(typed, title) }))
      .filter(({ score }) => score !== null)
      .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))[0]?.title;
  const titles = ['Move to…', 'Copy to…', 'Move to trash', 'New folder', 'New file', 'Copy real path', 'Rename…'];

  it('letters in their order, beginnings of words first', () => {
    expect(best('nf', titles)).toBe('New file');
    expect(best('nfo', titles)).toBe('New folder');
    expect(best('trash', titles)).toBe('Move to trash');
    expect(best('crp', titles)).toBe('Copy real path');
    expect(best('move', titles)).toBe('Move to…');
    expect(best('REN', titles)).toBe('Rename…');
    expect(best('zzz', titles)).toBeUndefined();
    expect(fuzzyScore('', 'anything')).toBe(0);
  });
});

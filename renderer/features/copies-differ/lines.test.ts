import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTexts, foldedRuns, plainRows } from './lines.ts';
import type { Side, TextDiff } from './lines.ts';

const words = (side: Side): string | null =>
  side === null ? null : side.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('');
const shown = (diff: TextDiff | null) => diff?.rows.map(({ left, right }) => [words(left), words(right)]);
const textOf = (side: Side): string | null => (side === null ? null : side.map(({ text }) => text).join(''));

describe('texts of two copies', () => {
  it('[B160] pairs lines, marks the words that differ, and leaves a gap where a side has a line more', () => {
    const left = 'Good evening.\nThree minutes, one story.\nThe map is framed.\nNo one.\n';
    const right = 'Good evening.\nFive minutes, one story.\nNo one.\nThe end.';
    const diff = compareTexts(left, right);
    expect(shown(diff)).toEqual([
      ['Good evening.', 'Good evening.'],
      ['[Three] minutes, one story.', '[Five] minutes, one story.'],
      ['[The map is framed.]', null],
      ['No one.', 'No one.'],
      [null, '[The end.]'],
    ]);
    expect(diff).toMatchObject({ changed: 1, removed: 1, added: 1 });
  });

  it('[B160] texts with nothing in common are shown without marks', () => {
    const many = (word: string) => Array.from({ length: 6_000 }, (_, at) => `${word} ${String(at)}`).join('\n');
    expect(compareTexts(many('left'), many('right'))).toBeNull();
    expect(plainRows('a\nb', 'c')).toEqual([
      { left: [{ text: 'a', changed: false }], right: [{ text: 'c', changed: false }], same: false },
      { left: [{ text: 'b', changed: false }], right: null, same: false },
    ]);
  });

  it('[B160] every line of both sides is there, in order, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'a b', '', 'a  c', 'ü\u202e'), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const diff = compareTexts(left.map((line) => `${line}\n`).join(''), right.map((line) => `${line}\n`).join(''));
        const side = (which: 'left' | 'right') =>
          (diff?.rows ?? []).map((row) => textOf(row[which])).filter((line) => line !== null);
        expect(side('left')).toEqual(left);
        expect(side('right')).toEqual(right);
      }),
      { numRuns: 300 },
    );
  });

  it('[B160] long runs of equal lines are folded, but for some around what differs', () => {
    const same = Array.from({ length: 30 }, (_, at) => `line ${String(at)}`).join('\n');
    const diff = compareTexts(`${same}\nold\n${same}\n`, `${same}\nnew\n${same}\n`);
    expect(foldedRuns(diff?.rows ?? [])).toEqual([
      [0, 27],
      [34, 61],
    ]);
    expect(foldedRuns(compareTexts('a\nb\nc\nold\n', 'a\nb\nc\nnew\n')?.rows ?? [])).toEqual([]);
  });
});

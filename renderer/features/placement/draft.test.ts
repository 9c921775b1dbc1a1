import { expect, test } from 'vitest';
import type { PlacementRule } from '../../../shared/placement.ts';
import { draftOf, moved, readRule } from './draft.ts';
import { keptWords, rulesWords } from './words.ts';

const full: PlacementRule = {
  glob: '/x/**',
  policy: 'fill-up',
  volumes: ['disk1', 'tag:media'],
  keepTogether: 2,
  firm: true,
  off: true,
};

test('[B190] the fields of a rule give it back as it was', () => {
  expect(readRule(draftOf(full), [], full)).toEqual({ rule: full, errors: {} });
  const bare = { glob: '*.tmp' };
  expect(readRule(draftOf(bare), [], bare)).toEqual({ rule: bare, errors: {} });
});

test('[B190] what cannot be read is said at its field', () => {
  const draft = draftOf(null);
  expect(readRule(draft, [], null).errors).toEqual({ glob: 'A rule needs a pattern.' });
  expect(readRule({ ...draft, glob: '/[a' }, [], null).errors.glob).toBe(
    'This pattern cannot be read: a "[" has no "]".',
  );
  expect(readRule({ ...draft, glob: ' /x/** ' }, [full], null).errors.glob).toBe('There is a rule with this pattern.');
  const keeping = { ...draft, glob: '*', keeping: 'softly' as const };
  for (const levels of ['0', '33', 'two', '1.5', '']) {
    expect(readRule({ ...keeping, levels }, [], null).errors.levels).toBe('This is no number from 1 to 32.');
  }
});

test('[B190] rules move by one place, and not past the ends', () => {
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
});

test('[B190] rules are told in words', () => {
  expect(keptWords(full)).toBe('firmly, 2 folders deep');
  expect(keptWords({ glob: '*', keepTogether: 1 })).toBe('softly, 1 folder deep');
  expect(rulesWords([full, full], 1)).toBe('2 rules, 1 cannot be met; the first that matches decides');
  expect(rulesWords([full], 0)).toBe('1 rule');
});

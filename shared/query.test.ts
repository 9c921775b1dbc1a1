import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filterTerms, printQuery, toggleFilter, withFilter, withoutTerm, wordText } from './query-edit.ts';
import { fold, placesOf } from './query-fold.ts';
import { readGlob } from './query-glob.ts';
import { withKnownVolumes } from './query-volumes.ts';
import { filterKeys, isWords, longestQuery, parseQuery, typeWords } from './query.ts';
import type { Condition } from './query.ts';

/** Tuesday, in local time. */
const now = new Date(2026, 10, 24, 15, 30).getTime();
const day = (year: number, month: number, date: number): number => new Date(year, month - 1, date).getTime();

const conditions = (text: string): readonly Condition[] =>
  parseQuery(text, now).terms.map(({ condition }) => condition);
const only = (text: string): Condition | undefined => {
  const [first, ...more] = conditions(text);
  expect(more).toEqual([]);
  return first;
};
const problem = (text: string): string => {
  const { problems } = parseQuery(text, now);
  expect(problems).toHaveLength(1);
  return problems[0]?.message ?? '';
};

test('[Q50] words, quotes, globs, expressions, paths and minus are read', () => {
  expect(conditions('Annual  report')).toEqual([
    { kind: 'word', text: 'annual' },
    { kind: 'word', text: 'report' },
  ]);
  expect(only('"annual report"')).toEqual({ kind: 'word', text: 'annual report' });
  expect(only('"a \\"b\\" \\\\ c"')).toEqual({ kind: 'word', text: 'a "b" \\ c' });
  // Typed so far.
  expect(only('"annual rep')).toEqual({ kind: 'word', text: 'annual rep' });
  expect(only('*.JPG')).toEqual({ kind: 'glob', pattern: '*.jpg' });
  expect(only('IMG_00??')).toEqual({ kind: 'glob', pattern: 'img_00??' });
  expect(only('"*.jpg"')).toEqual({ kind: 'word', text: '*.jpg' });
  expect(only('/IMG_\\d+ x/')).toEqual({ kind: 'regex', source: 'IMG_\\d+ x', flags: '' });
  expect(only('/beach/i')).toEqual({ kind: 'regex', source: 'beach', flags: 'i' });
  expect(only('/Photos/')).toEqual({ kind: 'path', text: '/photos/' });
  expect(only('photos/2026')).toEqual({ kind: 'path', text: 'photos/2026' });
  expect(only('a:b')).toEqual({ kind: 'word', text: 'a:b' });
  expect(only('[draft')).toEqual({ kind: 'word', text: '[draft' });
  expect(only('-')).toEqual({ kind: 'word', text: '-' });
  expect(parseQuery('-draft -type:image -"a b" -/x+/', now).terms.map(({ negated }) => negated)).toEqual(
    Array<boolean>(4).fill(true),
  );
  expect(parseQuery('', now)).toEqual({ text: '', terms: [], problems: [] });
  expect(parseQuery(' \t\n', now).terms).toEqual([]);
  expect(parseQuery('""', now)).toMatchObject({ terms: [], problems: [] });
});

test('[Q50] each term knows where it stands', () => {
  const text = 'beach -type:image  size:">10 MB"';
  expect(parseQuery(text, now).terms.map(({ start, end }) => text.slice(start, end))).toEqual([
    'beach',
    '-type:image',
    'size:">10 MB"',
  ]);
});

test('[Q50] filters of every kind are read', () => {
  expect(only('type:image,Video')).toEqual({ kind: 'type', types: ['image', 'video'] });
  expect(only('kind:folders')).toEqual({ kind: 'type', types: ['folder'] });
  expect(only('ext:JPG,.tar,*.md')).toEqual({ kind: 'ext', extensions: ['jpg', 'tar', 'md'] });
  expect(only('volume:Disk1,"my disk"')).toEqual({ kind: 'volume', volumes: ['disk1', 'my disk'] });
  expect(only('in:/Photos//2026/')).toEqual({ kind: 'in', path: '/Photos/2026' });
  expect(only('in:"/my photos"')).toEqual({ kind: 'in', path: '/my photos' });
  for (const what of isWords) expect(only(`is:${what}`)).toEqual({ kind: 'is', what });
  for (const type of typeWords) expect(only(`type:${type}`)).toEqual({ kind: 'type', types: [type] });
});

test('[Q52] sizes are comparisons, ranges, or one size', () => {
  const cases: readonly (readonly [string, number, number])[] = [
    ['size:>10MB', 10_000_001, Infinity],
    ['size:>=10MB', 10_000_000, Infinity],
    ['size:<1KiB', 0, 1023],
    ['size:<=1K', 0, 1000],
    ['size:1KB..5MB', 1000, 5_000_000],
    ['size:1.5GB..', 1_500_000_000, Infinity],
    ['size:..5', 0, 5],
    ['size:0', 0, 0],
    ['size:empty', 0, 0],
    ['size:"> 10 MB"', 10_000_001, Infinity],
  ];
  for (const [text, min, max] of cases) expect(only(text)).toEqual({ kind: 'size', min, max });
  for (const bad of ['size:abc', 'size:>', 'size:..', 'size:5..1', 'size:1..2..3', 'size:-5', 'size:<0', 'size:']) {
    expect(problem(bad)).toMatch(/^"?size:/);
  }
});

test('[Q52] times are days, months, years, words for them, ranges and ages, in local time', () => {
  const cases: readonly (readonly [string, number, number])[] = [
    ['date:2026-01-31', day(2026, 1, 31), day(2026, 2, 1)],
    ['modified:2026-01', day(2026, 1, 1), day(2026, 2, 1)],
    ['date:2026', day(2026, 1, 1), day(2027, 1, 1)],
    ['date:2025..2026-03', day(2025, 1, 1), day(2026, 4, 1)],
    ['date:2026-03-01..', day(2026, 3, 1), Infinity],
    ['date:..2025', -Infinity, day(2026, 1, 1)],
    ['date:>2025', day(2026, 1, 1), Infinity],
    ['date:>=2025', day(2025, 1, 1), Infinity],
    ['date:<2025', -Infinity, day(2025, 1, 1)],
    ['date:<=2025', -Infinity, day(2026, 1, 1)],
    ['date:today', day(2026, 11, 24), day(2026, 11, 25)],
    ['date:yesterday', day(2026, 11, 23), day(2026, 11, 24)],
    ['date:"this week"', day(2026, 11, 23), day(2026, 11, 30)],
    ['date:last-week', day(2026, 11, 16), day(2026, 11, 23)],
    ['date:"last month"', day(2026, 10, 1), day(2026, 11, 1)],
    ['date:"this year"', day(2026, 1, 1), day(2027, 1, 1)],
    ['date:last_year', day(2025, 1, 1), day(2026, 1, 1)],
    ['date:7d', now - 7 * 86_400_000, Infinity],
    ['date:12h', now - 12 * 3_600_000, Infinity],
    ['date:>1w', -Infinity, now - 7 * 86_400_000],
  ];
  for (const [text, from, to] of cases) expect(only(text), text).toEqual({ kind: 'date', from, to });
  for (const bad of ['date:2026-02-31', 'date:2026-13', 'date:soon', 'date:..', 'date:2026..2025', 'date:>']) {
    expect(problem(bad)).toContain('date:');
  }
});

test('[Q50] what is not understood is named and left out; the rest still works', () => {
  const { terms, problems } = parseQuery('beach type:foo size:abc is:x /(/ date:2026-99 "\u0301" -draft', now);
  expect(terms.map(({ value }) => value)).toEqual(['beach', 'draft']);
  expect(problems.map(({ start, end }) => [start, end])).toEqual([
    [6, 14],
    [15, 23],
    [24, 28],
    [29, 32],
    [33, 45],
    [46, 49],
  ]);
  expect(problem('type:foo')).toContain('"type:foo" is not known');
  expect(problem('/(/')).toBe('/(/ is no regular expression: Unterminated group.');
  expect(problem('/a/gx')).toContain('can only be i');
  expect(problem(`/${'a?'.repeat(300)}/`)).toContain('longer than 500');
  expect(problem('[z-a]')).toContain('runs backwards');
  const long = parseQuery(`${'x'.repeat(longestQuery)} more`, now);
  expect(long.terms).toHaveLength(1);
  expect(long.problems[0]?.message).toContain('Only the first 2000 characters');
});

const word = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
  fc.constantFrom('-x', 'type:image', 'a b', '"', '\\', '*.jpg', '/a+/', '[a', 'in:/x', '/photos/', 'type:', ':'),
);
const typed = fc.array(
  fc.oneof(
    word,
    word.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`),
    word.map((text) => `-"${text.replace(/["\\]/g, '\\$&')}`),
    fc.tuple(fc.constantFrom(...filterKeys), word).map(([key, value]) => `${key}:${value}`),
    fc.constantFrom('size:>10MB', 'date:today', '-is:offline', 'ext:jpg,png', 'in:"/a b"', 'volume:"x y"'),
  ),
  { maxLength: 6 },
);

test('[Q51] any text is read without failing, and what was read is printed so that it reads the same', () => {
  fc.assert(
    fc.property(typed, (parts) => {
      const query = parseQuery(parts.join(' '), now);
      const again = parseQuery(printQuery(query), now);
      expect(again.problems).toEqual([]);
      const essence = ({ condition, negated }: (typeof query.terms)[number]): unknown => [condition, negated];
      expect(again.terms.map(essence)).toEqual(query.terms.map(essence));
    }),
    { numRuns: 500 },
  );
});

test('[Q51] chips change the text of their own term and leave the rest as it was typed', () => {
  const query = parseQuery('Beach  type:image -type:link is:conflict', now);
  expect(withFilter(query, 'type', 'video')).toBe('Beach  type:video -type:link is:conflict');
  expect(withFilter(query, 'type', null)).toBe('Beach -type:link is:conflict');
  expect(withFilter(query, 'size', '>10MB')).toBe('Beach  type:image -type:link is:conflict size:>10MB');
  expect(withFilter(query, 'in', '/my photos')).toBe('Beach  type:image -type:link is:conflict in:"/my photos"');
  expect(withFilter(query, 'date', null)).toBe(query.text);
  expect(withFilter(parseQuery('type:a type:image x type:link', now), 'type', 'file')).toBe('type:a type:file x');
  expect(toggleFilter(query, 'is', 'conflict')).toBe('Beach  type:image -type:link');
  expect(toggleFilter(query, 'is', 'offline')).toBe('Beach  type:image -type:link is:conflict is:offline');
  const [first] = query.terms;
  expect(first && withoutTerm(query, first)).toBe('type:image -type:link is:conflict');
  expect(filterTerms(query, 'type').map(({ value }) => value)).toEqual(['image']);
});

test('[Q53] names are compared without case and accents, whatever their form', () => {
  const alike: readonly (readonly [string, string])[] = [
    ['ÅLESUND', 'alesund'],
    ['A\u030alesund', 'Ålesund'],
    ['Straße', 'STRASSE'],
    ['Øre Æon łódź', 'ore aeon lodz'],
    ['ΣΊΣΥΦΟΣ', 'σισυφος'],
    ['İstanbul', 'istanbul'],
    ['ﬁle', 'file'],
    ['\u304c', '\u304b\u3099'],
    ['한글', '\u1112\u1161\u11ab\u1100\u1173\u11af'],
  ];
  for (const [one, other] of alike) expect(fold(one), one).toBe(fold(other));
  // Another letter, and a byte that is no UTF-8.
  expect(fold('が')).not.toBe(fold('か'));
  expect(fold('a\udcff')).toBe('a\udcff');
  expect(fold('℅')).not.toContain('/');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(fold(fold(text))).toBe(fold(text));
    }),
  );
});

test('[Q53] what is marked in a name is what was found, in whole letters', () => {
  expect(placesOf('11 Svalbard', ['svalbard'])).toEqual([[3, 11]]);
  expect(placesOf('Straße', ['ss'])).toEqual([[4, 5]]);
  expect(placesOf('A\u030alesund', ['ale'])).toEqual([[0, 4]]);
  expect(placesOf('banana', ['an', 'na'])).toEqual([[1, 6]]);
  expect(placesOf('banana', ['x', ''])).toEqual([]);
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }),
      (a, b) => {
        const needle = fold(b);
        for (const [start, end] of placesOf(a + b + a, [needle])) {
          expect(start).toBeLessThan(end);
          expect(fold((a + b + a).slice(start, end)).length).toBeGreaterThan(0);
        }
      },
    ),
  );
});

test('[Q50] a pattern takes no longer than its length times that of the name', () => {
  const read = readGlob('*a*a*a*a*a*a*a*a*a*a*a*a*b');
  if ('problem' in read) throw new Error(read.problem);
  expect(read.matches('a'.repeat(255))).toBe(false);
  expect(read.matches(`${'a'.repeat(254)}b`)).toBe(true);
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['*.jpg', 'a.jpg', true],
    ['*.jpg', '.jpg', true],
    ['*.jpg', 'a.jpgx', false],
    ['a?c', 'a💧c', true],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[]]x', ']x', true],
    ['\\*x', '*x', true],
    ['\\*x', 'ax', false],
    ['*', '', true],
    ['?', '', false],
  ];
  for (const [pattern, name, fits] of cases) {
    const glob = readGlob(pattern);
    expect('matches' in glob && glob.matches(name), `${pattern} ${name}`).toBe(fits);
  }
});

test('[Q65] filters for volumes that there are none of are left out, each with what there is; any of several is enough', () => {
  const names = ['Disk1', 'my disk'];
  const left = withKnownVolumes(parseQuery('a volume:disk9 -volume:nowhere volume:disk9,"My Disk"', now), names);
  expect(left.terms.map(({ condition }) => condition.kind)).toEqual(['word', 'volume']);
  expect(left.problems).toEqual([
    { start: 2, end: 14, message: 'volume:disk9: there is no such volume; there are Disk1, my disk.' },
    { start: 15, end: 30, message: '-volume:nowhere: there is no such volume; there are Disk1, my disk.' },
  ]);
  const known = parseQuery('volume:DISK1', now);
  expect(withKnownVolumes(known, names)).toBe(known);
});

test('[B481] what was typed into a filter is looked for as a name, whatever the search would make of it', () => {
  const read = (typed: string) => parseQuery(wordText(typed), 0).terms.map(({ condition }) => condition);
  expect(read(' report ')).toEqual([{ kind: 'word', text: 'report' }]);
  expect(read('summer 2026')).toEqual([{ kind: 'word', text: 'summer 2026' }]);
  expect(read('-draft')).toEqual([{ kind: 'word', text: '-draft' }]);
  expect(read('size:9')).toEqual([{ kind: 'word', text: 'size:9' }]);
  expect(read('say "hi"')).toEqual([{ kind: 'word', text: 'say "hi"' }]);
  expect(read('*.jpg')).toEqual([{ kind: 'glob', pattern: '*.jpg' }]);
});

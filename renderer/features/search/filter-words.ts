import { visibleName } from '../../../shared/format.ts';
import { kindWords } from '../../../shared/kinds.ts';
import type { IsWord, Term, TypeWord } from '../../../shared/query.ts';
import { listOf, named } from '../../text.ts';

/** How filters are said. The text of the query is the truth; this only words it. */

export const isLabels: Readonly<Record<IsWord, string>> = {
  conflict: 'Copies differ',
  duplicate: 'Several copies',
  offline: 'Not connected',
};

/** By what is written in the query, which stays so whatever units are shown elsewhere. */
export const sizeLabels: Readonly<Record<string, string>> = {
  empty: 'Empty',
  '<1MB': 'Under 1 MB',
  '>10MB': 'Over 10 MB',
  '>100MB': 'Over 100 MB',
  '>1GB': 'Over 1 GB',
  '>10GB': 'Over 10 GB',
};

export const dateLabels: Readonly<Record<string, string>> = {
  today: 'Today',
  yesterday: 'Yesterday',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  'this year': 'This year',
  'last year': 'Last year',
  '>1y': 'Over a year ago',
};

export const typeLabels: Readonly<Record<TypeWord, string>> = {
  file: 'Files',
  folder: 'Folders',
  link: 'Links',
  ...kindWords,
};

/** "Images and films", "Images, films and folders". */
function listed(names: readonly string[]): string {
  return listOf(names.map((name, at) => (at === 0 ? name : name.charAt(0).toLowerCase() + name.slice(1))));
}

interface Bounds {
  readonly from: (value: string) => string;
  readonly to: (value: string) => string;
  readonly between: (first: string, second: string) => string;
}

const sizeBounds: Bounds = {
  from: (value) => `Over ${value}`,
  to: (value) => `Under ${value}`,
  between: (first, second) => `${first} to ${second}`,
};

const dateBounds: Bounds = {
  from: (value) => `After ${value}`,
  to: (value) => `Before ${value}`,
  between: (first, second) => `${first} to ${second}`,
};

/** "Over 10 MB" of `>10MB`, "1 KB to 5 MB" of `1KB..5MB`: what was typed, as words. */
function spoken(value: string, bounds: Bounds): string {
  const spaced = value.replace(/(\d)([a-z])/gi, '$1 $2');
  const [first = '', second] = spaced.split('..');
  if (second !== undefined) {
    if (first === '') return bounds.to(second);
    return second === '' ? bounds.from(first) : bounds.between(first, second);
  }
  if (spaced.startsWith('>')) return bounds.from(spaced.replace(/^>=?\s*/, ''));
  if (spaced.startsWith('<')) return bounds.to(spaced.replace(/^<=?\s*/, ''));
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** The label of what a menu offers, however its letters and blanks are typed. */
function labelOf(labels: Readonly<Record<string, string>>, value: string): string | undefined {
  const plain = value.toLowerCase().replaceAll(' mb', 'mb').replaceAll(' gb', 'gb');
  return Object.entries(labels).find(([key]) => key.toLowerCase() === plain)?.[1];
}

/** What a filter asks for, as words of a chip. */
export function termWords(term: Term): string {
  const { condition, value } = term;
  switch (condition.kind) {
    case 'type':
      return listed(condition.types.map((type) => typeLabels[type]));
    case 'size':
      return labelOf(sizeLabels, value) ?? spoken(value, sizeBounds);
    case 'date':
      return labelOf(dateLabels, value) ?? spoken(value, dateBounds);
    case 'volume':
      return visibleName(listOf(value.split(','), 'plain'));
    case 'ext':
      return listOf(
        condition.extensions.map((one) => `.${one}`),
        'plain',
      );
    case 'in':
      return `In ${named(condition.path)}`;
    case 'is':
      return isLabels[condition.what];
    default:
      return visibleName(value);
  }
}

/** The same where it may be left out: "Not in /photos". */
export function chipWords(term: Term): string {
  return term.negated ? `Not ${termWords(term)}` : termWords(term);
}

import { kindWords } from '../../../shared/kinds.ts';
import { visibleName } from '../../../shared/format.ts';
import type { Term, TypeWord } from '../../../shared/query.ts';
import type { SearchKind } from '../../../shared/search.ts';

/** Values that the chips offer, and how values are said. The text of the query is the truth; this only words it. */

export interface Preset {
  readonly value: string;
  readonly label: string;
}

export const sizePresets: readonly Preset[] = [
  { value: 'empty', label: 'Empty' },
  { value: '<1MB', label: 'Under 1 MB' },
  { value: '>10MB', label: 'Over 10 MB' },
  { value: '>100MB', label: 'Over 100 MB' },
  { value: '>1GB', label: 'Over 1 GB' },
  { value: '>10GB', label: 'Over 10 GB' },
];

export const datePresets: readonly Preset[] = [
  { value: 'today', label: 'Today' },
  { value: 'yesterday', label: 'Yesterday' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
  { value: 'this year', label: 'This year' },
  { value: 'last year', label: 'Last year' },
  { value: '>1y', label: 'Over a year ago' },
];

const types: Readonly<Record<TypeWord, string>> = { file: 'Files', folder: 'Folders', link: 'Links', ...kindWords };

export const typePresets: readonly Preset[] = (
  ['folder', 'file', 'image', 'video', 'audio', 'document', 'archive', 'code', 'link'] as const
).map((value) => ({ value, label: types[value] }));

export function kindLabel(kind: SearchKind): string {
  return types[kind];
}

/** "Images and films", "Images, films and folders". */
function listed(names: readonly string[]): string {
  const [first = '', ...rest] = names.map((name, at) =>
    at === 0 ? name : name.charAt(0).toLowerCase() + name.slice(1),
  );
  const last = rest.pop();
  return last === undefined ? first : `${[first, ...rest].join(', ')} and ${last}`;
}

const presetOf = (presets: readonly Preset[], value: string): string | undefined =>
  presets.find((preset) => preset.value === value.toLowerCase().replaceAll(' mb', 'mb').replaceAll(' gb', 'gb'))?.label;

/** "Over 10 MB" of `>10MB`, "1 KB to 5 MB" of `1KB..5MB`: what was typed, as words. */
function spoken(value: string, over: string, under: string): string {
  const spaced = value.replace(/(\d)([a-z])/gi, '$1 $2');
  const [first, second] = spaced.split('..');
  if (second !== undefined) {
    if (first === '') return `${under} ${second}`;
    return second === '' ? `${over} ${first ?? ''}` : `${first ?? ''} to ${second}`;
  }
  if (spaced.startsWith('>')) return `${over} ${spaced.replace(/^>=?\s*/, '')}`;
  if (spaced.startsWith('<')) return `${under} ${spaced.replace(/^<=?\s*/, '')}`;
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** What a filter asks for, as words of a chip. */
export function termWords(term: Term): string {
  const { condition, value } = term;
  switch (condition.kind) {
    case 'type':
      return listed(condition.types.map((type) => types[type]));
    case 'size':
      return presetOf(sizePresets, value) ?? spoken(value, 'Over', 'Under');
    case 'date':
      return presetOf(datePresets, value) ?? spoken(value, 'After', 'Before');
    case 'volume':
      return visibleName(value.split(',').join(', '));
    case 'ext':
      return condition.extensions.map((one) => `.${one}`).join(', ');
    case 'in':
      return `In ${visibleName(condition.path)}`;
    case 'is':
      return isLabels[condition.what];
    default:
      return visibleName(value);
  }
}

export const isLabels = {
  conflict: 'Copies that differ',
  duplicate: 'More than one copy',
  offline: 'Not connected',
} as const;

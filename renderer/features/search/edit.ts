import { filterTerms, withFilter } from '../../../shared/query-edit.ts';
import type { FilterKey, Query } from '../../../shared/query.ts';

/** Values of a filter that takes several (`type:image,video`), in small letters. */
export function valuesOf(query: Query, filter: FilterKey): readonly string[] {
  return filterTerms(query, filter).flatMap((term) => listOf(term.value).map((value) => value.toLowerCase()));
}

function listOf(value: string): readonly string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The text with this value in the list of a filter, or without it when it is there. */
export function toggleInList(query: Query, filter: FilterKey, value: string): string {
  const all = filterTerms(query, filter).flatMap((term) => listOf(term.value));
  const without = all.filter((one) => one.toLowerCase() !== value.toLowerCase());
  const next = without.length === all.length ? [...all, value] : without;
  return withFilter(query, filter, next.length === 0 ? null : next.join(','));
}

/** Only this value, or none when it is the only one already: what a click in the figures does. */
export function onlyOrNone(query: Query, filter: FilterKey, value: string): string {
  const set = valuesOf(query, filter);
  const already = set.length === 1 && set[0] === value.toLowerCase();
  return withFilter(query, filter, already ? null : value);
}

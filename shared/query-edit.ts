import { filterKeys, parseQuery } from './query.ts';
import type { Condition, FilterKey, Query, Term } from './query.ts';

/** Queries as text again: chips and menus change the text that a person typed, and nothing of it besides. */

/** A value that survives reading: in quotes where it holds spaces or what else would be read otherwise. */
function quote(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** Whether a value of a filter is read back without quotes. */
const plainValue = /^[^\s"]+$/;

/** What finds names like what was typed as a pattern or a part of them: a part is looked for as it is. */
export function wordText(typed: string): string {
  const word = typed.trim();
  const [read, ...more] = parseQuery(word, 0).terms;
  const isOne = more.length === 0 && read?.negated === false && ['word', 'glob'].includes(read.condition.kind);
  return isOne ? word : quote(word);
}

/** `type:image`, `in:"/my photos"`. */
export function filterText(key: FilterKey, value: string): string {
  return `${key}:${plainValue.test(value) ? value : quote(value)}`;
}

/** The key that a condition is a filter of; null for words, globs and expressions. */
export function filterKeyOf(condition: Condition): FilterKey | null {
  return filterKeys.find((key) => key === condition.kind) ?? null;
}

/** A term as it is read back to the same condition. */
export function termText(term: Term): string {
  const minus = term.negated ? '-' : '';
  const key = filterKeyOf(term.condition);
  if (key !== null) return `${minus}${filterText(key, term.value)}`;
  const { kind } = term.condition;
  if (kind === 'regex' || kind === 'glob') return `${minus}${term.value}`;
  const written = `${minus}${term.value}`;
  const [read, ...more] = parseQuery(written, 0).terms;
  const isSame =
    more.length === 0 && read?.condition.kind === kind && read.negated === term.negated && read.value === term.value;
  return isSame ? written : `${minus}${quote(term.value)}`;
}

/** All terms, one blank between them; what was not understood is left out. */
export function printQuery(query: Query): string {
  return query.terms.map(termText).join(' ');
}

/** The text without a term. */
export function withoutTerm(query: Query, term: Pick<Term, 'start' | 'end'>): string {
  const [before, after] = [query.text.slice(0, term.start), query.text.slice(term.end)];
  return joined(before, after);
}

/** Terms of one filter, negated ones left out. */
export function filterTerms(query: Query, key: FilterKey): readonly Term[] {
  return query.terms.filter(({ condition, negated }) => !negated && condition.kind === key);
}

/** The text with this filter in place of all others of its key; null takes them off. */
export function withFilter(query: Query, key: FilterKey, value: string | null): string {
  const old = filterTerms(query, key);
  const [first] = old;
  if (first === undefined) return value === null ? query.text : joined(query.text, filterText(key, value));
  let { text } = query;
  for (const term of [...old].reverse()) {
    const put = term === first && value !== null ? filterText(key, value) : '';
    const [before, after] = [text.slice(0, term.start), text.slice(term.end)];
    text = put === '' ? joined(before, after) : before + put + after;
  }
  return text;
}

/** Puts a filter in when it is not there, takes it off when it is: for keys of which several may hold (`is:`). */
export function toggleFilter(query: Query, key: FilterKey, value: string): string {
  const there = filterTerms(query, key).find((term) => term.value.toLowerCase() === value.toLowerCase());
  return there === undefined ? joined(query.text, filterText(key, value)) : withoutTerm(query, there);
}

function joined(before: string, after: string): string {
  const [left, right] = [before.trimEnd(), after.trimStart()];
  return left === '' || right === '' ? left + right : `${left} ${right}`;
}

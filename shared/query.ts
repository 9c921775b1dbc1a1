import { fileKinds } from './kinds.ts';
import type { FileKind } from './kinds.ts';
import { fold } from './query-fold.ts';
import { readGlob } from './query-glob.ts';
import { readSizes, readTimes } from './query-values.ts';
import type { SizeRange, TimeRange } from './query-values.ts';

/**
 * What a person types to find something, read into terms that must all hold. Pure, so that the window shows the same
 * terms as chips that the engine searches by. See docs/search.md for the language.
 */

/** Kinds that `type:` takes. */
export const typeWords = ['file', 'folder', 'link', ...fileKinds] as const;
export type TypeWord = 'file' | 'folder' | 'link' | FileKind;

export const isWords = ['conflict', 'duplicate', 'offline'] as const;
export type IsWord = (typeof isWords)[number];

export const filterKeys = ['type', 'ext', 'size', 'date', 'volume', 'in', 'is'] as const;
export type FilterKey = (typeof filterKeys)[number];

/** What a term asks for. `text` of words and paths is folded (query-fold.ts). */
export type Condition =
  /** Stands anywhere in the name, or in the path of a folder that it lies below. */
  | { readonly kind: 'word'; readonly text: string }
  /** Stands in the whole path; has a slash. */
  | { readonly kind: 'path'; readonly text: string }
  /** Of the whole name; of the whole path when it has a slash. */
  | { readonly kind: 'glob'; readonly pattern: string }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string }
  | { readonly kind: 'type'; readonly types: readonly TypeWord[] }
  | { readonly kind: 'ext'; readonly extensions: readonly string[] }
  | ({ readonly kind: 'size' } & SizeRange)
  | ({ readonly kind: 'date' } & TimeRange)
  /** Names of volumes, folded; any of them. */
  | { readonly kind: 'volume'; readonly volumes: readonly string[] }
  /** Below this pool path, exact. */
  | { readonly kind: 'in'; readonly path: string }
  | { readonly kind: 'is'; readonly what: IsWord };

export interface Term {
  readonly condition: Condition;
  readonly negated: boolean;
  /** Where it stands in the text that was typed, its minus included. */
  readonly start: number;
  readonly end: number;
  /** The filter's value as typed, without quotes; the word itself for others. */
  readonly value: string;
}

/** A part that was not understood and is left out: the rest still works. */
export interface QueryProblem {
  readonly start: number;
  readonly end: number;
  /** One sentence for a person that names the part. */
  readonly message: string;
}

export interface Query {
  readonly text: string;
  readonly terms: readonly Term[];
  readonly problems: readonly QueryProblem[];
}

/** Longest text that is searched for, in UTF-16 units; the rest is a problem. */
export const longestQuery = 2_000;
const longestRegex = 500;

interface Token {
  readonly start: number;
  readonly end: number;
  readonly negated: boolean;
  /** What stands before a colon outside of quotes, in small letters; null: none. */
  readonly key: string | null;
  readonly value: string;
  /** Some of the value stood in quotes. */
  readonly quoted: boolean;
}

/** Reads what was typed. `nowMs` is the present for `today` and ages; times are local. Never fails: see `problems`. */
export function parseQuery(typed: string, nowMs: number = Date.now()): Query {
  const text = typed.slice(0, longestQuery);
  const terms: Term[] = [];
  const problems: QueryProblem[] = [];
  for (const token of tokensOf(text)) {
    const { start, end, negated, value } = token;
    const condition = conditionOf(token, nowMs);
    if (typeof condition === 'string') problems.push({ start, end, message: condition });
    else if (condition !== null) terms.push({ condition, negated, start, end, value });
  }
  if (typed.length > longestQuery) {
    const message = `Only the first ${String(longestQuery)} characters are searched for.`;
    problems.push({ start: longestQuery, end: typed.length, message });
  }
  return { text: typed, terms, problems };
}

/** A regular expression is one token up to the slash that ends it, spaces and quotes included. */
const regexToken = /^(-?)\/((?:[^/\\\n]|\\.)+)\/([a-z]*)(?=\s|$)/;
/** What makes `/photos/` a path and `/photo[0-9]/` an expression. */
const regexSigns = /[\\^$.*+?()[\]{}|]/;

function* tokensOf(text: string): Generator<Token> {
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? '')) {
      at += 1;
      continue;
    }
    const regex = regexToken.exec(text.slice(at));
    if (regex !== null && (regexSigns.test(regex[2] ?? '') || regex[3] !== '')) {
      const [whole, minus, source = '', flags = ''] = regex;
      const value = `/${source}/${flags}`;
      yield { start: at, end: at + whole.length, negated: minus !== '', key: 'regex', value, quoted: false };
      at += whole.length;
      continue;
    }
    const token = tokenAt(text, at);
    yield token;
    at = token.end;
  }
}

function tokenAt(text: string, start: number): Token {
  let at = start;
  const negated = text[at] === '-' && at + 1 < text.length && !/\s/.test(text[at + 1] ?? '');
  if (negated) at += 1;
  let key: string | null = null;
  let value = '';
  let inQuotes = false;
  let quoted = false;
  for (; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (inQuotes && character === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\')) {
      value += text[at + 1] ?? '';
      at += 1;
    } else if (character === '"') {
      inQuotes = !inQuotes;
      quoted = true;
    } else if (!inQuotes && /\s/.test(character)) break;
    else if (!inQuotes && character === ':' && key === null && !quoted && isKey(value)) {
      key = value.toLowerCase();
      value = '';
    } else value += character;
  }
  return { start, end: at, negated, key, value, quoted };
}

/** Other words that stand for a key; a name with a colon in it is a word. */
const otherKeys: Readonly<Record<string, FilterKey>> = {
  modified: 'date',
  extension: 'ext',
  kind: 'type',
  on: 'volume',
  path: 'in',
};
const isKey = (word: string): boolean => keyOf(word) !== null;

function keyOf(word: string): FilterKey | null {
  const small = word.toLowerCase();
  return filterKeys.find((key) => key === small) ?? otherKeys[small] ?? null;
}

/** A sentence when it cannot be read; null when there is nothing in it. */
function conditionOf(token: Token, nowMs: number): Condition | string | null {
  const { key, value, quoted } = token;
  if (key === 'regex') return regexOf(value);
  if (key === null) return value === '' ? null : wordOf(value, quoted);
  const filter = keyOf(key);
  if (value === '') return `"${key}:" has nothing behind it.`;
  const list = value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  switch (filter) {
    case 'type':
      return typesOf(key, list);
    case 'ext': {
      const extensions = list.map((part) => fold(part.replace(/^\*?\./, ''))).filter((part) => part !== '');
      return extensions.length === 0 ? `"${key}:${value}" names no extension.` : { kind: 'ext', extensions };
    }
    case 'size': {
      const sizes = readSizes(value);
      return typeof sizes === 'string' ? `${key}: ${sizes}.` : { kind: 'size', ...sizes };
    }
    case 'date': {
      const times = readTimes(value, nowMs);
      return typeof times === 'string' ? `${key}: ${times}.` : { kind: 'date', ...times };
    }
    case 'volume':
      return list.length === 0 ? `"${key}:" names no volume.` : { kind: 'volume', volumes: list.map(fold) };
    case 'in': {
      const names = value.split('/').filter((name) => name !== '');
      return { kind: 'in', path: `/${names.join('/')}` };
    }
    default:
      return isOf(key, value);
  }
}

const isNames: Readonly<Record<string, IsWord>> = {
  conflict: 'conflict',
  conflicts: 'conflict',
  differing: 'conflict',
  duplicate: 'duplicate',
  duplicates: 'duplicate',
  copies: 'duplicate',
  offline: 'offline',
};

function isOf(key: string, value: string): Condition | string {
  const what = isNames[value.toLowerCase()];
  return what === undefined
    ? `"${key}:${value}" is not known: write is:conflict, is:duplicate or is:offline.`
    : { kind: 'is', what };
}

const typeNames: Readonly<Record<string, TypeWord>> = {
  ...Object.fromEntries(typeWords.flatMap((word) => [[word, word] as const, [`${word}s`, word] as const])),
  directory: 'folder',
  dir: 'folder',
  symlink: 'link',
  picture: 'image',
  photo: 'image',
  film: 'video',
  movie: 'video',
  music: 'audio',
  sound: 'audio',
};

function typesOf(key: string, list: readonly string[]): Condition | string {
  const types: TypeWord[] = [];
  for (const word of list) {
    const type = typeNames[word.toLowerCase()];
    if (type === undefined) return `"${key}:${word}" is not known: write one of ${typeWords.join(', ')}.`;
    if (!types.includes(type)) types.push(type);
  }
  return types.length === 0 ? `"${key}:" has nothing behind it.` : { kind: 'type', types };
}

function wordOf(value: string, quoted: boolean): Condition | string {
  if (!quoted && /[*?]|\[.+\]/s.test(value)) {
    const pattern = fold(value);
    const glob = readGlob(pattern);
    return 'problem' in glob ? `In "${value}" ${glob.problem}: put it in quotes to find it as it is.` : globOf(pattern);
  }
  const text = fold(value);
  // Marks alone fold to nothing, which would be found everywhere.
  if (text === '') return `"${value}" has no letters to search for.`;
  return { kind: text.includes('/') ? 'path' : 'word', text };
}

const globOf = (pattern: string): Condition => ({ kind: 'glob', pattern });

/** `/source/flags`. */
function regexOf(value: string): Condition | string {
  const end = value.lastIndexOf('/');
  const [source, flags] = [value.slice(1, end), value.slice(end + 1)];
  if (!/^[iu]{0,2}$/.test(flags)) return `In ${value} the letters behind the slash can only be i.`;
  if (source.length > longestRegex) return `The expression is longer than ${String(longestRegex)} characters.`;
  try {
    new RegExp(source, regexFlags(flags));
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    const why = thrown.message.split(': ').at(-1) ?? thrown.message;
    return `${value} is no regular expression: ${why}.`;
  }
  return { kind: 'regex', source, flags: flags.includes('i') ? 'i' : '' };
}

/** Flags with which an expression is run: by characters, not by UTF-16 units. */
export const regexFlags = (flags: string): string => (flags.includes('i') ? 'iu' : 'u');

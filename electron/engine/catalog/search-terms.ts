import type { Condition, Query, Term } from '../../../shared/query.ts';
import { nameToBytes } from '../../../shared/names.ts';
import { readGlob } from '../../../shared/query-glob.ts';
import type { Glob } from '../../../shared/query-glob.ts';
import type { SearchIndex } from './search-index.ts';
import { needleOf } from './search-marks.ts';
import type { Needle } from './search-marks.ts';
import { rankIn } from './search-scan.ts';

/** A text that is looked for in names and in the paths of folders. */
export interface TextTerm {
  readonly negated: boolean;
  /** What a name has to hold; empty for a path that ends in a slash, which is matched by folders alone. */
  readonly inName: Needle;
  /** The name has to begin with it: the part of a path behind its last slash. */
  readonly atStart: boolean;
  /** By folder: 1 when all that is in it matches, 2 when the name decides. */
  readonly folders: Uint8Array;
}

export interface PatternTerm {
  readonly negated: boolean;
  /** Of the folded name, or path. */
  readonly glob: Glob;
  readonly wholePath: boolean;
  /** The longest part of it that has to stand in what it matches as it is. */
  readonly literal: Needle;
}

export interface RegexTerm {
  readonly negated: boolean;
  readonly source: string;
  readonly flags: string;
  readonly wholePath: boolean;
}

export type Filter = Extract<Condition, { readonly kind: 'type' | 'ext' | 'size' | 'date' | 'volume' | 'is' }>;

/** A query as it is run over one index. */
export interface Plan {
  readonly texts: readonly TextTerm[];
  readonly patterns: readonly PatternTerm[];
  readonly regexes: readonly RegexTerm[];
  readonly filters: readonly { readonly negated: boolean; readonly filter: Filter }[];
  /** By folder: 1 when what is in it may be found. */
  readonly inScope: Uint8Array;
  /** All words with blanks between them, folded: a name that is just this comes first. */
  readonly whole: Uint8Array;
}

export function planOf(index: SearchIndex, query: Query, path: string): Plan {
  const texts: TextTerm[] = [];
  const patterns: PatternTerm[] = [];
  const regexes: RegexTerm[] = [];
  const filters: { readonly negated: boolean; readonly filter: Filter }[] = [];
  const inScope = scopeOf(index, path, false, null);
  const words: string[] = [];
  for (const { condition, negated } of query.terms) {
    switch (condition.kind) {
      case 'word':
      case 'path':
        texts.push(textTerm(index, condition.text, negated));
        if (condition.kind === 'word' && !negated) words.push(condition.text);
        break;
      case 'glob':
        patterns.push(globTerm(condition.pattern, negated));
        break;
      case 'regex':
        regexes.push({ ...condition, negated, wholePath: condition.source.includes('/') });
        break;
      case 'in':
        scopeOf(index, condition.path, negated, inScope);
        break;
      default:
        filters.push({ negated, filter: condition });
    }
  }
  const whole = bytesOf(words.join(' '));
  return { texts, patterns, regexes, filters, inScope, whole };
}

/** Marks the folders at and below a path, or takes those that are not off `within`. */
function scopeOf(index: SearchIndex, path: string, negated: boolean, within: Uint8Array | null): Uint8Array {
  const { paths } = index.folders;
  const marked = within ?? new Uint8Array(paths.length).fill(1);
  if (path === '/' && !negated) return marked;
  const below = path === '/' ? '/' : `${path}/`;
  for (const [slot, folder] of paths.entries()) {
    const isIn = folder === path || folder.startsWith(below);
    if (isIn === negated) marked[slot] = 0;
  }
  return marked;
}

function textTerm(index: SearchIndex, text: string, negated: boolean): TextTerm {
  const { folded, nameAt, names, parents } = index.folders;
  const folders = new Uint8Array(folded.length);
  const slash = text.lastIndexOf('/');
  if (slash < 0) {
    const inName = needleOf(bytesOf(text));
    for (let slot = 0; slot < folded.length; slot += 1) {
      const parent = parents[slot] ?? -1;
      // A path holds it when the one above it does, which has been looked at most of the time, or the name.
      const isIn =
        parent < 0 || parent >= slot
          ? folded[slot]?.includes(text)
          : folders[parent] === 1 || rankIn(names.bytes, nameAt[slot] ?? 0, inName.bytes) > 0;
      if (isIn === true) folders[slot] = 1;
    }
    return { negated, inName, atStart: false, folders };
  }
  const head = text.slice(0, slash + 1);
  for (const [slot, path] of folded.entries()) {
    const before = path === '/' ? '/' : `${path}/`;
    if (before.includes(text)) folders[slot] = 1;
    else if (before.endsWith(head)) folders[slot] = 2;
  }
  return { negated, inName: needleOf(bytesOf(text.slice(slash + 1))), atStart: true, folders };
}

/** A lone surrogate that stands for no byte is in no name. */
function bytesOf(text: string): Uint8Array {
  try {
    return nameToBytes(text);
  } catch {
    return Uint8Array.of(0);
  }
}

/** The parser has refused what cannot be read. */
const noGlob: Glob = { matches: () => false, fits: () => false };

function globTerm(pattern: string, negated: boolean): PatternTerm {
  const wholePath = pattern.includes('/');
  const read = readGlob(wholePath && !pattern.startsWith('/') ? `*/${pattern}` : pattern);
  const literals = pattern.replace(/\\.|\[[^\]]*\]?/gs, '*').split(/[*?]+/);
  const literal = literals.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
  return { negated, wholePath, literal: needleOf(bytesOf(literal)), glob: 'problem' in read ? noGlob : read };
}

/** What a list marks in names: the words that are looked for. */
export function needlesOf(query: Query): readonly string[] {
  return query.terms.flatMap(({ condition, negated }: Term) => {
    if (negated) return [];
    if (condition.kind === 'word') return [condition.text];
    return condition.kind === 'path' ? condition.text.split('/').filter((part) => part !== '') : [];
  });
}

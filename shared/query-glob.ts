/**
 * Shell patterns for names: `*`, `?`, `[a-z]`, `[!a-z]` and `\` before a literal character. Matched without going back
 * further than the last star, so that no pattern takes longer than its length times that of the name.
 */

interface Piece {
  readonly kind: 'many' | 'one' | 'set';
  /** Pairs of code points, first and last; for a literal one pair. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly negated: boolean;
}

export interface Glob {
  readonly matches: (name: string) => boolean;
  /** The same for code points, from the first index to before the second; bytes of ASCII are some. */
  readonly fits: (codes: ArrayLike<number>, from: number, to: number) => boolean;
}

export type GlobReading = Glob | { readonly problem: string };

const code = (character: string | undefined): number => character?.codePointAt(0) ?? 0;

/** Reads a pattern. The problem is the middle of a sentence. */
export function readGlob(pattern: string): GlobReading {
  const characters = Array.from(pattern);
  const pieces: Piece[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at];
    if (character === '*') {
      if (pieces.at(-1)?.kind !== 'many') pieces.push({ kind: 'many', ranges: [], negated: false });
    } else if (character === '?') pieces.push({ kind: 'one', ranges: [], negated: false });
    else if (character === '[') {
      const negated = characters[at + 1] === '!' || characters[at + 1] === '^';
      const begin = at + (negated ? 2 : 1);
      const end = characters.indexOf(']', begin + 1);
      if (end < 0) return { problem: 'a "[" has no "]"' };
      const ranges = rangesOf(characters.slice(begin, end));
      if (ranges === null) return { problem: 'a range such as [z-a] runs backwards' };
      pieces.push({ kind: 'set', ranges, negated });
      at = end;
    } else {
      if (character === '\\' && at + 1 < characters.length) at += 1;
      pieces.push({ kind: 'set', ranges: [[code(characters[at]), code(characters[at])]], negated: false });
    }
  }
  const fits = (codes: ArrayLike<number>, from: number, to: number): boolean => matches(pieces, codes, from, to);
  const codes: number[] = [];
  return {
    fits,
    matches(name) {
      // Asked of every name of a folder: nothing is made for each of them.
      let length = 0;
      for (let at = 0; at < name.length; at += (codes[length - 1] ?? 0) > 0xffff ? 2 : 1) {
        codes[length] = name.codePointAt(at) ?? 0;
        length += 1;
      }
      return fits(codes, 0, length);
    },
  };
}

function rangesOf(members: readonly string[]): readonly (readonly [number, number])[] | null {
  const ranges: [number, number][] = [];
  for (let at = 0; at < members.length; at += 1) {
    const first = code(members[at]);
    const isRange = members[at + 1] === '-' && at + 2 < members.length;
    const last = isRange ? code(members[at + 2]) : first;
    if (last < first) return null;
    ranges.push([first, last]);
    if (isRange) at += 2;
  }
  return ranges;
}

function fits(piece: Piece, at: number): boolean {
  if (piece.kind === 'one') return true;
  const { negated, ranges } = piece;
  for (const [first, last] of ranges) if (at >= first && at <= last) return !negated;
  return negated;
}

function matches(pieces: readonly Piece[], name: ArrayLike<number>, from: number, to: number): boolean {
  let piece = 0;
  let at = from;
  let star = -1;
  let taken = 0;
  while (at < to) {
    const next = pieces[piece];
    if (next?.kind === 'many') {
      // Whatever comes is taken by a star at the end.
      if (piece === pieces.length - 1) return true;
      star = piece;
      taken = at;
      piece += 1;
    } else if (next !== undefined && fits(next, name[at] ?? 0)) {
      piece += 1;
      at += 1;
    } else if (star >= 0) {
      taken += 1;
      piece = star + 1;
      at = taken;
    } else return false;
  }
  while (pieces[piece]?.kind === 'many') piece += 1;
  return piece === pieces.length;
}

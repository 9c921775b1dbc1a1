/**
 * Names as a search compares them: without case and accents. Both what is typed and what is searched goes through `fold`,
 * so that "ægir" and "AEGIR", "Ålesund" and "alesund", composed and decomposed forms find each other.
 */

/** Marks that sit on a letter without making another one of it, in the scripts where people type without them. */
const marks = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]/g;

/** Letters that no Unicode rule takes apart and that people type plainly. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ŧ: 't',
  ς: 'σ',
};
const special = /[ßæœøđðþłħıŧς]/g;

const isAscii = (text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
};

/** Small letters without accents. Escaped bytes (names.ts) stay as they are, a slash never appears or goes. */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  return text.includes('/') ? text.split('/').map(foldName).join('/') : foldName(text);
}

function foldName(name: string): string {
  return (
    name
      .normalize('NFKD')
      .toLowerCase()
      .replace(marks, '')
      .replace(special, (letter) => plainLetters[letter] ?? letter)
      .normalize('NFC')
      // The compatibility form of "℅" has one, which would make two names of it.
      .replaceAll('/', '\u2044')
  );
}

/** A place in a name: first index and the one behind the last, in UTF-16 units. */
export type Range = readonly [number, number];

interface Folded {
  readonly text: string;
  /** For each unit of `text` the range of the original that it stands for. */
  readonly from: readonly Range[];
}

let segmenter: Intl.Segmenter | null = null;
/** Made when it is needed: that takes ten ms, which every command would wait for. */
const clusters = (): Intl.Segmenter => (segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' }));

/** What may melt with the characters beside it. */
const melting = /[\p{M}\u1100-\u11ff\ud800-\udfff]|\u200d/u;

const foldedLetters = new Map<string, string>();

/** `fold` of one character; the few that a person's names have are kept. */
function foldLetter(letter: string): string {
  let folded = foldedLetters.get(letter);
  if (folded === undefined) {
    folded = fold(letter);
    if (foldedLetters.size < 5_000) foldedLetters.set(letter, folded);
  }
  return folded;
}

function foldWithPlaces(name: string): Folded | null {
  if (isAscii(name)) return { text: name.toLowerCase(), from: [] };
  let text = '';
  const from: Range[] = [];
  const add = (part: string, index: number, length: number): void => {
    for (let unit = 0; unit < part.length; unit += 1) from.push([index, index + length]);
    text += part;
  };
  if (!melting.test(name)) {
    let index = 0;
    for (const letter of name) {
      add(foldLetter(letter), index, letter.length);
      index += letter.length;
    }
    return { text, from };
  }
  for (const { segment, index } of clusters().segment(name)) add(fold(segment), index, segment.length);
  // Letters that melt with the next one only as a whole: better no marking than a wrong one.
  return text === fold(name) ? { text, from } : null;
}

/**
 * Where folded needles stand in a name, in order and without overlaps: what a list of hits marks. Empty when they are
 * not in it.
 */
export function placesOf(name: string, needles: readonly string[]): readonly Range[] {
  const folded = needles.length === 0 ? null : foldWithPlaces(name);
  if (folded === null) return [];
  const found: Range[] = [];
  for (const needle of needles) {
    if (needle === '') continue;
    for (let at = folded.text.indexOf(needle); at >= 0; at = folded.text.indexOf(needle, at + needle.length)) {
      const last = at + needle.length - 1;
      found.push([folded.from[at]?.[0] ?? at, folded.from[last]?.[1] ?? last + 1]);
    }
  }
  return merged(found);
}

function merged(ranges: readonly Range[]): readonly Range[] {
  const all: [number, number][] = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = all.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else all.push([start, end]);
  }
  return all;
}

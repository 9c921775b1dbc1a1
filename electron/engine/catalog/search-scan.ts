import { lettersIn, nameEnd } from './search-bulk.ts';
import type { SearchIndex } from './search-index.ts';

/** How well a name fits, best first; 0: not at all. */
export const ranks = { whole: 1, start: 2, word: 3, inside: 4, partly: 5, path: 6 } as const;

const dot = 0x2e;

/** 1 for a byte that is part of a word: letters, digits and all that is not ASCII. */
const wordBytes = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte >= 0x80 ? 1 : 0,
);

/** `bytes` ends at `end`, or has only an extension behind it. */
function endsAt(bytes: Uint8Array, end: number): boolean {
  if (bytes[end] === nameEnd) return true;
  if (bytes[end] !== dot) return false;
  let at = end + 1;
  while (bytes[at] !== nameEnd && bytes[at] !== dot) at += 1;
  return bytes[at] === nameEnd;
}

/** The rank of a needle that stands at `at` of a name that begins at `begin`. */
function rankAt(bytes: Uint8Array, begin: number, at: number, length: number): number {
  if (at === begin) return endsAt(bytes, at + length) ? ranks.whole : ranks.start;
  return wordBytes[bytes[at - 1] ?? 0] === 1 && wordBytes[bytes[at] ?? 0] === 1 ? ranks.inside : ranks.word;
}

function standsAt(bytes: Uint8Array, at: number, needle: Uint8Array): boolean {
  for (let unit = 0; unit < needle.length; unit += 1) if (bytes[at + unit] !== needle[unit]) return false;
  return true;
}

/** The rank of a needle in the name that begins at `begin`; 0 when it is not in it. An empty needle is nowhere. */
export function rankIn(bytes: Uint8Array, begin: number, needle: Uint8Array): number {
  const first = needle[0];
  if (first === undefined) return 0;
  let best = 0;
  for (let at = begin; bytes[at] !== nameEnd; at += 1) {
    if (bytes[at] !== first || !standsAt(bytes, at, needle)) continue;
    const rank = rankAt(bytes, begin, at, needle.length);
    if (best === 0 || rank < best) best = rank;
    if (best <= ranks.start) break;
  }
  return best;
}

/** 0 when the name does not begin with it. */
export function rankAtStart(bytes: Uint8Array, begin: number, needle: Uint8Array): number {
  if (needle.length === 0 || !standsAt(bytes, begin, needle)) return 0;
  return rankAt(bytes, begin, begin, needle.length);
}

/**
 * Ranks of a needle in all names, by slot. It may not hold a slash. All in local variables: it runs over a million names.
 */
export function rankAll(index: SearchIndex, needle: Uint8Array): Uint8Array {
  const { count, lettersOf, nameAt } = index;
  const { bytes } = index.names;
  const found = new Uint8Array(count);
  const { length } = needle;
  const letters = lettersIn(needle, 0, length);
  const first = needle[0] ?? 0;
  const second = needle[1] ?? 0;
  const inWord = wordBytes[first] === 1;
  for (let slot = 0; slot < count; slot += 1) {
    if (((lettersOf[slot] ?? 0) & letters) !== letters) continue;
    const begin = nameAt[slot] ?? 0;
    let best = 0;
    for (let at = begin; ; at += 1) {
      const byte = bytes[at];
      if (byte !== first) {
        if (byte === nameEnd) break;
        continue;
      }
      if (length > 1 && (bytes[at + 1] !== second || (length > 2 && !standsAt(bytes, at, needle)))) continue;
      if (at === begin) {
        const behind = bytes[at + length];
        const isWhole = behind === nameEnd || (behind === dot && endsAt(bytes, at + length));
        best = isWhole ? ranks.whole : ranks.start;
        break;
      }
      if (!inWord || wordBytes[bytes[at - 1] ?? 0] === 0) {
        best = ranks.word;
        break;
      }
      best = ranks.inside;
    }
    found[slot] = best;
  }
  return found;
}

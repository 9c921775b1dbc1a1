import type { SearchIndex } from './search-index.ts';
import { letterBits, nameEnd, wordBytes } from './search-marks.ts';
import type { NameMarks, Needle } from './search-marks.ts';

/** How well a name fits, best first; 0: not at all. */
export const ranks = { whole: 1, start: 2, word: 3, inside: 4, partly: 5, path: 6 } as const;

const dot = 0x2e;

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

/** Slots that are gone through in one call: a function that is called often is compiled for speed sooner than a long loop. */
export const sliceSlots = 4_096;

/** Slots of names that may be found, and how well a needle fits each; 0: it is found by its folder alone. */
export class Candidates {
  // One place more than slots: it is written before it is known whether it counts.
  readonly slots = new Int32Array(sliceSlots + 1);
  readonly ranks = new Uint8Array(sliceSlots + 1);
  count = 0;

  /** All slots of a slice. */
  takeAll(from: number, to: number): void {
    this.ranks.fill(ranks.inside);
    for (let slot = from; slot < to; slot += 1) this.slots[slot - from] = slot;
    this.count = to - from;
  }

  /**
   * Those of a slice that hold a needle, or that lie in one of these folders.
   * @param needle not empty, without a slash
   */
  take(index: SearchIndex, needle: Needle, inFolder: Uint8Array | null, from: number, to: number): void {
    const { folderOf, marks } = index;
    const { ranks: found, slots } = this;
    const marked =
      inFolder === null
        ? markSome(marks, needle, from, to, slots)
        : markSomeIn(marks, needle, inFolder, folderOf, from, to, slots, found);
    this.count = rankSome(index, needle, inFolder, marked, slots, found);
  }
}

/** Puts the slots of names that have all marks of a needle into `slots`. Without branches: most are wrongly foreseen. */
function markSome(
  { letters, pairs }: NameMarks,
  { highPairs, letters: wanted, lowPairs }: Needle,
  from: number,
  to: number,
  slots: Int32Array,
): number {
  let count = 0;
  for (let slot = from; slot < to; slot += 1) {
    slots[count] = slot;
    const missing =
      (~(pairs[slot * 2] ?? 0) & lowPairs) |
      (~(pairs[slot * 2 + 1] ?? 0) & highPairs) |
      (~(letters[slot] ?? 0) & wanted);
    count += missing === 0 ? 1 : 0;
  }
  return count;
}

/** The same with those in folders that match; `maybe` becomes 1 for names that have the marks. */
function markSomeIn(
  { letters, pairs }: NameMarks,
  { highPairs, letters: wanted, lowPairs }: Needle,
  inFolder: Uint8Array,
  folderOf: Int32Array,
  from: number,
  to: number,
  slots: Int32Array,
  maybe: Uint8Array,
): number {
  let count = 0;
  for (let slot = from; slot < to; slot += 1) {
    slots[count] = slot;
    const missing =
      (~(pairs[slot * 2] ?? 0) & lowPairs) |
      (~(pairs[slot * 2 + 1] ?? 0) & highPairs) |
      (~(letters[slot] ?? 0) & wanted);
    const isMarked = missing === 0 ? 1 : 0;
    maybe[count] = isMarked;
    count += isMarked | (inFolder[folderOf[slot] ?? 0] === 1 ? 1 : 0);
  }
  return count;
}

/**
 * Looks into the names of slots, keeps those that hold the needle or lie in a folder, and writes their ranks. Its first
 * bytes are compared as one number. All in local variables: it runs over hundreds of thousands of names.
 */
function rankSome(
  { folderOf, marks: { starts }, nameAt, names: { bytes } }: SearchIndex,
  { bytes: needle }: Needle,
  inFolder: Uint8Array | null,
  marked: number,
  slots: Int32Array,
  found: Uint8Array,
): number {
  const { length } = needle;
  const [first = 0, second = 0, third = 0] = needle;
  const head = Math.min(3, length);
  const mask = head === 1 ? 0xff : head === 2 ? 0xffff : 0xffffff;
  const target = head === 1 ? first : head === 2 ? (first << 8) | second : (first << 16) | (second << 8) | third;
  const inWord = wordBytes[first] === 1;
  const firstBit = letterBits[first] ?? 0;
  let count = 0;
  for (let index = 0; index < marked; index += 1) {
    const slot = slots[index] ?? 0;
    let best = 0;
    if (inFolder === null || found[index] === 1) {
      const begin = nameAt[slot] ?? 0;
      // Where no word begins with its first letter, the first place is as good as any other one.
      const isInside = inWord && ((starts[slot] ?? 0) & firstBit) === 0;
      let window = 0;
      for (let end = begin; ; end += 1) {
        const byte = bytes[end] ?? nameEnd;
        if (byte === nameEnd) break;
        window = ((window << 8) | byte) & mask;
        if (window !== target) continue;
        const at = end - head + 1;
        if (length > 3 && !standsAt(bytes, at, needle)) continue;
        if (at === begin) {
          best = endsAt(bytes, at + length) ? ranks.whole : ranks.start;
          break;
        }
        if (!inWord || wordBytes[bytes[at - 1] ?? 0] === 0) {
          best = ranks.word;
          break;
        }
        best = ranks.inside;
        if (isInside) break;
      }
    }
    if (best === 0 && (inFolder === null || inFolder[folderOf[slot] ?? 0] !== 1)) continue;
    slots[count] = slot;
    found[count] = best;
    count += 1;
  }
  return count;
}

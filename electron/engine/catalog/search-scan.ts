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

/** Slots that are gone through in one call: a function that is called often is compiled for speed sooner than a long loop. */
export const sliceSlots = 4_096;

/** Ranks of a needle in all names, by slot, until the next call. It may not hold a slash. */
export function rankAll(index: SearchIndex, needle: Uint8Array): Uint8Array {
  const { count, lettersOf, nameAt } = index;
  // One kind of array for the compiler, whatever the needle came from.
  const wanted = Uint8Array.from(needle);
  const bytes = new Uint8Array(index.names.bytes.buffer, index.names.bytes.byteOffset, index.names.length);
  // The same memory each time: a search is over before the next one begins.
  if (index.scratch.length < count) index.scratch = new Uint8Array(index.ids.length);
  const found = index.scratch.fill(0, 0, count);
  const rare = rarestOf(bytes, wanted);
  if (rare !== null) {
    rankRare(bytes, nameAt, count, wanted, rare, found);
    return found;
  }
  const letters = lettersIn(wanted, 0, wanted.length);
  for (let slot = 0; slot < count; slot += sliceSlots) {
    rankSome(bytes, nameAt, lettersOf, slot, Math.min(count, slot + sliceSlots), wanted, letters, found);
  }
  return found;
}

/** Bytes that are counted to tell which ones are rare. */
const sampleBytes = 32_768;
/** A byte of which there are less than this share is found quicker by itself than a name by its letters. */
const rareShare = 0.03;
/** Needles in the sample above which each of them costs more than looking at every name. */
const manyInSample = 48;

/** Place in the needle of its rarest byte, when that and the needle are rare and another one is behind it; else null. */
function rarestOf(bytes: Uint8Array, needle: Uint8Array): number | null {
  const begin = Math.max(0, (bytes.length - sampleBytes) >> 1);
  const sample = Buffer.from(bytes.buffer, bytes.byteOffset + begin, Math.min(sampleBytes, bytes.length - begin));
  const counts = new Uint32Array(256);
  for (let at = 0; at < sample.length; at += 1) {
    const byte = sample[at] ?? 0;
    counts[byte] = (counts[byte] ?? 0) + 1;
  }
  let best: number | null = null;
  let least = sample.length * rareShare;
  for (let at = 0; at < needle.length - 1; at += 1) {
    const seen = counts[needle[at] ?? 0] ?? 0;
    if (seen >= least) continue;
    best = at;
    least = seen;
  }
  if (best === null) return null;
  let hits = 0;
  for (let at = sample.indexOf(needle); at >= 0; at = sample.indexOf(needle, at + 1)) hits += 1;
  return hits > manyInSample ? null : best;
}

/** By the places of the needle's end from its rare byte on: most of the names are not looked at one by one. */
function rankRare(
  bytes: Uint8Array,
  nameAt: Int32Array,
  count: number,
  needle: Uint8Array,
  rare: number,
  found: Uint8Array,
): void {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const part = needle.subarray(rare);
  let slot = 0;
  for (let place = all.indexOf(part, rare); place >= 0; place = all.indexOf(part, place + 1)) {
    const at = place - rare;
    while (slot + 1 < count && (nameAt[slot + 1] ?? 0) <= at) slot += 1;
    const begin = nameAt[slot] ?? 0;
    if (at < begin || !standsAt(bytes, at, needle)) continue;
    const rank = rankAt(bytes, begin, at, needle.length);
    const known = found[slot] ?? 0;
    if (known === 0 || rank < known) found[slot] = rank;
  }
}

/** All in local variables: it runs over a million names. */
function rankSome(
  bytes: Uint8Array,
  nameAt: Int32Array,
  lettersOf: Int32Array,
  from: number,
  to: number,
  needle: Uint8Array,
  letters: number,
  found: Uint8Array,
): void {
  const { length } = needle;
  const first = needle[0] ?? 0;
  const second = needle[1] ?? 0;
  const inWord = wordBytes[first] === 1;
  for (let slot = from; slot < to; slot += 1) {
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
}

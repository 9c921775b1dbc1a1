/**
 * What is known of each folded name without looking into it: which letters are in it, which ones begin a word, and which
 * pairs of bytes stand beside each other. A name without a word's letters and pairs cannot hold the word, so that most of
 * a million names are passed over by a few numbers (decision 0020). Marks say "maybe" or "no", never a false "no".
 */

/** Between two names, and before the first: no name holds it. */
export const nameEnd = 0x2f;

/** A bit for each byte: letters have one each, digits by two, what is not ASCII one together; signs have none. */
export const letterBits = Int32Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x61 && byte <= 0x7a) return 1 << (byte - 0x61);
  if (byte >= 0x30 && byte <= 0x39) return 1 << (26 + ((byte - 0x30) >> 1));
  return byte >= 0x80 ? 1 << 31 : 0;
});

/** 1 for a byte that is part of a word: letters, digits and all that is not ASCII. */
export const wordBytes = Uint8Array.from({ length: 256 }, (_, byte) => (letterBits[byte] === 0 ? 0 : 1));

/** Which of 64 bits two bytes beside each other have; a product spreads them evenly. */
const pairOf = (one: number, other: number): number => Math.imul(one | (other << 8), 0x9e3779b1) >>> 26;

/** Which letters stand in folded bytes. */
export function lettersIn(bytes: Uint8Array, from: number, to: number): number {
  let letters = 0;
  for (let at = from; at < to; at += 1) letters |= letterBits[bytes[at] ?? 0] ?? 0;
  return letters;
}

/** A part of a name that is looked for, with the marks that a name has to have. */
export interface Needle {
  readonly bytes: Uint8Array;
  readonly letters: number;
  /** Bits 0 to 31 and 32 to 63 of its pairs. */
  readonly lowPairs: number;
  readonly highPairs: number;
}

export function needleOf(bytes: Uint8Array): Needle {
  let [low, high] = [0, 0];
  for (let at = 1; at < bytes.length; at += 1) {
    const pair = pairOf(bytes[at - 1] ?? 0, bytes[at] ?? 0);
    if (pair < 32) low |= 1 << pair;
    else high |= 1 << (pair - 32);
  }
  return { bytes, letters: lettersIn(bytes, 0, bytes.length), lowPairs: low, highPairs: high };
}

/** Marks of names by slot. */
export class NameMarks {
  /** Which letters are in it. */
  letters = new Int32Array(0);
  /** Which of them begin a word. */
  starts = new Int32Array(0);
  /** Which pairs are in it: two numbers for each slot. */
  pairs = new Int32Array(0);

  reserve(capacity: number): void {
    this.letters = grown(this.letters, capacity);
    this.starts = grown(this.starts, capacity);
    this.pairs = grown(this.pairs, capacity * 2);
  }

  /** Of the names of these slots; each ends with a slash. */
  fill(bytes: Uint8Array, nameAt: Int32Array, from: number, to: number): void {
    const { letters, pairs, starts } = this;
    for (let slot = from; slot < to; slot += 1) {
      let [all, first, low, high] = [0, 0, 0, 0];
      let before = nameEnd;
      for (let at = nameAt[slot] ?? 0; ; at += 1) {
        const byte = bytes[at] ?? nameEnd;
        if (byte === nameEnd) break;
        const bit = letterBits[byte] ?? 0;
        all |= bit;
        if (wordBytes[before] === 0) first |= bit;
        if (before !== nameEnd) {
          const pair = pairOf(before, byte);
          if (pair < 32) low |= 1 << pair;
          else high |= 1 << (pair - 32);
        }
        before = byte;
      }
      letters[slot] = all;
      starts[slot] = first;
      pairs[slot * 2] = low;
      pairs[slot * 2 + 1] = high;
    }
  }
}

function grown(from: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}

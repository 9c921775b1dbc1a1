/** Finds the row whose name begins with what is typed. Pure but for the time, which the caller gives. */

/** Letters that come within this time belong together, in ms. */
const typeAheadMs = 1000;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Names are compared as they look: composed, in small letters. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLocaleLowerCase();
}

export class TypeAhead {
  private typed = '';
  private atMs = -Infinity;

  /** Letters were typed just now, so that the next one belongs to them. */
  isTyping(nowMs: number): boolean {
    return this.typed !== '' && nowMs - this.atMs <= typeAheadMs;
  }

  /** Takes one letter; answers what names are to begin with, and whether the row of the keyboard itself may be it. */
  add(letter: string, nowMs: number): { readonly wanted: string; readonly stay: boolean } {
    this.typed = this.isTyping(nowMs) ? this.typed + letter : letter;
    this.atMs = nowMs;
    const letters = [...graphemes.segment(foldName(this.typed))].map(({ segment }) => segment);
    const first = letters[0] ?? '';
    // The same letter again goes to the next such row.
    const isOneLetter = letters.every((one) => one === first);
    return isOneLetter ? { wanted: first, stay: false } : { wanted: letters.join(''), stay: true };
  }

  /** What is typed next is a new word. True when there was one. */
  end(nowMs: number): boolean {
    const was = this.isTyping(nowMs);
    this.typed = '';
    return was;
  }
}

/** First of `count` rows from `start` on, round to the one before it, whose name begins with this; -1: none. */
export function findByStart(
  count: number,
  start: number,
  wanted: string,
  nameAt: (index: number) => string | undefined,
): number {
  // Folded names may be shorter than the names themselves, by marks that are composed.
  const enough = wanted.length * 3 + 8;
  for (let step = 0; step < count; step += 1) {
    const index = (start + step) % count;
    const name = nameAt(index);
    if (name !== undefined && foldName(name.slice(0, enough)).startsWith(wanted)) return index;
  }
  return -1;
}

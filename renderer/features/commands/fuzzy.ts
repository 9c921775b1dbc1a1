/**
 * How well a title answers what was typed: its letters must come in that order, not side by side. The higher the better;
 * null: it does not. Beginnings of words and letters side by side count, a short title more than a long one.
 */
export function fuzzyScore(typed: string, title: string): number | null {
  const wanted = Array.from(typed.toLocaleLowerCase()).filter((letter) => letter.trim() !== '');
  const letters = Array.from(title.toLocaleLowerCase());
  // A match that begins at the start of a word may be the better one: each beginning is tried.
  let best: number | null = null;
  for (let from = 0; from < letters.length; from += 1) {
    if (letters[from] !== wanted[0]) continue;
    const score = scoreFrom(wanted, letters, from);
    if (score !== null && (best === null || score > best)) best = score;
  }
  return wanted.length === 0 ? 0 : best;
}

const startsWord = (letters: readonly string[], at: number): boolean =>
  at === 0 || !/[\p{L}\p{N}]/u.test(letters[at - 1] ?? '');

function scoreFrom(wanted: readonly string[], letters: readonly string[], from: number): number | null {
  let score = 0;
  let last = from - 1;
  for (const letter of wanted) {
    const at = letters.indexOf(letter, last + 1);
    if (at < 0) return null;
    score += at === last + 1 && last >= from ? 5 : startsWord(letters, at) ? 8 : 1;
    last = at;
  }
  return score - letters.length / 100 - from / 50;
}

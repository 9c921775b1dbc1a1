import { diffLines, diffWordsWithSpace } from 'diff';

/** A part of a line; `changed`: the other side has something else there. */
export interface Part {
  readonly text: string;
  readonly changed: boolean;
}

/** One line of a side; null where the other side has a line more. */
export type Side = readonly Part[] | null;

/** `same`: on both sides alike. */
export interface LineRow {
  readonly left: Side;
  readonly right: Side;
  readonly same: boolean;
}

export interface TextDiff {
  readonly rows: readonly LineRow[];
  /** Lines that are on both sides with other words, only left, only right. */
  readonly changed: number;
  readonly removed: number;
  readonly added: number;
}

/** Differences that are looked for at most; more than these are another text. */
const editsMost = 4_000;
/** ms until it is given up. */
const patienceMs = 400;
/** Longest line whose words are compared. */
const wordsMost = 2_000;

/** Two texts line by line; null when they have too little in common for marks to help. */
export function compareTexts(left: string, right: string): TextDiff | null {
  const changes = diffLines(left, right, { maxEditLength: editsMost, timeout: patienceMs });
  if (changes === undefined) return null;
  const rows: LineRow[] = [];
  let [changed, removed, added] = [0, 0, 0];
  for (let index = 0; index < changes.length; index += 1) {
    const change = changes[index];
    if (change === undefined) continue;
    const lines = linesOf(change.value);
    if (!change.added && !change.removed) {
      for (const line of lines) rows.push({ left: plain(line), right: plain(line), same: true });
      continue;
    }
    const next = changes[index + 1];
    const isPair = change.removed && next?.added === true;
    const [gone, come] = isPair
      ? [lines, linesOf(next.value)]
      : change.removed
        ? [lines, [] as readonly string[]]
        : [[] as readonly string[], lines];
    if (isPair) index += 1;
    const both = Math.min(gone.length, come.length);
    for (let at = 0; at < Math.max(gone.length, come.length); at += 1) rows.push(rowOf(gone[at], come[at]));
    changed += both;
    removed += gone.length - both;
    added += come.length - both;
  }
  return { rows, changed, removed, added };
}

/** The text line by line, without marks. */
export function plainRows(left: string, right: string): readonly LineRow[] {
  const [one, other] = [linesOf(left), linesOf(right)];
  return Array.from({ length: Math.max(one.length, other.length) }, (_, at) => {
    const [mine, theirs] = [one[at], other[at]];
    return {
      left: mine === undefined ? null : plain(mine),
      right: theirs === undefined ? null : plain(theirs),
      same: false,
    };
  });
}

function plain(line: string): readonly Part[] {
  return [{ text: line, changed: false }];
}

function rowOf(left: string | undefined, right: string | undefined): LineRow {
  if (left === undefined || right === undefined || left.length + right.length > wordsMost) {
    const whole = (line: string | undefined): Side => (line === undefined ? null : [{ text: line, changed: true }]);
    return { left: whole(left), right: whole(right), same: false };
  }
  const words = diffWordsWithSpace(left, right);
  const side = (other: 'added' | 'removed', own: 'added' | 'removed'): Side =>
    words.filter((word) => !word[other]).map((word) => ({ text: word.value, changed: word[own] }));
  return { left: side('added', 'removed'), right: side('removed', 'added'), same: false };
}

/** Without their ends; a last line without an end is a line too. */
function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Rows of equal lines that are shown around what differs. */
const around = 3;
/** A run of equal lines shorter than this is shown whole. */
const shortest = 2 * around + 4;

/** Where long runs of equal lines are left out: `[from, to)` of the rows. */
export function foldedRuns(rows: readonly LineRow[]): readonly (readonly [number, number])[] {
  const runs: (readonly [number, number])[] = [];
  for (let at = 0; at < rows.length;) {
    if (rows[at]?.same !== true) {
      at += 1;
      continue;
    }
    let end = at;
    while (rows[end]?.same === true) end += 1;
    const from = at === 0 ? 0 : at + around;
    const to = end === rows.length ? end : end - around;
    if (end - at >= shortest && to > from) runs.push([from, to]);
    at = end;
  }
  return runs;
}

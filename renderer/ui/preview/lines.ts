/** A part of a text that is drawn, or left out while it is not in sight, as one. */
export interface TextBlock {
  /** Line numbers, one per row; a row that goes on with a long line has a dot. */
  readonly numbers: string;
  readonly text: string;
  readonly rows: number;
}

/** Rows of a block, and characters of a row: what is longer goes on in the next one. */
const rowsOfBlock = 200;
const longestRow = 1_000;

/** Marks that make text read in another order than it stands there (Unicode UAX 9: embeddings, overrides, isolates). */
const directions = /[\u202a-\u202e\u2066-\u2069]/g;

const shown = (line: string): string =>
  line.replace(directions, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`).replaceAll('\0', '\u2400');

/** The text in blocks of rows, so that a window lays out only what is in sight, however long its lines are. */
export function textBlocks(text: string): readonly TextBlock[] {
  const blocks: TextBlock[] = [];
  let numbers: string[] = [];
  let rows: string[] = [];
  const add = (number: string, row: string): void => {
    numbers.push(number);
    rows.push(row);
    if (rows.length === rowsOfBlock) end();
  };
  const end = (): void => {
    if (rows.length === 0) return;
    blocks.push({ numbers: numbers.join('\n'), text: rows.join('\n'), rows: rows.length });
    [numbers, rows] = [[], []];
  };
  const lines = text.split(/\r\n|\n|\r/);
  // A line break at the end ends the last line, and begins none.
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  for (const [index, line] of lines.entries()) {
    for (const [at, piece] of pieces(shown(line)).entries()) add(at === 0 ? String(index + 1) : '·', piece);
  }
  end();
  return blocks;
}

/** Never between the two halves of one character. */
function pieces(line: string): readonly string[] {
  if (line.length <= longestRow) return [line];
  const found: string[] = [];
  for (let at = 0; at < line.length;) {
    const last = line.charCodeAt(at + longestRow - 1);
    const end = at + longestRow - (last >= 0xd800 && last <= 0xdbff ? 1 : 0);
    found.push(line.slice(at, end));
    at = end;
  }
  return found;
}

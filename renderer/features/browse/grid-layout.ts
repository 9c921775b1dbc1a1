/** Where tiles lie: rows of the list by number, so many side by side, each group beginning a line of its own. Pure. */

interface Section {
  /** Number of the row that stands over it; -1: none. */
  readonly head: number;
  /** Number of its first tile's row, and how many there are. */
  readonly from: number;
  readonly count: number;
  /** Number of its first line: that of its head where it has one. */
  readonly line: number;
  /** Heads that stand before it. */
  readonly heads: number;
}

/** A part of the grid, px: `y` from the top of the first line, `x` from the left of the first tile. */
export interface Region {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Heights with the space below, and the width with the space beside; px. */
export interface Pitch {
  readonly line: number;
  readonly head: number;
  readonly tile: number;
}

/** One line of the grid: a head alone, or tiles side by side. */
export type GridLine =
  | { readonly kind: 'head'; readonly index: number }
  | { readonly kind: 'tiles'; readonly from: number; readonly count: number };

export class GridLayout {
  readonly columns: number;
  /** How many lines there are. */
  readonly lines: number;
  private readonly sections: readonly Section[];

  /** `length`: rows of the list; `others`: numbers of those that are no entries, rising. */
  constructor(length: number, others: readonly number[], columns: number) {
    const sections: Section[] = [];
    let line = 0;
    let heads = 0;
    const add = (head: number, from: number, end: number): void => {
      if (head < 0 && end === from) return;
      sections.push({ head, from, count: end - from, line, heads });
      heads += head < 0 ? 0 : 1;
      line += (head < 0 ? 0 : 1) + Math.ceil((end - from) / columns);
    };
    add(-1, 0, others[0] ?? length);
    for (const [at, head] of others.entries()) add(head, head + 1, others[at + 1] ?? length);
    this.columns = columns;
    this.sections = sections;
    this.lines = line;
  }

  /** The last section for which this holds; it holds for all before it. */
  private lastWhere(holds: (section: Section) => boolean): Section | undefined {
    let [low, high] = [0, this.sections.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const section = this.sections[middle];
      if (section !== undefined && holds(section)) low = middle + 1;
      else high = middle;
    }
    return this.sections[low - 1];
  }

  lineAt(line: number): GridLine | undefined {
    if (!(line >= 0 && line < this.lines)) return undefined;
    const section = this.lastWhere((one) => one.line <= line);
    if (section === undefined) return undefined;
    const within = line - section.line - (section.head < 0 ? 0 : 1);
    if (within < 0) return { kind: 'head', index: section.head };
    const from = section.from + within * this.columns;
    return { kind: 'tiles', from, count: Math.min(this.columns, section.from + section.count - from) };
  }

  /** The line in which a row lies; -1: there is no such row. */
  lineOf(index: number): number {
    const section = this.lastWhere((one) => (one.head < 0 ? one.from : one.head) <= index);
    if (section === undefined || index < 0 || index >= section.from + section.count) return -1;
    if (index === section.head) return section.line;
    return section.line + (section.head < 0 ? 0 : 1) + Math.floor((index - section.from) / this.columns);
  }

  /** Where a line begins, px below the first one. */
  topOf(line: number, pitch: Pitch): number {
    const section = this.lastWhere((one) => one.line <= line);
    if (section === undefined) return 0;
    const heads = section.heads + (section.head >= 0 && line > section.line ? 1 : 0);
    return heads * pitch.head + (line - heads) * pitch.line;
  }

  /** Runs of rows (first and last) whose tiles a region touches, rising. */
  runsIn({ left, right, top, bottom }: Region, pitch: Pitch): readonly (readonly [number, number])[] {
    const from = Math.max(0, Math.floor(left / pitch.tile));
    const to = Math.min(this.columns - 1, Math.floor(right / pitch.tile));
    const runs: (readonly [number, number])[] = [];
    if (to < from) return runs;
    for (let line = Math.max(0, this.lineBelow(top, pitch)); line < this.lines; line += 1) {
      if (this.topOf(line, pitch) > bottom) break;
      const at = this.lineAt(line);
      if (at?.kind !== 'tiles' || from >= at.count) continue;
      runs.push([at.from + from, at.from + Math.min(to, at.count - 1)]);
    }
    return runs;
  }

  /** The first line that ends below this height; -1 above all, and one more than there are below all. */
  lineBelow(y: number, pitch: Pitch): number {
    if (y < 0) return -1;
    let [low, high] = [0, this.lines];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.topOf(middle + 1, pitch) <= y) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Place in its line, from 0. */
  columnOf(index: number): number {
    const line = this.lineAt(this.lineOf(index));
    return line?.kind === 'tiles' ? index - line.from : 0;
  }

  /** The tile so many lines of tiles further down (or up), in this column or the last before it; null: there is none. */
  vertically(index: number, lines: number): number | null {
    const column = this.columnOf(index);
    const step = Math.sign(lines);
    let found: number | null = null;
    let left = Math.abs(lines);
    for (let line = this.lineOf(index) + step; left > 0; line += step) {
      const at = this.lineAt(line);
      if (at === undefined) break;
      if (at.kind === 'head') continue;
      found = at.from + Math.min(column, at.count - 1);
      left -= 1;
    }
    return found;
  }
}

/** A tile of pictures with this edge, px: as wide as it must be, and as high as all of them. */
export interface TileSize {
  readonly width: number;
  readonly height: number;
  readonly picture: { readonly width: number; readonly height: number };
}

const padding = 8;
/** Name and what stands under it, with their space. */
const words = 6 + 19 + 18;

/** Pictures lie in a field of three by two. */
export function tileSize(edge: number): TileSize {
  const picture = { width: edge, height: Math.round((edge * 2) / 3) };
  return { width: edge + 2 * padding, height: picture.height + words + 2 * padding, picture };
}

/** Space between tiles, px. */
export const gap = { across: 4, down: 6 } as const;

/** How many tiles stand side by side in this width, px; at least one. */
export function columnsIn(width: number, tile: TileSize): number {
  return Math.max(1, Math.floor((width + gap.across) / (tile.width + gap.across)));
}

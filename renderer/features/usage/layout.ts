import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';

/** What the layout needs to know of a thing: how much it is, and what is in it. */
export interface Sized<Node> {
  /** More than 0, or it is not drawn. */
  readonly bytes: number;
  readonly children: readonly Node[];
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One thing on the map, in px of the map. */
export interface Block<Node> extends Rect {
  readonly node: Node;
  /** 1: in the folder that is shown. */
  readonly level: number;
  /** What is in it is drawn inside of it, under its name. */
  readonly group: boolean;
  /** Height of the strip with a group's name, px; 0 for all else. */
  readonly header: number;
  /** Place among what is drawn in the same folder, from 1. */
  readonly position: number;
  readonly siblings: number;
}

/** Most that is drawn at once: stays smooth and is more than an eye can tell apart. */
export const mostBlocks = 2000;

/** Space between neighbours, px, by level: groups stand apart, what is in them is close. */
const gap = (level: number): number => (level === 1 ? 4 : 1.5);
const padding = 3;
/** Least size of a group: its name must stay readable (LOOK.md, Charts). */
const groupSize = [
  { width: 70, height: 60, header: 20 },
  { width: 150, height: 110, header: 18 },
  { width: 220, height: 160, header: 18 },
] as const;
/** What would be thinner is left to the list. */
const least = 2;

interface Open<Node> {
  readonly items: readonly Node[];
  readonly area: Rect;
  readonly level: number;
  /** Of the folder that is shown, null. */
  readonly parent: Laid<Node> | null;
}

interface Laid<Node> extends Block<Node> {
  readonly inside: Laid<Node>[];
}

/**
 * Places things and what is in them as nested rectangles with areas by their bytes (squarified: Bruls, Huizing and
 * van Wijk, "Squarified treemaps", 2000). The largest groups are opened first, until `most` blocks are drawn. Each
 * group is followed by what is in it.
 */
export function layOut<Node extends Sized<Node>>(
  items: readonly Node[],
  width: number,
  height: number,
  most = mostBlocks,
): readonly Block<Node>[] {
  const top: Laid<Node>[] = [];
  const open: Open<Node>[] = [{ items, area: { x: 0, y: 0, width, height }, level: 1, parent: null }];
  let room = most;
  while (room > 0) {
    const next = takeLargest(open);
    if (next === undefined) break;
    const laid = place(next, room);
    room -= laid.length;
    (next.parent?.inside ?? top).push(...laid);
    for (const block of laid) {
      if (block.group) {
        open.push({ items: block.node.children, area: insideOf(block), level: block.level + 1, parent: block });
      }
    }
  }
  return top.flatMap(withInside);
}

function takeLargest<Node>(open: Open<Node>[]): Open<Node> | undefined {
  let at = 0;
  for (const [index, one] of open.entries()) {
    const best = open[at];
    if (best !== undefined && areaOf(one.area) > areaOf(best.area)) at = index;
  }
  return open.splice(at, 1)[0];
}

function areaOf({ width, height }: Rect): number {
  return width * height;
}

/** The room for what is in a group. */
function insideOf(block: Block<unknown>): Rect {
  return {
    x: block.x + padding,
    y: block.y + block.header + 2,
    width: block.width - 2 * padding,
    height: block.height - block.header - 2 - padding,
  };
}

function place<Node extends Sized<Node>>({ items, area, level }: Open<Node>, room: number): readonly Laid<Node>[] {
  const shown = items
    .filter((item) => item.bytes > 0)
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, room);
  if (shown.length === 0 || area.width < least || area.height < least) return [];
  interface Level {
    readonly item: Node | null;
    readonly in: readonly Level[];
  }
  const tree = hierarchy<Level>(
    { item: null, in: shown.map((item): Level => ({ item, in: [] })) },
    (one) => one.in as Level[],
  ).sum((one) => one.item?.bytes ?? 0);
  const space = Math.min(gap(level), area.width / 8, area.height / 8);
  treemap<Level>().tile(treemapSquarify.ratio(1.3)).size([area.width, area.height]).paddingInner(space)(tree);
  const rects = (tree.children ?? []) as unknown as readonly {
    readonly data: Level;
    readonly x0: number;
    readonly y0: number;
    readonly x1: number;
    readonly y1: number;
  }[];
  const drawn = rects.filter(({ x0, x1, y0, y1 }) => x1 - x0 >= least && y1 - y0 >= least);
  return drawn.flatMap(({ data, x0, y0, x1, y1 }, index): Laid<Node>[] => {
    if (data.item === null) return [];
    const rect = { x: area.x + x0, y: area.y + y0, width: x1 - x0, height: y1 - y0 };
    const { group, header } = asGroup(data.item, rect, level);
    const at = { position: index + 1, siblings: drawn.length };
    return [{ ...rect, node: data.item, level, group, header, ...at, inside: [] }];
  });
}

function asGroup(node: Sized<unknown>, rect: Rect, level: number): { group: boolean; header: number } {
  const size = groupSize[level - 1];
  const group =
    size !== undefined && node.children.length > 0 && rect.width >= size.width && rect.height >= size.height;
  return { group, header: group ? size.header : 0 };
}

function withInside<Node>({ inside, ...block }: Laid<Node>): readonly Block<Node>[] {
  return [block, ...inside.flatMap(withInside)];
}

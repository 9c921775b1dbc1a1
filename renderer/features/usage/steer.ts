import type { Block, Rect } from './layout.ts';

/** Which way an arrow key points. */
export type Direction = 'left' | 'right' | 'up' | 'down';

/** The part of a block that one stands on: a group's own strip, else all of it. */
export function standing({ x, y, width, height, header, group }: Block<unknown>): Rect {
  return group ? { x, y, width, height: header } : { x, y, width, height };
}

/** A rectangle as seen when looking in a direction: from `near` to `far` along it, `low` to `high` across it. */
interface Seen {
  readonly near: number;
  readonly far: number;
  readonly low: number;
  readonly high: number;
}

function seen({ x, y, width, height }: Rect, direction: Direction): Seen {
  switch (direction) {
    case 'right':
      return { near: x, far: x + width, low: y, high: y + height };
    case 'left':
      return { near: -(x + width), far: -x, low: y, high: y + height };
    case 'down':
      return { near: y, far: y + height, low: x, high: x + width };
    case 'up':
      return { near: -(y + height), far: -y, low: x, high: x + width };
  }
}

/** Blocks touch but for a gap, and a group's strip lies above what is in it: a little overlap still is beyond. */
const slack = 1;

/**
 * The block that an arrow key leads to: the nearest one beyond the edge in that direction, those that lie straight
 * ahead before those beside. `from` itself when there is none.
 */
export function steer<Node>(blocks: readonly Block<Node>[], from: Block<Node>, direction: Direction): Block<Node> {
  const here = seen(standing(from), direction);
  const middle = (here.low + here.high) / 2;
  let best = from;
  let least = Infinity;
  for (const block of blocks) {
    if (block === from) continue;
    const there = seen(standing(block), direction);
    const ahead = there.near - here.far;
    if (ahead < -slack) continue;
    const beside = Math.max(0, there.low - here.high, here.low - there.high);
    const across = Math.max(0, there.low - middle, middle - there.high);
    // Beside counts more than ahead: an arrow goes straight on when it can.
    const cost = Math.max(0, ahead) + 4 * beside + 0.01 * across;
    if (cost < least) {
      least = cost;
      best = block;
    }
  }
  return best;
}

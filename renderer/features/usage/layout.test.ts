import { describe, expect, test } from 'vitest';
import { layOut } from './layout.ts';
import type { Block, Sized } from './layout.ts';
import { standing, steer } from './steer.ts';
import type { Direction } from './steer.ts';

interface Node extends Sized<Node> {
  readonly name: string;
}

let seed = 7;
function random(): number {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
}

function tree(depth: number, width: number, name = 'r'): Node {
  if (depth === 0) return { name, bytes: Math.ceil(random() ** 3 * 1e9), children: [] };
  const children = Array.from({ length: width }, (_, at) => tree(depth - 1, width, `${name}.${at}`));
  return { name, bytes: children.reduce((sum, child) => sum + child.bytes, 0), children };
}

const inside = (outer: Block<Node>, inner: Block<Node>): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y + outer.header &&
  inner.x + inner.width <= outer.x + outer.width + 1e-6 &&
  inner.y + inner.height <= outer.y + outer.height + 1e-6;

const overlap = (a: Block<Node>, b: Block<Node>): boolean =>
  a.x < b.x + b.width - 1e-6 &&
  b.x < a.x + a.width - 1e-6 &&
  a.y < b.y + b.height - 1e-6 &&
  b.y < a.y + a.height - 1e-6;

describe('layout of the map', () => {
  test('[B140] areas are by bytes, nothing overlaps, and what is in a group lies inside of it', () => {
    const root = tree(3, 6);
    const blocks = layOut(root.children, 1000, 700);
    const byName = new Map(blocks.map((block) => [block.node.name, block]));
    const top = blocks.filter((block) => block.level === 1);
    expect(top).toHaveLength(6);
    const whole = top.reduce((sum, block) => sum + block.width * block.height, 0);
    expect(whole).toBeGreaterThan(1000 * 700 * 0.95);
    for (const block of top) {
      const share = (block.width * block.height) / whole;
      expect(Math.abs(share - block.node.bytes / root.bytes)).toBeLessThan(0.02);
    }
    expect(blocks.some((block) => block.level === 2)).toBe(true);
    for (const block of blocks) {
      if (block.level > 1) {
        const parent = byName.get(block.node.name.slice(0, block.node.name.lastIndexOf('.')));
        expect(parent?.group).toBe(true);
        expect(parent !== undefined && inside(parent, block)).toBe(true);
      }
    }
    const leaves = blocks.filter((block) => !block.group);
    for (const [at, a] of leaves.entries()) for (const b of leaves.slice(at + 1)) expect(overlap(a, b)).toBe(false);
  });

  test('[B140] no more than the most is drawn, the largest groups first; zero bytes and slivers are not', () => {
    const blocks = layOut(tree(3, 30).children, 1600, 1000, 500);
    expect(blocks.length).toBeLessThanOrEqual(500);
    expect(blocks.length).toBeGreaterThan(300);
    const one = (name: string, bytes: number): Node => ({ name, bytes, children: [] });
    expect(layOut([one('a', 5), one('none', 0)], 100, 100).map(({ node }) => node.name)).toEqual(['a']);
    expect(layOut([one('a', 1e12), one('dust', 1)], 100, 100).map(({ node }) => node.name)).toEqual(['a']);
    expect(layOut([], 100, 100)).toEqual([]);
    expect(layOut([one('a', 5)], 0, 0)).toEqual([]);
  });

  test('[B140] a group is followed by what is in it, and each tells its place among its siblings', () => {
    const blocks = layOut(tree(2, 4).children, 900, 600);
    const levels = blocks.map(({ level }) => level);
    expect(levels[0]).toBe(1);
    for (const [at, block] of blocks.entries()) {
      if (block.group) expect(blocks[at + 1]?.level).toBe(block.level + 1);
      expect(block.position).toBeLessThanOrEqual(block.siblings);
    }
  });

  test('[B141] an arrow leads to the block that lies there, and every block is reached by arrows', () => {
    const blocks = layOut(tree(3, 5).children, 1000, 700);
    const directions: readonly Direction[] = ['left', 'right', 'up', 'down'];
    const first = blocks[0];
    if (first === undefined) throw new Error('nothing was laid out');
    const reached = new Set([first]);
    const queue = [first];
    for (let from = queue.pop(); from !== undefined; from = queue.pop()) {
      const here = standing(from);
      for (const direction of directions) {
        const to: Block<Node> = steer(blocks, from, direction);
        const there = standing(to);
        if (to !== from) {
          if (direction === 'right') expect(there.x).toBeGreaterThanOrEqual(here.x + here.width - 1);
          if (direction === 'left') expect(there.x + there.width).toBeLessThanOrEqual(here.x + 1);
          if (direction === 'down') expect(there.y).toBeGreaterThanOrEqual(here.y + here.height - 1);
          if (direction === 'up') expect(there.y + there.height).toBeLessThanOrEqual(here.y + 1);
        }
        if (!reached.has(to)) {
          reached.add(to);
          queue.push(to);
        }
      }
    }
    expect(blocks.filter((block) => !reached.has(block)).map(({ node }) => node.name)).toEqual([]);
  });
});

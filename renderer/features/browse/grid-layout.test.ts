import { expect, test } from 'vitest';
import { columnsIn, GridLayout, tileSize } from './grid-layout.ts';

/** The same lines by walking over the rows one by one. */
function plainly(length: number, others: readonly number[], columns: number): readonly (readonly number[])[] {
  const lines: number[][] = [];
  let open: number[] | null = null;
  for (let index = 0; index < length; index += 1) {
    if (others.includes(index)) {
      lines.push([index]);
      open = null;
    } else if (open !== null && open.length < columns) open.push(index);
    else lines.push((open = [index]));
  }
  return lines;
}

test('[B284] tiles lie in lines, every group begins its own, and each line is found by its tiles and back', () => {
  let seed = 284;
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 300; round += 1) {
    const length = random(60);
    const columns = 1 + random(7);
    const others = [...Array(length).keys()].filter(() => random(6) === 0 && round % 3 > 0);
    const layout = new GridLayout(length, others, columns);
    const lines = plainly(length, others, columns);
    expect(layout.lines).toBe(lines.length);
    lines.forEach((rows, line) => {
      const at = layout.lineAt(line);
      const [first = -1] = rows;
      if (others.includes(first)) expect(at).toEqual({ kind: 'head', index: first });
      else expect(at).toEqual({ kind: 'tiles', from: first, count: rows.length });
      rows.forEach((index, column) => {
        expect([layout.lineOf(index), layout.columnOf(index)]).toEqual([line, column]);
      });
    });
    expect([layout.lineAt(lines.length), layout.lineAt(-1)]).toEqual([undefined, undefined]);
    expect([layout.lineOf(length), layout.lineOf(-1)]).toEqual([-1, -1]);
  }
});

test('[B284] a region of the grid has exactly the tiles that it touches', () => {
  let seed = 2840;
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const pitch = { line: 100, head: 30, tile: 80 };
  for (let round = 0; round < 200; round += 1) {
    const length = random(60);
    const columns = 1 + random(6);
    const others = [...Array(length).keys()].filter(() => random(6) === 0 && round % 3 > 0);
    const layout = new GridLayout(length, others, columns);
    const [x, y] = [random(600), random(1_500)];
    const region = { left: x, right: x + random(400), top: y, bottom: y + random(700) };
    const touched: number[] = [];
    let top = 0;
    plainly(length, others, columns).forEach((rows, line) => {
      expect(layout.topOf(line, pitch)).toBe(top);
      const isHead = others.includes(rows[0] ?? -1);
      const bottom = top + (isHead ? pitch.head : pitch.line);
      rows.forEach((index, column) => {
        const [left, right] = [column * pitch.tile, (column + 1) * pitch.tile];
        const across = left <= region.right && right > region.left;
        if (!isHead && across && top <= region.bottom && bottom > region.top) touched.push(index);
      });
      top = bottom;
    });
    const runs = layout.runsIn(region, pitch);
    expect(runs.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at))).toEqual(touched);
  }
});

test('[B284] up and down keep the column, pass over heads, and end at the first and the last line', () => {
  // A line of 3 and one of 1; a head; a line of 2; two heads; a line of 3.
  const layout = new GridLayout(13, [4, 7, 8], 3);
  expect(layout.vertically(0, 1)).toBe(3);
  expect(layout.vertically(2, 1)).toBe(3);
  expect(layout.vertically(3, 1)).toBe(5);
  expect(layout.vertically(6, 1)).toBe(10);
  expect(layout.vertically(10, -1)).toBe(6);
  expect(layout.vertically(11, -1)).toBe(6);
  expect(layout.vertically(1, -1)).toBeNull();
  expect(layout.vertically(12, 1)).toBeNull();
  expect(layout.vertically(1, 99)).toBe(12);
  expect(layout.vertically(12, -99)).toBe(0);
  expect(layout.vertically(1, 2)).toBe(6);
});

test('[B284] as many tiles stand side by side as there is room for, at least one', () => {
  const tile = tileSize(148);
  expect(tile).toEqual({ width: 164, height: 158, picture: { width: 148, height: 99 } });
  expect(columnsIn(850, tile)).toBe(5);
  expect(columnsIn(835, tile)).toBe(4);
  expect(columnsIn(20, tile)).toBe(1);
});

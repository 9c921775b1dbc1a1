/** Shapes of a small fill chart, in a box of 100 by `chartHeight`; 0 % is at the bottom. */
export const chartHeight = 60;

const at = (index: number, fill: number, points: number): string => {
  const x = points < 2 ? 0 : (index / (points - 1)) * 100;
  return `${x.toFixed(2)} ${(chartHeight * (1 - fill)).toFixed(2)}`;
};

/** One run of points without a gap. */
interface Run {
  readonly first: number;
  readonly fills: readonly number[];
}

function runsOf(fill: readonly (number | null)[]): readonly Run[] {
  const runs: { first: number; fills: number[] }[] = [];
  let open: { first: number; fills: number[] } | null = null;
  fill.forEach((share, index) => {
    if (share === null) {
      open = null;
      return;
    }
    if (open === null) runs.push((open = { first: index, fills: [] }));
    open.fills.push(share);
  });
  return runs;
}

export function linePath(fill: readonly (number | null)[]): string {
  return runsOf(fill)
    .map(({ first, fills }) => `M${fills.map((share, index) => at(first + index, share, fill.length)).join('L')}`)
    .join('');
}

export function areaPath(fill: readonly (number | null)[]): string {
  return runsOf(fill)
    .map(({ first, fills }) => {
      const line = fills.map((share, index) => at(first + index, share, fill.length)).join('L');
      return `M${at(first, 0, fill.length)}L${line}L${at(first + fills.length - 1, 0, fill.length)}Z`;
    })
    .join('');
}

/** The last point that is known: where a lost volume ends. Shares of the width and of the height, from the top left. */
export function lastPoint(fill: readonly (number | null)[]): { readonly x: number; readonly y: number } | null {
  const index = fill.findLastIndex((share) => share !== null);
  const share = fill[index];
  if (share === undefined || share === null) return null;
  return { x: fill.length < 2 ? 0 : index / (fill.length - 1), y: 1 - share };
}

/** Crumbs that are folded away: from this index up to, without, that one. */
export interface Folded {
  readonly from: number;
  readonly to: number;
}

const nothing: Folded = { from: 0, to: 0 };

/**
 * Which crumbs give way when there is no room for all: first those in the middle, from the top down; the pool and the
 * last ones stay longest. When even the last one is too wide it stays, and is cut. Pure.
 * @param widths of all crumbs, px, from the pool to the open folder
 * @param room px; @param dots width of what stands for the folded ones, px
 */
export function foldCrumbs(widths: readonly number[], room: number, dots: number): Folded {
  const all = widths.reduce((sum, width) => sum + width, 0);
  const last = widths.length - 1;
  if (all <= room || last < 1) return nothing;
  let left = all + dots;
  for (let to = 1; to < last; to += 1) {
    left -= widths[to] ?? 0;
    if (left <= room) return { from: 1, to: to + 1 };
  }
  // The pool goes behind the dots too, before the open folder is cut to nothing.
  const least = (widths[0] ?? 0) + (last > 1 ? dots : 0) + Math.min(widths[last] ?? 0, leastLast);
  return least <= room ? { from: 1, to: last } : { from: 0, to: last };
}

/** So much of the open folder's name stays readable, px. */
const leastLast = 96;

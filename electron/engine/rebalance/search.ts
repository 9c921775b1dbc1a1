import { apply, canTake, isBetter, nameOf, outside, revert, totalOutside } from './fills.ts';
import type { Choice, Fill, Score } from './fills.ts';

/** Items at most, over all fills: beyond it the greedy plan is as good as exact and the search would not end in time. */
const itemsMost = 28;
/** Places in the tree that are looked at; about a tenth of a second. */
const nodesMost = 400_000;

/**
 * Exhaustive search with bounds, for the few large items with which a greedy plan misses what is possible (pools of
 * disks with a handful of images each). Answers a plan better than `known`, or null. The fills stay as they were.
 */
export function search(fills: readonly Fill[], known: Score): readonly Choice[] | null {
  const items = fills
    .flatMap((from) => from.items.map((item) => ({ item, from })))
    .sort((a, b) => b.item.size - a.item.size);
  if (items.length > itemsMost) return null;
  const below: number[] = new Array<number>(items.length + 1).fill(0);
  for (let at = items.length - 1; at >= 0; at -= 1) below[at] = (below[at + 1] ?? 0) + (items[at]?.item.size ?? 0);

  let best: Score = known;
  let found: readonly Choice[] | null = null;
  let nodes = 0;
  const chosen: Choice[] = [];
  let bytes = 0;

  const visit = (at: number, outsideNow: number): void => {
    nodes += 1;
    if (nodes > nodesMost) return;
    const score = { outside: outsideNow, bytes, moves: chosen.length };
    if (isBetter(score, best)) {
      best = score;
      found = [...chosen];
    }
    const next = items[at];
    if (next === undefined) return;
    // A byte that moves brings at most two bytes into the band: out of one excess and into one deficit.
    const reachable = Math.max(0, outsideNow - 2 * (below[at] ?? 0));
    if (reachable > best.outside) return;
    if (reachable === best.outside && bytes + Math.ceil((outsideNow - best.outside) / 2) >= best.bytes) return;
    for (const to of fills) {
      if (!canTake(to, next.from, next.item)) continue;
      const choice: Choice = { ...next, to, reason: `of all combinations the one that fits ${nameOf(to)} best` };
      const before = outside(next.from) + outside(to);
      apply(choice);
      chosen.push(choice);
      bytes += next.item.size;
      visit(at + 1, outsideNow - before + outside(next.from) + outside(to));
      bytes -= next.item.size;
      chosen.pop();
      revert(choice);
    }
    visit(at + 1, outsideNow);
  };
  visit(0, totalOutside(fills));
  return found;
}

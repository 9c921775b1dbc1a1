import type { PlannerItem } from './planner.ts';

/** Below it the comparator of Array.sort is quick enough. */
const fewItems = 5_000;
const indexBits = 22;

/**
 * Sorts largest first, in place. A comparator costs a second per million items, so large lists are sorted as plain
 * numbers: the top 30 bits of the size as a double (its order is that of the sizes, to 4 parts in a million), then the
 * index; a last pass puts the nearly equal ones in order.
 */
export function sortLargestFirst(items: PlannerItem[]): void {
  if (items.length < fewItems || items.length >= 2 ** indexBits) {
    items.sort((a, b) => b.size - a.size);
    return;
  }
  const view = new DataView(new ArrayBuffer(8));
  const keys = new Float64Array(items.length);
  for (let i = 0; i < items.length; i += 1) {
    view.setFloat64(0, items[i]?.size ?? 0);
    keys[i] = -((view.getUint32(0) >>> 2) * 2 ** indexBits + i);
  }
  keys.sort();
  const from = [...items];
  for (let at = 0; at < keys.length; at += 1) {
    const next = from[-(keys[at] ?? 0) % 2 ** indexBits];
    if (next === undefined) continue;
    let place = at;
    for (let before = items[place - 1]; place > 0 && before !== undefined && before.size < next.size;) {
      items[place] = before;
      place -= 1;
      before = items[place - 1];
    }
    items[place] = next;
  }
}

/** Below it a comparator is quick enough. */
const fewUnits = 5_000;
const indexBits = 22;

/**
 * Sorts indices by the sizes that they stand for, largest first, in place; equal ones in their order. A comparator costs
 * a second per million, so long lists are sorted as plain numbers: the top 30 bits of the size as a double (its order is
 * that of the sizes, to 4 parts in a million), then the place; a last pass puts the nearly equal ones in order.
 */
export function largestFirst(list: Int32Array, sizes: Float64Array): void {
  const sizeOf = (unit: number): number => sizes[unit] ?? 0;
  if (list.length < fewUnits || list.length >= 2 ** indexBits) {
    list.sort((a, b) => sizeOf(b) - sizeOf(a) || a - b);
    return;
  }
  const view = new DataView(new ArrayBuffer(8));
  const keys = new Float64Array(list.length);
  for (let at = 0; at < list.length; at += 1) {
    view.setFloat64(0, sizeOf(list[at] ?? 0));
    // Largest first, and among equals the earliest: all bits of the place turned round.
    keys[at] = -((view.getUint32(0) >>> 2) * 2 ** indexBits + (2 ** indexBits - 1 - at));
  }
  keys.sort();
  const from = list.slice();
  for (let at = 0; at < keys.length; at += 1) {
    const next = from[2 ** indexBits - 1 - (-(keys[at] ?? 0) % 2 ** indexBits)] ?? 0;
    const size = sizeOf(next);
    let place = at;
    while (place > 0 && sizeOf(list[place - 1] ?? 0) < size) {
      list[place] = list[place - 1] ?? 0;
      place -= 1;
    }
    list[place] = next;
  }
}

/** First place of a list, largest first, whose unit is not larger than `size`. */
export function firstNotLarger(list: Int32Array, sizes: Float64Array, size: number, from = 0): number {
  let low = from;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sizes[list[middle] ?? 0] ?? 0) > size) low = middle + 1;
    else high = middle;
  }
  return low;
}

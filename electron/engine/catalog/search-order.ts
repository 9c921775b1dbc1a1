import type { SearchSort } from '../../../shared/search.ts';
import { nameEnd } from './search-marks.ts';
import type { Copies } from './search-copies.ts';
import type { Found } from './search-find.ts';
import type { SearchIndex } from './search-index.ts';

/** Which of two hits, by their place in `found`, stands first: less than 0 for `a`. */
export type Order = (a: number, b: number) => number;

export interface Ordering {
  readonly order: Order;
  /** Where numbers decide but for those that are alike: by place. */
  readonly keys: Float64Array | null;
  /** Places of the hits of which all others come after the first `count`; null: of all. */
  readonly places: Int32Array | null;
}

/** Times beyond these (the years 1699 and 2240) are alike to the order: all fits one number. */
const farTime = 2 ** 53;
const rankStep = 2 ** 54;

/**
 * The order of hits. By rank: the better rank, folders, the later time. Where two are alike in what is asked for: name,
 * then folder, so that the order is always the same. Right for the first `count`.
 */
export function orderOf(
  index: SearchIndex,
  copies: Copies,
  found: Found,
  sort: SearchSort,
  descending: boolean,
  folderSizes: (folder: number) => number,
  count: number,
): Ordering {
  const hitOf = (at: number): number => found.hits[at] ?? 0;
  const timeOf = (hit: number): number =>
    hit < 0 ? (index.folders.times[-1 - hit] ?? 0) : (index.timeOf[copies.opening(hit)] ?? 0);
  const settled = settledOrder(index, hitOf);
  const turn = descending ? -1 : 1;
  if (sort === 'name') {
    return {
      keys: null,
      places: null,
      order: (a, b) => turn * compareNames(index, hitOf(a), hitOf(b)) || settled(a, b),
    };
  }
  if (sort === 'folder') {
    return {
      keys: null,
      places: null,
      order: (a, b) => turn * compareFolders(index, hitOf(a), hitOf(b)) || settled(a, b),
    };
  }
  const keys = new Float64Array(found.count);
  const order: Order = (a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || settled(a, b);
  if (sort === 'rank') {
    const places = bestTiers(found, count);
    for (const at of places) {
      const time = Math.max(-farTime, Math.min(farTime, timeOf(hitOf(at))));
      keys[at] = tierOf(found, at) * rankStep - time;
    }
    return { keys, places, order };
  }
  for (let at = 0; at < found.count; at += 1) {
    const hit = hitOf(at);
    if (sort === 'modified') keys[at] = timeOf(hit) * turn;
    else keys[at] = (hit < 0 ? folderSizes(-1 - hit) : (index.sizeOf[copies.opening(hit)] ?? 0)) * turn;
  }
  return { keys, places: null, order };
}

/** Ranks, folders before others in each. */
const tierOf = (found: Found, at: number): number => (found.ranks[at] ?? 0) * 2 + ((found.hits[at] ?? 0) < 0 ? 0 : 1);
const tiers = 16;

/** Places of the hits in the tiers in which the first `count` are: of the others it need not be known when they changed. */
function bestTiers(found: Found, count: number): Int32Array {
  const sizes = new Float64Array(tiers);
  for (let at = 0; at < found.count; at += 1) {
    const tier = tierOf(found, at);
    sizes[tier] = (sizes[tier] ?? 0) + 1;
  }
  let [last, sum] = [0, 0];
  for (; last < tiers; last += 1) {
    sum += sizes[last] ?? 0;
    if (sum >= count) break;
  }
  // One place more: it is written before it is known whether it counts.
  const places = new Int32Array(sum + 1);
  let kept = 0;
  for (let at = 0; at < found.count; at += 1) {
    places[kept] = at;
    kept += tierOf(found, at) <= last ? 1 : 0;
  }
  return places.subarray(0, sum);
}

function settledOrder(index: SearchIndex, hitOf: (at: number) => number): Order {
  return (a, b) => {
    const [one, other] = [hitOf(a), hitOf(b)];
    return compareNames(index, one, other) || compareFolders(index, one, other) || one - other;
  };
}

/** Folded names as people count: digits by their value, so that `file9` stands before `file10`. */
function compareNames(index: SearchIndex, one: number, other: number): number {
  const [a, startA] = nameBytes(index, one);
  const [b, startB] = nameBytes(index, other);
  let [at, to] = [startA, startB];
  for (;;) {
    const [x, y] = [a[at] ?? nameEnd, b[to] ?? nameEnd];
    if (x === nameEnd || y === nameEnd) return (x === nameEnd ? 0 : 1) - (y === nameEnd ? 0 : 1);
    if (isDigit(x) && isDigit(y)) {
      while (a[at] === 0x30) at += 1;
      while (b[to] === 0x30) to += 1;
      const [beginA, beginB] = [at, to];
      let first = 0;
      while (isDigit(a[at] ?? 0) && isDigit(b[to] ?? 0)) {
        if (first === 0) first = (a[at] ?? 0) - (b[to] ?? 0);
        at += 1;
        to += 1;
      }
      while (isDigit(a[at] ?? 0)) at += 1;
      while (isDigit(b[to] ?? 0)) to += 1;
      const longer = at - beginA - (to - beginB);
      if (longer !== 0 || first !== 0) return longer || first;
      continue;
    }
    if (x !== y) return x - y;
    at += 1;
    to += 1;
  }
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

function nameBytes(index: SearchIndex, hit: number): readonly [Uint8Array, number] {
  if (hit >= 0) return [index.names.bytes, index.nameAt[hit] ?? 0];
  const { nameAt, names } = index.folders;
  return [names.bytes, nameAt[-1 - hit] ?? 0];
}

function compareFolders(index: SearchIndex, one: number, other: number): number {
  const { folders } = index;
  const parent = (hit: number): number => (hit < 0 ? (folders.parents[-1 - hit] ?? 0) : (index.folderOf[hit] ?? 0));
  const [a, b] = [parent(one), parent(other)];
  if (a === b) return 0;
  const [first, second] = [folders.folded[a] ?? '', folders.folded[b] ?? ''];
  return first < second ? -1 : first > second ? 1 : a - b;
}

/** The first `count` of `total` in order, by their places. */
export function firstOf(total: number, count: number, { keys, order, places }: Ordering): Int32Array {
  const all = places ?? Int32Array.from({ length: total }, (_, at) => at);
  if (count < all.length && keys === null) select(all, count, order);
  if (count >= all.length || keys === null) return all.subarray(0, count).sort(order);
  const least = keyAt(keys, all, count);
  const [before, alike]: [number[], number[]] = [[], []];
  for (const at of all) {
    const key = keys[at] ?? 0;
    if (key < least) before.push(at);
    else if (key === least) alike.push(at);
  }
  const some = Int32Array.from(alike);
  if (before.length + some.length > count) select(some, count - before.length, order);
  return Int32Array.from([...before, ...some.subarray(0, count - before.length)]).sort(order);
}

/** The key that stands at place `count - 1` when all are sorted. */
function keyAt(keys: Float64Array, places: Int32Array, count: number): number {
  const all = new Float64Array(places.length);
  for (let at = 0; at < places.length; at += 1) all[at] = keys[places[at] ?? 0] ?? 0;
  let left = 0;
  let right = all.length - 1;
  while (right > left) {
    const [a, b, c] = [all[left] ?? 0, all[(left + right) >> 1] ?? 0, all[right] ?? 0];
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let low = left;
    let high = right;
    while (low <= high) {
      while ((all[low] ?? 0) < pivot) low += 1;
      while ((all[high] ?? 0) > pivot) high -= 1;
      if (low > high) break;
      const swapped = all[low] ?? 0;
      all[low] = all[high] ?? 0;
      all[high] = swapped;
      low += 1;
      high -= 1;
    }
    if (count - 1 <= high) right = high;
    else if (count - 1 >= low) left = low;
    else break;
  }
  return all[count - 1] ?? 0;
}

/** Puts the first `count` before all others (Hoare's selection, pivots by the middle of three). */
function select(all: Int32Array, count: number, order: Order): void {
  let [left, right] = [0, all.length - 1];
  while (right > left) {
    const pivot = middleOf(all, left, right, order);
    let [low, high] = [left, right];
    while (low <= high) {
      while (order(all[low] ?? 0, pivot) < 0) low += 1;
      while (order(all[high] ?? 0, pivot) > 0) high -= 1;
      if (low > high) break;
      const swapped = all[low] ?? 0;
      all[low] = all[high] ?? 0;
      all[high] = swapped;
      low += 1;
      high -= 1;
    }
    if (count - 1 <= high) right = high;
    else if (count - 1 >= low) left = low;
    else return;
  }
}

function middleOf(all: Int32Array, left: number, right: number, order: Order): number {
  const three = [all[left] ?? 0, all[(left + right) >> 1] ?? 0, all[right] ?? 0].sort(order);
  return three[1] ?? 0;
}

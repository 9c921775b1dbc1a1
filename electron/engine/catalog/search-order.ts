import type { SearchSort } from '../../../shared/search.ts';
import { nameEnd } from './search-bulk.ts';
import type { Copies } from './search-copies.ts';
import type { Found } from './search-find.ts';
import type { SearchIndex } from './search-index.ts';

/** Which of two hits, by their place in `found`, stands first: less than 0 for `a`. */
export type Order = (a: number, b: number) => number;

export interface Ordering {
  readonly order: Order;
  /** Where numbers decide but for those that are alike: by place. */
  readonly keys: Float64Array | null;
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
    return { keys: null, order: (a, b) => turn * compareNames(index, hitOf(a), hitOf(b)) || settled(a, b) };
  }
  if (sort === 'folder') {
    return { keys: null, order: (a, b) => turn * compareFolders(index, hitOf(a), hitOf(b)) || settled(a, b) };
  }
  const keys = new Float64Array(found.count);
  // Of most hits it need not be known when they were changed: they come after the first `count` anyway.
  const last = sort === 'rank' ? lastTier(found, count) : 0;
  for (let at = 0; at < found.count; at += 1) {
    const hit = hitOf(at);
    if (sort === 'rank') {
      const tier = tierOf(found, at);
      keys[at] = tier > last ? Infinity : tier * rankStep - Math.max(-farTime, Math.min(farTime, timeOf(hit)));
    } else if (sort === 'modified') keys[at] = timeOf(hit) * turn;
    else keys[at] = (hit < 0 ? folderSizes(-1 - hit) : (index.sizeOf[copies.opening(hit)] ?? 0)) * turn;
  }
  return { keys, order: (a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || settled(a, b) };
}

/** Ranks, folders before others in each. */
const tierOf = (found: Found, at: number): number => (found.ranks[at] ?? 0) * 2 + ((found.hits[at] ?? 0) < 0 ? 0 : 1);
const tiers = 16;

/** The tier in which the first `count` hits end. */
function lastTier(found: Found, count: number): number {
  const sizes = new Float64Array(tiers);
  for (let at = 0; at < found.count; at += 1) {
    const tier = tierOf(found, at);
    sizes[tier] = (sizes[tier] ?? 0) + 1;
  }
  let sum = 0;
  for (let tier = 0; tier < tiers; tier += 1) {
    sum += sizes[tier] ?? 0;
    if (sum >= count) return tier;
  }
  return tiers;
}

function settledOrder(index: SearchIndex, hitOf: (at: number) => number): Order {
  return (a, b) => {
    const [one, other] = [hitOf(a), hitOf(b)];
    return compareNames(index, one, other) || compareFolders(index, one, other) || one - other;
  };
}

const slash = Buffer.from('/');

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
  const path = index.folders.folded[-1 - hit] ?? '';
  return [Buffer.concat([Buffer.from(path.slice(path.lastIndexOf('/') + 1)), slash]), 0];
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
export function firstOf(total: number, count: number, { keys, order }: Ordering): Int32Array {
  const least = keys === null || count >= total ? null : keyAt(keys, total, count);
  let all: Int32Array;
  if (least === null || keys === null) {
    all = Int32Array.from({ length: total }, (_, at) => at);
    if (count < total) select(all, count, order);
  } else {
    const [before, alike]: [number[], number[]] = [[], []];
    for (let at = 0; at < total; at += 1) {
      const key = keys[at] ?? 0;
      if (key < least) before.push(at);
      else if (key === least) alike.push(at);
    }
    const some = Int32Array.from(alike);
    if (before.length + some.length > count) select(some, count - before.length, order);
    all = Int32Array.from([...before, ...some.subarray(0, count - before.length)]);
  }
  return all.subarray(0, Math.min(count, total)).sort(order);
}

/** The key that stands at place `count - 1` when all are sorted. */
function keyAt(keys: Float64Array, total: number, count: number): number {
  const all = keys.slice(0, total);
  let left = 0;
  let right = total - 1;
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

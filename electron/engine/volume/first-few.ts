import { byKey, isDigit, naturalKey, zero } from './natural-order.ts';
import type { Named } from './natural-order.ts';

/**
 * The first few of very many names in natural order, without sorting all. Most names of a large folder are told to be
 * behind those by their plain units, before anything is made of them.
 */

/** Units of names: bytes of UTF-8, or of strings. */
export type Units = Uint8Array | Uint16Array;

/** Digits of a number from which on their count, as a unit of the key, would not be one that is its own small letter. */
const manyDigits = 60;

/** True when the key of the name from `start` to `end` is surely behind this key. */
function isBehind(units: Units, start: number, end: number, key: string): boolean {
  let place = 0;
  for (let at = start; at < end;) {
    const unit = units[at] ?? 0;
    if (unit > 127) return false;
    // A key that ended is before all.
    if (place >= key.length) return true;
    const other = key.charCodeAt(place);
    if (!isDigit(unit)) {
      const small = unit >= 65 && unit <= 90 ? unit + 32 : unit;
      if (small !== other) return small > other;
      place += 1;
      at += 1;
      continue;
    }
    if (other !== zero) return zero > other;
    while (at < end && units[at] === zero) at += 1;
    let last = at;
    while (last < end && isDigit(units[last] ?? 0)) last += 1;
    const digits = last - at;
    if (digits > manyDigits) return false;
    if (place + 1 >= key.length) return true;
    const others = key.charCodeAt(place + 1);
    if (digits + 1 !== others) return digits + 1 > others;
    place += 2;
    for (; at < last; at += 1) {
      if (place >= key.length) return true;
      const difference = (units[at] ?? 0) - key.charCodeAt(place);
      if (difference !== 0) return difference > 0;
      place += 1;
    }
  }
  return false;
}

/** The first `count` (at least 1) of those that are added: of all others only the last that counts is known. */
class FirstFew {
  private best: { readonly key: string; readonly row: Named }[] = [];
  /** Names with a key behind this one are none of them. */
  private last: string | null;
  private readonly count: number;

  /** `last`: a key that is known to be behind `count` of them at least; else the first ones tell. */
  constructor(count: number, last: string | null = null) {
    this.count = count;
    this.last = last;
  }

  /** The name from `start` to `end` is surely none of them, and need not be added. */
  excludes(units: Units, start: number, end: number): boolean {
    return this.last !== null && isBehind(units, start, end, this.last);
  }

  add(name: string): void {
    const key = naturalKey(name);
    if (this.last !== null && key > this.last) return;
    this.best.push({ key, row: { name } });
    if (this.best.length >= this.count * 2) this.cut();
  }

  /** In natural order. */
  names(): readonly string[] {
    this.cut();
    return this.best.map(({ row }) => row.name);
  }

  private cut(): void {
    this.best.sort(byKey);
    if (this.best.length < this.count) return;
    this.best.length = this.count;
    this.last = this.best.at(-1)?.key ?? null;
  }
}

/** Names that are looked at to guess where the last of the first few is, and how many of them are to be before it at least. */
const sample = 1_000;
const leastBefore = 8;

/** Names where they lie in memory, so that none is made that is not needed. */
export interface PackedNames {
  readonly length: number;
  readonly units: Units;
  startOf(index: number): number;
  endOf(index: number): number;
  nameAt(index: number): string;
}

/**
 * The first `count` (at least 1) in natural order, in whatever order they lie: a sample tells behind which key there are
 * surely enough, so that of all names only about twice as many are looked at closely. Where it told wrong, all are.
 */
export function firstOf(names: PackedNames, count: number): readonly string[] {
  const { length } = names;
  const guess = length < sample * 2 ? null : guessLast(names, count);
  const first = firstBefore(names, count, guess);
  return guess === null || first.length >= count ? first : firstBefore(names, count, null);
}

function guessLast(names: PackedNames, count: number): string | null {
  const { length } = names;
  const rank = Math.max(leastBefore, Math.ceil((sample * count * 2) / length));
  if (rank >= sample) return null;
  const keys: string[] = [];
  for (let index = 0; index < sample; index += 1) {
    keys.push(naturalKey(names.nameAt(Math.floor((index * length) / sample))));
  }
  return keys.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))[rank] ?? null;
}

function firstBefore(names: PackedNames, count: number, last: string | null): readonly string[] {
  const { length, units } = names;
  const few = new FirstFew(count, last);
  for (let index = 0; index < length; index += 1) {
    if (!few.excludes(units, names.startOf(index), names.endOf(index))) few.add(names.nameAt(index));
  }
  return few.names();
}

/** Names that are strings already. */
export function packedNames(names: readonly string[]): PackedNames {
  const starts = new Uint32Array(names.length + 1);
  for (const [index, { length }] of names.entries()) starts[index + 1] = (starts[index] ?? 0) + length;
  const units = new Uint16Array(starts[names.length] ?? 0);
  let to = 0;
  for (const name of names) for (let at = 0; at < name.length; at += 1) units[to++] = name.charCodeAt(at);
  return {
    length: names.length,
    units,
    startOf: (index) => starts[index] ?? 0,
    endOf: (index) => starts[index + 1] ?? 0,
    nameAt: (index) => names[index] ?? '',
  };
}

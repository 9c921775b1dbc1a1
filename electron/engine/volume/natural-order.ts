/**
 * Natural order: folders first, then by name as a file manager sorts it: numbers by value, upper and lower case and
 * accents together. One key per name is made once and compared as plain text, which for 100,000 names takes less than
 * half of the time of Intl.Collator.
 */

const zero = 48;
const isDigit = (unit: number): boolean => unit >= zero && unit <= 57;

/** Text whose plain order is the natural order of names. */
export function naturalKey(name: string): string {
  let text = '';
  let copied = 0;
  let isAscii = true;
  for (let at = 0; at < name.length;) {
    const unit = name.charCodeAt(at);
    if (!isDigit(unit)) {
      if (unit > 127) isAscii = false;
      at += 1;
      continue;
    }
    let start = at;
    while (name.charCodeAt(start) === zero) start += 1;
    let end = start;
    while (isDigit(name.charCodeAt(end))) end += 1;
    // The number of digits comes before the digits: 9 before 10. The zero keeps numbers where digits sort.
    text += `${name.slice(copied, at)}0${String.fromCharCode(end - start + 1)}${name.slice(start, end)}`;
    copied = end;
    at = end;
  }
  const key = (copied === 0 ? name : text + name.slice(copied)).toLowerCase();
  return isAscii ? key : key.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
}

interface Named {
  readonly name: string;
}

interface Row extends Named {
  readonly type: string;
}

interface Keyed<T> {
  readonly key: string;
  readonly row: T;
}

const byKey = <T extends Named>(a: Keyed<T>, b: Keyed<T>): number => {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.row.name < b.row.name ? -1 : a.row.name > b.row.name ? 1 : 0;
};

/** A new list in natural order, folders first. Names that differ only in case or zeros keep one fixed order. */
export function sortNaturally<T extends Row>(rows: Iterable<T>): T[] {
  const folders: Keyed<T>[] = [];
  const others: Keyed<T>[] = [];
  for (const row of rows) (row.type === 'directory' ? folders : others).push({ key: naturalKey(row.name), row });
  folders.sort(byKey);
  others.sort(byKey);
  const sorted: T[] = [];
  for (const { row } of folders) sorted.push(row);
  for (const { row } of others) sorted.push(row);
  return sorted;
}

/** Digits of a number from which on their count, as a unit of the key, would not be one that is its own small letter. */
const manyDigits = 60;

/** True when the key of a name is surely behind this key: most names of a large folder are told by it, without a key made. */
function isBehind(name: string, key: string): boolean {
  let place = 0;
  /** Less than 0: the name is before; 0: alike so far, and one unit of the key is passed. A key that ended is before all. */
  const step = (unit: number): number => {
    const other = place < key.length ? key.charCodeAt(place) : -1;
    place += 1;
    return unit - other;
  };
  for (let at = 0; at < name.length;) {
    const unit = name.charCodeAt(at);
    if (unit > 127) return false;
    if (!isDigit(unit)) {
      const difference = step(unit >= 65 && unit <= 90 ? unit + 32 : unit);
      if (difference !== 0) return difference > 0;
      at += 1;
      continue;
    }
    while (name.charCodeAt(at) === zero) at += 1;
    let end = at;
    while (isDigit(name.charCodeAt(end))) end += 1;
    if (end - at > manyDigits) return false;
    let difference = step(zero) || step(end - at + 1);
    for (; at < end && difference === 0; at += 1) difference = step(name.charCodeAt(at));
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** The first few names of those that are added, in natural order: of all others only the last that counts is known. */
class FirstFew<T extends Named> {
  private best: Keyed<T>[] = [];
  private last: Keyed<T> | null = null;
  private readonly count: number;

  constructor(count: number) {
    this.count = count;
  }

  add(row: T): void {
    if (this.last !== null && isBehind(row.name, this.last.key)) return;
    const one = { key: naturalKey(row.name), row };
    if (this.last !== null && byKey(one, this.last) > 0) return;
    this.best.push(one);
    if (this.best.length >= this.count * 2) this.cut();
  }

  rows(): readonly T[] {
    this.cut();
    return this.best.map(({ row }) => row);
  }

  private cut(): void {
    this.best.sort(byKey);
    if (this.best.length < this.count) return;
    this.best.length = this.count;
    this.last = this.best.at(-1) ?? null;
  }
}

/** What `sortNaturally` would begin with, without sorting all: the first `count` (at least 1). */
export function firstNaturally<T extends Named>(
  all: Iterable<T>,
  count: number,
  isFolder: (one: T) => boolean,
): readonly T[] {
  const [folders, others] = [new FirstFew<T>(count), new FirstFew<T>(count)];
  for (const one of all) (isFolder(one) ? folders : others).add(one);
  return [...folders.rows(), ...others.rows()].slice(0, count);
}

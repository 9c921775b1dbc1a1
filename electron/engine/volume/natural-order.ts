/**
 * Natural order: folders first, then by name as a file manager sorts it: numbers by value, upper and lower case and
 * accents together. One key per name is made once and compared as plain text, which for 100,000 names takes less than
 * half of the time of Intl.Collator.
 */

export const zero = 48;
export const isDigit = (unit: number): boolean => unit >= zero && unit <= 57;

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

export interface Named {
  readonly name: string;
}

interface Row extends Named {
  readonly type: string;
}

interface Keyed<T> {
  readonly key: string;
  readonly row: T;
}

export const byKey = <T extends Named>(a: Keyed<T>, b: Keyed<T>): number => {
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

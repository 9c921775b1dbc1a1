import { parseSize } from './format.ts';
import { isAppError } from './errors.ts';

/** Values of filters as people write them. What cannot be read is answered as a string: why, and how to write it. */

/** Bytes, both ends included; Infinity for no upper end. */
export interface SizeRange {
  readonly min: number;
  readonly max: number;
}

/** ms since 1970: from the first to before the second; infinite where open. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

const compared = /^(>=|<=|>|<|=)?\s*(.*)$/s;

/** `>10MB`, `>=`, `<`, `<=`, `1KB..5MB`, `10MB..`, `..5MB`, `0`, `empty`. */
export function readSizes(value: string): SizeRange | string {
  const how = 'write a size such as >10MB, <1GB or 1KB..5MB';
  if (value.toLowerCase() === 'empty') return { min: 0, max: 0 };
  const range = value.split('..');
  const [, sign = '', text = ''] = compared.exec(value) ?? [];
  const parts = range.length === 2 ? range : [text];
  const sizes = parts.map((part) => {
    if (part.trim() === '' && range.length === 2) return null;
    try {
      return parseSize(part);
    } catch (thrown) {
      if (!isAppError(thrown)) throw thrown;
      return NaN;
    }
  });
  if (range.length > 2 || sizes.some(Number.isNaN) || sizes.every((size) => size === null)) {
    return `"${value}" is no size; ${how}`;
  }
  const [first = null, second = null] = sizes;
  if (range.length === 2) {
    const [min, max] = [first ?? 0, second ?? Infinity];
    return min <= max ? { min, max } : `"${value}" runs backwards; ${how}`;
  }
  const size = first ?? 0;
  if (sign === '>') return { min: size + 1, max: Infinity };
  if (sign === '>=') return { min: size, max: Infinity };
  if (sign === '<') return size === 0 ? `nothing is smaller than 0 bytes; ${how}` : { min: 0, max: size - 1 };
  return sign === '<=' ? { min: 0, max: size } : { min: size, max: size };
}

const ages: Readonly<Record<string, number>> = {
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/**
 * `2026`, `2026-01`, `2026-01-31`, ranges of them (`2025..2026-03`, ends included), `>`, `>=`, `<`, `<=`, `today`,
 * `yesterday`, `this` or `last` with `week`, `month`, `year` (weeks begin on Monday), and ages: `7d`, `12h`, `2w`, `30min`
 * (within the last ...), `>1y`, `>90d` (longer ago). Local time.
 */
export function readTimes(value: string, nowMs: number): TimeRange | string {
  const text = value.trim().toLowerCase();
  const how = 'write a time such as 2026-01-31, 2025..2026, today, "last week" or 7d';
  const range = text.split('..');
  if (range.length === 2 && text !== '..') {
    const [first = '', second = ''] = range;
    const begin = first === '' ? { from: -Infinity, to: 0 } : moment(first, nowMs);
    const end = second === '' ? { from: 0, to: Infinity } : moment(second, nowMs);
    if (begin === null || end === null) return `"${value}" is no time; ${how}`;
    return begin.from < end.to ? { from: begin.from, to: end.to } : `"${value}" runs backwards; ${how}`;
  }
  const [, sign = '', rest = ''] = compared.exec(text) ?? [];
  const age = ageOf(rest);
  if (age !== null) {
    // "> 7d" is an age: longer ago.
    return sign.startsWith('>') ? { from: -Infinity, to: nowMs - age } : { from: nowMs - age, to: Infinity };
  }
  const at = moment(rest, nowMs);
  if (at === null) return `"${value}" is no time; ${how}`;
  if (sign === '>') return { from: at.to, to: Infinity };
  if (sign === '>=') return { from: at.from, to: Infinity };
  if (sign === '<') return { from: -Infinity, to: at.from };
  return sign === '<=' ? { from: -Infinity, to: at.to } : at;
}

function ageOf(text: string): number | null {
  const match = /^(\d{1,6}(?:\.\d+)?)\s*(min|h|d|w|y)$/.exec(text);
  if (match === null) return null;
  const [, count = '', unit = ''] = match;
  return Number(count) * (unit === 'y' ? 365.25 * (ages['d'] ?? 0) : (ages[unit] ?? 0));
}

/** A day, month, year, or a word for one, as the time from its beginning to the beginning of the next. */
function moment(text: string, nowMs: number): TimeRange | null {
  const now = new Date(nowMs);
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  const between = (from: Date, to: Date): TimeRange => ({ from: from.getTime(), to: to.getTime() });
  const days = (first: number, count: number): TimeRange =>
    between(new Date(year, month, day + first), new Date(year, month, day + first + count));
  // Monday is the first day of a week.
  const monday = -((now.getDay() + 6) % 7);
  switch (text.replace(/[\s_-]+/g, ' ').trim()) {
    case 'today':
      return days(0, 1);
    case 'yesterday':
      return days(-1, 1);
    case 'this week':
      return days(monday, 7);
    case 'last week':
      return days(monday - 7, 7);
    case 'this month':
      return between(new Date(year, month, 1), new Date(year, month + 1, 1));
    case 'last month':
      return between(new Date(year, month - 1, 1), new Date(year, month, 1));
    case 'this year':
      return between(new Date(year, 0, 1), new Date(year + 1, 0, 1));
    case 'last year':
      return between(new Date(year - 1, 0, 1), new Date(year, 0, 1));
  }
  return calendar(text);
}

function calendar(text: string): TimeRange | null {
  const match = /^(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?$/.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)];
  const start = dateOf(year, month - 1, day);
  // 2026-02-31 and 2026-13 are no days.
  if (start.getMonth() !== month - 1 || start.getDate() !== day) return null;
  const end =
    match[3] !== undefined
      ? dateOf(year, month - 1, day + 1)
      : match[2] !== undefined
        ? dateOf(year, month, 1)
        : dateOf(year + 1, 0, 1);
  return { from: start.getTime(), to: end.getTime() };
}

/** `new Date(99, ...)` would be 1999. */
function dateOf(year: number, month: number, day: number): Date {
  const date = new Date(2000, 0, 1);
  date.setFullYear(year, month, day);
  return date;
}

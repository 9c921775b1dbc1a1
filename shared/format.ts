import { fail } from './errors.ts';
import type { EntryType } from './model.ts';

/**
 * Figures and names as people read and write them, the same in the window and on terminals. Sizes are decimal (SI) unless
 * a person chose otherwise for the window.
 */

const scales = {
  si: { base: 1000, names: ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'] },
  iec: { base: 1024, names: ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] },
} as const;

/** `iec`: 1 KiB = 1,024 bytes; `si`: 1 KB = 1,000. */
export type SizeUnits = 'iec' | 'si';

export interface Formats {
  readonly units: SizeUnits;
  /** A BCP 47 tag, for dates and clocks; null: `21 Nov 2026`, `04:10`. */
  readonly locale: string | null;
}

let formats: Formats = { units: 'si', locale: null };
let clocks: Readonly<Record<'day' | 'clock' | 'dayOfYear' | 'month', Intl.DateTimeFormat>> | null = null;

/** Chooses for this process (a window has one person, a host one home) how sizes and dates are written from now on. */
export function setFormats(chosen: Formats): void {
  formats = chosen;
  clocks = null;
}

/** In which units sizes are written now; threads of a process are told with what they are asked. */
export function sizeUnits(): SizeUnits {
  return formats.units;
}

/** What a unit is to the one below it, and their names from bytes up, as they are written now. */
export function sizeScale(): { readonly base: number; readonly names: readonly string[] } {
  return scales[formats.units];
}

/**
 * `12.4 GB`, `312 GB`, `1.59 TB`, `640 bytes`: three significant digits, powers of 1000; or `11.5 GiB`, of 1024. Negative
 * sizes keep a minus.
 */
export function formatSize(bytes: number): string {
  if (bytes < 0) return `−${formatSize(-bytes)}`;
  const { base, names } = sizeScale();
  if (bytes < base) return bytes === 1 ? '1 byte' : `${Math.round(bytes)} bytes`;
  let unit = Math.min(names.length - 1, Math.floor(Math.log(bytes) / Math.log(base) + 1e-12));
  let text = digits(bytes / base ** unit);
  // 999.9 KB rounds to 1000, which is 1.00 MB.
  if (text === String(base) && unit < names.length - 1) {
    unit += 1;
    text = digits(bytes / base ** unit);
  }
  return `${text} ${names[unit] ?? ''}`;
}

/** Three significant digits, without zeros behind the point that say nothing below ten. */
function digits(value: number): string {
  const places = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return value.toFixed(places);
}

/** Of the words that people read: numbers, plurals, lists and names of days within them are of the same language. */
export const language = 'en-GB';
const numbers = new Intl.NumberFormat(language);

/** What an entry is, in a sentence: "it is a folder". */
export const typeInWords: Readonly<Record<EntryType, string>> = {
  file: 'a file',
  directory: 'a folder',
  symlink: 'a link',
  other: 'a device, socket or pipe',
};

/** `1,203`. */
export function formatCount(count: number): string {
  return numbers.format(count);
}

/** `93 %` from a fraction; one place below the point when asked. */
export function formatPercent(fraction: number, places: 0 | 1 = 0): string {
  return `${(fraction * 100).toFixed(places)} %`;
}

/** `0.2 s`, `14 s`, `3 min`, `2 h 10 min`, `3 days` from ms. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} days`;
}

/** `a moment ago`, `12 min ago`, `2 h ago`, `3 days ago`; `nowMs` for tests. */
export function formatAgo(ms: number, nowMs: number = Date.now()): string {
  const age = nowMs - ms;
  if (age < 60_000) return 'a moment ago';
  const hours = Math.round(age / 3_600_000);
  if (hours < 1) return `${Math.round(age / 60_000)} min ago`;
  return hours < 48 ? `${hours} h ago` : `${formatCount(Math.round(age / 86_400_000))} days ago`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-24 20:59` in the local time zone; for terminals, where every time must have one width. */
export function formatMoment(ms: number): string {
  const at = new Date(ms);
  if (Number.isNaN(at.getTime())) return '?';
  return (
    `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ` +
    `${two(at.getHours())}:${two(at.getMinutes())}`
  );
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `04:10`, or as the person's locale writes it. */
function clockOf(at: Date): string {
  if (formats.locale === null) return `${two(at.getHours())}:${two(at.getMinutes())}`;
  return localClocks(formats.locale).clock.format(at);
}

function dayOf(at: Date): string {
  if (formats.locale === null) return `${at.getDate()} ${months[at.getMonth()] ?? ''} ${at.getFullYear()}`;
  return localClocks(formats.locale).day.format(at);
}

function localClocks(locale: string): NonNullable<typeof clocks> {
  clocks ??= {
    day: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' }),
    clock: new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }),
    dayOfYear: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }),
    month: new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric' }),
  };
  return clocks;
}

/**
 * `Today, 04:10`, `Yesterday, 18:00`, else `21 Nov 2026`: for lists in the window, date and clock by the locale. Local
 * time; `nowMs` for tests.
 */
export function formatDay(ms: number, nowMs: number = Date.now()): string {
  const at = new Date(ms);
  if (Number.isNaN(at.getTime())) return '?';
  const midnight = new Date(nowMs);
  midnight.setHours(0, 0, 0, 0);
  const today = midnight.getTime();
  // The day may be 23 or 25 hours long.
  const yesterday = new Date(midnight);
  yesterday.setDate(yesterday.getDate() - 1);
  const tomorrow = new Date(midnight);
  tomorrow.setDate(tomorrow.getDate() + 1);
  if (ms >= today && ms < tomorrow.getTime()) return `Today, ${clockOf(at)}`;
  if (ms >= yesterday.getTime() && ms < today) return `Yesterday, ${clockOf(at)}`;
  return dayOf(at);
}

/** `21 Nov 2026, 04:10`, day and clock as the locale writes them: for one time that is told exactly. */
export function formatDayAndClock(ms: number): string {
  const at = new Date(ms);
  return Number.isNaN(at.getTime()) ? '?' : `${dayOf(at)}, ${clockOf(at)}`;
}

/** `14 Mar`, as the locale writes it; for the days of less than a year. */
export function formatDayOfYear(ms: number): string {
  const at = new Date(ms);
  if (formats.locale !== null) return localClocks(formats.locale).dayOfYear.format(at);
  return `${at.getDate()} ${months[at.getMonth()] ?? ''}`;
}

/** `Mar 2028`, as the locale writes it. */
export function formatMonth(ms: number): string {
  const at = new Date(ms);
  if (formats.locale !== null) return localClocks(formats.locale).month.format(at);
  return `${months[at.getMonth()] ?? ''} ${at.getFullYear()}`;
}

/** `04:10`, as the locale writes the clock; for lists whose heading says the day. */
export function formatClock(ms: number): string {
  return clockOf(new Date(ms));
}

const factors: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  ...Object.fromEntries(
    Array.from('kmgtpe').flatMap((letter, index) => [
      [letter, 1000 ** (index + 1)],
      [`${letter}b`, 1000 ** (index + 1)],
      [`${letter}i`, 1024 ** (index + 1)],
      [`${letter}ib`, 1024 ** (index + 1)],
    ]),
  ),
};

/**
 * Bytes of a size as a person writes it: `1500000`, `10M` (= 10 MB, powers of 1000), `4GiB` (powers of 1024), `1.5 TB`.
 * @throws AppError `invalid`
 */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const factor = factors[(match?.[2] ?? '?').toLowerCase()];
  const bytes = Math.round(Number(match?.[1]) * (factor ?? NaN));
  if (!Number.isSafeInteger(bytes)) {
    const attempted = `Reading the size ${JSON.stringify(text)}`;
    throw fail('invalid', attempted, 'it is not a size', 'write a number of bytes, or one like 10M, 4GiB, 1.5TB');
  }
  return bytes;
}

/** Characters that would move the cursor, change direction or vanish: controls, bidi marks, zero-width, line breaks. */
const invisible = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;

/**
 * A name as it may be shown: control and direction characters as `\n`, `\x1b`, `\u202e`, bytes that are not UTF-8 (escaped
 * as in names.ts) as `\xe9`. For display only; never parsed back.
 */
export function visibleName(name: string): string {
  const plain = name.replace(invisible, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  if (plain.isWellFormed()) return plain;
  return plain.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, (surrogate) => {
    const code = surrogate.charCodeAt(0);
    return code >= 0xdc80 && code <= 0xdcff ? `\\x${(code - 0xdc00).toString(16)}` : '\ufffd';
  });
}

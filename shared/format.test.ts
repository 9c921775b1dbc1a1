import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  formatCount,
  formatDay,
  formatDayAndClock,
  formatDayOfYear,
  formatDuration,
  formatMoment,
  formatMonth,
  formatPercent,
  formatSize,
  parseSize,
  setFormats,
  visibleName,
} from './format.ts';

describe('figures for people', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1.00 KB'],
    [12_400_000_000, '12.4 GB'],
    [312_000_000_000, '312 GB'],
    [1_590_000_000_000, '1.59 TB'],
    [999_999, '1.00 MB'],
    [-5_000, '−5.00 KB'],
  ])('[F1] %d bytes are %s', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });

  it.each([
    ['0', 0],
    ['1500000', 1_500_000],
    ['10M', 10_000_000],
    ['10 mb', 10_000_000],
    ['4GiB', 4 * 1024 ** 3],
    ['1.5T', 1.5e12],
  ])('[F2] %s is a size', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', 'lots', '-1', '1X', '10 M B', '1e3', '99999999T'])('[F2] %j is none', (text) => {
    expect(() => parseSize(text)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  it('[F1] what was written is read as about the same size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 8e15 }), (bytes) => {
        expect(Math.abs(parseSize(formatSize(bytes)) - bytes)).toBeLessThanOrEqual(bytes * 0.006);
      }),
    );
  });

  it('[F3] counts, shares, durations and moments', () => {
    expect(formatCount(1203)).toBe('1,203');
    expect(formatPercent(0.93)).toBe('93 %');
    expect(formatPercent(0.6061, 1)).toBe('60.6 %');
    expect([200, 14_000, 180_000, 7_800_000, 259_200_000].map(formatDuration)).toEqual([
      '0.2 s',
      '14 s',
      '3 min',
      '2 h 10 min',
      '3 days',
    ]);
    const at = new Date(2026, 10, 24, 9, 5).getTime();
    expect(formatMoment(at)).toBe('2026-11-24 09:05');
    expect(formatDay(at, new Date(2026, 10, 24, 23).getTime())).toBe('Today, 09:05');
    expect(formatDay(at, new Date(2026, 10, 25, 0, 1).getTime())).toBe('Yesterday, 09:05');
    expect(formatDay(at, new Date(2026, 10, 26).getTime())).toBe('24 Nov 2026');
    expect(formatDayAndClock(at)).toBe('24 Nov 2026, 09:05');
    expect([formatMoment(NaN), formatDay(NaN), formatDayAndClock(NaN)]).toEqual(['?', '?', '?']);
  });
});

describe('as a person chose for the window', () => {
  afterEach(() => setFormats({ units: 'si', locale: null }));

  it('[B403] sizes of 1024 have units of their own, and read back as what they say', () => {
    setFormats({ units: 'iec', locale: null });
    const sizes = [1, 1000, 1023, 1024, 1024 ** 2 - 1, 12.4 * 1024 ** 3, 1024 ** 6, 2 ** 70, -1536];
    expect(sizes.map((size) => formatSize(size))).toEqual([
      '1 byte',
      '1000 bytes',
      '1023 bytes',
      '1.00 KiB',
      '1.00 MiB',
      '12.4 GiB',
      '1.00 EiB',
      '1024 EiB',
      '−1.50 KiB',
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 1024, max: 1e15 }), (size) => {
        expect(Math.abs(parseSize(formatSize(size)) / size - 1)).toBeLessThan(0.0051);
      }),
    );
  });

  it('[B403] dates and clocks are those of the locale', () => {
    const at = new Date(2026, 10, 24, 9, 5).getTime();
    const later = new Date(2026, 10, 26).getTime();
    setFormats({ units: 'si', locale: 'en-US' });
    expect([formatDay(at, later), formatDay(at, at)]).toEqual([
      'Nov 24, 2026',
      expect.stringMatching(/^Today, 09:05\sAM$/),
    ]);
    setFormats({ units: 'si', locale: 'de-DE' });
    expect([formatDay(at, later), formatDay(at, at)]).toEqual(['24. Nov. 2026', 'Today, 09:05']);
    expect(formatDay(NaN)).toBe('?');
    expect([formatDayOfYear(at), formatMonth(at)]).toEqual(['24. Nov.', 'Nov. 2026']);
    expect(formatDayAndClock(at)).toBe('24. Nov. 2026, 09:05');
    setFormats({ units: 'si', locale: null });
    expect([formatDayOfYear(at), formatMonth(at)]).toEqual(['24 Nov', 'Nov 2026']);
  });
});

describe('names for people', () => {
  it('[F4] controls, direction marks and bytes that are not UTF-8 become visible', () => {
    expect(visibleName('a\nb\tc\u001b[2J')).toBe('a\\nb\\tc\\x1b[2J');
    expect(visibleName('photo\u202egpj.exe')).toBe('photo\\u202egpj.exe');
    expect(visibleName('caf\udce9')).toBe('caf\\xe9');
    expect(visibleName('ü 日本 \u{1f600}')).toBe('ü 日本 \u{1f600}');
  });

  it('[F4] nothing that is shown moves the cursor or breaks the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const shown = visibleName(name);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

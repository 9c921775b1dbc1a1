import { expect, test } from 'vitest';
import { parseQuery } from '../../../shared/query.ts';
import { onlyOrNone, toggleInList } from './edit.ts';
import { termWords } from './filter-words.ts';
import { datePresets, sizePresets, typePresets } from './presets.ts';

const said = (text: string): readonly string[] => parseQuery(text).terms.map(termWords);

test('[B124] what a chip offers is read without a problem, and is worded as it was offered', () => {
  for (const [key, presets] of [
    ['size', sizePresets],
    ['date', datePresets],
    ['type', typePresets],
  ] as const) {
    for (const { value, label } of presets) {
      const query = parseQuery(`${key}:"${value}"`);
      expect(query.problems).toEqual([]);
      expect(query.terms.map(termWords)).toEqual([label]);
    }
  }
});

test('[B124] typed filters are worded too', () => {
  expect(said('size:1KB..5MB')).toEqual(['1 KB to 5 MB']);
  expect(said('size:>=3GB')).toEqual(['Over 3 GB']);
  expect(said('size:..2MB')).toEqual(['Under 2 MB']);
  expect(said('date:2024..2025')).toEqual(['2024 to 2025']);
  expect(said('date:>2024')).toEqual(['After 2024']);
  expect(said('type:image,video,folder')).toEqual(['Images, films and folders']);
  expect(said('ext:jpg,png')).toEqual(['.jpg, .png']);
  expect(said('in:"/my photos"')).toEqual(['In /my photos']);
  expect(said('volume:disk1,disk3')).toEqual(['disk1, disk3']);
});

test('[B124] chips change their own filter and nothing else of the text', () => {
  const text = 'holiday  type:image "exact words" -draft';
  expect(toggleInList(parseQuery(text), 'type', 'video')).toBe('holiday  type:image,video "exact words" -draft');
  expect(toggleInList(parseQuery(text), 'type', 'IMAGE')).toBe('holiday "exact words" -draft');
  expect(onlyOrNone(parseQuery('a volume:disk1,disk2'), 'volume', 'disk2')).toBe('a volume:disk2');
  expect(onlyOrNone(parseQuery('a volume:disk2'), 'volume', 'disk2')).toBe('a');
  expect(onlyOrNone(parseQuery('a'), 'volume', 'my disk')).toBe('a volume:"my disk"');
});

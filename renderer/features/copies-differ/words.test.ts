import { describe, expect, it } from 'vitest';
import type { ComparedCopy, CopyComparison } from '../../../shared/copies.ts';
import { apartWords, differences, explanation, headline, story, textWords, trashWords } from './words.ts';

const copyOn = (volume: string, fields: Partial<ComparedCopy> = {}): ComparedCopy => ({
  volume,
  type: 'file',
  size: 1_000,
  mtimeMs: 1_700_000_000_000,
  inode: '1:1',
  physical: null,
  mode: 0o644,
  links: 1,
  opens: volume === 'disk1',
  hash: null,
  ...fields,
});
const comparison = (fields: Partial<CopyComparison> = {}): CopyComparison => ({
  path: '/a',
  copies: [copyOn('disk1', { mtimeMs: 1_701_468_800_000, size: 3_000 }), copyOn('disk2')],
  type: 'same',
  size: 'different',
  time: 'different',
  contents: 'different',
  metadata: 'same',
  metadataNotes: [],
  onlyTime: false,
  newest: 'disk1',
  readMs: 0,
  placed: null,
  away: [],
  ...fields,
});

describe('words about copies that differ', () => {
  it('[B161] says how many differ, which is newer by how much, and which one opens', () => {
    expect(headline('speech.txt', comparison())).toBe('Two copies of speech.txt differ.');
    expect(explanation(comparison())).toBe("disk1's copy is newer, by 17 days. disk1's copy opens.");
    expect(explanation(comparison({ newest: null }))).toBe(
      "They have the same time: none is newer. disk1's copy opens.",
    );
    expect(explanation(comparison({ onlyTime: true, contents: 'same' }))).toBe(
      "Their contents are the same: only the time differs. disk1's copy opens.",
    );
    const kinds = [copyOn('disk1'), copyOn('disk2', { type: 'directory' })];
    expect(explanation(comparison({ type: 'different', copies: kinds }))).toBe(
      "They are not of one kind: disk1 has a file, disk2 has a folder. disk1's copy opens.",
    );
    const same = { size: 'same', time: 'same', contents: 'same' } as const;
    expect(headline('a', comparison(same))).toBe('Two copies of a are the same.');
    expect([apartWords(200), apartWords(90_000), apartWords(3 * 86_400_000)]).toEqual([
      'less than a second',
      '2 min',
      '3 days',
    ]);
  });

  it('[B161] says what differs line by line; what was not read is not equal', () => {
    expect(differences(comparison({ contents: 'unknown', size: 'same' }), null)).toEqual([
      { label: 'Contents', value: 'not read', different: false },
      { label: 'Size', value: 'equal', different: false },
      { label: 'Modified', value: '17 days apart', different: true },
      { label: 'Owner, mode, attributes', value: 'equal', different: false },
    ]);
    const text = { rows: [], changed: 1, removed: 0, added: 2 };
    const notes = { metadata: 'different', metadataNotes: ['mode 644 and 600'] } as const;
    expect(differences(comparison(notes), text).filter(({ different }) => different)).toEqual([
      { label: 'Text', value: '1 line changed, 2 only right', different: true },
      { label: 'Size', value: '2.00 KB', different: true },
      { label: 'Modified', value: '17 days apart', different: true },
      { label: 'Owner, mode, attributes', value: 'mode 644 and 600', different: true },
    ]);
    expect(textWords({ rows: [], changed: 0, removed: 0, added: 0 })).toBe('equal');
  });

  it('[B161] tells what is known of how it came to this, in its order, and nothing else', () => {
    expect(story(comparison())).toEqual([
      { atMs: 1_700_000_000_000, volumes: ['disk2'], text: "disk2's copy was changed last" },
      { atMs: 1_701_468_800_000, volumes: ['disk1'], text: "disk1's copy was changed last" },
    ]);
    const three = [copyOn('disk1'), copyOn('disk2'), copyOn('disk3', { mtimeMs: 1_800_000_000_000 })];
    const placed = { volume: 'disk1', atMs: 1_750_000_000_000 };
    expect(story(comparison({ copies: three, placed })).map(({ text }) => text)).toEqual([
      'disk1 and disk2 were changed last',
      'CFS placed it on disk1',
      "disk3's copy was changed last",
    ]);
  });

  it('[B161] says where a copy that is not kept goes', () => {
    expect(trashWords(30)).toBe("the copy not kept goes to its volume's trash for 30 days");
    expect(trashWords(null)).toBe("the copy not kept goes to its volume's trash until you empty it");
  });
});

import { describe, expect, it } from 'vitest';
import type { DuplicateFile, DuplicateGroup, DuplicateReport } from '../../../shared/duplicates.ts';
import { choiceOf, sumOf } from './choices.ts';
import type { Chosen } from './choices.ts';
import { explanation, groupWords, headline, ruleWords, sumWords } from './words.ts';

const file = (path: string, fields: Partial<DuplicateFile> = {}): DuplicateFile => ({
  path,
  volumes: ['disk1'],
  mtimeMs: 1,
  links: 1,
  ...fields,
});
const group = (id: string, size: number, files: readonly DuplicateFile[]): DuplicateGroup => ({
  id,
  size,
  wasted: size * (files.length - 1),
  files,
});
const groups = [
  group('one', 1_000, [file('/a'), file('/b', { mtimeMs: 5 }), file('/c', { links: 2, mtimeMs: 9 })]),
  group('two', 10, [file('/x', { volumes: ['disk2'] }), file('/y')]),
];
const chosen = (fields: Partial<Chosen> = {}): Chosen => ({
  rule: { keep: 'oldest' },
  kept: new Map(),
  left: new Set(),
  ...fields,
});

describe('what stays and what goes', () => {
  it('[B164] follows the rule, the choice by hand, and leaves groups alone; hard links never go', () => {
    expect(sumOf(groups, chosen())).toEqual({
      choices: [
        { keep: '/a', go: ['/b'] },
        { keep: '/x', go: ['/y'] },
      ],
      files: 2,
      bytes: 1_010,
    });
    const byHand = chosen({ kept: new Map([['one', '/b']]), left: new Set(['two']) });
    expect(sumOf(groups, byHand)).toEqual({ choices: [{ keep: '/b', go: ['/a'] }], files: 1, bytes: 1_000 });
    const onDisk2 = chosen({ rule: { keep: 'volume', volume: 'disk2' } });
    expect(sumOf(groups, onDisk2).choices).toEqual([{ keep: '/x', go: ['/y'] }]);
    // A choice of a file that is gone by now is none.
    const [first] = groups;
    expect(first && choiceOf(first, chosen({ kept: new Map([['one', '/gone']]) }))).toEqual({ keep: '/a', go: ['/b'] });
  });

  it('[B165] says what was found, where, when, and what was not looked at', () => {
    const report: DuplicateReport = {
      jobId: 'j',
      state: 'done',
      path: '/photos',
      larger: 1_000_000,
      endedMs: Date.now(),
      looked: 12,
      groups: 2,
      files: 5,
      wasted: 2_010,
      away: ['disk3'],
      page: groups,
    };
    expect(headline(report)).toBe('2.01 KB in 2 groups of duplicates');
    expect(explanation(report)).toBe(
      'Looked through photos, files from 1.00 MB on a moment ago: 12 files compared. Not connected, and not looked at: disk3.',
    );
    expect(headline({ ...report, groups: 0 })).toBe('No duplicates');
    expect(explanation({ ...report, path: '/', larger: 1, looked: 0, away: [] })).toBe(
      'Looked through the whole pool a moment ago: no two files have the same size.',
    );
    expect(groups.map(groupWords)).toEqual(['3 × 1.00 KB', '2 × 10 bytes']);
    expect(ruleWords({ keep: 'volume', volume: 'disk2' })).toBe('Keep the one on disk2');
    expect(sumWords({ choices: [], files: 0, bytes: 0 })).toBe('Nothing goes so far');
    expect(sumWords({ choices: [], files: 2, bytes: 1_010 })).toBe('Moves 2 files, 1.01 KB, to the trash');
  });
});

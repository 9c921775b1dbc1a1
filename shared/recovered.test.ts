import { describe, expect, it } from 'vitest';
import { recoveredInWords } from './recovered.ts';
import type { RecoveredItem } from './recovered.ts';

const item = (path: string, outcome: RecoveredItem['outcome'], what: string): RecoveredItem => ({
  path,
  outcome,
  what,
});

describe('what a recovery did', () => {
  it('[J11] is told in one sentence, with what needs a look by name', () => {
    expect(recoveredInWords([item('/a\u202e', 'finished', 'a move was finished')])).toEqual({
      title: 'After an interruption, a move was finished: /a\\u202e',
      text: '',
    });
    const several = [
      item('/a', 'finished', 'a move was finished'),
      item('/b', 'undone', 'a move was undone'),
      item('/c', 'left', 'both copies are left'),
    ];
    expect(recoveredInWords(several)).toEqual({
      title: 'Interrupted work was settled: 1 finished, 1 undone, 1 left for you to look at',
      text: '/c: both copies are left',
    });
    expect(recoveredInWords([item('/a', 'finished', 'x')], 250).title).toBe(
      'Interrupted work was settled: 250 finished',
    );
  });
});

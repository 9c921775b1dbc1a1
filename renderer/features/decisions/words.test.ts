import { expect, test } from 'vitest';
import type { Answer, Question, QuestionKind } from '../../../shared/model.ts';
import { draftOf } from '../../state/decisions.ts';
import { answerHint, contentsWords, groupsOf, lead, summary } from './words.ts';

function question(id: number, path: string, more: Partial<Question> = {}): Question {
  const side = { type: 'file', size: 10, mtimeMs: 1_000, volume: 'disk1' } as const;
  return {
    id,
    path,
    kind: 'newer',
    contents: 'different',
    choices: ['replace', 'keep-both', 'skip'],
    keepBothAs: 'a (2)',
    incoming: side,
    existing: side,
    answer: null,
    state: 'open',
    ...more,
  };
}

test('[B110] names are grouped by what is alike, in natural order, those that need no answer last', () => {
  const groups = groupsOf([
    question(1, '/b 10'),
    question(2, '/same', { kind: 'same-contents' }),
    question(3, '/b 9'),
    question(4, '/a', { kind: 'types' }),
  ]);
  expect(groups.map(({ kind, questions }) => [kind, questions.map(({ path }) => path)])).toEqual([
    ['newer', ['/b 9', '/b 10']],
    ['types', ['/a']],
    ['same-contents', ['/same']],
  ]);
});

test('[B110] sentences tell the figures', () => {
  expect(lead(12, 3)).toBe('12 names are already taken. 3 need a decision.');
  expect(lead(1, 1)).toBe('1 name is already taken. 1 needs a decision.');
  expect(lead(2, 0)).toBe('2 names are already taken. All is decided.');
  expect(summary(['skip', 'keep-both', null, 'skip'], 1)).toBe('Keep both 1, skip 2, 1 to decide, 1 being compared');
  expect(contentsWords(question(1, '/a', { contents: 'same' }))).toBe('Identical');
  expect(contentsWords(question(1, '/a', { contents: 'unknown', kind: 'types' }))).toBe('Different kinds');
  expect(answerHint('replace', { kind: 'get' }, 'a (2)')).toBe('the old one is removed');
  expect(answerHint('skip', { kind: 'move' }, 'a (2)')).toBe('stays where it is');
});

test('[B111] a choice for one name goes before one for all alike, and that before one for the rest', () => {
  const state = {
    drafts: new Map<number, Answer>([[1, 'replace']]),
    alike: new Map<QuestionKind, Answer>([['newer', 'keep-both']]),
    rest: 'skip' as const,
  };
  expect(draftOf(state, question(1, '/a'))).toBe('replace');
  expect(draftOf(state, question(2, '/b'))).toBe('keep-both');
  expect(draftOf(state, question(3, '/c', { kind: 'older' }))).toBe('skip');
  expect(draftOf(state, question(1, '/a', { state: 'answered' }))).toBeNull();
  // "Replace all" is no choice where a folder meets a file.
  const types = question(4, '/d', { kind: 'types', choices: ['keep-both', 'skip'] });
  expect(draftOf({ ...state, rest: 'replace' }, types)).toBeNull();
  expect(draftOf({ ...state, rest: null }, types)).toBeNull();
});

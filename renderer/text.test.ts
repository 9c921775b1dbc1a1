import fc from 'fast-check';
import { expect, it } from 'vitest';
import { visibleName } from '../shared/format.ts';
import { heldBackTitle } from './features/catalog/words.ts';
import { words as firstRun } from './features/first-run/words.ts';
import { drainLead } from './features/rebalance/plan-words.ts';
import { runText } from './features/rebalance/run-screen-words.ts';
import { planText } from './features/rebalance/screen-words.ts';
import { poolWords } from './features/shell/pool-words.ts';
import { words as volumes } from './features/volumes/words.ts';
import { listOf, named, told } from './text.ts';
import { errorParts } from './ui/words.ts';

const marks = /[\u2068\u2069]/g;

it('[B441] a name that is written from right to left is isolated in a sentence', () => {
  expect([named('disk1'), named('(1) b.txt'), named('x\u202ey')]).toEqual(['disk1', '(1) b.txt', 'x\\u202ey']);
  expect(named('תמונות 3')).toBe('\u2068תמונות 3\u2069');
  expect(runText.useAgain('מחסן')).toBe('Use \u2068מחסן\u2069 again');
  expect(listOf(['صور', 'disk2'].map(named))).toBe('\u2068صور\u2069 and disk2');
  expect(told('Copying “/Films/שלום.mkv”: 3 of it are open.')).toBe(
    'Copying “\u2068/Films/שלום.mkv\u2069”: 3 of it are open.',
  );
  expect(errorParts({ message: 'Renaming /a/שלום (2): it is open: close it' })).toEqual({
    what: 'Renaming \u2068/a/שלום\u2069 (2) did not work',
    rest: 'It is open. Close it.',
  });
});

it('[B441] titles, questions and reasons isolate the names that they are given', () => {
  const [name, shown] = ['מחסן 2', '\u2068מחסן 2\u2069'];
  expect(volumes.removeFrom(name, name)).toBe(`Remove ${shown} from ${shown}`);
  expect(poolWords.forgetAsk(name)).toBe(`Forget ${shown}?`);
  expect(poolWords.copyBackAsk('Undo', 'Moving 3 items to /שלום')).toBe('Undo "Moving 3 items to \u2068/שלום\u2069"?');
  expect(firstRun.belong([name, 'disk2'], name)).toBe(`${shown} and disk2 belong to the pool ${shown}.`);
  expect(planText.sendTo('a (1).mkv', name)).toBe(`Send a (1).mkv to ${shown}`);
  expect(heldBackTitle(name, { entries: 3, folders: 0, of: 4, sinceMs: 0, examples: [] })).toBe(
    `3 files vanished from ${shown} at once`,
  );
  const plan = { bytes: 0, files: 0, before: [], after: [], flows: [], blockedCount: 1, reached: false };
  expect(drainLead(plan, name).lead).toBe(`${shown} cannot be emptied now.`);
});

it('[B441] isolating adds marks in pairs and changes nothing else', () => {
  const letters = fc.constantFrom('א', 'ب', 'a', '1', ' ', '/', '.', '"', '\u2067', '\u2069', '\ud800', '\u202e');
  fc.assert(
    fc.property(fc.string({ unit: letters }), (text) => {
      for (const shown of [named(text), told(text)]) {
        expect(shown.replace(marks, '')).toBe(visibleName(text));
        expect((shown.match(marks) ?? []).join('')).toMatch(/^(?:\u2068\u2069)*$/);
      }
    }),
  );
});

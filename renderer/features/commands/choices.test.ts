import { expect, it } from 'vitest';
import type { Command, CommandState } from '../../state/commands.ts';
import { choicesFor } from './choices.ts';

const command = (id: string, title: string, state: CommandState = true): Command => ({
  ...{ id, title, group: 'file', run: () => undefined },
  enabled: () => state,
});
const commands = [
  command('a', 'New folder'),
  command('b', 'Rename…', { why: 'Nothing is selected' }),
  command('c', 'Compare and decide…', 'hidden'),
  command('d', 'New file'),
  command('e', 'Reload'),
];
const ids = (typed: string, recent: readonly string[] = []): string =>
  choicesFor(typed, commands, recent)
    .map(({ command: { id } }) => id)
    .join('');

it('[B343] what was used last stands first, what cannot be run behind the others with its reason', () => {
  expect(ids('')).toBe('adeb');
  expect(ids('', ['e', 'd'])).toBe('edab');
  // What is typed counts more than what was used; of equal ones the one used last.
  expect(ids('new', ['e'])).toBe('da');
  expect(ids('new fo', ['d'])).toBe('a');
  expect(ids('re')).toBe('eb');
  expect(ids('compare')).toBe('');
  expect(choicesFor('rename', commands, [])[0]?.state).toEqual({ why: 'Nothing is selected' });
});

import { expect, it, vi } from 'vitest';
import { AppError, fail } from '../../shared/errors.ts';
import { notify, notifyError, notifyNote, notifyProblem, offerWayOut } from './notices.ts';

const told = vi.hoisted(() => [] as unknown[]);
vi.mock('../ui/index.ts', async () => ({
  ...(await vi.importActual('../ui/words.ts')),
  toast: (options: unknown) => void told.push(options),
}));

it('[B471] [B474] each notice has its tone; an error has its parts, and a way out where somebody knows one', () => {
  const run = (): void => undefined;
  notify('Moved', { label: 'Undo', run }, 'history');
  notifyNote('Moving', { about: 'history' });
  notifyProblem('Not all of it', 'why');
  const noSpace = fail('no-space', 'Writing /a', 'disk1: 2 MB free', 'make room');
  notifyError(noSpace);
  offerWayOut('no-space', () => ({ label: 'Make room…', run }));
  notifyError(noSpace);
  notifyError(new AppError('cancelled', 'Writing: it was cancelled'));
  const error = { tone: 'problem', title: 'Writing /a did not work', text: 'disk1: 2 MB free. Make room.' };
  expect(told).toEqual([
    { tone: 'done', title: 'Moved', action: { label: 'Undo', run }, about: 'history' },
    { tone: 'note', title: 'Moving', about: 'history' },
    { tone: 'problem', title: 'Not all of it', text: 'why' },
    error,
    { ...error, action: { label: 'Make room…', run } },
  ]);
});

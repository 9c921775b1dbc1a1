import { expect, it } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import type { DropOutcome } from '../../state/drag-rule.ts';
import { captionOf, captionWords } from './drag-words.ts';

it('[B456] the caption of files over a volume names the open folder, how many, and the volume; a refusal names the volume', () => {
  const files = { kind: 'files', items: 2 } as const;
  const onto = { kind: 'volume', name: 'disk2' } as const;
  const says = (outcome: DropOutcome): string =>
    captionWords(captionOf(files, onto, outcome, parsePath('/Photos/Rome')));
  expect(says({ verb: 'add', refused: '', asks: false })).toBe('Add to Rome, 2 items, to disk2');
  expect(says({ verb: 'add', refused: 'it is read only', asks: false })).toBe('disk2: it is read only');
});

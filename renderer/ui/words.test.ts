import { expect, test } from 'vitest';
import { asSentences, errorParts } from './words.ts';

test('[B409] what hides or turns words around in a name that an error tells of is shown as such', () => {
  const message = 'Opening /photo\u202egpj.exe: it is gone\u0007: look for "a\u2066b"';
  expect(errorParts({ message })).toEqual({
    what: 'Opening /photo\\u202egpj.exe did not work',
    rest: 'It is gone\\x07. Look for "a\\u2066b".',
  });
  const list = 'Writing /a: no volume takes it: disk1: read-only; disk2: full: free some space';
  expect(errorParts({ message: list }).rest).toBe(
    'No volume takes it: disk1: read-only; disk2: full. Free some space.',
  );
  expect(asSentences('disk1\nis full')).not.toContain('\\n');
});

import { expect, test } from 'vitest';
import { TypedNames } from './typed-names.ts';

test('[B325] names that would hide or turn the text round are shown as escapes, and lead to their exact bytes', () => {
  const names = new TypedNames();
  const path = '/a/photo\u202egpj.exe/caf\udce9/two\nlines/\u05e9\u05dc\u05d5\u05dd';
  const shown = names.shown(path);
  expect(shown).toBe('/a/photo\\u202egpj.exe/caf\\xe9/two\\nlines/\u05e9\u05dc\u05d5\u05dd');
  expect(names.meant(shown)).toBe(path);
  expect(names.meant(`${shown}/more`)).toBe(`${path}/more`);
  expect(names.meant('/a/caf')).toBe('/a/caf');
  // What was never shown is what it says.
  expect(names.meant('/a/odd\\x00name')).toBe('/a/odd\\x00name');
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasEscapedBytes, nameFromBytes, nameToBytes } from './names.ts';

const bytes = fc.uint8Array({ maxLength: 64 });
/** Bytes near the edges of UTF-8: leads, tails and what is never valid. */
const tricky = fc
  .array(
    fc.constantFrom(
      0x41,
      0x7f,
      0x80,
      0xbf,
      0xc0,
      0xc2,
      0xdf,
      0xe0,
      0xa0,
      0xed,
      0x9f,
      0xef,
      0xf0,
      0x90,
      0xf4,
      0x8f,
      0xff,
    ),
  )
  .map((list) => Uint8Array.from(list));

it('[N1] every byte sequence has a string, and the string gives back exactly these bytes', () => {
  fc.assert(
    fc.property(fc.oneof(bytes, tricky), (given) => {
      expect([...nameToBytes(nameFromBytes(given))]).toEqual([...given]);
    }),
  );
});

it('[N1] no two byte sequences have the same string', () => {
  fc.assert(
    fc.property(tricky, tricky, (a, b) => {
      expect(nameFromBytes(a) === nameFromBytes(b)).toBe(Buffer.from(a).equals(b));
    }),
  );
});

it('[N2] UTF-8 names are ordinary strings, the same as everywhere else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(Buffer.from(nameToBytes(name)).toString()).toBe(name);
      expect(nameFromBytes(Buffer.from(name))).toBe(name);
      expect(hasEscapedBytes(name)).toBe(false);
    }),
  );
  expect(nameFromBytes(Buffer.from('日本 😀 é'))).toBe('日本 😀 é');
});

it.each([
  [[0xe9], '\udce9'],
  [[0x63, 0x61, 0x66, 0xe9], 'caf\udce9'],
  [[0xc3], '\udcc3'],
  // Overlong, surrogate and beyond Unicode: never UTF-8.
  [[0xc0, 0xaf], '\udcc0\udcaf'],
  [[0xed, 0xa0, 0x80], '\udced\udca0\udc80'],
  [[0xf4, 0x90, 0x80, 0x80], '\udcf4\udc90\udc80\udc80'],
  [[0xe2, 0x82], '\udce2\udc82'],
])('[N3] bytes that are not UTF-8 (%j) are escaped one by one, as Python does', (given, name) => {
  expect(nameFromBytes(Uint8Array.from(given))).toBe(name);
  expect(hasEscapedBytes(name)).toBe(true);
});

it('[N3] escaped names survive JSON', () => {
  fc.assert(
    fc.property(bytes, (given) => {
      const name = nameFromBytes(given);
      expect(JSON.parse(JSON.stringify({ name }))).toEqual({ name });
    }),
  );
});

it.each(['\ud800', '\udc00', '\udc7f', '\udd00', 'a\udbff'])(
  '[N4] the lone surrogate %j stands for no byte',
  (name) => {
    expect(() => nameToBytes(name)).toThrow(RangeError);
  },
);

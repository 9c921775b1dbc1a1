import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstOf, packedNames } from './first-few.ts';
import { firstNames, firstOfNames } from './first-names.ts';
import { sortNaturally } from './natural-order.ts';

const inOrder = (names: readonly string[]): readonly string[] =>
  sortNaturally(names.map((name) => ({ name, type: 'file' }))).map(({ name }) => name);

describe('the first names', () => {
  it('[Q130] are what the whole order begins with, however many are asked for', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'A', '0', '1', '9', 'é', ' ', '\u{1f600}'), maxLength: 4 });
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (names, count) => {
        expect(firstOf(packedNames(names), count)).toEqual(inOrder(names).slice(0, count));
      }),
    );
  });

  it('[Q130] [B430] are the same for many names, in whatever order a folder gives them', () => {
    const numbers = Array.from({ length: 12_000 }, (_, number) => number);
    const orders: Record<string, readonly number[]> = {
      rising: numbers,
      falling: numbers.toReversed(),
      mixed: numbers.map((number) => (number * 7_919) % 12_000),
      // A sample, which is every twelfth name, meets the very first ones and nothing else.
      misleading: numbers.map((number) => (number % 12 === 0 ? number / 12 : 1_000 + number)),
    };
    for (const order of Object.values(orders)) {
      const names = order.map((number) => `${number % 3 === 0 ? 'Row' : 'row'} ${String(number)}.txt`);
      for (const count of [1, 200, 5_000]) {
        expect(firstOf(packedNames(names), count)).toEqual(inOrder(names).slice(0, count));
      }
    }
  });

  it('[B430] of a real folder are read the same way from its bytes as from its names', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cfs-first-'));
    try {
      for (let number = 0; number < 2_500; number += 1) writeFileSync(join(folder, `file ${String(number)}`), '');
      for (const name of ['folder 2', 'folder 10', '.cfs', '.hidden']) mkdirSync(join(folder, name));
      for (const name of ['.cfs-part-1', 'Äpfel', '!first', '..'])
        if (name !== '..') writeFileSync(join(folder, name), '');
      symlinkSync('folder 2', join(folder, '#link'));
      for (const count of [2, 5, 200, 5_000]) {
        const first = firstNames(folder, count);
        // Of a folder with fewer names all are told, in no order.
        if (count < 2_500) expect(first).toEqual(firstOfNames(folder, count));
        expect(first.slice(0, 2)).toEqual(['.hidden', 'folder 2']);
        expect(first).not.toContain('.cfs-part-1');
        expect(first).not.toContain('.cfs');
      }
      expect(new Set(firstNames(folder, 5_000))).toEqual(new Set(firstOfNames(folder, 5_000)));
      // A name that is no text does not make the others slow, nor is it lost.
      if (process.platform !== 'linux') return;
      writeFileSync(Buffer.concat([Buffer.from(`${folder}/!`), Buffer.from([0xff])]), '');
      expect(firstNames(folder, 8)).toContain('!\udcff');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameFromBytes } from '../../shared/names.ts';
import { isReservedName, parsePath, rootPath } from '../../shared/path.ts';
import { fromHash, screens, toHash } from './route.ts';

const name = fc
  .uint8Array({ minLength: 1, maxLength: 12 })
  .map(nameFromBytes)
  .filter((text) => !/[/\0]/.test(text) && text !== '.' && text !== '..' && !isReservedName(text));

test('[B11] every path has an address that leads back to it, whatever its bytes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...screens),
      fc.option(
        name.filter((text) => text !== '-'),
        { nil: null },
      ),
      fc.array(name, { maxLength: 5 }),
      name,
      (screen, pool, names, typed) => {
        const query = screen === 'search' || screen === 'copies' ? typed : '';
        const route = { screen, pool, path: parsePath(names.join('/')), query };
        const hash = toHash(route);
        expect(hash).toMatch(/^#[\x21-\x7e]+$/);
        expect(fromHash(hash)).toEqual(route);
      },
    ),
  );
});

test('[B11] an address that makes no sense shows the top of the first pool', () => {
  const top = { screen: 'files', pool: null, path: rootPath, query: '' };
  for (const hash of ['', '#', '#/nowhere', '#/files/-/../..', '#/files/-/.cfs', '#s=abc']) {
    expect(fromHash(hash)).toEqual(top);
  }
});

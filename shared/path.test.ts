import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nameFromBytes } from './names.ts';
import {
  baseName,
  childPath,
  isReservedName,
  isWithin,
  joinPath,
  parentPath,
  parseName,
  parsePath,
  pathNames,
  rebasePath,
  rootPath,
} from './path.ts';

/** Any name that a disk may hold, not UTF-8 among them. */
const names = fc
  .uint8Array({ minLength: 1, maxLength: 12 })
  .map((bytes) => nameFromBytes(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0x61 : byte))))
  .filter((name) => name !== '.' && name !== '..' && !isReservedName(name));
const paths = fc.array(names, { maxLength: 5 }).map((list) => parsePath(`/${list.join('/')}`));

it.each([
  ['', '/'],
  ['/', '/'],
  ['///', '/'],
  ['a', '/a'],
  ['/a//b/', '/a/b'],
  ['/a\\b', '/a\\b'],
  ['/...', '/...'],
  ['/ a ', '/ a '],
  ['/C:', '/C:'],
  ['/.cfsx', '/.cfsx'],
])('[N5] %j is read as %j', (text, path) => {
  expect(parsePath(text)).toBe(path);
});

it.each(['..', '/..', '/a/../b', '/a/..', './a', '/a/.', 'a\0b', '\0'])('[N6] %j is refused, not resolved', (text) => {
  expect(() => parsePath(text)).toThrow(expect.objectContaining({ code: 'invalid' }));
});

it.each(['/.cfs', '.cfs/trash', '/a/.cfs', '/a/.cfs/b', '/.cfs-part-1', '/a/.cfs-part-'])(
  '[N7] %j uses a name that CFS keeps for itself',
  (text) => {
    expect(() => parsePath(text)).toThrow(expect.objectContaining({ code: 'bad-name' }));
  },
);

it.each(['', '.', '..', 'a/b', '/', 'a\0'])('[N6] %j is not one name', (text) => {
  expect(() => parseName(text)).toThrow(expect.objectContaining({ code: 'invalid' }));
  expect(() => joinPath(rootPath, text)).toThrow(expect.objectContaining({ code: 'invalid' }));
});

it('[N8] whatever text is given, a path that comes out is absolute and free of empty, dot and reserved names', () => {
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom('/', '.', '..', 'a', '\\', '\0', '.cfs'), { maxLength: 8 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (given) => {
      let path: string;
      try {
        path = parsePath(given);
      } catch {
        return;
      }
      expect(path.startsWith('/')).toBe(true);
      expect(path).not.toContain('\0');
      for (const name of path === '/' ? [] : path.slice(1).split('/')) {
        expect(['', '.', '..', '.cfs']).not.toContain(name);
        expect(name.startsWith('.cfs-part-')).toBe(false);
      }
      expect(parsePath(path)).toBe(path);
    }),
  );
});

it('[N9] parent and name make the path again; names make it too', () => {
  fc.assert(
    fc.property(paths, names, (folder, name) => {
      const path = joinPath(folder, name);
      expect(childPath(folder, name)).toBe(path);
      expect(parentPath(path)).toBe(folder);
      expect(baseName(path)).toBe(name);
      expect(pathNames(path)).toEqual([...pathNames(folder), name]);
      expect(isWithin(path, folder)).toBe(true);
      expect(isWithin(folder, path)).toBe(false);
    }),
  );
  expect([parentPath(rootPath), baseName(rootPath), pathNames(rootPath)]).toEqual(['/', '', []]);
});

it('[N9] a folder does not hold what only begins like it', () => {
  expect(isWithin(parsePath('/ab'), parsePath('/a'))).toBe(false);
  expect(isWithin(parsePath('/a'), parsePath('/a'))).toBe(true);
});

it('[N9] what is moved with its folder keeps its place in it', () => {
  fc.assert(
    fc.property(paths, paths, fc.array(names, { maxLength: 3 }), (from, to, below) => {
      const at = (folder: typeof from): typeof from => below.reduce(joinPath, folder);
      expect(rebasePath(at(from), from, to)).toBe(at(to));
    }),
  );
});

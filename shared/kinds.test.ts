import { describe, expect, it } from 'vitest';
import { extensionOf, extensionsOf, fileKinds, kindOfExtension, kindOfName } from './kinds.ts';

describe('kinds of files', () => {
  it.each([
    ['Beach.JPG', 'jpg', 'image'],
    ['a.b.tar.gz', 'gz', 'archive'],
    ['clip.MTS', 'mts', 'video'],
    ['disk.vhd', 'vhd', 'archive'],
    ['README', '', 'other'],
    ['.profile', '', 'other'],
    ['.archive.zip', 'zip', 'archive'],
    ['a.', '', 'other'],
    ['notes.of the year', '', 'other'],
    ['x.abcdefghijklmnopq', '', 'other'],
    ['caf\udce9.png', 'png', 'image'],
    ['x.\udce9', '\udce9', 'other'],
    ['toString.constructor', 'constructor', 'other'],
  ] as const)('[Q70] %j ends in %j and is of the kind %s', (name, extension, kind) => {
    expect(extensionOf(name)).toBe(extension);
    expect(kindOfName(name)).toBe(kind);
  });

  it('[Q70] the extensions of a kind are those that give it back', () => {
    for (const kind of fileKinds) {
      for (const extension of extensionsOf(kind)) expect(kindOfExtension(extension)).toBe(kind);
    }
    expect(extensionsOf('other')).toEqual([]);
    expect(extensionsOf('image')).toContain('nef');
  });
});

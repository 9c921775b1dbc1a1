import { describe, expect, it } from 'vitest';
import type { FolderSize } from '../../../shared/model.ts';
import { volumeInfo } from '../../state/volume-fixture.ts';
import { sharesOf, shareWords } from './shares.ts';

describe('how a folder lies on its volumes', () => {
  const volumes = [volumeInfo('disk1'), volumeInfo('disk2'), volumeInfo('disk3')];
  const size = (parts: FolderSize['parts']): FolderSize => ({
    bytes: 1,
    allocated: 1,
    files: 1,
    atMs: 1,
    partial: false,
    ...(parts !== undefined && { parts }),
  });

  it('[B450] names the bytes on each volume in the order of the pool, and no volume that holds only empty folders', () => {
    const shares = sharesOf(
      size([
        { volume: 'disk3', allocated: 1_000_000 },
        { volume: 'disk2', allocated: 0 },
        { volume: 'disk1', allocated: 3_000_000 },
        { volume: 'was removed', allocated: 5 },
      ]),
      volumes,
    );
    expect(shares.map(({ volume, allocated }) => [volume.name, allocated])).toEqual([
      ['disk1', 3_000_000],
      ['disk3', 1_000_000],
    ]);
    expect(shareWords(shares)).toBe('3.00 MB on disk1 and 1.00 MB on disk3');
  });

  it('[B450] says nothing of a folder that one volume holds, or that the catalog does not know', () => {
    expect(sharesOf(size(undefined), volumes)).toEqual([]);
    expect(sharesOf(undefined, volumes)).toEqual([]);
  });
});

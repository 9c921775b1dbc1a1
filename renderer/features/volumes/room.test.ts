import { describe, expect, it } from 'vitest';
import { volumeInfo } from '../../state/volume-fixture.ts';
import { roomParts } from './room.ts';
import { traitWords } from './trait-words.ts';

describe('the room of a volume', () => {
  const space = { total: 1000, used: 935, free: 65 };

  it('[B451] tells the bytes of the pool from others on the disk, and what is free from the reserve', () => {
    expect(roomParts(volumeInfo('disk2', { space, reserve: 40 }), 818)).toEqual({
      ...{ pool: 818, other: 117, free: 25, reserve: 40, total: 1000 },
    });
  });

  it('[B451] says nothing of others while the files of the pool are not counted', () => {
    expect(roomParts(volumeInfo('disk2', { space, reserve: 40 }), null)).toMatchObject({ pool: 935, other: null });
    expect(roomParts(volumeInfo('never seen'), 5)).toBeNull();
  });

  it('[B451] of a limit, what others on the disk leave no room for is theirs', () => {
    const limited = volumeInfo('disk2', { space: { total: 500, used: 100, free: 150 }, limit: 500, reserve: 200 });
    expect(roomParts(limited, 90)).toEqual({ pool: 100, other: 250, free: 0, reserve: 150, total: 500 });
  });

  it('[B451] parts always add up to the total, also where more is counted than the disk says is used', () => {
    for (const poolBytes of [null, 0, 500, 935, 2000]) {
      const parts = roomParts(volumeInfo('disk2', { space, reserve: 40 }), poolBytes);
      const { pool = 0, other = 0, free = 0, reserve = 0, total = -1 } = parts ?? {};
      expect(pool + (other ?? 0) + free + reserve).toBe(total);
    }
  });
});

describe('what a file system can do', () => {
  const traits = {
    ...{ hardLinks: true, symlinks: true, holes: true, durable: true, caseSensitive: true, xattrs: true, acls: true },
    ...{ readsBack: true, timeStepNs: 1, nameBytes: 255, freeFiles: 12_000 },
  };

  it('[B452] is said with yes and no, and what nobody can tell is left out', () => {
    const told = traitWords({ ...traits, hardLinks: false, acls: null, freeFiles: null });
    expect(told.find(({ what }) => what === 'hard links')?.can).toBe(false);
    expect(told.find(({ what }) => what === 'attributes')?.can).toBe(true);
    expect(told.some(({ what }) => what === 'ACLs')).toBe(false);
  });

  it('[B452] says how long names may be and how exact times are', () => {
    const words = (step: number): string =>
      traitWords({ ...traits, timeStepNs: step })
        .map(({ what }) => what)
        .join();
    expect(words(1)).toContain('names of 255 bytes');
    expect(words(1)).toContain('times to the nanosecond');
    expect(words(10_000_000)).toContain('times to 10 ms');
    expect(words(2_000_000_000)).toContain('times to 2 s');
  });
});

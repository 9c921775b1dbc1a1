import { describe, expect, it } from 'vitest';
import { memoryDevice, openMemoryVolume } from './memory.ts';
import { at, codeOf, volumeContract } from './volume.contract.ts';

volumeContract('memory', () => ({ volume: openMemoryVolume({ name: 'memory' }) }));

describe('a volume in memory', () => {
  it('[V39] fills up, gives space back with the last name, and counts the trash', async () => {
    const volume = openMemoryVolume({ name: 'small', capacity: 10 * 4096 });
    await volume.write(at('/a'), [Buffer.alloc(4096 * 6)], {});
    expect(await codeOf(volume.write(at('/b'), [Buffer.alloc(4096 * 3), Buffer.alloc(4096 * 2)], {}))).toBe('no-space');
    expect(await volume.space()).toEqual({ total: 40_960, used: 24_576, free: 16_384 });
    await volume.makeHardLink(at('/a'), at('/c'));
    await volume.removeFile(at('/a'));
    await volume.moveToTrash(at('/c'), 'id');
    expect((await volume.space()).used).toBe(24_576);
    await volume.deleteFromTrash('id');
    expect((await volume.space()).used).toBe(0);
  });

  it('[V39] takes no change when it is read-only', async () => {
    const volume = openMemoryVolume({ name: 'fixed', mode: 'read-only' });
    expect(await codeOf(volume.write(at('/a'), [], {}))).toBe('read-only');
    expect(await codeOf(volume.makeDirectory(at('/a')))).toBe('read-only');
  });

  it('[V39] shares the space of its device with the others on it', async () => {
    const device = memoryDevice(8 * 4096);
    const [a, b] = [openMemoryVolume({ name: 'a', device }), openMemoryVolume({ name: 'b', device })];
    await a.write(at('/a'), [Buffer.alloc(4096 * 5)], {});
    expect((await b.space()).free).toBe(3 * 4096);
    expect((await a.capabilities()).spaceGroup).toBe((await b.capabilities()).spaceGroup);
  });
});

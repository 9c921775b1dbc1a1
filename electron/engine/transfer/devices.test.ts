import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDiskVolume } from '../volume/disk.ts';
import { openMemoryVolume } from '../volume/memory.ts';
import { mountNew, whyNotMounted } from '../volume/mount-fixture.ts';
import { devicesOf } from './devices.ts';

const volumeAt = (root: string, name: string) => openDiskVolume({ root, name });

const why = whyNotMounted('ext4');

it('[T104] folders of one disk are one device, other file systems others; a volume in memory has none', () => {
  const base = mkdtempSync(join(tmpdir(), 'cfs-devices-'));
  // The table of mounts is read once in a while: they come first.
  const mounts = why === null ? [mountNew('ext4'), mountNew('tmpfs')] : [];
  try {
    for (const name of ['a', 'b']) mkdirSync(join(base, name));
    const [a, b] = [volumeAt(join(base, 'a'), 'a'), volumeAt(join(base, 'b'), 'b')];
    const both = devicesOf([a, b, openMemoryVolume({ name: 'memory' })]);
    expect(both).toEqual(devicesOf([a]));
    expect(both.every(({ name }) => name === 'a')).toBe(true);
    const keys = [base, ...mounts.map(({ path }) => path)].flatMap((root) =>
      devicesOf([volumeAt(root, 'v')]).map(({ key }) => key),
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => key.startsWith('disk:loop'))).toHaveLength(why === null ? 1 : 0);
  } finally {
    for (const mounted of mounts) mounted.unmount();
    rmSync(base, { recursive: true, force: true });
  }
});

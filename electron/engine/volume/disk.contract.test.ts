import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDiskVolume } from './disk.ts';
import { newId, writeTestMarker } from './fixture.ts';
import { volumeContract } from './volume.contract.ts';

volumeContract('a folder of a disk', () => {
  const root = mkdtempSync(join(tmpdir(), 'cfs-disk-'));
  return {
    volume: openDiskVolume({ root, name: 'disk' }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
});

volumeContract('a marked folder with a limit', () => {
  const root = mkdtempSync(join(tmpdir(), 'cfs-disk-'));
  const id = newId();
  writeTestMarker(root, id);
  return {
    volume: openDiskVolume({ root, name: 'disk', id, limit: 1 << 30 }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
});

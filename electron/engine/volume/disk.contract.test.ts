import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDiskVolume } from './disk.ts';
import { newId, writeTestMarker } from './fixture.ts';
import { volumeContract } from './volume.contract.ts';

volumeContract('a marked folder with a limit', () => {
  const root = mkdtempSync(join(tmpdir(), 'cfs-disk-'));
  const id = newId();
  writeTestMarker(root, id);
  return {
    volume: openDiskVolume({ root, name: 'disk', id, limit: 1 << 30 }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
});

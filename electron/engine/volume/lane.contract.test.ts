import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { newId, writeTestMarker } from './fixture.ts';
import { testSpawn } from './lane-fixture.ts';
import { openLane } from './lane.ts';
import { volumeContract } from './volume.contract.ts';

const lane = openLane({ spawn: testSpawn().spawn });
afterAll(() => lane.close());

volumeContract('a marked folder in a lane', () => {
  const root = mkdtempSync(join(tmpdir(), 'cfs-lane-'));
  const id = newId();
  writeTestMarker(root, id);
  return {
    volume: lane.open({ root, name: 'disk', id }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
});

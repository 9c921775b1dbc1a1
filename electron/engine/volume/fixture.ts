import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDiskVolume } from './disk.ts';
import { writeMarker } from './marker.ts';
import { posix } from './posix.ts';
import type { Volume } from './volume.ts';

/** For tests of volumes on real folders. */
export const newId = (): string => randomUUID();

export function writeTestMarker(root: string, id: string): void {
  const pool = { id: 'test-pool', name: 'home' };
  writeMarker(root, { version: 1, id, name: 'disk', pool, colour: 1, mark: 'D', createdMs: 0 });
}

/** The system tells of files in this folder whether anyone has them open for writing. */
export function hasLeases(folder: string): boolean {
  const file = join(folder, `lease-${newId()}`);
  writeFileSync(file, '');
  const fd = openSync(file, 'r');
  try {
    return posix()?.leaseUnwritten(fd) === true;
  } finally {
    closeSync(fd);
    rmSync(file);
  }
}

export interface TestDisk {
  readonly volume: Volume;
  /** The volume's root; marked. */
  readonly root: string;
  /** A folder beside it, for sources and for what must not be touched. */
  readonly outside: string;
  readonly remove: () => Promise<void>;
}

/** A marked volume in a temporary folder. @param limit bytes */
export function testDisk(options: { readonly limit?: number } = {}): TestDisk {
  const folder = mkdtempSync(join(tmpdir(), 'cfs-disk-'));
  const [root, outside] = [join(folder, 'root'), join(folder, 'outside')];
  mkdirSync(root);
  mkdirSync(outside);
  const id = newId();
  writeTestMarker(root, id);
  const volume = openDiskVolume({ root, name: 'disk', id, limit: options.limit ?? null });
  return {
    volume,
    root,
    outside,
    async remove() {
      await volume.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

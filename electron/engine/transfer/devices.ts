import { readFileSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { rootPath } from '../../../shared/path.ts';
import { deviceOf } from '../volume/lane-signs.ts';
import { listMounts } from '../volume/mounts.ts';
import type { Mount } from '../volume/mounts.ts';
import type { Volume } from '../volume/volume.ts';
import type { Device } from './turns.ts';

/** The table of mounts is believed for so long (ms). */
const mountsMs = 2_000;
let mounts: { readonly list: readonly Mount[]; readonly atMs: number } | null = null;

/**
 * The physical devices that these volumes lie on: whole disks, behind partitions, LVM and encryption; else what hangs
 * together (a share, a FUSE mount). Volumes in memory and of other hosts have none. Touches none of them.
 * `fresh`: what was mounted a moment ago counts, too.
 */
export function devicesOf(volumes: readonly Volume[], { fresh = false } = {}): readonly Device[] {
  const now = performance.now();
  if (fresh || mounts === null || now - mounts.atMs > mountsMs) mounts = { list: listMounts(), atMs: now };
  const devices = new Map<string, Device>();
  // Files of one batch come from few volumes.
  for (const volume of new Set(volumes)) {
    const root = volume.physical(rootPath);
    if (root === null) continue;
    for (const key of disksBehind(deviceOf(root, mounts.list).key)) {
      if (!devices.has(key)) devices.set(key, { key, name: volume.name });
    }
  }
  return [...devices.values()];
}

function disksBehind(key: string): readonly string[] {
  if (!key.startsWith('source:/dev/')) return [key];
  try {
    const name = basename(realpathSync(key.slice('source:'.length)));
    const disks = wholeDisks(`/sys/class/block/${name}`, 0);
    return disks.length === 0 ? [key] : disks.map((disk) => `disk:${disk}`);
  } catch {
    // Not Linux, or a name that the kernel does not know: the file system stands for its disk.
    return [key];
  }
}

/** Names of the disks below a block device: those of its parts, or the disk of a partition. */
function wholeDisks(path: string, depth: number): readonly string[] {
  const real = realpathSync(path);
  const parts = namesIn(`${real}/slaves`);
  if (parts.length > 0 && depth < 8) {
    return [...new Set(parts.flatMap((part) => wholeDisks(`/sys/class/block/${part}`, depth + 1)))];
  }
  return [basename(isPartition(real) ? dirname(real) : real)];
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isPartition(real: string): boolean {
  try {
    return readFileSync(`${real}/partition`, 'latin1') !== '';
  } catch {
    return false;
  }
}

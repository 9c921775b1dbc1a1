import { closeSync, constants, lstatSync, openSync, readdirSync } from 'node:fs';
import { reservedFolder } from '../../../shared/path.ts';
import type { VolumeTraits } from '../../../shared/volume-report.ts';
import { isNetwork } from './mounts.ts';
import { posix } from './posix.ts';
import { fsPath } from './rooted.ts';
import type { VolumeCapabilities } from './volume.ts';

/** File systems that keep holes (their documentation), and those that write every byte. */
const withHoles = new Set([
  'ext2',
  'ext3',
  'ext4',
  'xfs',
  'btrfs',
  'f2fs',
  'zfs',
  'bcachefs',
  'tmpfs',
  'ntfs3',
  'apfs',
]);
const withoutHoles = new Set(['vfat', 'msdos', 'exfat', 'fuse.exfat', 'hfsplus']);
const inMemory = new Set(['tmpfs', 'ramfs']);

/**
 * What can be told of a file system by looking at the marker and the root of a volume: nothing is written.
 * @param root the root by an open handle @param known what its kind tells
 * @param mayReadDirectly reads of this kind of file system go past the cache when they are asked to
 */
export function readTraits(
  root: string,
  known: Omit<VolumeCapabilities, 'localCopy'>,
  mayReadDirectly: boolean,
): VolumeTraits {
  const { hardLinks, symlinks, timeStepNs, filesystem } = known;
  const system = posix();
  const figures = system?.limits(root) ?? null;
  return {
    hardLinks,
    symlinks,
    timeStepNs,
    holes: withHoles.has(filesystem) ? true : withoutHoles.has(filesystem) ? false : null,
    durable: inMemory.has(filesystem) ? false : filesystem.startsWith('fuse') || isNetwork(filesystem) ? null : true,
    caseSensitive: tellsCase(root) ?? !known.caseInsensitive,
    // An attribute that is not there is missing where there are attributes, and not supported where there are none.
    xattrs: system?.knowsXattr(root, 'user.cfs') ?? null,
    acls: system?.knowsXattr(root, 'system.posix_acl_access') ?? null,
    readsBack: mayReadDirectly ? opensDirectly(root) : false,
    nameBytes: figures?.nameBytes ?? null,
    freeFiles: figures?.freeFiles ?? null,
  };
}

/**
 * Whether the own folder of the volume is there under its name in capitals too, and not because another folder has that
 * name (inode numbers tell nothing on FUSE). Null where it has none.
 */
function tellsCase(root: string): boolean | null {
  const isThere = (name: string): boolean =>
    lstatSync(fsPath(`${root}/${name}`), { throwIfNoEntry: false }) !== undefined;
  const capitals = reservedFolder.toUpperCase();
  if (!isThere(reservedFolder)) return null;
  return !isThere(capitals) || readdirSync(fsPath(root)).includes(capitals);
}

/** Whether the marker can be read past the cache; null where there is none, or nobody can tell. */
function opensDirectly(root: string): boolean | null {
  const system = posix();
  if (system === null) return null;
  try {
    const fd = openSync(fsPath(`${root}/${reservedFolder}/volume.json`), constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      return system.readDirectly(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}

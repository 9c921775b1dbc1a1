import { accessSync, closeSync, constants, openSync, readFileSync, readSync, realpathSync } from 'node:fs';
import { nameFromBytes } from '../../../shared/names.ts';
import { fsPath } from './rooted.ts';
import type { VolumeCapabilities } from './volume.ts';

/** One line of /proc/self/mountinfo (proc_pid_mountinfo(5)). */
export interface Mount {
  /** "major:minor" */
  readonly device: string;
  /** Folder of the file system that is mounted; not `/` for bind mounts and btrfs subvolumes. */
  readonly subtree: string;
  readonly target: string;
  readonly filesystem: string;
  readonly source: string;
  readonly readOnly: boolean;
}

/** Octal escapes of mountinfo (space, tab, newline, backslash) back to bytes. */
function unescape(text: string): string {
  const bytes = text.replace(/\\([0-7]{3})/g, (_match, octal: string) => String.fromCharCode(parseInt(octal, 8)));
  return nameFromBytes(Buffer.from(bytes, 'latin1'));
}

/** The table as it was read last: it is asked for every few seconds, and hardly ever changes. */
let known: { readonly text: string; readonly mounts: readonly Mount[] } = { text: '', mounts: [] };

/** Mounted file systems, in mount order (a later one hides an earlier one at the same place). Empty where unknown. */
export function listMounts(): readonly Mount[] {
  let text: string;
  try {
    text = readFileSync('/proc/self/mountinfo', 'latin1');
  } catch {
    return [];
  }
  if (text === known.text) return known.mounts;
  const mounts: Mount[] = [];
  for (const line of text.split('\n')) {
    const [left, right] = line.split(' - ');
    if (left === undefined || right === undefined) continue;
    const [, , device = '', subtree = '', target = '', options = ''] = left.split(' ');
    const [filesystem = '', source = '', superOptions = ''] = right.split(' ');
    const readOnly = [options, superOptions].some((list) => list.split(',').includes('ro'));
    mounts.push({
      device,
      subtree: unescape(subtree),
      target: unescape(target),
      filesystem,
      source: unescape(source),
      readOnly,
    });
  }
  known = { text, mounts };
  return mounts;
}

/** The mount that a real path lies on, or null where mounts are unknown. */
export function mountOf(path: string, mounts: readonly Mount[] = listMounts()): Mount | null {
  let best: Mount | null = null;
  for (const mount of mounts) {
    const inside = mount.target === '/' || path === mount.target || path.startsWith(`${mount.target}/`);
    if (inside && mount.target.length >= (best?.target.length ?? 0)) best = mount;
  }
  return best;
}

/** Where a folder really is: two paths of one folder (bind mounts, subvolumes) have the same place. */
export interface Place {
  /** Of the file system, as the kernel numbers mounts; empty where mounts are unknown. */
  readonly device: string;
  /** From the top of the file system, without a slash at the end: '' for the top itself. */
  readonly path: string;
}

/** The place of a real path. Reads the table of mounts only, so that no disk is waited for. */
export function placeIn(path: string, mounts: readonly Mount[] = listMounts()): Place {
  const mount = mountOf(path, mounts);
  if (mount === null) return { device: '', path: path === '/' ? '' : path };
  const rest = mount.target === '/' ? path : path.slice(mount.target.length);
  return { device: mount.device, path: `${mount.subtree}${rest}`.replace(/\/+/g, '/').replace(/\/$/, '') };
}

/** True when `path` lies below `folder`, by whatever mounts they are named. */
export function liesBelow(path: Place, folder: Place): boolean {
  return path.device === folder.device && path.path !== folder.path && path.path.startsWith(`${folder.path}/`);
}

const networkTypes = new Set([
  'nfs',
  'nfs4',
  'cifs',
  'smb3',
  'smbfs',
  '9p',
  'ceph',
  'glusterfs',
  'fuse.sshfs',
  'fuse.rclone',
  'afs',
]);

/** File systems on which changes by others are not seen as events. */
export function isNetwork(filesystem: string): boolean {
  return networkTypes.has(filesystem);
}

/** Smallest step of mtime in ns, where it is coarser than 1 ns (file systems' documentation). */
const timeSteps: Readonly<Record<string, number>> = {
  vfat: 2_000_000_000,
  msdos: 2_000_000_000,
  exfat: 10_000_000,
  // exfat-fuse hands on whole seconds only.
  'fuse.exfat': 1_000_000_000,
  fuseblk: 100,
  ntfs: 100,
  ntfs3: 100,
  ext3: 1_000_000_000,
  ext2: 1_000_000_000,
};
const linkless = new Set(['vfat', 'msdos', 'exfat', 'fuse.exfat']);
const caseless = new Set(['vfat', 'msdos', 'exfat', 'fuse.exfat', 'ntfs', 'ntfs3']);

/** exfat-fuse mounts as fuseblk and names itself only by its source. */
function typeOf(mount: Mount): string {
  return mount.filesystem === 'fuseblk' && isExfatFuse(mount) ? 'fuse.exfat' : mount.filesystem;
}
/** By the boot sector when it may be read (root), else by what udev found out. */
function isExfatFuse(mount: Mount): boolean {
  try {
    const fd = openSync(mount.source, 'r');
    try {
      const sector = Buffer.alloc(16);
      readSync(fd, sector, 0, sector.length, 0);
      return sector.toString('latin1', 3, 11) === 'EXFAT   ';
    } finally {
      closeSync(fd);
    }
  } catch {
    try {
      return /^E:ID_FS_TYPE=exfat$/m.test(readFileSync(`/run/udev/data/b${mount.device}`, 'latin1'));
    } catch {
      return false;
    }
  }
}

/**
 * What a root's file system can do, by its type. Whoever relies on it still handles the call that fails: the table is
 * for planning and for words.
 */
export function fileSystemOf(root: string, device: number): Omit<VolumeCapabilities, 'localCopy'> {
  const mount = mountOf(realPath(root));
  const filesystem = mount === null ? process.platform : typeOf(mount);
  let spaceGroup = `dev:${String(device)}`;
  // btrfs subvolumes and bind mounts differ in device or place, and share their source's free space.
  if (mount !== null && mount.source.startsWith('/')) spaceGroup = `source:${mount.source}`;
  const posixLike = process.platform !== 'win32' && !linkless.has(filesystem);
  return {
    filesystem,
    spaceGroup,
    hardLinks: posixLike,
    symlinks: posixLike,
    xattrs: process.platform === 'linux' && posixLike,
    caseInsensitive: caseless.has(filesystem) || process.platform === 'darwin' || process.platform === 'win32',
    timeStepNs: timeSteps[filesystem] ?? 1,
  };
}

/** Mounts are known by real paths; a root may be given through links. Itself where it cannot be resolved. */
export function realPath(root: string): string {
  try {
    return nameFromBytes(realpathSync(fsPath(root), { encoding: 'buffer' }));
  } catch {
    return root;
  }
}

export function isWritable(path: string): boolean {
  try {
    accessSync(fsPath(path), constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

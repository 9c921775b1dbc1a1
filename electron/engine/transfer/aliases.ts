import { lstat } from 'node:fs/promises';
import { fail } from '../../../shared/errors.ts';
import { nameToBytes } from '../../../shared/names.ts';
import { isWithin, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { PoolVolume } from '../pool/types.ts';
import { liesBelow, listMounts, placeIn } from '../volume/mounts.ts';
import type { VolumeEntry } from '../volume/volume.ts';
import { realFolder } from './local-source.ts';

/**
 * Which folders of this host are the pool's own volumes, by whatever path or mount they are reached: a copy between
 * them and the pool would read what it writes.
 */
export interface OwnRoots {
  /** Name of the volume that this real path lies in, or null. */
  volumeAt(path: string): string | null;
  /** Volumes, and other ways to them (bind mounts), that lie below this real folder: names by their real paths. */
  below(folder: string): ReadonlyMap<string, string>;
  /** Name of the volume that this folder is (its root, or a part of it that is mounted elsewhere), or null. */
  rootWith(inode: string): string | null;
}

export async function ownRoots(pool: PoolVolume): Promise<OwnRoots> {
  const mounts = listMounts();
  /** Every way to a volume: its root, and each mount that shows a part of it. */
  const ways = new Map<string, string>();
  const members: { readonly name: string; readonly place: ReturnType<typeof placeIn> }[] = [];
  for (const { name, volume, state } of pool.members) {
    const physical = volume.physical(rootPath);
    if (physical === null || !state().online) continue;
    try {
      const real = await realFolder(physical, `Looking at ${name}`);
      ways.set(real, name);
      members.push({ name, place: placeIn(real, mounts) });
    } catch {
      // Gone meanwhile: nothing is read from it nor written to it.
    }
  }
  for (const { device, subtree, target } of mounts) {
    const place = { device, path: subtree === '/' ? '' : subtree };
    const holder = members.find((member) => isIn(place, member.place));
    if (holder !== undefined && !ways.has(target)) ways.set(target, holder.name);
  }
  const inodes = new Map<string, string>();
  for (const [path, name] of ways) {
    try {
      const { dev, ino } = await lstat(Buffer.from(nameToBytes(path)), { bigint: true });
      inodes.set(`${String(dev)}:${String(ino)}`, name);
    } catch {
      // Hidden by a later mount, or gone: nobody reaches a volume that way.
    }
  }
  return {
    volumeAt(path) {
      const way = [...ways].find(([folder]) => isBelow(path, folder));
      const place = placeIn(path, mounts);
      return way?.[1] ?? members.find((member) => isIn(place, member.place))?.name ?? null;
    },
    below(folder) {
      const place = placeIn(folder, mounts);
      const found = new Map([...ways].filter(([path]) => path !== folder && isBelow(path, folder)));
      // Seen from another mount of a folder above it.
      for (const member of members) {
        if (!liesBelow(member.place, place)) continue;
        found.set(`${folder}${member.place.path.slice(place.path.length)}`, member.name);
      }
      return found;
    },
    rootWith: (inode) => inodes.get(inode) ?? null,
  };
}

type Placed = ReturnType<typeof placeIn>;

function isIn(path: Placed, folder: Placed): boolean {
  return (path.device === folder.device && path.path === folder.path) || liesBelow(path, folder);
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/**
 * Sees that what is put is no part of the pool, and the pool no part of it. Reads nothing of the source itself.
 * @throws refused
 */
export function refuseOwnSource(own: OwnRoots, source: string, real: string, entry: VolumeEntry): void {
  const attempted = `Copying ${source}`;
  const inside = own.volumeAt(real);
  // A link that lies elsewhere is copied as a link, wherever it leads.
  if (inside !== null) {
    const todo = 'it is in the pool already; copy it inside the pool';
    throw fail('refused', attempted, `it lies on the volume ${inside} of this pool`, todo);
  }
  if (entry.type !== 'directory') return;
  const [held] = own.below(real);
  if (held === undefined) return;
  const [path, name] = held;
  const why = `it contains the volume ${name} of this pool (${path}), which would be copied into itself`;
  throw fail('refused', attempted, why, 'copy what is beside that volume');
}

/**
 * Sees that no folder that is copied out of the pool would be merged into one of the pool's volumes.
 * @param folder real path that is copied into
 * @throws refused
 */
export async function refuseOwnTarget(
  own: OwnRoots,
  pool: PoolVolume,
  folder: string,
  roots: readonly { readonly from: PoolPath; readonly to: PoolPath }[],
  attempted: string,
): Promise<void> {
  const todo = 'copy inside the pool, or choose another folder';
  const inside = own.volumeAt(folder);
  if (inside !== null) {
    throw fail('refused', attempted, `the folder lies on the volume ${inside} of this pool`, todo);
  }
  for (const [path, name] of own.below(folder)) {
    const relative = (folder === '/' ? path : path.slice(folder.length)) as PoolPath;
    for (const { from, to } of roots) {
      if (!isWithin(relative, to)) continue;
      const source = `${from}${relative.slice(to.length)}` as PoolPath;
      if ((await pool.stat(source).catch(() => null))?.type !== 'directory') continue;
      const why = `${source} would be copied into ${path}, which is the volume ${name} of this pool`;
      throw fail('refused', attempted, why, todo);
    }
  }
}

/**
 * True when two entries are one file of a real disk, by whatever names. A pool puts the name of the volume before the
 * inode; what is behind it, device and number, is the same for everybody who looks at that file.
 */
export function isSameFile(one: VolumeEntry, other: VolumeEntry): boolean {
  const file = physicalInode(one.inode);
  return file !== null && file === physicalInode(other.inode);
}

function physicalInode(inode: string): string | null {
  return /(?:^|:)(\d+:\d+)$/.exec(inode)?.[1] ?? null;
}
